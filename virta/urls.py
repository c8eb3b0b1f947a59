"""Every address of Virta."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("virta.people.urls")),
    path("", include("virta.assessment.urls")),
    path("", include("virta.pages.urls")),
    path("", include("virta.pages.connecting.urls")),
    path("", include("virta.engagement.urls")),
    path("", include("virta.listening.urls")),
    path("", include("virta.ownership.urls")),
    path("", include("virta.activities.urls")),
    path("", include("virta.objectives.urls")),
    path("", include("virta.audiences.urls")),
    path("", include("virta.records.urls")),
]
