"""What of the posts waits for somebody: their yes, their decision, their hands."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from virta.engagement import hand, proofs
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.connection import SOON
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

State = Delivery.State
DECIDE = (State.REFUSED, State.LATE, State.EXPIRED, State.HELD, State.SIGN_IN, State.UNSURE)
LOOK_BACK = timedelta(days=30)
MOST = 3


def needs_you(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Posts that wait for one's approval, one's own that stand still or are to be published by
    hand, and channels that one connected and that are signed out."""
    return [
        *to_approve(workspace, person, now),
        *by_hand(workspace, person, now),
        *standing_still(workspace, person, now),
        *signed_out(workspace, person, now),
    ]


def open_ones(workspace: Workspace, now: datetime, *states: str) -> Any:
    rows = Delivery.objects.of(workspace).filter(state__in=states, due_at__gte=now - LOOK_BACK)
    rows = rows.filter(post__removed_at__isnull=True)
    return rows.select_related("post__workspace", "post__owner", "channel").order_by("due_at", "pk")


def to_approve(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """One line for each post, whatever number of channels waits."""
    mine = proofs.waiting_for(workspace, person, now)
    return [approval(one, now) for one in mine[:MOST]]


def approval(one: Delivery, now: datetime) -> Need:
    """A post that waits for one's yes, and the page where it is given."""
    urgency = 2 if one.due_at < now + timedelta(days=1) else 1
    url = proofs.url_of(one.post)
    return Need(str(one.post), _("Waits for your approval"), url, urgency, one.post)


def by_hand(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """What this person publishes by hand now, each with the page for it."""
    rows = [one for one in hand.waiting(workspace, now) if hand.is_for(one, person)]
    return [
        Need(
            str(one.post),
            f"{one.channel}: {one.get_state_display()}",
            reverse("engagement:hand_one", args=[workspace.slug, one.key]),
            3,
            one.post,
        )
        for one in rows[:MOST]
    ]


def standing_still(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """What only a person can set going again."""
    mine = open_ones(workspace, now, *DECIDE).filter(post__owner=person)
    found: dict[int, Need] = {}
    for one in mine[:50]:
        if one.post_id not in found and len(found) < MOST:
            note = f"{one.channel}: {one.get_state_display()}"
            found[one.post_id] = need(one, note, 3)
    return list(found.values())


def need(one: Delivery, note: str, urgency: int) -> Need:
    return Need(str(one.post), note, kind_of(one.post).url(one.post), urgency, one.post)


def signed_out(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Channels that the network lets in no more, or soon will not, whatever is renewed."""
    is_closed = Q(state=Connection.State.CLOSED)
    rows = Connection.objects.of(workspace).filter(
        is_closed | Q(ends_at__lte=now + SOON),
        made_by=person,
        channel__removed_at__isnull=True,
    )
    return [
        Need(
            str(one.channel),
            _("Sign in to this channel again")
            if one.state == Connection.State.CLOSED
            else _("Its sign-in ends within a week: sign in again before that"),
            reverse("connecting:channel", args=[workspace.slug, one.channel.key]),
            3 if one.state == Connection.State.CLOSED else 2,
            one.channel,
        )
        for one in rows.select_related("channel")[:MOST]
    ]
