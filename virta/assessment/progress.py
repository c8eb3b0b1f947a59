"""How a round gets on while it is open: numbers only, never who answered what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from virta.assessment.models import Group, Invitee, Respondent, Round


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """One group: how many began and finished, of how many asked (None: nobody said)."""

    group: Group
    begun: int
    finished: int
    invited: int
    invited_finished: int

    @property
    def expected(self) -> int | None:
        return max(self.group.expected or 0, self.invited) or None

    @property
    def shown_total(self) -> int:
        """What a bar is full at."""
        return max(self.expected or 0, self.begun, 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """A whole round."""

    groups: list[GroupProgress]

    @property
    def begun(self) -> int:
        return sum(one.begun for one in self.groups)

    @property
    def finished(self) -> int:
        return sum(one.finished for one in self.groups)

    @property
    def expected(self) -> int | None:
        """None as soon as one group does not know how many it asks."""
        numbers = [one.expected for one in self.groups]
        return None if None in numbers else sum(number or 0 for number in numbers)


def of(round: Round) -> Progress:
    """Three queries, however many have answered."""
    people = Respondent.objects.filter(round=round).counted().order_by().values("group")
    begun = {
        row["group"]: row
        for row in people.annotate(
            begun=Count("pk"), done=Count("pk", filter=Q(finished_at__isnull=False))
        )
    }
    invitees = Invitee.objects.filter(round=round).order_by().values("group")
    invited = {
        row["group"]: row
        for row in invitees.annotate(asked=Count("pk"), done=Count("pk", filter=Q(finished=True)))
    }
    nothing: dict[str, Any] = {}
    return Progress(
        [
            GroupProgress(
                group,
                begun.get(group.pk, nothing).get("begun", 0),
                begun.get(group.pk, nothing).get("done", 0),
                invited.get(group.pk, nothing).get("asked", 0),
                invited.get(group.pk, nothing).get("done", 0),
            )
            for group in round.groups.all()
        ]
    )


def of_rounds(rounds: Iterable[Round]) -> list[dict[str, Any]]:
    """Each round with how many answered and how many were asked, in two queries."""
    rounds = list(rounds)
    people = Respondent.objects.filter(round__in=rounds).counted().order_by().values_list("round")
    answered = dict(people.annotate(Count("pk")))
    groups = Group.objects.filter(round__in=rounds).order_by().values_list("round")
    asked = dict(groups.annotate(Sum("expected")))
    return [
        {"round": round, "answered": answered.get(round.pk, 0), "asked": asked.get(round.pk)}
        for round in rounds
    ]
