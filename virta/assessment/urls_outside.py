"""Addresses of imports and of the outside assessor; `virta.assessment.urls` takes them in."""

from django.urls import path

from virta.assessment.views import assessor, imports

urlpatterns = [
    path("clients/new/", assessor.new_client, name="client_new"),
    path("w/<slug:workspace>/assess/<int:round_id>/bring/", imports.bring, name="bring"),
    path("w/<slug:workspace>/uploads/<int:upload_id>/", imports.upload, name="upload"),
    path("w/<slug:workspace>/uploads/<int:upload_id>/undo/", imports.undo, name="upload_undo"),
    path("w/<slug:workspace>/assess/<int:round_id>/samples/", assessor.samples, name="samples"),
    path(
        "w/<slug:workspace>/samples/<int:sample_id>/remove/",
        assessor.sample_gone,
        name="sample_gone",
    ),
    path(
        "w/<slug:workspace>/assess/<int:round_id>/observe/<slug:factor>/",
        assessor.observe,
        name="observe",
    ),
]
