"""A database of its own, and a workspace whose posts are all due at once."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from PIL import Image
from psycopg import sql

from tests.networks.faulty import TOKEN

if TYPE_CHECKING:
    from virta.audiences.models import Channel
    from virta.people.models import Workspace


@contextmanager
def database(url: str) -> Iterator[str]:
    """An empty database on the server of this address; SQLite needs none."""
    if not url.startswith("postgres"):
        yield ""
        return
    parts = urlsplit(url)
    name = f"virta_killed_{os.getpid()}"
    server = parts._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def furnish(posts: int, channels: int, base: str, pictures: int = 19) -> None:
    """A workspace whose posts are all due now, on channels that lead to the faulty server; some
    with a picture."""
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from virta.engagement import media  # noqa: PLC0415
    from virta.engagement.models import Post  # noqa: PLC0415
    from virta.engagement.scheduling import schedule  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    now = datetime.now(UTC)
    with transaction.atomic():
        workspace = Workspace.objects.create(name="Bench", slug="bench")
        rows = [connected(workspace, number, base) for number in range(1, channels + 1)]
        for number in range(posts):
            post = Post(workspace=workspace, text=f"Post {number}", at=now, zone="UTC")
            saving.store(post, None, many={"channels": [rows[number % channels]]})
            if number % pictures == pictures // 2:
                media.attach(post, "picture.png", picture())
            schedule(post, now - timedelta(hours=1))


def picture() -> bytes:
    """A small one."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(made, "PNG")
    return made.getvalue()


def moments() -> dict[int, float]:
    """When each delivery came out, in seconds since 1970."""
    from virta.engagement.models import Delivery  # noqa: PLC0415

    rows = Delivery.objects.filter(published_at__isnull=False)
    return {pk: at.timestamp() for pk, at in rows.values_list("pk", "published_at")}


def connected(workspace: "Workspace", number: int, base: str) -> "Channel":
    """A channel that is signed in to the faulty server."""
    from virta.audiences.models import Channel  # noqa: PLC0415 - after django.setup()
    from virta.engagement.models import Connection  # noqa: PLC0415
    from virta.engagement.models.connection import sealed  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    channel = Channel(workspace=workspace, title=f"Channel {number}", network="mastodon")
    saving.store(channel, None)
    secrets = sealed({"server": base, "token": f"{TOKEN}:{number}", "id": str(number)})
    Connection.objects.create(
        workspace=workspace, channel=channel, network="mastodon", sealed=secrets
    )
    return channel


def states() -> Counter[str]:
    """How many deliveries are in each state; nothing while the database is away."""
    from django.db import Error, close_old_connections  # noqa: PLC0415

    from virta.engagement.models import Delivery  # noqa: PLC0415

    try:
        return Counter(Delivery.objects.values_list("state", flat=True))
    except Error:
        close_old_connections()
        return Counter()
