"""What of ownership waits for one person: their tasks, watches, texts to accept, gaps to close."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from virta.ownership import matrix, policies
from virta.ownership.models import Absence, Assignment, Task, Watch
from virta.people.access import Action, allows, role_in
from virta.people.models import Person, Role, Workspace
from virta.records.kinds import kind_of
from virta.records.needing import Need

SOON = timedelta(days=7)
LATE, TODAY, THIS_WEEK, SOMETIME = 3, 2, 1, 0
MOST = 10


def needs_you(workspace: Workspace, person: Person, now: datetime) -> list[Need]:
    """The most urgent first is for the page to decide; each carries its urgency."""
    role = role_in(workspace, person)
    if role is None or not allows(role, Action.TAKE_PART):
        return []
    found = [
        *tasks(workspace, person, now),
        *watches(workspace, person, now),
        *texts(workspace, person, role, now),
    ]
    if allows(role, Action.LEAD):
        found += [*gaps(workspace), *stand_ins(workspace, now)]
    return found


def tasks(workspace: Workspace, person: Person, now: datetime) -> Iterator[Need]:
    """Open tasks due within a week, or late."""
    today = localtime(now).date()
    mine = Task.objects.of(workspace).filter(owner=person, state=Task.State.OPEN)
    due = mine.filter(due_on__lte=today + SOON).select_related("workspace").order_by("due_on")
    for task in due[:MOST]:
        day = date_format(task.due_on, "SHORT_DATE_FORMAT")
        late = task.due_on < today
        urgency = LATE if late else TODAY if task.due_on == today else THIS_WEEK
        note = _("Task, was due %(day)s") if late else _("Task, due %(day)s")
        yield Need(task.title, note % {"day": day}, kind_of(task).url(task), urgency, task)


def watches(workspace: Workspace, person: Person, now: datetime) -> Iterator[Need]:
    """The watch that is on, and the next one within a week."""
    mine = Watch.objects.of(workspace).filter(person=person, ends_at__gt=now)
    url = reverse("ownership:rota", args=[workspace.slug])
    for watch in mine.filter(starts_at__lte=now + SOON).order_by("starts_at")[:2]:
        if watch.starts_at <= now:
            yield Need(_("You are on watch"), watch.span, url, TODAY, watch)
        else:
            yield Need(_("Your watch begins"), watch.span, url, THIS_WEEK, watch)


def texts(workspace: Workspace, person: Person, role: Role, now: datetime) -> Iterator[Need]:
    """Policies to read and accept."""
    today = localtime(now).date()
    for policy in policies.waiting_for(workspace, person, role)[:MOST]:
        by, urgency = policy.accept_by, SOMETIME
        note = _("Read it and accept it.")
        if by:
            note = _("Read it and accept it by %(day)s.") % {
                "day": date_format(by, "SHORT_DATE_FORMAT")
            }
            urgency = LATE if by < today else THIS_WEEK if by <= today + SOON else SOMETIME
        yield Need(policy.title, note, kind_of(policy).url(policy), urgency, policy)


def gaps(workspace: Workspace) -> Iterator[Need]:
    """Things without exactly one person to answer for them, once somebody has begun the matrix."""
    if not Assignment.objects.of(workspace).exists():
        return
    count = len(matrix.State.of(workspace).troubles)
    if count:
        title = ngettext(
            "%(n)s thing has not exactly one person who answers for it",
            "%(n)s things have not exactly one person who answers for them",
            count,
        )
        url = reverse("ownership:matrix", args=[workspace.slug]) + "?only=gaps"
        yield Need(title % {"n": count}, _("Who does what"), url, SOMETIME)


def stand_ins(workspace: Workspace, now: datetime) -> Iterator[Need]:
    """Absences that begin within a week and have nobody to stand in."""
    today = localtime(now).date()
    open_ones = Absence.objects.of(workspace).filter(
        stand_in=None, until_on__gte=today, from_on__lte=today + SOON
    )
    for one in open_ones.select_related("who", "workspace").order_by("from_on")[:MOST]:
        title = _("Nobody stands in for %(who)s") % {"who": one.who}
        urgency = TODAY if one.from_on <= today else THIS_WEEK
        yield Need(title, str(one), kind_of(one).url(one), urgency, one)
