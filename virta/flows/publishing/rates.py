"""How much networks take: what all workers have asked of a server is counted in the database.

A network says as data what its servers take (`Network.rates`), by account and by the address that
requests come from. What does not fit waits until the window ends. What a server says itself in its
answers (X-RateLimit-Remaining and the like) is heeded besides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F

from virta.engagement.models import Connection
from virta.flows.models import Window
from virta.flows.publishing.connecting import network_of
from virta.networks import waits
from virta.networks.protocol import Rate

_FILES = ("multipart/", "image/", "video/")
"""Kinds of content by which an upload is known from other requests."""


@dataclass(frozen=True, slots=True)
class Full:
    """That nothing more fits, by which rate and until when."""

    rate: Rate
    until: datetime


class _Full(Exception):  # noqa: N818 - it only undoes what was taken
    def __init__(self, full: Full) -> None:
        super().__init__()
        self.full = full


def take(
    connection: Connection, now: datetime, posts: int = 0, uploads: int = 0, reads: int = 0
) -> Full | None:
    """Count these requests, unless they do not all fit: then none is counted."""
    try:
        with transaction.atomic():
            for number, rate in enumerate(network_of(connection.network).rates):
                count = min(rate.cost(posts, uploads, reads), rate.most)
                name = name_of(connection, number, rate) if count else ""
                if count and not fits(name, rate, count, now):
                    raise _Full(Full(rate, end_of(name, rate, now)))
    except _Full as full:
        return full.full
    return None


def name_of(connection: Connection, number: int, rate: Rate) -> str:
    """Whose requests a window counts, and by which of the network's rates."""
    whose = f"account {connection.pk}" if rate.per == "account" else server_of(connection)
    return f"{connection.network} {number} {whose}"[:300]


def server_of(connection: Connection) -> str:
    """The server that the requests go to, as far as the sign-in tells."""
    try:
        address = connection.credentials.get("server", "")
    except InvalidToken:
        address = ""
    return urlsplit(address).netloc or connection.handle.rpartition("@")[2]


def fits(name: str, rate: Rate, count: int, now: datetime) -> bool:
    """Take this much of a window, where so much is left."""
    rows, over = Window.objects.filter(name=name), now - timedelta(seconds=rate.seconds)
    open_now = rows.filter(begun_at__gt=over)
    if open_now.filter(used__lte=rate.most - count).update(used=F("used") + count):
        return True
    fresh = {"begun_at": now, "used": count}
    if rows.filter(begun_at__lte=over).update(**fresh):
        return True
    window, is_new = Window.objects.get_or_create(name=name, defaults=fresh)
    return is_new or bool(
        # Made by another worker between the two questions.
        rows.filter(pk=window.pk, used__lte=rate.most - count).update(used=F("used") + count)
    )


def end_of(name: str, rate: Rate, now: datetime) -> datetime:
    """When a window that is full ends."""
    begun = Window.objects.filter(name=name).values_list("begun_at", flat=True).first() or now
    return max(begun + timedelta(seconds=rate.seconds), now + timedelta(seconds=1))


def heed(connection: Connection, response: httpx.Response, now: datetime) -> None:
    """An answer says that nothing is left: what it counts waits until it says, and no longer."""
    pause = waits.spent(response.headers)
    if pause is None:
        return
    until, windows = now + pause, []
    if response.request.headers.get("content-type", "").startswith(_FILES):
        rates = enumerate(network_of(connection.network).rates)
        windows = [(number, rate) for number, rate in rates if rate.upload and not rate.post]
    for number, rate in windows:
        begun = until - timedelta(seconds=rate.seconds)
        full = {"begun_at": begun, "used": rate.most}
        Window.objects.update_or_create(name=name_of(connection, number, rate), defaults=full)
    if not windows:
        Connection.objects.filter(pk=connection.pk).update(not_before=until)
