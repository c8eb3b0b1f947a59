"""Addresses of connecting channels to networks."""

from django.urls import path

from virta.pages.connecting import views

app_name = "connecting"
_ONE = "w/<slug:workspace>/channels/<slug:record_key>/connection/"
urlpatterns = [
    path("w/<slug:workspace>/connections/", views.channels, name="channels"),
    path(_ONE, views.channel, name="channel"),
    path(f"{_ONE}check/", views.check, name="check"),
    path(f"{_ONE}own/", views.choose_own, name="own"),
    path(f"{_ONE}disconnect/", views.disconnect, name="disconnect"),
    path("connections/back/", views.back, name="back"),
    path(".well-known/virta/client.json", views.client, name="client"),
]
