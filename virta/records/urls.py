"""Every kind's addresses come from its description."""

from django.urls import path

from virta.records.kinds import Kind, kinds
from virta.records.views import (
    comments,
    finding,
    hooks,
    importing,
    listing,
    notices,
    pages,
    quiet,
    unsaved,
)

app_name = "records"


def addresses(kind: Kind) -> list[object]:
    """List, file, import, form, page, history and removal of one kind."""
    base, name = f"w/<slug:workspace>/{kind.path}/", kind.name
    one = f"{base}<slug:record_key>/"
    made = pages.Pages(kind)
    lists = listing.Lists(kind)
    brought = importing.Imports(kind)
    return [
        path(base, lists.show, name=f"{name}_list"),
        path(f"{base}list.<str:ending>", lists.fetch, name=f"{name}_file"),
        path(f"{base}import/", brought.bring, name=f"{name}_import"),
        path(f"{base}import/<int:batch_id>/", brought.look, name=f"{name}_batch"),
        path(f"{base}import/<int:batch_id>/undo/", brought.undo, name=f"{name}_batch_undo"),
        path(f"{base}new/", made.new, name=f"{name}_new"),
        path(one, made.show, name=name),
        path(f"{one}edit/", made.edit, name=f"{name}_edit"),
        path(f"{one}history/", made.history, name=f"{name}_history"),
        path(f"{one}restore/<int:number>/", made.restore, name=f"{name}_restore"),
        path(f"{one}remove/", made.remove, name=f"{name}_remove"),
        path(f"{one}back/", made.back, name=f"{name}_back"),
        path(f"{one}comment/", comments.Comments(kind).say, name=f"{name}_comment"),
    ]


urlpatterns = [
    *(address for kind in kinds() for address in addresses(kind)),
    path(
        "w/<slug:workspace>/comments/<int:comment_id>/remove/",
        comments.take_back,
        name="comment_remove",
    ),
    path("w/<slug:workspace>/unsaved/", unsaved.keep, name="unsaved"),
    path("w/<slug:workspace>/unsaved/throw-away/", unsaved.throw_away, name="unsaved_throw_away"),
    path("w/<slug:workspace>/find/", finding.find, name="find"),
    path("w/<slug:workspace>/notices/", notices.notices, name="notices"),
    path("w/<slug:workspace>/notices/settings/", notices.settings, name="notice_settings"),
    path("w/<slug:workspace>/webhooks/", hooks.webhooks, name="webhooks"),
    path("w/<slug:workspace>/webhooks/<int:hook_id>/test/", hooks.test, name="webhook_test"),
    path("w/<slug:workspace>/webhooks/<int:hook_id>/turn/", hooks.turn, name="webhook_turn"),
    path("w/<slug:workspace>/webhooks/<int:hook_id>/remove/", hooks.remove, name="webhook_remove"),
    path("w/<slug:workspace>/notices/quiet/", quiet.quiet_hours, name="quiet_hours"),
    path("w/<slug:workspace>/notices/quiet/all/", quiet.quiet_default, name="quiet_default"),
    path("w/<slug:workspace>/notices/<int:notice_id>/", notices.follow, name="notice"),
]
