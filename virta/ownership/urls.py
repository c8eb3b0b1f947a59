"""Addresses of ownership beside those that every kind of object has."""

from django.urls import path

from virta.ownership.views import doing, hours, matrix, rota, tasks

app_name = "ownership"

W = "w/<slug:workspace>/"

urlpatterns = [
    path("watch-feed/<str:token>.ics", rota.feed, name="feed"),
    path(f"{W}ownership/hours/", hours.show, name="hours"),
    path(f"{W}ownership/tasks/", tasks.show, name="tasks"),
    path(f"{W}ownership/watch/", rota.show, name="rota"),
    path(f"{W}ownership/watch/feed/", rota.feed_new, name="feed_new"),
    path(f"{W}ownership/watch/feed/<int:feed_id>/revoke/", rota.feed_revoke, name="feed_revoke"),
    path(f"{W}watches/<slug:record_key>/note/", rota.note, name="note"),
    path(f"{W}ownership/", matrix.show, name="matrix"),
    path(f"{W}ownership/cell/", matrix.cell, name="cell"),
    path(f"{W}ownership/owners/", matrix.owners, name="owners"),
    path(f"{W}ownership/of/<slug:about_kind>/<slug:about_key>/", matrix.row, name="row"),
    path(f"{W}ownership/hand-over/<int:person_id>/", matrix.hand_over, name="hand_over"),
    path(f"{W}tasks/<slug:record_key>/done/", doing.task_done, name="task_done"),
    path(f"{W}policies/<slug:record_key>/accept/", doing.accept, name="accept"),
    path(f"{W}policies/<slug:record_key>/remind/", doing.remind, name="remind"),
    path(f"{W}access/<slug:record_key>/checked/", doing.checked, name="checked"),
    path(f"{W}rotations/<slug:record_key>/turns/", doing.turns, name="turns"),
]
