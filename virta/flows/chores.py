"""What the worker goes through, in order: each takes the time and says how much it did."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache

from virta.activities.planning import keep_ahead
from virta.assessment.services import close_due
from virta.engagement import repeating
from virta.engagement.media import forget_unused
from virta.flows.diagnosing import refresh_readings
from virta.flows.hearing.alarming import tell_due
from virta.flows.hearing.digests import write_digests
from virta.flows.hooking import forget_sent, send_hooks
from virta.flows.models import Pulse
from virta.flows.posting import send_letters
from virta.flows.publishing.approving import keep_up_to_date
from virta.flows.publishing.checking import check_some
from virta.flows.publishing.connecting import client
from virta.flows.publishing.leaving import erase_removed
from virta.flows.publishing.looking import look_up
from virta.flows.publishing.noticing import look_again
from virta.flows.publishing.ordering import put_in_order
from virta.flows.publishing.reading_own import read_own
from virta.flows.publishing.reminding import remind
from virta.flows.publishing.watchdog import raise_alarms
from virta.kit.memory import give_back
from virta.listening import folding, jobs, keeping, ranking, ruling, silence, spans, upkeep
from virta.listening.gauging import gauge_all
from virta.ownership.reminding import due_notices
from virta.ownership.watching import keep_up
from virta.people.models import Workspace
from virta.records.telling import write_letters
from virta.records.unsaved import forget_old

Chore = Callable[[datetime], int]


def every(seconds: int) -> Callable[[Chore], Chore]:
    """A chore that is done at most so often in each worker, however often it is asked for."""

    def made(chore: Chore) -> Chore:
        @wraps(chore)
        def done(now: datetime) -> int:
            return chore(now) if cache.add(key_of(chore), now, timeout=seconds) else 0

        return done

    return made


def key_of(chore: Chore) -> str:
    """Where it is kept when a chore was done."""
    return f"chore:{chore.__name__}"


def go_on_with(chore: Chore) -> None:
    """There is more for it to do: it is done again in the next round."""
    cache.delete(key_of(chore))


def forget_the_dead(now: datetime) -> int:
    """Drop signs of life of workers that ended, expired sessions, and messages long sent."""
    gone = Pulse.forget_gone(now)
    expired, _ = Session.objects.filter(expire_date__lt=now).delete()
    return gone + expired + forget_sent(now)


@every(3600)
def keep_plans(now: datetime) -> int:
    """Make the slots of every cadence for the weeks ahead, once an hour in each worker."""
    living = Workspace.objects.filter(is_example=False).order_by("pk")
    return sum(keep_ahead(workspace, now) for workspace in living)


@every(3600)
def keep_repeats(now: datetime) -> int:
    """Make the drafts of posts that come again, once an hour in each worker."""
    living = Workspace.objects.filter(is_example=False).order_by("pk")
    return sum(repeating.keep_ahead(workspace, now) for workspace in living)


@every(600)
def remind_of_drafts(now: datetime) -> int:
    """Tell of drafts whose time comes near, every ten minutes in each worker."""
    return remind(now)


@every(20)
def keep_queue(now: datetime) -> int:
    """Give each post in the queue the state that it is in, every twenty seconds in each worker."""
    return put_in_order(now)


@every(20)
def watch_posts(now: datetime) -> int:
    """Tell of posts that stand still, every twenty seconds in each worker."""
    return raise_alarms(now)


@every(30)
def keep_approvals(now: datetime) -> int:
    """Let approvals run out, twice a minute in each worker."""
    return keep_up_to_date(now)


@every(60)
def look_at_posts(now: datetime) -> int:
    """See whether what is out still stands as it was published, once a minute in each worker."""
    with client(settings.REACHABLE_HOSTS) as http:
        return look_again(now, http)


@every(30)
def read_own_accounts(now: datetime) -> int:
    """Find what was published on the channels without Virta, twice a minute in each worker."""
    with client(settings.REACHABLE_HOSTS) as http:
        return read_own(now, http)


@every(60)
def check_connections(now: datetime) -> int:
    """Try every sign-in once a day, a few a minute, and erase those of removed channels."""
    with client(settings.REACHABLE_HOSTS) as http:
        return erase_removed(now, http) + check_some(now, http)


@every(3600)
def keep_mentions(now: datetime) -> int:
    """Keep the tables of mentions in shape, once an hour in each worker."""
    return upkeep.keep_up(now)


def look_up_addresses(now: datetime) -> int:
    """Fetch link cards, and posts that are quoted or answered."""
    return look_up(now, lambda: client(settings.REACHABLE_HOSTS))


@every(60)
def gauge_searches(now: datetime) -> int:
    """See where much more or less is heard than usual, once a minute in each worker."""
    return gauge_all(now)


@every(5)
def tell_alarms(now: datetime) -> int:
    """Tell of the alarms whose next stage is due, every few seconds in each worker."""
    return tell_due(now)


@every(60)
def write_heard(now: datetime) -> int:
    """Write the letters about what was heard, once a minute in each worker."""
    return write_digests(now)


@every(300)
def watch_sources(now: datetime) -> int:
    """See which sources give nothing or do not answer, every five minutes in each worker."""
    return silence.watch_all(now)


@every(30)
def fold_mentions(now: datetime) -> int:
    """Put together what says nearly the same, every half a minute in each worker."""
    is_more = folding.fold_all(now)
    if is_more:
        go_on_with(fold_mentions)
    return int(is_more)


@every(15)
def rank_mentions(now: datetime) -> int:
    """Bring the figures and lists of the dashboard of listening up to date."""
    return ranking.rank_all(now)


@every(60)
def put_days_together(now: datetime) -> int:
    """Put the lists of days together for long periods, once a minute in each worker."""
    return spans.make_all(now)


def ask_rules(now: datetime) -> int:
    """Ask the rules about the mentions that came in."""
    return ruling.run_all(now)


@every(900)
def tidy_mentions(now: datetime) -> int:
    """Erase what is older than each workspace keeps, every quarter of an hour in each worker."""
    gone = keeping.tidy_all(now)
    if gone >= keeping.AT_ONCE:
        go_on_with(tidy_mentions)
    return gone + jobs.forget_old(now)


@every(60)
def give_memory_back(now: datetime) -> int:
    """Give the system the memory that is not needed, once a minute in each worker."""
    give_back()
    return 0


CHORES: tuple[Chore, ...] = (
    keep_plans,
    keep_repeats,
    remind_of_drafts,
    keep_up,
    due_notices,
    keep_approvals,
    keep_queue,
    watch_posts,
    look_at_posts,
    read_own_accounts,
    check_connections,
    look_up_addresses,
    gauge_searches,
    tell_alarms,
    keep_mentions,
    write_heard,
    watch_sources,
    fold_mentions,
    rank_mentions,
    put_days_together,
    ask_rules,
    jobs.do_due,
    tidy_mentions,
    write_letters,
    send_letters,
    send_hooks,
    close_due,
    refresh_readings,
    forget_old,
    forget_unused,
    forget_the_dead,
    give_memory_back,
)
