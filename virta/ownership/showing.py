"""What the pages of ownership's kinds show beside their facts."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.ownership import policies, rules, watching
from virta.ownership.access import troubles
from virta.ownership.models import (
    Acceptance,
    AccessEntry,
    ApprovalRule,
    Escalation,
    Policy,
    Rotation,
    Task,
)
from virta.people.http import Request
from virta.records.forms import members
from virta.records.saving import revisions

Context = dict[str, Any]


def length_of_turn(rotation: Rotation) -> str:
    """How long a turn is, in words."""
    if rotation.unit == Rotation.Unit.WEEKS:
        return ngettext("%(n)s week", "%(n)s weeks", rotation.every) % {"n": rotation.every}
    return ngettext("%(n)s day", "%(n)s days", rotation.every) % {"n": rotation.every}


def watches_at(rows: Any, value: str) -> Any:
    """The watches that are on now, still to come, or over."""
    now = timezone.now()
    if value == "over":
        return rows.filter(ends_at__lte=now)
    if value == "later":
        return rows.filter(starts_at__gt=now)
    return rows.filter(Q(starts_at__lte=now) & Q(ends_at__gt=now))


def escalation_people(path: Escalation) -> str:
    """Who is told, in order."""
    return " → ".join(step["name"] or step["to"] for step in path.steps)


def ruled_name(rule: ApprovalRule) -> str | None:
    """What a rule is for; one for nothing in particular is for everything else."""
    return rule.about_name if rule.about_kind else _("everything without a rule of its own")


def may_do(request: Request, task: Task) -> bool:
    """Whether this person may say that a task is done: the team, and whoever has to do it."""
    return request.may["work"] or (request.may["take_part"] and task.owner_id == request.user.pk)


def task(request: Request, record: Task) -> Context:
    """The button that says it is done."""
    return {"may_do": may_do(request, record)}


def rotation(request: Request, record: Rotation) -> Context:
    """The order of turns, what comes next, and whether the turns fit the rotation."""
    now = timezone.now()
    here = {one.email: one for one in members(request.workspace)}
    return {
        "turns": [{"person": here.get(one), "email": one} for one in record.order],
        "coming": [
            one
            for one in watching.watches(request.workspace, now, now + watching.AHEAD)
            if one.rotation_id == record.pk
        ],
        "is_changed": watching.is_changed(record, now),
        "came_of": [],
    }


def escalation(request: Request, record: Escalation) -> Context:
    """The calls in order."""
    return {"calls": rules.calls(record)}


def approval_rule(request: Request, record: ApprovalRule) -> Context:
    """The steps in words, and what is for it."""
    return {"steps": rules.shown(record), "for_what": ruled_name(record)}


def policy(request: Request, record: Policy) -> Context:
    """The text, who has accepted it, and whether the visitor has."""
    standing = policies.standings(request.workspace, [record])[0]
    mine = request.user.is_authenticated and any(
        one.who_id == request.user.pk for one in standing.accepted
    )
    must = str(request.role) in policies.MUST[record.readers]
    return {
        "text": policies.rendered(record.text),
        "review_is_late": record.review_on is not None and record.review_on < timezone.localdate(),
        "standing": standing,
        "is_accepted": mine,
        "must_accept": must and not mine and request.user.is_authenticated,
        "may_accept": request.may["take_part"] and not mine,
        "came_of": [],
        "earlier": Acceptance.objects.of(request.workspace)
        .filter(policy=record, who_id=request.user.pk or 0)
        .exclude(edition=record.edition)
        .exists(),
        "editions": editions(record),
    }


def editions(record: Policy) -> list[Any]:
    """The version of the history in which each earlier edition began, newest first."""
    first: dict[int, Any] = {}
    for one in revisions(record).order_by("number"):
        first.setdefault(one.fields.get("edition", 1), one)
    return [{"edition": n, "revision": one} for n, one in sorted(first.items(), reverse=True)]


def access_entry(request: Request, record: AccessEntry) -> Context:
    """What is wrong with it."""
    here = set(members(request.workspace).values_list("pk", flat=True))
    return {"says": troubles(record, here, timezone.localdate())}
