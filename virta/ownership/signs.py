"""What the work itself shows of ownership: eight signs, each with where it is mended."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from virta.ownership import access, matrix, policies, rota, watching
from virta.ownership.models import Absence, Capacity, Task, Watch
from virta.people.models import Workspace
from virta.records.kinds import named
from virta.records.signs import Sign

MOST_OF_THEM = 0.8
LATELY, AHEAD = timedelta(days=30), timedelta(days=14)
EMPTY_ROWS = 8  # the factors, which are rows of the matrix even where nothing has been made


def signs(workspace: Workspace, today: date) -> list[Sign]:
    """The signs in the reader's language. None is judged by nothing: `met` is then None."""
    now = datetime.combine(today, time(12), ZoneInfo(workspace.time_zone)).astimezone(UTC)
    return [
        *of_responsibility(workspace),
        *of_hours(workspace, today),
        *of_watch(workspace, now),
        *of_rules(workspace, today),
    ]


def sign(key: str, sentence: str, good: int, seen: int, url: str) -> Sign:
    """Met where most of what is there fits; not judged where nothing is there."""
    words = sentence % {"good": good, "seen": seen}
    return Sign(key, words, good >= MOST_OF_THEM * seen if seen else None, seen, good, url)


def at(workspace: Workspace, name: str) -> str:
    return reverse(f"ownership:{name}", args=[workspace.slug])


def of_responsibility(workspace: Workspace) -> Iterator[Sign]:
    state = matrix.State.of(workspace)
    # Before anything has been made or assigned, eight empty rows say nothing.
    is_empty = len(state.things) == EMPTY_ROWS and not state.parts
    seen = 0 if is_empty else len(state.things)
    good = seen - len(state.troubles) if seen else 0
    yield sign(
        "accountable",
        _("%(good)s of %(seen)s things have exactly one person who answers for them"),
        good,
        seen,
        at(workspace, "matrix"),
    )
    people = state.answers_for
    fine = len(people) - len(matrix.overloaded(people))
    yield sign(
        "shoulders",
        _("%(good)s of %(seen)s people who answer for something carry no more than others do"),
        fine,
        len(people) if len(people) > 2 else 0,
        at(workspace, "matrix"),
    )


def of_hours(workspace: Workspace, today: date) -> Iterator[Sign]:
    people = {
        who for parts in matrix.parts_of(workspace).values() for who, part in parts if part in "RA"
    }
    spans = Capacity.objects.of(workspace).filter(from_on__lte=today)
    known = set(spans.exclude(until_on__lt=today).values_list("who_id", flat=True))
    yield sign(
        "hours",
        _("%(good)s of %(seen)s people with work of their own have said how many hours they have"),
        len(people & known),
        len(people),
        at(workspace, "hours"),
    )
    away = Absence.objects.of(workspace).filter(until_on__gte=today)
    yield sign(
        "stand_ins",
        _("%(good)s of %(seen)s absences now and to come have somebody who stands in"),
        away.filter(stand_in__isnull=False).count(),
        away.count(),
        at(workspace, "hours"),
    )


def of_watch(workspace: Workspace, now: datetime) -> Iterator[Sign]:
    coming = watching.watches(workspace, now - LATELY, now + AHEAD)
    days = AHEAD.days
    empty = sum(
        bool(
            rota.gaps([(w.starts_at, w.ends_at) for w in coming], start, start + timedelta(days=1))
        )
        for start in (now + timedelta(days=n) for n in range(days))
    )
    yield sign(
        "watch",
        _("On %(good)s of the next %(seen)s days somebody is on watch all the time"),
        days - empty,
        days if coming else 0,
        at(workspace, "rota"),
    )
    over = Watch.objects.of(workspace).filter(ends_at__lte=now, ends_at__gt=now - LATELY)
    yield sign(
        "handover",
        _("%(good)s of the last %(seen)s watches left a handover note"),
        over.exclude(handover="").count(),
        over.count(),
        at(workspace, "rota"),
    )


def of_rules(workspace: Workspace, today: date) -> Iterator[Sign]:
    found = policies.shares(workspace)
    yield sign(
        "policies",
        _("%(good)s of %(seen)s acceptances of policies are given"),
        sum(one.done for one in found),
        sum(one.wanted for one in found),
        named("policy").list_url(workspace),
    )
    tasks = Task.objects.of(workspace).filter(state=Task.State.OPEN, due_on__isnull=False)
    yield sign(
        "tasks",
        _("%(good)s of %(seen)s open tasks with a day are not late"),
        tasks.filter(due_on__gte=today).count(),
        tasks.count(),
        at(workspace, "tasks"),
    )
    entries = access.entries(workspace)
    yield sign(
        "access",
        _(
            "%(good)s of %(seen)s accesses are checked, have a second factor and belong to somebody here"
        ),
        len(entries) - len(access.warnings(workspace, today)),
        len(entries),
        named("access_entry").list_url(workspace),
    )
