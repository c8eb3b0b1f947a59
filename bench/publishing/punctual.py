"""How soon after its time a post is out, and how much memory the worker takes.

    python -m bench.publishing.punctual [--due 300] [--seconds 120] [--posts 100000] [--channels 1000]
    DATABASE_URL=postgresql://… python -m bench.publishing.punctual

Beside a queue full of posts for later, so many are due at random moments within so many seconds, on
twenty channels of a network that answers at once. One worker runs, as `bin/virta up` starts it. Late
is how long after its time the network has accepted a post. Ends with status 1 where the 95th
percentile is over 2 seconds, a post is missing, or the worker takes more than 150 MB.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.processes import memory
from bench.publishing.filled import apart, filled, installed
from bench.publishing.furnishing import connected
from tests.networks.faulty import Server, running

MOST = 2.0  # seconds, at the 95th percentile
MEMORY = 150  # MB
CHANNELS = 20
BEGINNING = timedelta(seconds=30)
"""So long the worker has to start before the first post is due."""


def furnish(due: int, seconds: int, base: str, seed: int) -> dict[str, datetime]:
    """Posts due at random moments from soon on: their times by their texts."""
    from virta.engagement.models import Post  # noqa: PLC0415 - after django.setup()
    from virta.engagement.scheduling import schedule  # noqa: PLC0415
    from virta.people.models import Workspace  # noqa: PLC0415
    from virta.records import saving  # noqa: PLC0415

    chance = random.Random(seed)
    workspace = Workspace.objects.create(name="Punctual", slug="punctual")
    channels = [connected(workspace, number, base) for number in range(1, CHANNELS + 1)]
    begin = datetime.now(UTC) + BEGINNING + timedelta(seconds=due / 20)
    times = {}
    for number in range(due):
        at = begin + timedelta(seconds=chance.uniform(0, seconds))
        post = Post(workspace=workspace, text=f"Due {number}", at=at, zone="UTC")
        saving.store(post, None, many={"channels": [channels[number % CHANNELS]]})
        schedule(post, datetime.now(UTC))
        times[post.text] = at
    return times


def wait(server: Server, times: dict[str, datetime]) -> None:
    """Until all is out, or a minute after the last was due."""
    end = max(times.values()) + timedelta(minutes=1)
    while len(server.store.accepted) < len(times) and datetime.now(UTC) < end:
        time.sleep(0.5)


def lateness(server: Server, times: dict[str, datetime]) -> list[float]:
    """Seconds from each post's time to its being accepted."""
    found = []
    for (_key, text), status in zip(server.store.accepted, server.store.statuses, strict=True):
        if status is not None:
            at = datetime.fromisoformat(status["created_at"])
            found.append((at - times[text]).total_seconds())
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--due", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--posts", type=int, default=100_000, help="waiting for later")
    parser.add_argument("--channels", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    import django  # noqa: PLC0415 - the environment is set in `installed`

    os.environ["VIRTA_REACHABLE_HOSTS"] = "127.0.0.1"  # where the network of this trial is
    with installed(), running(seed=given.seed) as server:
        apart(filled, given.posts, given.channels, 180)
        django.setup()
        times = furnish(given.due, given.seconds, server.base, given.seed)
        worker = subprocess.Popen([sys.executable, "-m", "django", "work"])
        try:
            wait(server, times)
            most_memory = memory(worker.pid, "VmHWM")
        finally:
            worker.terminate()
            worker.wait(60)
        late = lateness(server, times)
    median, most = (float(np.quantile(late, share)) for share in (0.5, 0.95))
    print(f"{given.due} posts due within {given.seconds} s beside {given.posts} for later:")
    print(
        f"{len(late)} out; late by median {median:.2f} s, 95 % {most:.2f} s, at most {max(late):.2f} s;"
    )
    print(f"the worker's largest memory {most_memory:.0f} MB.")
    return int(len(late) < given.due or most > MOST or most_memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
