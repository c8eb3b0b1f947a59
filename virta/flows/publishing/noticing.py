"""Whether what was published still stands there as it was published.

A post is looked at after ten minutes, an hour, a day, a week and a month: most edits and
deletions come early. Only a clear answer changes anything; a network in trouble is asked later.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
from django.db import transaction
from django.db.models import Q

from virta.engagement.models import Connection, Delivery
from virta.engagement.own_posts import plain
from virta.flows.publishing import rates, watchdog
from virta.flows.publishing.connecting import connector_of
from virta.networks.errors import NetworkError
from virta.networks.protocol import Locator, Published, Reader

log = logging.getLogger(__name__)
LOOKS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)
LATER = timedelta(minutes=30)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
ACCOUNTS = 3
AT_ONCE = 20
MOST = 200
State = Delivery.State


def next_look(published_at: datetime, now: datetime) -> datetime | None:
    """When a post is looked at next; None once it has stood for a month."""
    return next((published_at + one for one in LOOKS if published_at + one > now), None)


def look_again(now: datetime, http: httpx.Client) -> int:
    """Look at what is due, some posts of a few accounts at a time. Returns how many had changed."""
    due = Q(look_at__lte=now) | Q(look_at__isnull=True, published_at__gte=now - LOOKS[-1])
    rows = Delivery.objects.filter(
        due, state=State.PUBLISHED, channel__connection__state=Connection.State.OPEN
    ).exclude(receipts=[], url="")
    by_channel: dict[int, list[Delivery]] = defaultdict(list)
    for one in rows.order_by("look_at", "pk")[:MOST]:
        by_channel[one.channel_id].append(one)
    some = list(by_channel.items())[:ACCOUNTS]
    return sum(of_channel(channel, found[:AT_ONCE], now, http) for channel, found in some)


def of_channel(channel_id: int, rows: list[Delivery], now: datetime, http: httpx.Client) -> int:
    """Look at some posts of one account, which no other worker does meanwhile."""
    mine = [one for one in rows if take(one, now)]
    connection = Connection.objects.filter(channel_id=channel_id).first()
    if not mine or connection is None:
        return 0
    if rates.take(connection, now, reads=sum(max(1, len(one.receipts)) for one in mine)):
        return 0
    try:
        reader = connector_of(connection, http)
        if isinstance(reader, Locator):
            for one in mine:
                identify(one, reader)
        ids = [receipt["remote_id"] for one in mine for receipt in known(one)]
        found = reader.look(ids) if isinstance(reader, Reader) else None
    except NetworkError as trouble:
        log.info("The posts of channel %s are looked at later: %s", channel_id, trouble)
        return 0
    return sum(note(one, found, now) for one in mine)


def take(one: Delivery, now: datetime) -> bool:
    """Only one worker looks at it; should that one die, another does in half an hour."""
    rows = Delivery.objects.filter(pk=one.pk, look_at=one.look_at, state=State.PUBLISHED)
    return bool(rows.update(look_at=now + LATER))


def identify(one: Delivery, locator: Locator) -> None:
    """Find the names of posts that a person said are out, and gave the addresses of. Raises a
    NetworkError."""
    receipts = one.receipts or [{"remote_id": "", "url": one.url, "revision": ""}]
    if all(receipt["remote_id"] for receipt in receipts):
        return
    found = [receipt if receipt["remote_id"] else located(receipt, locator) for receipt in receipts]
    rows = Delivery.objects.filter(pk=one.pk, state=State.PUBLISHED, receipts=one.receipts)
    if rows.update(receipts=found):
        one.receipts = found


def located(receipt: dict[str, str], locator: Locator) -> dict[str, str]:
    """The same with its name and version, where the account has a post at the address. The address
    stays as it was given."""
    found = locator.locate(receipt["url"])
    if found is None:
        return receipt
    return receipt | {"remote_id": found.remote_id, "revision": found.revision}


def note(one: Delivery, found: Mapping[str, Published | None] | None, now: datetime) -> int:
    """Write down how it stands; `found` is None where nothing can be read back. 1 for a change."""
    rows = Delivery.objects.filter(pk=one.pk, state=State.PUBLISHED)
    following = next_look(one.published_at or now, now) or NEVER
    if found is None or not known(one):
        rows.update(look_at=NEVER)
        return 0
    if any(receipt["remote_id"] not in found for receipt in known(one)):
        rows.update(look_at=following)  # nobody can tell: a feed holds the newest entries only
        return 0
    stands = [found.get(receipt["remote_id"]) for receipt in known(one)]
    if stands[0] is None:
        return int(rows.update(state=State.GONE, look_at=NEVER, changed_at=now))
    texts = [plain(piece.text) if piece else "" for piece in stands]
    if not is_changed(one, stands, texts):
        rows.update(look_at=following, seen=texts)
        return 0
    with transaction.atomic():
        is_noted = bool(rows.update(look_at=following, seen=texts, changed_at=now))
        if is_noted:
            watchdog.tell(watchdog.edited(one, now))
    return int(is_noted)


def known(one: Delivery) -> list[dict[str, str]]:
    """Its posts that can be asked for: of some that a person found, only the address is known."""
    return [receipt for receipt in one.receipts if receipt["remote_id"]]


def is_changed(one: Delivery, stands: list[Published | None], texts: list[str]) -> bool:
    """Whether somebody changed it there since it was last looked at.

    At the first look the network's own word counts (an edit's time, another version), since it may
    show our text otherwise than we sent it.
    """
    if one.seen:
        return bool(texts != one.seen)
    pairs = zip(known(one), stands, strict=True)
    return any(
        piece is None
        or piece.edited_at is not None
        or bool(receipt["revision"] and piece.revision and receipt["revision"] != piece.revision)
        for receipt, piece in pairs
    )
