"""The questions of the page of mentions, timed while mentions arrive; and one page as HTML."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import numpy as np
from django.test import Client

from bench.listening import filling
from virta.listening import choosing, naming
from virta.listening.fulltext import mending
from virta.listening.fulltext.index import LAST
from virta.listening.models import Hit, Mention, Search, Source, Tally
from virta.people.models import Membership, Person, Role, Workspace

Ask = Callable[[random.Random], dict[str, object]]
"""The filters of one try."""


def questions(workspace: Workspace) -> dict[str, Ask]:
    keys = list(Search.objects.of(workspace).order_by("pk").values_list("key", flat=True))
    words = filling.vocabulary()
    now = datetime.now(UTC)

    def day(r: random.Random) -> str:
        return str((now - timedelta(days=r.randint(5, 350))).date())

    def before(r: random.Random) -> int:
        return naming.bound(now - timedelta(minutes=r.randint(5, 500_000)))

    def common(r: random.Random) -> str:
        return words[r.randint(2, 60)]

    def rare(r: random.Random) -> str:
        return words[r.randint(8_000, 50_000)]

    def any_search(r: random.Random) -> str:
        return r.choice(keys)

    return {
        "the newest": lambda r: {},
        "a page far back": lambda r: {"before": before(r)},
        "of a search": lambda r: {"search": any_search(r)},
        "of a search, far back": lambda r: {"search": any_search(r), "before": before(r)},
        "of a network": lambda r: {"network": r.choice(["bluesky", "mastodon"])},
        "of a sentiment": lambda r: {"sentiment": r.choice(["-1", "0", "1", "none"])},
        "of a state": lambda r: {"state": r.choice(["new", "seen", "handled"])},
        "of a day": lambda r: (lambda d: {"since": d, "until": d})(day(r)),
        "of a search, sentiment and state": lambda r: {
            "search": any_search(r),
            "sentiment": r.choice(["-1", "1"]),
            "state": "handled",
        },
        "of a small search, network and day": lambda r: (
            lambda d: {"search": keys[-1], "network": "mastodon", "since": d}
        )(day(r)),
        "a common word": lambda r: {"words": common(r)},
        "a rare word": lambda r: {"words": rare(r)},
        "two common words": lambda r: {"words": f"{common(r)} AND {common(r)}"},
        "a common and a rare word": lambda r: {"words": f"{common(r)} AND {rare(r)}"},
        "a phrase": lambda r: {"words": f'"{common(r)} {common(r)}"'},
        "words that begin so": lambda r: {"words": f"{rare(r)[:5]}*"},
        "either of three words": lambda r: {"words": f"{rare(r)} OR {rare(r)} OR {common(r)}"},
        "a common word within a search": lambda r: {"words": common(r), "search": any_search(r)},
        "a rare word within a search": lambda r: {"words": rare(r), "search": any_search(r)},
        "two words within a search": lambda r: {
            "words": f"{common(r)} AND {common(r)}",
            "search": any_search(r),
        },
        "a word within a search, far back": lambda r: {
            "words": common(r),
            "search": any_search(r),
            "before": before(r),
        },
        "a word within a small search": lambda r: {"words": common(r), "search": keys[-1]},
    }


def pages(workspace: Workspace, wanted: dict[str, object]) -> float:
    """Milliseconds of the question itself: the rows of a page, read and folded."""
    form = choosing.ChoosingForm(wanted, workspace)
    before = wanted.get("before")
    begun = time.perf_counter()
    if not form.is_valid():
        raise RuntimeError(str(form.errors))
    choosing.chosen(workspace, form.cleaned_data, before if isinstance(before, int) else None)
    return rested(begun)


def rested(begun: float) -> float:
    """Milliseconds since then; and a pause of a third of it, as people make them. A kernel holds
    a process of real-time priority back that uses its core without any."""
    took = time.perf_counter() - begun
    time.sleep(took / 3)
    return took * 1000


def good(workspace: Workspace, client: Client, times: int, rate: int, limit: float) -> bool:
    """Asks everything and prints it; whether all is within its limits."""
    found = True
    with arriving(workspace, rate) as came:
        for name, ask in questions(workspace).items():
            r = random.Random(7)
            took = [pages(workspace, ask(r)) for _ in range(times + 3)][3:]
            median, tail = np.percentile(took, [50, 95])
            found = found and tail <= limit
            told = "" if tail <= limit else f"  over {limit:.0f}"
            print(f"{name:40} p50 {median:7.1f}   p95 {tail:7.1f} ms{told}", flush=True)
        took = [_timed(client, workspace, {"before": LAST - n}) for n in range(times + 3)][3:]
        median, tail = np.percentile(took, [50, 95])
        print(
            f"{'the whole page of the newest, as HTML':40} p50 {median:7.1f}   p95 {tail:7.1f} ms"
        )
    print(came())
    return _agrees(workspace) and found


def _timed(client: Client, workspace: Workspace, wanted: dict[str, object]) -> float:
    begun = time.perf_counter()
    answer = client.get(f"/w/{workspace.slug}/mentions/?{urlencode(wanted)}")
    took = rested(begun)
    if answer.status_code != 200:
        raise RuntimeError(f"{wanted}: {answer.status_code}")
    return took


def client_of(workspace: Workspace) -> Client:
    person = Person.objects.filter(email="bench@example.org").first()
    if person is None:
        person = Person.objects.create_user("bench@example.org", "x", name="Bench")
        Membership.objects.create(workspace=workspace, person=person, role=Role.OWNER)
        now = datetime.now(UTC)
        Source.objects.create(workspace=workspace, kind="feed", title="Feed", due_at=now)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@contextmanager
def arriving(workspace: Workspace, rate: int) -> Iterator[Callable[[], str]]:
    """Another process takes so many mentions in each second, until the end."""
    if not rate:
        yield lambda: "No mentions came meanwhile."
        return
    command = [sys.executable, "-m", "bench.listening.arriving", workspace.slug, str(rate)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdout is None or process.stdout.readline() != "ready\n":
        raise RuntimeError("The process that takes mentions in did not begin.")
    said: list[str] = []
    try:
        yield lambda: said[0]
    finally:
        said.append(process.communicate()[0].strip())


def _agrees(workspace: Workspace) -> bool:
    """Whether the index finds mentions by all their words, and tallies count all hits."""
    seen = mending.check()
    search = Search.objects.of(workspace).order_by("-pk").first()
    hits = Hit.objects.filter(search=search).count()
    tallied = sum(Tally.objects.filter(search=search).values_list("count", flat=True))
    total = Mention.objects.of(workspace).count()
    print(
        f"{total:,} mentions; of {seen.looked_at} the index misses {seen.missing}, {seen.stale} are "
        f"stale; {hits:,} hits of a search, {tallied:,} in its tallies."
    )
    return not seen.missing and not seen.stale and hits == tallied
