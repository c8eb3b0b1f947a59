"""Nothing waits without a word: who is told of posts that stand still, and of what is theirs to do.

Every notice has a name made of the thing, its trouble and its time, so it is told once to each
person, however many workers look and however often. Whoever has been told and does nothing for
half an hour is not told again; those who lead are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from virta.engagement import approvals, handing, outside_links
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.connection import SOON
from virta.flows.publishing import rounds
from virta.flows.publishing.approving import with_rules
from virta.flows.publishing.sending import LOOKS
from virta.flows.whom import Crew
from virta.kit.portions import rows_in_portions
from virta.people.models import Person, Workspace
from virta.records import commenting
from virta.records.models import Happening, Notice, Record

State = Delivery.State
OVERDUE = timedelta(minutes=5)
AGAIN = timedelta(minutes=30)
BEFORE = timedelta(hours=2)
"""An approval that is missing so long before its time is asked for once more."""
EARLY, LAST = SOON, timedelta(days=1)
"""So long before a sign-in ends for good its people are told, and told once more."""
FAILING = timedelta(hours=6)
LOOK_BACK = timedelta(days=40)
MOST = 300
"""So many are looked at at a time; however many there are, all are."""
STOPPED = (
    State.REFUSED,
    State.SIGN_IN,
    State.LATE,
    State.EXPIRED,
    State.HELD,
    State.GONE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to tell one person."""

    record: Record
    person: Person
    name: str
    cause: str


def raise_alarms(now: datetime) -> int:
    """Tell of everything that stands still or waits for a person. Returns how many notices."""
    crew = Crew()
    sorts = (stopped, overdue, by_hand, unapproved, closed, ending, failing)
    every = chain.from_iterable(sort(now, crew) for sort in sorts)
    made = 0
    while some := list(islice(every, MOST)):
        made += tell(some)
    return made


def tell(words: Iterable[Word]) -> int:
    """Tell what has not been told yet, each in the reader's own language."""
    waiting = list(words)
    known = Notice.objects.filter(
        workspace__in={one.record.workspace_id for one in waiting},
        person__in={one.person.pk for one in waiting},
        about__in={one.name for one in waiting},
    )
    told = set(known.values_list("person_id", "about"))
    made = 0
    for one in waiting:
        if (one.person.pk, one.name) in told:
            continue
        with translation.override(one.person.language):
            text = sentence(one.cause, one.record)
        workspace: Workspace = one.record.workspace
        notice = commenting.notify(
            workspace, one.person, Happening.STUCK, one.record, None, text, one.name
        )
        made += notice is not None
    return made


def sentence(cause: str, record: Record) -> str:
    """What stands still and what to do, in the language that is on."""
    said = {
        State.REFUSED: _("The network refused it. Its page says why; change it and send it again."),
        State.SIGN_IN: _("It waits because its channel is not connected. Connect the channel, and it goes out."),
        State.LATE: _("It could not go out in time. Decide on its page whether it still should."),
        State.EXPIRED: _("Nobody approved it in time. Choose another time and ask again, or take it back."),
        State.HELD: _("It was held back. Decide on its page whether it goes out."),
        State.UNSURE: _("Nobody knows whether it is out. Look on the network and say so on its page."),
        State.BY_HAND: _("Publish it by hand now, then give its address on its page."),
        "by_hand_again": _("It has not been published by hand. See to it, or take it back."),
        "overdue": _("It should have gone out five minutes ago. Look at its page and at the status."),
        State.WAITING: _("It waits for your approval."),
        "soon": _("It goes out within two hours and still waits for your approval."),
        "outside": _("It waits for the yes of somebody outside. Send them a link from its page."),
        State.GONE: _("It is not on the network any more. If nobody of yours removed it, ask there why."),
        "draft": _("It is still a draft and comes out within a day. Schedule it, or choose another time."),
        "not_by_itself": _("It was to be scheduled by itself and could not be. Its page says why; mend it and schedule it."),
        "edited": _("Somebody has changed it on the network. Its page shows what it says there now."),
        "closed": _("The network no longer lets Virta in. Connect the channel again; nothing is lost."),
        "ending": _("The sign-in ends within a week, and only a person can make a new one. Sign in again."),
        "ending_soon": _("The sign-in ends within a day. Sign in again now, or posts will wait."),
        "failing": _("Trying the sign-in has failed for six hours. See the channel's connection."),
    }  # fmt: skip
    return said[cause]


def recent(now: datetime, *states: str) -> Any:
    """Deliveries in these states whose time is not long past."""
    rows = Delivery.objects.filter(state__in=states, due_at__gte=now - LOOK_BACK)
    return living(rows)


def living(rows: Any) -> Any:
    """Those whose post is there, in workspaces that are no examples; the oldest first."""
    rows = rows.filter(post__removed_at__isnull=True, workspace__is_example=False)
    rows = rows.select_related("workspace", "post__workspace", "post__owner", "channel")
    return rows.order_by("due_at", "pk")


def each(rows: Any) -> Iterator[Any]:
    """Every one of them, however many there are; some at a time."""
    return chain.from_iterable(rows_in_portions(rows, MOST))


def named(one: Delivery, cause: str) -> str:
    """Names the trouble: the same delivery at another time is another one, and so it is once a
    person has decided that it goes out after all."""
    again = f":{one.asked_from:%Y%m%d%H%M}" if one.asked_from > one.due_at else ""
    return f"stuck:{one.key}:{cause}:{one.due_at:%Y%m%d%H%M}{again}"


def words(one: Delivery, cause: str, people: Iterable[Person]) -> Iterator[Word]:
    for person in {person.pk: person for person in people}.values():
        yield Word(one.post, person, named(one, cause), cause)


def stopped(now: datetime, crew: Crew) -> Iterator[Word]:
    """What waits for a decision: its writer is told, and those who lead where there is none; of
    what was to be published by hand, also who was to do it."""
    for one in each(recent(now, *STOPPED, State.UNSURE)):
        if one.state != State.UNSURE or one.tries > LOOKS:
            # A yes that nobody gave is also theirs who made the rule.
            besides = crew.leads(one.workspace) if one.state == State.EXPIRED else []
            if one.state == State.LATE and handing.is_by_hand(one.channel):
                besides = crew.watching(one.workspace, one.asked_from)
            yield from words(one, one.state, [*owners(one, crew), *besides])


def overdue(now: datetime, crew: Crew) -> Iterator[Word]:
    """What should long be out and waits for nobody: everybody who could help is told."""
    late = Delivery.objects.overdue(now, OVERDUE).filter(due_at__gte=now - LOOK_BACK)
    for one in each(living(late)):
        leading, on_watch = crew.leads(one.workspace), crew.watching(one.workspace, now)
        yield from words(one, "overdue", [*owners(one, crew), *leading, *on_watch])


def by_hand(now: datetime, crew: Crew) -> Iterator[Word]:
    """What a person publishes: whoever is on watch at its time is told, else its writer. Nobody is
    while everything is paused."""
    due = recent(now, State.BY_HAND).filter(due_at__lte=now, workspace__pauses__isnull=True)
    for one in each(due):
        on_watch = crew.watching(one.workspace, one.asked_from)
        yield from words(one, State.BY_HAND, on_watch or owners(one, crew))
        if one.asked_from <= now - AGAIN:
            everybody = [*owners(one, crew), *crew.leads(one.workspace)]
            yield from words(one, "by_hand_again", everybody)


def unapproved(now: datetime, crew: Crew) -> Iterator[Word]:
    """Those whose yes the present step lacks, when it is first asked and once more shortly before
    the time; a post for many channels is one question. However many wait, a round sees some."""
    keys = rounds.some("unapproved", recent(now, State.WAITING), now, BEFORE)
    for some in rows_in_portions(with_rules(living(Delivery.objects.filter(pk__in=keys))), MOST):
        for one, asking in approvals.questions_in(some, now):
            yield from asked(one, asking, now, crew)


def asked(one: Delivery, asking: approvals.Asking, now: datetime, crew: Crew) -> Iterator[Word]:
    """Whom one question concerns now."""
    # Another text, another step or another asking is another question.
    since = f"{one.asked_at:%y%m%d%H%M}" if one.asked_at else ""
    name = f"approve:{one.post.key}:{one.digest[:12]}:{asking.step}:{since}"
    for person in crew.named(asking.waits_for):
        yield Word(one.post, person, name, State.WAITING)
        if one.due_at - BEFORE <= now < one.due_at:
            yield Word(one.post, person, f"{name}:soon", "soon")
    if not asking.outside:
        return
    links = outside_links.open_ones(one.post, now).values_list("email", flat=True)
    if asking.outside - set(links):
        for person in owners(one, crew):
            yield Word(one.post, person, f"ask:{name[8:]}", "outside")


def edited(one: Delivery, now: datetime) -> Iterator[Word]:
    """What was changed on the network: its writer is told of each change that is noticed."""
    if one.workspace.is_example or one.post.removed_at:
        return
    for person in owners(one, Crew()):
        yield Word(one.post, person, f"edited:{one.key}:{now:%Y%m%d%H%M}", "edited")


def closed(now: datetime, crew: Crew) -> Iterator[Word]:
    """Channels that are signed out: whoever connected them is told, and those who lead."""
    for one in connections(Connection.State.CLOSED):
        told_at = f"{one.checked_at:%Y%m%d%H%M}" if one.checked_at else ""
        yield from of_connection(one, f"closed:{one.channel.key}:{told_at}", "closed", crew)


def ending(now: datetime, crew: Crew) -> Iterator[Word]:
    """Sign-ins that nothing can prolong: told a week ahead, and once more on the last day."""
    for one in connections(Connection.State.OPEN, ends_at__lte=now + EARLY):
        name = f"ending:{one.channel.key}:{one.ends_at:%Y%m%d}"
        yield from of_connection(one, name, "ending", crew)
        if one.ends_at <= now + LAST:
            yield from of_connection(one, f"{name}:soon", "ending_soon", crew)


def failing(now: datetime, crew: Crew) -> Iterator[Word]:
    """Sign-ins whose renewal or daily check has gone wrong for hours, though none said no."""
    for one in connections(Connection.State.OPEN, trouble_since__lte=now - FAILING):
        name = f"failing:{one.channel.key}:{one.trouble_since:%Y%m%d%H%M}"
        yield from of_connection(one, name, "failing", crew)


def connections(state: str, **more: Any) -> Iterator[Any]:
    """Sign-ins of channels that are still there."""
    rows = Connection.objects.filter(state=state, workspace__is_example=False, **more)
    rows = rows.filter(channel__removed_at__isnull=True).order_by("pk")
    return each(rows.select_related("workspace", "channel__workspace", "made_by"))


def of_connection(one: Connection, name: str, cause: str, crew: Crew) -> Iterator[Word]:
    """Whoever connected a channel is told, and those who lead."""
    people = crew.here(one.workspace, one.made_by, *crew.leads(one.workspace))
    for person in {person.pk: person for person in people}.values():
        yield Word(one.channel, person, name, cause)


def owners(one: Delivery, crew: Crew) -> list[Person]:
    """Whose post it is; those who lead where that is nobody."""
    return crew.owners(one.workspace, one.post.owner)
