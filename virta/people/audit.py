"""The audit log: one way to write to it, and its sentences."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from virta.people.models import AuditEvent, Person, Workspace

EVENTS: dict[str, Promise] = {
    "set_up": _("set Virta up and made this workspace"),
    "workspace_made": _("made this workspace"),
    "workspace_changed": _("changed the settings of the workspace"),
    "reference_changed": _("changed the reference profile"),
    "invited": _("invited %(email)s as %(role)s"),
    "invitation_revoked": _("revoked the invitation of %(email)s"),
    "joined": _("joined as %(role)s"),
    "role_changed": _("made %(person)s %(role)s"),
    "membership_ended": _("ended the membership of %(person)s"),
    "signed_in": _("signed in"),
    "sign_in_failed": _("did not get in: a wrong password for %(email)s"),
    "second_factor_added": _("added a second step to signing in"),
    "second_factor_removed": _("removed a second step from signing in"),
    "password_changed": _("changed their password"),
    "round_opened": _("opened the round %(round)s"),
    "round_closed": _("closed the round %(round)s"),
    "round_deleted": _("removed the round %(round)s"),
    "link_changed": _("changed the open link of %(group)s"),
    "people_invited": _("asked %(count)s people by name"),
    "invitation_taken_back": _("took back a personal invitation to the round %(round)s"),
    "answers_exported": _("exported %(file)s"),
    "imported": _("imported %(file)s"),
    "import_undone": _("undid the import of %(file)s"),
    "sample_removed": _("took away a count on a sample (%(count)s)"),
    "list_fetched": _("fetched the list %(file)s"),
    "workspace_exported": _("exported the whole workspace"),
    "workspace_imported": _("brought in a whole workspace from %(file)s"),
    "feed_made": _("made a secret calendar address"),
    "feed_revoked": _("put a secret calendar address out of use"),
    "channel_connected": _("connected the channel %(channel)s (%(network)s) as %(handle)s"),
    "channel_reconnected": _("signed the channel %(channel)s (%(network)s) in again as %(handle)s"),
    "channel_disconnected": _("ended the sign-in of the channel %(channel)s (%(network)s)"),
    "channel_sign_in_failed": _("did not get the channel %(channel)s signed in (%(network)s)"),
    "channel_signed_out": _("found the channel %(channel)s signed out by %(network)s"),
    "author_erased": _("erased the %(mentions)s mentions of an author"),
    "approver_asked": _("asked %(email)s, who is outside, to approve a post"),
    "approver_link_withdrawn": _("withdrew the link to a post for %(email)s"),
    "webhook_added": _("added the webhook %(name)s to %(host)s"),
    "webhook_tried": _("sent a test to the webhook %(name)s at %(host)s"),
    "webhook_turned_off": _("turned the webhook %(name)s to %(host)s off"),
    "webhook_turned_on": _("turned the webhook %(name)s to %(host)s on"),
    "webhook_removed": _("removed the webhook %(name)s to %(host)s"),
    "author_exported": _("fetched what is stored of an author"),
    "mentions_exported": _("wrote %(count)s mentions to a file"),
    "mentions_erased": _("erased %(count)s mentions"),
    "retention_changed": _("set how long mentions are kept: %(months)s months"),
    "report_fetched": _("fetched the report %(file)s"),
}
"""Every event and how it reads after the name of who did it."""


def record(
    workspace: Workspace | None, actor: Person | None, event: str, **details: Any
) -> AuditEvent:
    """Write down one event. Secrets, tokens and answers have no place in `details`."""
    if event not in EVENTS:
        raise ValueError(f"The audit log has no event called {event}.")
    return AuditEvent.objects.create(workspace=workspace, actor=actor, event=event, details=details)


def sentence(event: AuditEvent) -> str:
    """An event in words, without the name of who did it."""
    known = EVENTS.get(event.event)
    if known is None:
        return event.event
    details: dict[str, str] = DEFAULTS | event.details
    return str(known) % details


DEFAULTS = dict.fromkeys(
    (
        *("email", "role", "person", "round", "group", "file", "count", "mentions"),
        *("channel", "network", "handle", "months", "name", "host"),
    ),
    "–",
)
