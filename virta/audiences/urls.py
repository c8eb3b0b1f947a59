"""Addresses of the matrices and the gaps."""

from django.urls import path

from virta.audiences import views

app_name = "audiences"
urlpatterns = [
    path("w/<slug:workspace>/matrix/target-groups/", views.fits, name="fits"),
    path("w/<slug:workspace>/matrix/objectives/", views.roles, name="roles"),
    path("w/<slug:workspace>/matrix/<slug:table>/cells/", views.fill, name="fill"),
    path("w/<slug:workspace>/channel-gaps/", views.gaps, name="gaps"),
]
