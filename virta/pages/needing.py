"""What needs a person now, gathered from every factor; and the first steps of a new workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.assessment import weeks
from virta.assessment.models import Round
from virta.balance.framework import FACTORS
from virta.people.http import Request
from virta.people.models import Workspace
from virta.records.kinds import Kind, kinds
from virta.records.needing import Need
from virta.records.places import part_of

MOST = 8


def needs_of(request: Request, now: datetime) -> list[Need]:
    """What waits for this visitor, the most urgent first; nothing for somebody who only looks."""
    if not request.user.is_authenticated or not request.may["take_part"]:
        return []
    found: list[Need] = []
    for factor in FACTORS:
        if part := part_of(factor, "needs"):
            found += part.needs_you(request.workspace, request.user, now)
    found += own_week(request)
    return sorted(found, key=lambda one: -one.urgency)[:MOST]


def own_week(request: Request) -> list[Need]:
    """That last week's hours are not given yet, where something was done in it."""
    workspace, person = request.workspace, request.user
    last = weeks.recent(timezone.localdate())[1]
    if weeks.given(workspace, person, last) or not any(
        weeks.suggested(workspace, person, last).values()
    ):
        return []
    url = reverse("assessment:week_of", args=[workspace.slug, last.isoformat()])
    return [
        Need(_("How your last week went"), _("Twenty seconds: hours over the factors."), url, 1)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of setting up, and whether it is done."""

    title: str
    why: str
    url: str
    import_url: str
    count: int


STEPS: tuple[str, ...] = ("objective", "audience", "channel", "activity", "assignment")


def first_steps(workspace: Workspace) -> list[Step]:
    """How a new workspace is set up, in order; each is done once there is one of its objects. None
    once all are done."""
    known = {kind.name: kind for kind in kinds()}
    wanted = [known[name] for name in STEPS if name in known]
    if is_set_up(workspace, [kind.model for kind in wanted]):
        return []
    made = [step_of(workspace, kind) for kind in wanted]
    rounds = Round.objects.of(workspace).count()
    url = reverse("assessment:rounds" if rounds else "assessment:round_new", args=[workspace.slug])
    ask = _("Ask how the work stands: seven minutes a person, no account needed.")
    return [*made, Step(_("The first round of the assessment"), ask, url, "", rounds)]


def is_set_up(workspace: Workspace, models: Sequence[type[Model]]) -> bool:
    """Whether there is something of all of these, and a round: one question, on every opening."""
    every: list[Any] = [*models, Round]
    wanted = [Exists(one.objects.of(workspace).order_by()) for one in every]
    return Workspace.objects.filter(*wanted, pk=workspace.pk).exists()


def step_of(workspace: Workspace, kind: Kind) -> Step:
    count = kind.model.objects.of(workspace).count()
    many = str(kind.many)
    return Step(
        many[:1].upper() + many[1:],
        str(kind.empty or kind.lead),
        kind.list_url(workspace) if count else kind.new_url(workspace),
        reverse(f"records:{kind.name}_import", args=[workspace.slug]),
        count,
    )
