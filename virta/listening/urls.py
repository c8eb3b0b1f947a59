"""Addresses of listening beside those that every kind of object has."""

from django.urls import path

from virta.listening.views import (
    alarms,
    bulk,
    dashboard,
    files,
    mention,
    mentions,
    never,
    privacy,
    saved,
    sources,
)
from virta.listening.views.digest import digest

app_name = "listening"

W = "w/<slug:workspace>/"

urlpatterns = [
    path(f"{W}listening/", dashboard.shown, name="dashboard"),
    path(f"{W}listening/part/<slug:part>/", dashboard.part, name="dashboard_part"),
    path(f"{W}listening/<slug:table>.csv", dashboard.table, name="dashboard_csv"),
    path(f"{W}mentions/", mentions.listed, name="mentions"),
    path(f"{W}mentions/alarms/", alarms.listed, name="alarms"),
    path(f"{W}mentions/alarms/settings/", alarms.settings, name="alarm_settings"),
    path(f"{W}mentions/alarms/<int:alarm_id>/", alarms.shown, name="alarm"),
    path(f"{W}mentions/alarms/<int:alarm_id>/seen/", alarms.seen, name="alarm_seen"),
    path(f"{W}mentions/never-miss/", never.never_miss, name="never_miss"),
    path(f"{W}mentions/never-miss/add/", never.add, name="never_miss_add"),
    path(f"{W}mentions/digest/", digest, name="digest"),
    path(f"{W}mentions/<int:mention_id>/same/", dashboard.same, name="same"),
    path(f"{W}mentions/insight/", mentions.insight, name="mentions_insight"),
    path(f"{W}mentions/<int:mention_id>/sentiment/", mentions.sentiment, name="sentiment"),
    path(f"{W}mentions/<int:mention_id>/state/", bulk.state, name="state"),
    path(f"{W}mentions/<int:mention_id>/", mention.show, name="mention"),
    path(f"{W}mentions/<int:mention_id>/tag/", mention.tag, name="mention_tag"),
    path(f"{W}mentions/<int:mention_id>/give/", mention.give, name="mention_give"),
    path(f"{W}mentions/<int:mention_id>/comment/", mention.comment, name="mention_comment"),
    path(f"{W}mentions/bulk/", bulk.bulk, name="bulk"),
    path(f"{W}mentions/jobs/<slug:job_key>/", bulk.job, name="job"),
    path(f"{W}mentions/jobs/<slug:job_key>/file/", bulk.job_file, name="job_file"),
    path(f"{W}mentions/jobs/<slug:job_key>/undo/", bulk.job_undo, name="job_undo"),
    path(f"{W}mentions/views/", saved.save, name="view_save"),
    path(f"{W}mentions/views/<slug:view_key>/default/", saved.default, name="view_default"),
    path(f"{W}mentions/views/<slug:view_key>/remove/", saved.remove, name="view_remove"),
    path(f"{W}mentions/kept/", privacy.kept, name="kept"),
    path(f"{W}mentions/authors/", privacy.find, name="authors"),
    path(f"{W}mentions/authors/data/", privacy.data, name="author"),
    path(f"{W}mentions/authors/erase/", privacy.erase, name="author_erase"),
    path(f"{W}mention-rules/try/", saved.try_rule, name="rule_try"),
    path(f"{W}mention-rules/<slug:record_key>/apply/", bulk.apply_rule, name="rule_apply"),
    path(f"{W}searches/try/", mentions.tried, name="try"),
    path(f"{W}searches/<slug:record_key>/again/", mentions.again, name="again"),
    path(f"{W}sources/", sources.listed, name="sources"),
    path(f"{W}sources/files/new/", files.bring, name="file_new"),
    path(f"{W}sources/files/<int:file_id>/", files.look, name="file"),
    path(f"{W}peers/<slug:record_key>/listen/", sources.listen_to_peer, name="peer_listen"),
    path(f"{W}sources/new/<slug:source_kind>/", sources.new, name="source_new"),
    path(f"{W}sources/<int:source_id>/turn/", sources.turn, name="source_turn"),
    path(f"{W}sources/<int:source_id>/remove/", sources.remove, name="source_remove"),
]
