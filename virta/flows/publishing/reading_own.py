"""What the organisation publishes on its channels without Virta: read back now and then.

Publishing comes first: a channel on which something is due now is read later, a rate is minded,
and what goes wrong here is written beside the sign-in and never closes or holds it up.
"""

import logging
import time
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import httpx

from virta.engagement import own_posts
from virta.engagement.models import Connection, Delivery
from virta.engagement.own_posts import Ours
from virta.flows.publishing import rates
from virta.flows.publishing.connecting import connector_of, holds, told
from virta.flows.publishing.noticing import NEVER, next_look
from virta.networks.connecting import until
from virta.networks.errors import NetworkError, SignInAgain, TryLater
from virta.networks.protocol import Published, Reader

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=30)
SOON = timedelta(minutes=2)
LATER = timedelta(hours=2)
"""After trouble that time alone hardly mends."""
OVERLAP = timedelta(days=2)
"""A post may bear an earlier moment than that at which it appeared."""
ACCOUNTS = 20
ROUND = 15.0
"""Seconds for one round; who has had no turn has one in the next."""
WITHIN = 20.0
"""Seconds for one account."""
READS = 3
"""So many requests one reading usually is."""
READ, TAKEN = 1000, 100
"""So many of an account's newest posts are read at most, and so many taken at a time."""


def read_own(now: datetime, http: httpx.Client) -> int:
    """Read some accounts whose turn it is. Returns how many posts were found."""
    begun, made = time.monotonic(), 0
    for one in Connection.objects.readable(now).select_related("channel__workspace")[:ACCOUNTS]:
        if time.monotonic() - begun > ROUND:
            break
        if one.claim_reading(now, now + EVERY):
            one.refresh_from_db(fields=["own_since"])
            made += guarded(one, now, http)
    return made


def guarded(one: Connection, now: datetime, http: httpx.Client) -> int:
    """One account whose answers nobody has thought of must not end the round of all others."""
    try:
        return of_account(one, now, http)
    except Exception:
        log.exception("Reading the own posts of channel %s broke off.", one.channel_id)
        return 0


def of_account(one: Connection, now: datetime, http: httpx.Client) -> int:
    """Read one account, unless it is needed for publishing just now. Returns how many posts were
    found there."""
    try:
        if is_needed(one, now) or not holds(one, now, http):
            return note(one, own_read_at=now + SOON)
        reader = connector_of(one, http)
        if not isinstance(reader, Reader):
            return note(one, own_read_at=NEVER)
        since = beginning(one, now)
        with until(time.monotonic() + WITHIN):
            posts = list(islice(reader.read(since), READ))
    except NetworkError as error:
        return put_down(one, error, now)
    return take(one, posts, since, now)


def is_needed(one: Connection, now: datetime) -> bool:
    """Whether something is to go out there now, or the network's rate leaves nothing for this."""
    due = Delivery.objects.due(now + SOON).filter(channel=one.channel_id)
    return due.exists() or rates.take(one, now, reads=READS) is not None


def beginning(one: Connection, now: datetime) -> datetime:
    """From when on its posts are looked through: never from before what was chosen."""
    chosen: datetime = one.own_since or now
    return max(chosen, one.own_done_at - OVERLAP) if one.own_done_at else chosen


def take(one: Connection, posts: list[Published], since: datetime, now: datetime) -> int:
    """Keep what is nobody's yet, the oldest first, and write down how far that came. Returns how
    many. What may be a post of ours whose outcome is still being settled is left for later."""
    ours = Ours.of(one.channel, since)
    others = [
        post
        for post in posts
        if since <= post.made_at <= now + own_posts.BEFORE
        and not post.is_talk
        and not ours.has(post)
    ]
    clear = [post for post in others if not ours.may_have(post)]
    chosen = sorted(clear, key=lambda post: post.made_at)[:TAKEN]
    for post in own_posts.found(one.channel, chosen, now):
        looked = next_look(post.at or now, now) or NEVER
        Delivery.objects.filter(post=post).update(look_at=looked)
    more: dict[str, Any] = {"own_done_at": now} if len(clear) == len(others) else {}
    if len(chosen) < len(clear):
        more = {"own_read_at": now + SOON}
    note(one, own_trouble={}, **more)
    return len(chosen)


def put_down(one: Connection, error: NetworkError, now: datetime) -> int:
    """Write down what went wrong. Whether the sign-in is over is for the daily check to say, which
    is then due: a network may refuse this and still take posts."""
    log.info("The own posts of channel %s are read later: %s", one.channel_id, error)
    again = now + (max(error.wait, EVERY) if isinstance(error, TryLater) else LATER)
    more = {"check_at": now} if isinstance(error, SignInAgain) else {}
    return note(one, own_trouble=told(error), own_read_at=again, **more)


def note(one: Connection, **values: Any) -> int:
    """Write it down, unless somebody has signed in anew or chosen otherwise. Always 0."""
    Connection.objects.filter(pk=one.pk, sealed=one.sealed, own_since=one.own_since).update(
        **values
    )
    return 0
