"""How fast the pages of posts and the worker's sweep are on a full queue.

    python -m bench.publishing.filled [--posts 100000] [--channels 1000] [--days 180]
    DATABASE_URL=postgresql://… python -m bench.publishing.filled

Fills a workspace with scheduled posts, then asks for the calendar in each of its forms, the list and
a post, and lets the queue sweep, once with nothing due and once with posts of fifty channels due.
Prints the median and the 95th percentile in milliseconds, of the clock on the wall and of the
processor, and ends with status 1 where a page is over 100 ms or a sweep over 50 ms on the wall.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from bench.publishing.furnishing import database

TIMES = 30
PAGE, SWEEP = 100.0, 50.0  # milliseconds, at the 95th percentile
AT_ONCE = 2000


@contextmanager
def installed() -> Iterator[None]:
    """A fresh installation on a database of its own, which is gone afterwards."""
    url = os.environ.pop("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder, database(url) as own:
        os.environ |= {"VIRTA_DATA": folder, "DJANGO_SETTINGS_MODULE": "virta.settings"}
        if own:
            os.environ["DATABASE_URL"] = own
        yield


def filled(posts: int, channels: int, days: int) -> None:
    """Sets up and fills. In a process of its own: one that has made a hundred thousand posts has a
    memory full of holes, in which pages with many objects took three times as long as in a server.
    """
    import django  # noqa: PLC0415 - the environment is set first

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    begun = time.perf_counter()
    fill(posts, channels, days)
    print(
        f"{posts} posts on {channels} channels in {time.perf_counter() - begun:.0f} s", flush=True
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def apart(work: Callable[..., None], *given: Any) -> None:
    """Does it in a process of its own, and waits."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=given)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def fill(posts: int, channels: int, days: int) -> None:
    """A workspace with so many posts, spread over the days to come."""
    from virta.audiences.models import Channel  # noqa: PLC0415 - after django.setup()
    from virta.engagement.models import Connection, Delivery, Post  # noqa: PLC0415
    from virta.engagement.models.connection import sealed  # noqa: PLC0415
    from virta.people.models import Membership, Person, Role, Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    now = datetime.now(UTC)
    workspace = Workspace.objects.create(name="Bench", slug="bench")
    owner = Person.objects.create_user("owner@example.org", "x", name="Owner")
    Membership.objects.create(workspace=workspace, person=owner, role=Role.OWNER)
    rows = []
    for number in range(channels):
        channel = Channel(workspace=workspace, title=f"Channel {number:04}", network="mastodon")
        saving.store(channel, None)
        rows.append(channel)
    secrets = sealed({"server": "http://127.0.0.1:9", "token": "x", "id": "1"})
    Connection.objects.bulk_create(
        Connection(workspace=workspace, channel=one, network="mastodon", sealed=secrets)
        for one in rows
    )
    step = timedelta(days=days) / posts
    for start in range(0, posts, AT_ONCE):
        made = [
            Post(
                workspace=workspace,
                text=f"Post {number} tells of what happens on the river this week.",
                at=now + timedelta(hours=1) + step * number,
                zone="Europe/Helsinki",
                owner=owner,
            )
            for number in range(start, min(start + AT_ONCE, posts))
        ]
        made = Post.objects.bulk_create(made)
        through = Post.channels.through
        through.objects.bulk_create(
            through(post_id=one.pk, channel_id=rows[(start + at) % channels].pk)
            for at, one in enumerate(made)
        )
        Delivery.objects.bulk_create(
            Delivery(
                workspace=workspace,
                post=one,
                channel=rows[(start + at) % channels],
                due_at=one.at,
                late_at=one.at + timedelta(hours=6),
                content={"parts": [one.text], "languages": [], "options": {}},
            )
            for at, one in enumerate(made)
        )


def timed(call: Callable[[], Any], times: int = TIMES) -> tuple[list[float], list[float]]:
    """Milliseconds on the wall and of the processor, the first call left out."""
    wall, used = [], []
    for _time in range(times + 1):
        begun, busy = time.perf_counter(), time.process_time()
        call()
        wall.append(1000 * (time.perf_counter() - begun))
        used.append(1000 * (time.process_time() - busy))
    return wall[1:], used[1:]


def told(name: str, call: Callable[[], Any], limit: float, times: int = TIMES) -> bool:
    wall, used = timed(call, times)
    worst = float(np.quantile(wall, 0.95))
    print(
        f"{name:34} median {np.median(wall):7.1f} ms   95 % {worst:7.1f} ms   "
        f"processor {np.median(used):7.1f} / {np.quantile(used, 0.95):7.1f} ms",
        flush=True,
    )
    return worst <= limit


def pages() -> bool:
    """Every form of the calendar, the list, a post: whether all are fast enough."""
    from django.test import Client  # noqa: PLC0415 - after django.setup()

    from virta.engagement.models import Post  # noqa: PLC0415
    from virta.people.models import Person, Workspace  # noqa: PLC0415

    workspace = Workspace.objects.get(slug="bench")
    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(email="owner@example.org"))
    base = f"/w/{workspace.slug}/posts/"
    middle = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
    one = Post.objects.of(workspace).order_by("-pk").first()
    channel = one.channels.get().key
    asked = {
        "calendar, month": f"calendar/?view=month&day={middle}",
        "calendar, week": f"calendar/?view=week&day={middle}",
        "calendar, list": f"calendar/?view=list&day={middle}",
        "calendar, month, one channel": f"calendar/?view=month&day={middle}&channel={channel}",
        "calendar, month, scheduled": f"calendar/?view=month&day={middle}&state=scheduled",
        "list of posts": "",
        "list of posts, searched": "?q=river",
        "a post": f"{one.key}/",
        "a new post": "new/",
        "my week": f"/w/{workspace.slug}/",
    }

    def get(path: str) -> None:
        response = client.get(path if path.startswith("/") else base + path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}.")

    for path in asked.values():
        get(path)
    gc.collect()
    gc.freeze()  # as the web server does (`virta/wsgi.py`)
    # Every one is asked, also after one that was too slow.
    good = [told(name, lambda p=path: get(p), PAGE) for name, path in asked.items()]
    return all(good)


def sweeps() -> bool:
    """The queue's round, with nothing due and with posts of fifty channels due."""
    from virta.engagement.models import Delivery  # noqa: PLC0415 - after django.setup()
    from virta.flows.publishing import Outbox  # noqa: PLC0415

    class Still(Outbox):
        """Finds what is due as ever, and gives nothing to a thread."""

        def _in_thread(self, channel_id: int) -> int:
            return channel_id * 0

    still = Still()
    good = told("sweep, nothing due", still.sweep, SWEEP)
    due = list(Delivery.objects.order_by("due_at").values_list("pk", flat=True)[:50])
    Delivery.objects.filter(pk__in=due).update(due_at=datetime.now(UTC) - timedelta(minutes=1))
    good &= told("sweep, fifty channels due", still.sweep, SWEEP)
    still.close()
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--channels", type=int, default=1000)
    parser.add_argument("--days", type=int, default=180, help="over how many days they are spread")
    given = parser.parse_args()
    with installed():
        apart(filled, given.posts, given.channels, given.days)
        import django  # noqa: PLC0415 - the environment is set first

        django.setup()
        from django.db import connection  # noqa: PLC0415

        good = pages()
        good = sweeps() and good
        connection.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
