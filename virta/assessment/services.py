"""The life of a round: made, opened, closed for good."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from virta.assessment.bank import CURRENT
from virta.assessment.models import Comment, Group, Invitee, Respondent, Round, new_key
from virta.assessment.tally import count
from virta.kit.problems import Problem
from virta.people.models import Person, Workspace

HALF_YEAR = timedelta(weeks=26)
OPEN_FOR = timedelta(days=14)


def last_half_year(today: date) -> tuple[date, date]:
    """The last 26 whole weeks before today, Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return monday - HALF_YEAR, monday - timedelta(days=1)


def end_of_day(day: date, workspace: Workspace) -> datetime:
    """The last minute of a day where the organisation is."""
    return datetime.combine(day, time(23, 59), ZoneInfo(workspace.time_zone))


@transaction.atomic
def new_round(
    workspace: Workspace,
    person: Person,
    *,
    groups: Iterable[tuple[str, int | None]],
    **facts: object,
) -> Round:
    """A draft with its groups, each a name and how many are asked, and with the current bank."""
    round = Round.objects.create(workspace=workspace, made_by=person, bank_version=CURRENT, **facts)
    change_groups(round, [(None, name, expected) for name, expected in groups])
    return round


@transaction.atomic
def change_round(
    round: Round, groups: Iterable[tuple[int | None, str, int | None]], **facts: object
) -> None:
    """Change a round's facts and groups, all or nothing. No answer is touched by it."""
    rows = list(groups)
    if not rows and round.state == Round.State.OPEN:
        raise Problem(_("An open round needs at least one group. Keep one of them."))
    Round.objects.filter(pk=round.pk).exclude(state=Round.State.CLOSED).update(**facts)
    change_groups(round, rows)


@transaction.atomic
def change_groups(round: Round, rows: Iterable[tuple[int | None, str, int | None]]) -> None:
    """Make the round's groups these: (id or None for a new one, name, how many are asked).

    A group that is not among them is taken away, unless somebody in it has answered or was asked
    by name: then a Problem says so and nothing changes.
    """
    rows = list(rows)
    kept = {pk for pk, _name, _expected in rows if pk}
    for gone in round.groups.exclude(pk__in=kept):
        if gone.respondents.exists() or gone.invitees.exists():
            raise Problem(
                _(
                    "Somebody in “%(group)s” has answered or been invited, so the group stays. "
                    "You can rename it."
                )
                % {"group": gone.name}
            )
        gone.delete()
    for position, (pk, name, expected) in enumerate(rows):
        if pk is None:
            key = free_key(round, name)
            round.groups.create(key=key, name=name, expected=expected, position=position)
        else:
            round.groups.filter(pk=pk).update(name=name, expected=expected, position=position)


def free_key(round: Round, name: str) -> str:
    """A short key for a group that no other group of the round has."""
    base = slugify(name)[:26] or "group"
    taken = set(round.groups.values_list("key", flat=True))
    numbered = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def open_round(round: Round, now: datetime) -> None:
    """Begin to take answers. Asking twice is harmless."""
    if not round.groups.exists():
        raise Problem(_("There is nobody to ask yet. Add a group first, then open the round."))
    if round.closes_at and round.closes_at <= now:
        raise Problem(_("The day on which the round closes has passed. Choose a later one first."))
    drafts = Round.objects.filter(pk=round.pk, state=Round.State.DRAFT)
    drafts.update(state=Round.State.OPEN, opened_at=now)
    round.refresh_from_db()
    if round.state != Round.State.OPEN:
        raise Problem(_("The round is closed for good. Make a new round to ask again."))


@transaction.atomic
def close_round(round: Round, now: datetime) -> bool:
    """Close for good: count the answers, and cut everything that leads from them to a person.

    Returns whether this call did it. What is cut: who a personal link's answers belong to, the
    keys to go on answering, the times of answering, and which comment was whose (their order too).
    """
    open_ones = Round.objects.filter(pk=round.pk, state=Round.State.OPEN)
    if not open_ones.update(state=Round.State.CLOSED, closed_at=now):
        return False
    Invitee.objects.filter(round=round).update(respondent=None)
    # Taking the keys away also waits for answers that are being written at this moment, and lets
    # in none after (`answering.respondent_for_writing` looks the respondent up by its key).
    mine = Respondent.objects.filter(round=round)
    mine.update(key=None, started_at=now, changed_at=None)
    mine.filter(finished_at__isnull=False).update(finished_at=now)
    Group.objects.filter(round=round).update(link_open=False)
    detach_comments(round)
    Round.objects.filter(pk=round.pk).update(tally=count(round))
    round.refresh_from_db()
    return True


def detach_comments(round: Round) -> None:
    """Write the comments anew in an order of chance, without their writers."""
    comments = list(Comment.objects.filter(round=round).values_list("factor", "text"))
    random.SystemRandom().shuffle(comments)
    Comment.objects.filter(round=round).delete()
    Comment.objects.bulk_create(
        [Comment(round=round, factor=factor, text=text) for factor, text in comments],
        batch_size=500,
    )


def close_due(now: datetime) -> int:
    """Close every round whose time is up. Returns how many were closed."""
    due = Round.objects.filter(state=Round.State.OPEN, closes_at__lte=now)
    return sum(close_round(round, now) for round in due)


@transaction.atomic
def delete_draft(round: Round) -> None:
    """Take away a round that was never opened and holds nothing."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state != Round.State.DRAFT or holds_something(round):
        raise Problem(
            _("Only a draft that holds no answers, observations or files can be deleted.")
        )
    round.delete()


def holds_something(round: Round) -> bool:
    """Whether anybody has answered, observed, counted or brought a file that is in use."""
    return (
        round.respondents.exists()
        or round.observations.exists()
        or round.samples.exists()
        or round.uploads.filter(Q(applied_at__isnull=False)).exists()
    )


def renew_link(group: Group) -> None:
    """Give the open link another address; who has begun to answer goes on by their own."""
    Group.objects.filter(pk=group.pk).update(link_key=new_key(), link_open=True)


def set_link(group: Group, *, is_open: bool) -> None:
    """Have the open link let new people in, or not."""
    Group.objects.filter(pk=group.pk).update(link_open=is_open)
