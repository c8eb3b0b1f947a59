"""Addresses of ownership beside those that every kind of object has."""

from django.urls import path

from virta.ownership.views import doing

app_name = "ownership"

W = "w/<slug:workspace>/"

urlpatterns = [
    path(f"{W}tasks/<slug:record_key>/done/", doing.task_done, name="task_done"),
    path(f"{W}policies/<slug:record_key>/accept/", doing.accept, name="accept"),
    path(f"{W}policies/<slug:record_key>/remind/", doing.remind, name="remind"),
    path(f"{W}access/<slug:record_key>/checked/", doing.checked, name="checked"),
    path(f"{W}rotations/<slug:record_key>/turns/", doing.turns, name="turns"),
]
