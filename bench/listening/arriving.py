"""Mentions at a steady pace, taken in as a source's are, until standard input is closed."""

import itertools
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
# Over its cap an hour a search's mentions would be counted and not stored, within some seconds.
os.environ["VIRTA_KEPT_AN_HOUR"] = "1000000000"
import django  # noqa: E402

django.setup()

from bench.listening import filling  # noqa: E402
from virta.listening.searching import Searches  # noqa: E402
from virta.listening.taking import take  # noqa: E402
from virta.people.models import Workspace  # noqa: E402
from virta.sources.protocol import Heard  # noqa: E402

PORTIONS = 4
"""A second."""


def main(slug: str, rate: int) -> None:
    workspace = Workspace.objects.get(slug=slug)
    searches = Searches(workspace)
    searches.refresh()
    r, words = random.Random(time.time_ns()), filling.vocabulary()
    numbers = itertools.count(time.time_ns())
    is_over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), is_over.set()), daemon=True).start()
    take(workspace, searches, portion(r, words, numbers, 10), datetime.now(UTC))
    print("ready", flush=True)
    begun, came, longest, cpu = time.monotonic(), 0, 0.0, time.process_time()
    for tick in itertools.count(1):
        if is_over.is_set():
            break
        items = portion(r, words, numbers, rate // PORTIONS)
        started = time.monotonic()
        came += take(workspace, searches, items, datetime.now(UTC)).fresh
        longest = max(longest, time.monotonic() - started)
        time.sleep(max(0.0, begun + tick / PORTIONS - time.monotonic()))
    took = time.monotonic() - begun
    cost = (time.process_time() - cpu) / max(came, 1) * 1e6
    print(
        f"{came:,} mentions came in {took:.0f} s: {came / took:.0f} a second, "
        f"{cost:.0f} µs of a core each, the slowest portion {longest * 1000:.0f} ms."
    )


def portion(r, words, numbers, many):  # type: ignore[no-untyped-def]
    """Posts of now that a search matches, in words as frequent as those that are stored."""
    now = datetime.now(UTC)
    heights = filling.heights()
    return [
        Heard(
            network="bluesky",
            key=f"new/{next(numbers)}",
            at=now,
            text=" ".join(
                [words[r.choice((0, 5, 10, 15, 20))], *r.choices(words, cum_weights=heights, k=14)]
            ),
            author=f"did:plc:{r.randrange(100_000)}",
            languages=("en",),
        )
        for _ in range(many)
    ]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
