"""Nothing waits without a word: who is told of posts that stand still, and of what is theirs to do.

Every notice has a name made of the thing, its trouble and its time, so it is told once to each
person, however many workers look and however often. Whoever has been told and does nothing for
half an hour is not told again; those who lead are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from virta.engagement import approvals, outside_links
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.connection import SOON
from virta.flows.publishing.sending import LOOKS
from virta.flows.whom import here, leads, watching
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
    posts = [*stopped(now), *overdue(now), *by_hand(now), *unapproved(now)]
    return tell([*posts, *closed(now), *ending(now), *failing(now)])


def tell(words: Iterable[Word]) -> int:
    """Tell what has not been told yet, each in the reader's own language."""
    waiting = list(words)
    names = {one.name for one in waiting}
    rows = Notice.objects.filter(about__in=names).values_list("person_id", "about")
    told = set(rows)
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
        State.SIGN_IN: _("It waits because its channel is signed out. Sign in to the channel again."),
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
        "closed": _("The network no longer lets Virta in. Connect the channel again; nothing is lost."),
        "ending": _("The sign-in ends within a week, and only a person can make a new one. Sign in again."),
        "ending_soon": _("The sign-in ends within a day. Sign in again now, or posts will wait."),
        "failing": _("Trying the sign-in has failed for six hours. See the channel's connection."),
    }  # fmt: skip
    return said[cause]


def recent(now: datetime, *states: str) -> list[Delivery]:
    """Deliveries in these states whose time is not long past."""
    rows = Delivery.objects.filter(state__in=states, due_at__gte=now - LOOK_BACK)
    rows = rows.filter(post__removed_at__isnull=True, workspace__is_example=False)
    rows = rows.select_related("workspace", "post__workspace", "post__owner", "channel")
    return list(rows[:MOST])


def named(one: Delivery, cause: str) -> str:
    """Names the trouble: the same delivery at another time is another one."""
    return f"stuck:{one.key}:{cause}:{one.due_at:%Y%m%d%H%M}"


def words(one: Delivery, cause: str, people: Iterable[Person]) -> Iterator[Word]:
    for person in {person.pk: person for person in people}.values():
        yield Word(one.post, person, named(one, cause), cause)


def stopped(now: datetime) -> Iterator[Word]:
    """What waits for a decision: its writer is told, and those who lead where there is none."""
    for one in recent(now, *STOPPED, State.UNSURE):
        if one.state != State.UNSURE or one.tries > LOOKS:
            # A yes that nobody gave is also theirs who made the rule.
            besides = leads(one.workspace) if one.state == State.EXPIRED else []
            yield from words(one, one.state, [*owners(one), *besides])


def overdue(now: datetime) -> Iterator[Word]:
    """What should long be out and waits for nobody: everybody who could help is told."""
    late = Delivery.objects.overdue(now, OVERDUE).filter(due_at__gte=now - LOOK_BACK)
    late = late.filter(workspace__is_example=False, post__removed_at__isnull=True)
    for one in late.select_related("post__workspace", "post__owner", "channel")[:MOST]:
        everybody = [*owners(one), *leads(one.workspace), *watching(one.workspace, now)]
        yield from words(one, "overdue", everybody)


def by_hand(now: datetime) -> Iterator[Word]:
    """What a person publishes: whoever is on watch at its time is told, else its writer."""
    for one in recent(now, State.BY_HAND):
        if one.due_at > now:
            continue
        yield from words(one, State.BY_HAND, watching(one.workspace, one.due_at) or owners(one))
        if one.due_at <= now - AGAIN:
            yield from words(one, "by_hand_again", [*owners(one), *leads(one.workspace)])


def unapproved(now: datetime) -> Iterator[Word]:
    """Those whose yes the present step lacks, when it is first asked and once more shortly before
    the time; a post for many channels is one question."""
    for one, asking in approvals.questions_in(recent(now, State.WAITING), now):
        yield from asked(one, asking, now)


def asked(one: Delivery, asking: approvals.Asking, now: datetime) -> Iterator[Word]:
    """Whom one question concerns now."""
    # Another text, another step or another asking is another question.
    since = f"{one.asked_at:%y%m%d%H%M}" if one.asked_at else ""
    name = f"approve:{one.post.key}:{one.digest[:12]}:{asking.step}:{since}"
    for person in Person.objects.filter(email__in=asking.waits_for, is_active=True):
        yield Word(one.post, person, name, State.WAITING)
        if one.due_at - BEFORE <= now < one.due_at:
            yield Word(one.post, person, f"{name}:soon", "soon")
    links = outside_links.open_ones(one.post, now).values_list("email", flat=True)
    if asking.outside - set(links):
        for person in owners(one):
            yield Word(one.post, person, f"ask:{name[8:]}", "outside")


def closed(now: datetime) -> Iterator[Word]:
    """Channels that are signed out: whoever connected them is told, and those who lead."""
    for one in connections(Connection.State.CLOSED):
        told_at = f"{one.checked_at:%Y%m%d%H%M}" if one.checked_at else ""
        yield from of_connection(one, f"closed:{one.channel.key}:{told_at}", "closed")


def ending(now: datetime) -> Iterator[Word]:
    """Sign-ins that nothing can prolong: told a week ahead, and once more on the last day."""
    for one in connections(Connection.State.OPEN, ends_at__lte=now + EARLY):
        name = f"ending:{one.channel.key}:{one.ends_at:%Y%m%d}"
        yield from of_connection(one, name, "ending")
        if one.ends_at <= now + LAST:
            yield from of_connection(one, f"{name}:soon", "ending_soon")


def failing(now: datetime) -> Iterator[Word]:
    """Sign-ins whose renewal or daily check has gone wrong for hours, though none said no."""
    for one in connections(Connection.State.OPEN, trouble_since__lte=now - FAILING):
        name = f"failing:{one.channel.key}:{one.trouble_since:%Y%m%d%H%M}"
        yield from of_connection(one, name, "failing")


def connections(state: str, **more: Any) -> Any:
    """Sign-ins of channels that are still there."""
    rows = Connection.objects.filter(state=state, workspace__is_example=False, **more)
    rows = rows.filter(channel__removed_at__isnull=True)
    return rows.select_related("channel__workspace", "made_by")[:MOST]


def of_connection(one: Connection, name: str, cause: str) -> Iterator[Word]:
    """Whoever connected a channel is told, and those who lead."""
    people = [*([one.made_by] if one.made_by else []), *leads(one.workspace)]
    for person in {person.pk: person for person in here(one.workspace, people)}.values():
        yield Word(one.channel, person, name, cause)


def owners(one: Delivery) -> list[Person]:
    """Whose post it is; those who lead where that is nobody."""
    mine = here(one.workspace, [one.post.owner] if one.post.owner else [])
    return mine or leads(one.workspace)
