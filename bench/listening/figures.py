"""The figures and lists that the worker would have made of the mentions that a filling stored.

Hours are counted from what is stored. Lists are as long as the worker's and made up: phrases and
links by Zipf's law, of which a part comes every day and the rest seldom; authors are real ones of
the day, so that their mentions are found. Making the true ones of a year would take hours.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import numpy as np
from django.db import connection, transaction

from bench.listening.filling import vocabulary
from virta.listening import distinct, naming, people
from virta.listening.day_words import BY_LINK, BY_PHRASE, LINKS, PHRASES
from virta.listening.models import ALL, Hourly, Mention, Ranking
from virta.people.models import Workspace

DAILY = 150
"""Phrases of a day that are there every day."""
RARE = 20_000
"""Pairs of words of which a day has some."""
HOUR = 3_600_000


def fill(workspace: Workspace) -> None:
    """Hours and lists of everything stored, where there are none."""
    if Hourly.objects.of(workspace).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OF_SEARCHES, [workspace.pk])
        cursor.execute(_OF_ALL, [workspace.pk])
        rows = [(workspace.pk, ALL, _stamp(hour), *more) for hour, *more in cursor.fetchall()]
        cursor.executemany(_ALL, rows)
    now = datetime.now(UTC)
    parts = _parts(workspace)
    days = sorted({day for _search, day in parts})
    for day in days:
        authors = _authors(workspace, day)
        made = [
            _ranking(workspace, search, day, counts, authors, now)
            for (search, one), counts in parts.items()
            if one == day
        ]
        Ranking.objects.bulk_create(made)


def _stamp(hour: int) -> str:
    return f"{datetime.fromtimestamp(hour * 3600, UTC):%Y-%m-%d %H:%M:%S}"


def _parts(workspace: Workspace) -> dict[tuple[int, date], dict[str, Counter[str]]]:
    """By search and day: mentions by network and by language."""
    found: dict[tuple[int, date], dict[str, Counter[str]]] = defaultdict(
        lambda: {"networks": Counter(), "languages": Counter()}
    )
    day = "date(hour)" if connection.vendor == "sqlite" else "(hour AT TIME ZONE 'UTC')::date"
    for name in ("network", "language"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT search_id, {day}, {name}, SUM(count) FROM listening_tally"  # noqa: S608
                f" WHERE workspace_id = %s GROUP BY 1, 2, 3",
                [workspace.pk],
            )
            for search, on, value, count in cursor.fetchall():
                key = on if isinstance(on, date) else date.fromisoformat(on)
                found[search, key][f"{name}s"][value] += int(count)
                found[ALL, key][f"{name}s"][value] += int(count)
    return dict(found)


def _authors(workspace: Workspace, day: date) -> list[tuple[int, int, int | None]]:
    """Hash, a mention's number and followers of some authors of a day."""
    low = naming.bound(datetime(day.year, day.month, day.day, tzinfo=UTC))
    rows = Mention.objects.of(workspace).filter(pk__gte=low).order_by("pk")
    some = rows.only("network", "author", "handle", "name", "followers")[: 2 * people.MOST]
    return [(people.author_hash(one), one.pk, one.followers) for one in some]


def _ranking(
    workspace: Workspace,
    search: int,
    day: date,
    counts: dict[str, Counter[str]],
    authors: list[tuple[int, int, int | None]],
    now: datetime,
) -> Ranking:
    mentions = sum(counts["networks"].values())
    rng = np.random.default_rng(day.toordinal() * 1000 + search)
    lists: dict[str, Any] = {
        **counts,
        "authors": list(_people(rng, authors[:mentions], mentions)),
        "links": list(_links(rng, mentions)),
        "phrases": list(_phrases(rng, mentions)),
    }
    encode = msgspec.json.encode
    return Ranking(
        workspace=workspace,
        search_id=search,
        day=day,
        made_at=now,
        mentions=mentions,
        looked_at=min(mentions, 20_000),
        **{name: encode(value).decode() for name, value in lists.items()},
    )


def _sketch(rng: np.random.Generator, many: int, most: int) -> str:
    return distinct.pack(rng.integers(0, distinct.SPAN, min(many, 3 * most)).tolist(), most)


def _people(
    rng: np.random.Generator, authors: list[tuple[int, int, int | None]], mentions: int
) -> Iterator[list[Any]]:
    for place, (key, mention, followers) in enumerate(authors):
        many = 1 + mentions // (200 * (place + 1))
        others = _sketch(rng, many, people.OTHERS) if place % 2 else ""
        yield [key, mention, many, max(1, many // 2), followers, others]


def _links(rng: np.random.Generator, mentions: int) -> Iterator[list[Any]]:
    words = vocabulary()
    for place in range(min(LINKS, mentions)):
        many = 1 + mentions // (300 * (place + 1))
        number = place if place < LINKS // 3 else int(rng.integers(0, 20_000))
        address = f"news.example.org/{words[number]}/{number}"
        yield [address, many, _sketch(rng, many, BY_LINK)]


def _phrases(rng: np.random.Generator, mentions: int) -> Iterator[list[Any]]:
    words = vocabulary()
    for place in range(PHRASES):
        many = 1 + mentions // (20 * (place + 3))
        key = words[place]
        if place >= DAILY:
            number = int(rng.integers(0, RARE))
            key = f"{words[number % 200]} {words[number]}"
        entry = [key, key, key, many, many, _sketch(rng, many, BY_PHRASE)]
        shared = {words[one]: many * 3 // 4 for one in range(max(0, place - place % 4), place)}
        yield [*entry, 0, shared] if shared and many > 1 else entry


_COLUMNS = (
    "workspace_id, search_id, hour, count, negative, neutral, positive, changes, counted, ranked,"
    " base, version"
)
_OF_SEARCHES = f"""
INSERT INTO listening_hourly ({_COLUMNS})
SELECT workspace_id, search_id, hour, SUM(count),
SUM(CASE WHEN sentiment = -1 THEN count ELSE 0 END),
SUM(CASE WHEN sentiment = 0 THEN count ELSE 0 END),
SUM(CASE WHEN sentiment = 1 THEN count ELSE 0 END), 1, 0, 1, 0, 0
FROM listening_tally WHERE workspace_id = %s GROUP BY workspace_id, search_id, hour
ORDER BY hour, search_id"""  # noqa: S608 - nothing of a user's
_OF_ALL = f"""
SELECT (id >> {naming.CHANCE}) / {HOUR}, COUNT(*),
SUM(CASE WHEN sentiment = -1 THEN 1 ELSE 0 END), SUM(CASE WHEN sentiment = 0 THEN 1 ELSE 0 END),
SUM(CASE WHEN sentiment = 1 THEN 1 ELSE 0 END)
FROM listening_mention WHERE workspace_id = %s GROUP BY 1"""  # noqa: S608
_ALL = f"""
INSERT INTO listening_hourly ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, 1, 1, 1, 0, 0)"""  # noqa: S608
