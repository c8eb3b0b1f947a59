from django.urls import path

from virta.pages.views import about, archive, diagnosis, factors, health, report, status, today

app_name = "pages"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("about/", about.about, name="about"),
    path("gallery/", about.gallery, name="gallery"),
    path("workspaces/bring/", archive.bring, name="archive_bring"),
    path("w/<slug:workspace>/archive/", archive.archive, name="archive"),
    path("w/<slug:workspace>/archive/file/", archive.fetch, name="archive_file"),
    path("w/<slug:workspace>/", today.today, name="today"),
    path("w/<slug:workspace>/status/", status.status, name="status"),
    path("w/<slug:workspace>/strategy/", factors.cycle, {"cycle": "strategy"}, name="strategy"),
    path("w/<slug:workspace>/execution/", factors.cycle, {"cycle": "execution"}, name="execution"),
    path("w/<slug:workspace>/factors/<slug:factor>/", factors.factor, name="factor"),
    path("w/<slug:workspace>/diagnosis/", diagnosis.diagnosis, name="diagnosis"),
    path("w/<slug:workspace>/diagnosis/<int:round_id>/", diagnosis.diagnosis, name="diagnosis_of"),
    path("w/<slug:workspace>/report/<int:round_id>/", report.page, name="report"),
    path(
        "w/<slug:workspace>/report/<int:round_id>/virta.html", report.document, name="report_html"
    ),
    path("w/<slug:workspace>/report/<int:round_id>/virta.pdf", report.pdf, name="report_pdf"),
    path("w/<slug:workspace>/report/<int:round_id>/virta.xlsx", report.sheet, name="report_sheet"),
]
