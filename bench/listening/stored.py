"""How fast ten million stored mentions answer while a thousand more come every second.

    python -m bench.listening.stored --mentions 10000000 --database postgresql://…
    VIRTA_DATA=/a/folder python -m bench.listening.stored --mentions 1000000

Fills an empty database (or uses one that this has filled), then asks for the page of mentions by
every filter, then for each question of the dashboard over 7, 30, 92 and 365 days and for the pages
around mentions, while another process takes mentions in by `take`. The dashboard's lists are made up
(`figures.py`). PostgreSQL is filled by a role that may set `session_replication_role`. Prints the
median and the 95th percentile of each question in milliseconds, and how many mentions came. The
status is 1 where one is over its limit, fewer mentions came, or the tables disagree.
"""

import argparse
import gc
import os
import sys
import time
from datetime import UTC, datetime, timedelta

LIMIT = 100.0
"""Milliseconds at the 95th percentile."""


def furnished(mentions: int):
    """The workspace with so many mentions."""
    from bench.listening import filling, writing  # noqa: PLC0415 - the settings are read first
    from virta.listening.models import Search  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    workspace, is_new = Workspace.objects.get_or_create(
        slug="bench", defaults={"name": "Bench", "language": "en"}
    )
    if not is_new:
        return workspace
    words = filling.vocabulary()
    for number in range(len(filling.SHARES)):
        one = Search(workspace=workspace, title=f"Search {number}", query=words[number * 5])
        saving.store(one, None)
    searches = list(Search.objects.of(workspace).order_by("pk"))
    making = filling.Making(workspace, searches, datetime.now(UTC) - timedelta(minutes=1))
    writing.prepare(making)
    begun = time.monotonic()
    for done in writing.write(making, mentions):
        if done % 500_000 == 0:
            print(f"{done:,} mentions after {time.monotonic() - begun:.0f} s", flush=True)
    return workspace


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--database", default="", help="else SQLite in VIRTA_DATA")
    parser.add_argument("--times", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--rate", type=int, default=1000, help="mentions a second; 0: none")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
    if given.database:
        os.environ["DATABASE_URL"] = given.database
    import django  # noqa: PLC0415

    django.setup()
    from virta.flows.serving import prepare  # noqa: PLC0415

    prepare()
    workspace = furnished(given.mentions)
    from bench.listening import asked, figures, seen  # noqa: PLC0415
    from virta.listening import spans  # noqa: PLC0415

    figures.fill(workspace)
    while spans.make_all(datetime.now(UTC)):
        pass
    seen.furnish(workspace)
    client = asked.client_of(workspace)
    gc.collect()
    gc.freeze()  # as the web server does (`virta/wsgi.py`)
    good = asked.good(workspace, client, given.times, given.rate, LIMIT)
    with asked.arriving(workspace, given.rate) as came:
        good = seen.good(workspace, client, given.times) and good
    print(came())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
