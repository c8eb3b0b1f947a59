from django.urls import path

from virta.people import views

app_name = "people"
urlpatterns = [
    path("", views.front, name="front"),
    path("setup/<str:token>/", views.setup, name="setup"),
    path("join/<str:token>/", views.join, name="join"),
    path("me/", views.me, name="me"),
    path("workspaces/", views.workspaces, name="workspaces"),
    path("workspaces/new/", views.new_workspace, name="workspace_new"),
    path("w/<slug:workspace>/people/", views.people, name="people"),
    path("w/<slug:workspace>/people/<int:membership_id>/role/", views.role, name="role"),
    path("w/<slug:workspace>/people/<int:membership_id>/end/", views.end, name="end"),
    path("w/<slug:workspace>/invitations/<int:invitation_id>/revoke/", views.revoke, name="revoke"),
    path("w/<slug:workspace>/settings/", views.workspace, name="workspace"),
    path("w/<slug:workspace>/settings/reference/", views.reference, name="reference"),
    path("w/<slug:workspace>/audit/", views.audit_log, name="audit"),
]
