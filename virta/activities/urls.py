"""Addresses of activities beside those that every kind of object has."""

from django.urls import path

from virta.activities.views import bringing, cadences, copying, feeds, plan, slots

app_name = "activities"

W = "w/<slug:workspace>/"

urlpatterns = [
    path(f"{W}plan/", plan.timeline, name="plan"),
    path(f"{W}plan/calendar/", plan.calendar, name="calendar"),
    path(f"{W}plan/warnings/", plan.warnings, name="warnings"),
    path(f"{W}plan/addresses/", feeds.feeds, name="feeds"),
    path(f"{W}plan/addresses/<int:plan_feed_id>/revoke/", feeds.revoke, name="revoke"),
    path("plan/<str:plan_token>.ics", feeds.feed, name="feed"),
    path(f"{W}slots/<slug:record_key>/move/", slots.move, name="move"),
    path(f"{W}slots/<slug:record_key>/state/", slots.state, name="slot_state"),
    path(f"{W}cadences/new/", cadences.new, name="cadence_new"),
    path(f"{W}cadences/<slug:record_key>/edit/", cadences.edit, name="cadence_edit"),
    path(f"{W}cadences/<slug:record_key>/slots/", cadences.slots, name="cadence_slots"),
    path(f"{W}activities/templates/", copying.templates, name="templates"),
    path(f"{W}activities/<slug:record_key>/copy/", copying.copy, name="copy"),
    path(f"{W}days/calendar-file/", bringing.bring, name="days_bring"),
    path(f"{W}days/calendar-file/<int:batch_id>/", bringing.look, name="days_look"),
]
