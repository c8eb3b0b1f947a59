"""Posts that come again: each time becomes a draft of its own some days ahead, or, where that was
chosen, goes into the queue by itself and from there the way of every post.

A repetition is a rule of RFC 5545 counted on the wall clock of the post's zone, as the cadences of
the plan are (virta.kit.wallclock says what happens where a clock is turned).
"""

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.db import transaction

from virta.engagement import readying, scheduling
from virta.engagement.models import Approval, Attachment, Delivery, Post
from virta.kit.problems import Problem
from virta.kit.wallclock import moment
from virta.people.models import Workspace
from virta.records import saving

AHEAD = timedelta(days=14)
"""How far ahead the drafts are made."""
COPIED = (
    "title",
    "text",
    "versions",
    "activity",
    "pillar",
    "owner",
    "language",
    "too_late",
    "note",
    "schedules_itself",
)
SHOWN = ("file", "position", "name", "alt", "focus_x", "focus_y")
"""Of its pictures and films."""
LONGEST_EVERYWHERE = 28
"""The last day that every month has."""


def days(rule: str, first: date, start: date, end: date, until: date | None = None) -> list[date]:
    """The days of a rule that counts from `first`, from `start` to `end`, both included.

    Nothing comes after `until`. Monthly on a day that a month lacks, and yearly on 29 February, it
    comes on the month's last day, as a cadence does.
    """
    last = min(end, until) if until else end
    if last < max(start, first):
        return []
    counted = rrulestr(fitted(rule, first), dtstart=datetime.combine(first, time()))
    begin = datetime.combine(max(start, first), time())
    found = counted.between(begin, datetime.combine(last, time()), inc=True)
    return [one.date() for one in found]


def fitted(rule: str, first: date) -> str:
    """The rule with the last of the days that a short month has, where the first is a late one."""
    if first.day <= LONGEST_EVERYWHERE:
        return rule
    late = ",".join(str(day) for day in range(LONGEST_EVERYWHERE, first.day + 1))
    if rule == "FREQ=MONTHLY":
        return f"{rule};BYMONTHDAY={late};BYSETPOS=-1"
    if rule == "FREQ=YEARLY":
        return f"{rule};BYMONTH={first.month};BYMONTHDAY={late};BYSETPOS=-1"
    return rule


def moments(
    rule: str, first: datetime, zone: str, start: datetime, end: datetime, until: date | None = None
) -> list[tuple[date, datetime]]:
    """Day and instant (UTC) of each time from `start` on to `end`, at the wall clock of `first`."""
    here = ZoneInfo(zone)
    local = first.astimezone(here)
    # A clock that is turned may put a time beyond midnight: a day more on either side is counted.
    begin = start.astimezone(here).date() - timedelta(days=1)
    counted = days(rule, local.date(), begin, end.astimezone(here).date(), until)
    found = [(day, moment(day, local.time(), zone)) for day in counted]
    return [(day, at) for day, at in found if start <= at <= end]


def keep_ahead(workspace: Workspace, now: datetime) -> int:
    """Make the drafts that are missing, for every post that repeats; how many. For a chore."""
    rows = Post.objects.of(workspace).filter(pk__in=concerned(workspace, now), at__isnull=False)
    return sum(bring_up_to_date(one, now) for one in rows.select_related("workspace"))


def concerned(workspace: Workspace, now: datetime) -> set[int]:
    """The row numbers of the posts that repeat, or have drafts to come of a repetition that ended.
    Two questions, each a stretch of an index: in one, a database reads all posts."""
    repeating = Post.objects.of(workspace).filter(repeats__gt="").values_list("pk", flat=True)
    drafts = Post.everything.of(workspace).filter(repeat_of__isnull=False, at__gt=now)
    return {*repeating, *drafts.order_by().values_list("repeat_of", flat=True).distinct()}


@transaction.atomic
def bring_up_to_date(post: Post, now: datetime) -> int:
    """Make the drafts of a post's next times, and take away those that its rule no longer gives
    and nobody has touched. A draft that somebody has removed or moved stands for its day."""
    # Two workers must not both make the same drafts.
    locked = Post.everything.select_for_update(of=("self",)).filter(pk=post.pk).first()
    if locked is None:
        return 0
    zone = post.zone or post.workspace.time_zone
    wanted = next_times(locked, zone, now)
    there = {one.repeat_day: one for one in Post.everything.filter(repeat_of=post)}
    stale = {day for day, one in there.items() if is_stale(one, locked)}
    keep = {day: at for day, at in wanted if day not in stale}
    free = take_away(there, keep, now)
    missing = [(day, at) for day, at in wanted if day in free or day not in there]
    for day, at in missing:
        put_in_queue(made(locked, day, at), now)
    return len(missing)


def next_times(post: Post, zone: str, now: datetime) -> list[tuple[date, datetime]]:
    """What a post's rule gives after it within AHEAD; nothing where it has none (any more)."""
    if not post.repeats or post.at is None or post.removed_at:
        return []
    found = moments(post.repeats, post.at, zone, now, now + AHEAD, post.repeats_until)
    return [(day, at) for day, at in found if at > post.at]


def take_away(there: dict[date, Post], wanted: dict[date, datetime], now: datetime) -> set[date]:
    """Remove what is still to come, untouched, and no longer wanted; which days that were."""
    gone = set()
    for day, one in there.items():
        is_over = one.at is None or one.at <= now or wanted.get(day) == one.at
        if not is_over and is_untouched(one) and is_taken_back(one):
            one.repeat_day = None  # its day is free, should the rule come back to it
            saving.remove(one, None)
            gone.add(day)
    return gone


def is_untouched(one: Post) -> bool:
    """Whether nobody has changed, removed or scheduled it: what went into the queue by itself may
    be taken out again, as long as nothing of it is out or may be."""
    if one.version != 1 or one.removed_at is not None:
        return False
    there = one.deliveries.all()
    if not one.schedules_itself:
        return not there.exists()
    return not there.exclude(state__in=scheduling.OPEN, receipts=[]).exists()


def is_taken_back(one: Post) -> bool:
    """Take it out of the queue. False where a worker was quicker."""
    scheduling.cancel(one)
    return not one.deliveries.exclude(state=Delivery.State.CANCELLED).exists()


def is_stale(one: Post, post: Post) -> bool:
    """Whether one that goes out by itself, or no longer should, says something else than the post
    that it comes of. A draft waits for a person, who sees what it says."""
    if not (one.schedules_itself or post.schedules_itself):
        return False
    return said_by(one) != said_by(post)


def said_by(post: Post) -> list[Any]:
    """What of a post each of its times has in common with it."""
    own = [getattr(post, name) for name in COPIED]
    channels = sorted(post.channels.values_list("pk", flat=True))
    return [*own, channels, list(post.attachments.values_list(*SHOWN))]


def put_in_queue(one: Post, now: datetime) -> None:
    """Schedule what is to go out by itself. What cannot be stays a draft, and its writer is told
    (flows/publishing/reminding.py)."""
    if not one.schedules_itself:
        return
    with contextlib.suppress(Problem):
        readying.schedule(one, now)


def made(post: Post, day: date, at: datetime) -> Post:
    """One time of a post as a draft, with its pictures and films. As long as all of it is the same,
    so are its approvals."""
    copied = {name: getattr(post, name) for name in COPIED}
    zone = post.zone or post.workspace.time_zone
    fresh = Post(
        workspace=post.workspace,
        at=at.astimezone(UTC),
        zone=zone,
        repeat_of=post,
        repeat_day=day,
        **copied,
    )
    saving.store(fresh, None, many={"channels": list(post.channels.all())})
    shown = [
        Attachment(
            workspace=fresh.workspace, post=fresh, **{name: getattr(one, name) for name in SHOWN}
        )
        for one in post.attachments.select_related("file")
    ]
    Attachment.objects.bulk_create(shown)
    digest = scheduling.post_digest(fresh)
    given = list(Approval.objects.of(post.workspace).filter(post=post, digest=digest))
    for one in given:
        one.pk, one.post = None, fresh
    Approval.objects.bulk_create(given)
    return fresh
