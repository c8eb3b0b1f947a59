"""What waits for somebody in listening."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from virta.listening.filing import described_of
from virta.listening.models import Alarm, Insight, MentionAssignment, Source
from virta.listening.subjects import url_of
from virta.listening.surplus_told import needs_narrowing
from virta.people.access import Action, allows
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

TOO_LONG = timedelta(days=14)
MOST = 3
STILL = timedelta(hours=1)


def needs_you(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """Alarms, searches, mentions and insights of one's own that wait for somebody, and sources
    that do not answer."""
    return [
        *unusual(workspace, person),
        *needs_narrowing(workspace, person, now)[:MOST],
        *given(workspace, person),
        *undecided(workspace, person, now),
        *in_trouble(workspace, person, now),
    ]


def unusual(workspace: Workspace, person: Any) -> list[Need]:
    """Alarms of one's own searches and rules that nobody sees to."""
    rows = Alarm.objects.of(workspace).filter(acknowledged_at__isnull=True, storm__isnull=True)
    rows = rows.filter(search__removed_at__isnull=True, rule__removed_at__isnull=True)
    mine = rows.filter(Q(search__owner=person) | Q(rule__person=person))
    unusual = _("Much more or much less was heard than usual, and nobody sees to it yet.")
    never = _("Something came that must not be missed, and nobody sees to it yet.")
    return [
        Need(
            one.title,
            never if one.rule_id else unusual,
            reverse("listening:alarm", args=[workspace.slug, one.pk]),
            2,
        )
        for one in mine.select_related("search", "rule").order_by("-at")[:MOST]
    ]


def given(workspace: Workspace, person: Any) -> list[Need]:
    """Mentions that one has been given and that nobody has handled yet."""
    rows = MentionAssignment.objects.of(workspace).filter(person=person, done_at__isnull=True)
    found = list(rows.select_related("mention__workspace").order_by("at")[: MOST + 1])
    if len(found) > MOST:
        address = f"{reverse('listening:mentions', args=[workspace.slug])}?person=me"
        title = _("%(count)s mentions are yours") % {"count": rows.count()}
        return [Need(title, _("They wait until they are handled."), address, 1)]
    note = _("A mention that you were given waits until it is handled.")
    return [Need(str(one.mention), note, url_of(one.mention), 1) for one in found]


def undecided(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    rows = Insight.objects.of(workspace).filter(owner=person, state=Insight.State.WAITS)
    return [
        Need(
            str(one),
            _(
                "An insight waits for a decision: do we change something, try something or leave it?"
            ),
            kind_of(one).url(one),
            1 if one.made_at < now - TOO_LONG else 0,
            one,
        )
        for one in rows.select_related("workspace").order_by("made_at")[:MOST]
    ]


def in_trouble(workspace: Workspace, person: Any, now: datetime) -> list[Need]:
    """For those who lead: nothing is heard from these."""
    membership = person.memberships.filter(workspace=workspace, ended_at__isnull=True).first()
    if not allows(membership.role if membership else None, Action.LEAD):
        return []
    address = reverse("listening:sources", args=[workspace.slug])
    found = [
        Need(str(one), note, address, 1)
        for one in Source.objects.of(workspace).filter(is_on=True)
        if (note := trouble_of(one, now))
    ]
    return found[:MOST]


def trouble_of(source: Source, now: datetime) -> str:
    """What is wrong with a source, in a sentence; nothing while all is well."""
    if source.trouble_since and now - source.trouble_since > STILL:
        return _("A source has not answered for an hour or more; nothing is heard from it.")
    described = described_of(source)
    if described and source.is_silent(now, described):
        return _(
            "A source answers, but has given nothing for longer than is usual. See if it moved."
        )
    return ""
