"""What the worker goes through, in order: each takes the time and says how much it did."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache

from virta.activities.planning import keep_ahead
from virta.assessment.services import close_due
from virta.engagement import repeating
from virta.engagement.media import forget_unused
from virta.flows.diagnosing import refresh_readings
from virta.flows.hearing.alarming import alarm
from virta.flows.hearing.ruled import tell_waiting
from virta.flows.models import Pulse
from virta.flows.posting import send_letters
from virta.flows.publishing.checking import check_some
from virta.flows.publishing.connecting import client
from virta.flows.publishing.leaving import erase_removed
from virta.flows.publishing.noticing import look_again
from virta.flows.publishing.watchdog import raise_alarms
from virta.listening import jobs, keeping, ruling
from virta.ownership.reminding import due_notices
from virta.ownership.watching import keep_up
from virta.people.models import Workspace
from virta.records.telling import write_letters
from virta.records.unsaved import forget_old

Chore = Callable[[datetime], int]

DEAD = timedelta(days=1)


def forget_the_dead(now: datetime) -> int:
    """Drop the signs of life of workers that ended without a word, and sessions that expired."""
    gone, _ = Pulse.objects.filter(beat_at__lt=now - DEAD).delete()
    expired, _ = Session.objects.filter(expire_date__lt=now).delete()
    return gone + expired


def keep_plans(now: datetime) -> int:
    """Make the slots of every cadence for the weeks ahead, once an hour in each worker."""
    if not cache.add("plans-kept", now, timeout=3600):
        return 0
    living = Workspace.objects.filter(is_example=False).order_by("pk")
    return sum(keep_ahead(workspace, now) for workspace in living)


def keep_repeats(now: datetime) -> int:
    """Make the drafts of posts that come again, once an hour over all workers."""
    if not cache.add("repeats-kept", now, timeout=3600):
        return 0
    living = Workspace.objects.filter(is_example=False).order_by("pk")
    return sum(repeating.keep_ahead(workspace, now) for workspace in living)


def watch_posts(now: datetime) -> int:
    """Tell of posts that stand still, every twenty seconds in each worker."""
    return raise_alarms(now) if cache.add("posts-watched", now, timeout=20) else 0


def look_at_posts(now: datetime) -> int:
    """See whether what is out still stands as it was published, once a minute in each worker."""
    if not cache.add("posts-looked-at", now, timeout=60):
        return 0
    with client(settings.REACHABLE_HOSTS) as http:
        return look_again(now, http)


def check_connections(now: datetime) -> int:
    """Try every sign-in once a day, a few a minute, and erase those of removed channels."""
    if not cache.add("connections-checked", now, timeout=60):
        return 0
    with client(settings.REACHABLE_HOSTS) as http:
        return erase_removed(now, http) + check_some(now, http)


def gauge_searches(now: datetime) -> int:
    """Tell where much more or less is heard than usual, once a minute in each worker."""
    return alarm(now) if cache.add("searches-gauged", now, timeout=60) else 0


def ask_rules(now: datetime) -> int:
    """Ask the rules about the mentions that came in, and tell of those that they ask to be seen."""
    return ruling.run_all(now) + tell_waiting(now)


def tidy_mentions(now: datetime) -> int:
    """Erase what is older than each workspace keeps, every quarter of an hour in each worker."""
    if not cache.add("mentions-tidied", now, timeout=900):
        return 0
    return keeping.tidy_all(now) + jobs.forget_old(now)


CHORES: tuple[Chore, ...] = (
    keep_plans,
    keep_repeats,
    keep_up,
    due_notices,
    watch_posts,
    look_at_posts,
    check_connections,
    gauge_searches,
    ask_rules,
    jobs.do_due,
    tidy_mentions,
    write_letters,
    send_letters,
    close_due,
    refresh_readings,
    forget_old,
    forget_unused,
    forget_the_dead,
)
