"""Addresses of the tree, the weekly look, closing and carrying over."""

from django.urls import path

from virta.objectives import views

app_name = "objectives"
urlpatterns = [
    path("w/<slug:workspace>/objectives/tree/", views.tree, name="tree"),
    path("w/<slug:workspace>/objectives/hints/", views.hint, name="hints"),
    path("w/<slug:workspace>/check-in/", views.check_ins, name="check_ins"),
    path("w/<slug:workspace>/check-in/<slug:result_key>/", views.check_in, name="check_in"),
    path("w/<slug:workspace>/objectives/<slug:objective_key>/close/", views.close, name="close"),
    path("w/<slug:workspace>/objectives/<slug:objective_key>/carry/", views.carry, name="carry"),
]
