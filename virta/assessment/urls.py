"""Addresses of rounds, of answering and of results."""

from django.urls import include, path

from virta.assessment.views import answering, asking, results, rounds, weeks

app_name = "assessment"

ROUND = "w/<slug:workspace>/assess/<int:round_id>/"

urlpatterns = [
    path("a/<str:link_key>/", answering.open_link, name="open_link"),
    path("p/<str:link_key>/", answering.personal_link, name="personal_link"),
    path("answer/<str:key>/", answering.resume, name="resume"),
    path("answer/<str:key>/<slug:step>/", answering.page, name="answer_page"),
    path("w/<slug:workspace>/week/", weeks.week, name="week"),
    path("w/<slug:workspace>/week/<str:day>/", weeks.week, name="week_of"),
    path("w/<slug:workspace>/assess/", rounds.rounds, name="rounds"),
    path("w/<slug:workspace>/assess/new/", rounds.round_new, name="round_new"),
    path(ROUND, rounds.round, name="round"),
    path(f"{ROUND}edit/", rounds.round_edit, name="round_edit"),
    path(f"{ROUND}open/", rounds.round_open, name="round_open"),
    path(f"{ROUND}close/", rounds.round_close, name="round_close"),
    path(f"{ROUND}delete/", rounds.round_delete, name="round_delete"),
    path(f"{ROUND}progress/", rounds.round_progress, name="round_progress"),
    path(f"{ROUND}groups/<int:group_id>/link/", asking.group_link, name="group_link"),
    path(f"{ROUND}groups/<int:group_id>/qr.svg", asking.group_qr, name="group_qr"),
    path(f"{ROUND}people/", asking.invitees, name="invitees"),
    path(f"{ROUND}people/send/", asking.send, name="invitees_send"),
    path(f"{ROUND}people/<int:invitee_id>/", asking.invitation, name="invitation"),
    path(f"{ROUND}people/<int:invitee_id>/remove/", asking.invitee_gone, name="invitee_gone"),
    path(f"{ROUND}results/", results.results, name="results"),
    path(f"{ROUND}evidence.json", results.evidence_file, name="evidence_file"),
    path(f"{ROUND}answers.<slug:ending>", results.answers_file, name="answers_file"),
    path("", include("virta.assessment.urls_outside")),
]
