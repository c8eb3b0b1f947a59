"""The index made anew from what is stored, and a look at whether it is in step with that."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import SystemRandom

from django.db import connection, transaction

from virta.listening.fulltext import index
from virta.listening.fulltext.index import Entry

AT_ONCE = 2000
SAMPLED = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """Of so many mentions looked at, how many the index does not find by all their terms, and how
    many ids it gave for those terms that no mention has."""

    looked_at: int
    missing: int
    stale: int


def rebuild() -> Iterator[int]:
    """Empties the index and fills it; yields how many mentions are in. Listening may go on.

    Each part is read and written in one transaction, and nobody erases what it reads meanwhile.
    Until the end, words are found only in what is in already.
    """
    index.empty()
    last, done = -1, 0
    while True:
        with transaction.atomic():
            entries = _entries("id > %s ORDER BY id LIMIT %s", last, AT_ONCE, is_kept=True)
            index.add(entries, _searches(entries))
        if not entries:
            return
        last, done = entries[-1].id, done + len(entries)
        yield done


def forget(workspace_id: int) -> None:
    """Takes out all mentions of a workspace, which is about to be removed with them."""
    last = -1
    while entries := _entries(
        "id > %s AND workspace_id = %s ORDER BY id LIMIT %s", last, workspace_id, AT_ONCE
    ):
        index.remove(entries, _searches(entries))
        last = entries[-1].id


def check(most: int = SAMPLED) -> Checked:
    """Looks at mentions from places by chance; each of their terms must find them."""
    entries = _sample(most)
    searches = _searches(entries)
    missing = sum(not index.has(one, searches.get(one.id, ())) for one in entries)
    ids = {pk for one in entries for pk in index.beside(one)}
    return Checked(len(entries), missing, len(ids) - _count(ids))


def _sample(most: int) -> list[Entry]:
    """Mentions from up to ten places by chance, the newest among them."""
    ends = _rows("SELECT min(id), max(id) FROM listening_mention")[0]
    if ends[0] is None:
        return []
    chance = SystemRandom()
    places = [ends[1], *(chance.randint(ends[0], ends[1]) for _ in range(9))]
    found: dict[int, Entry] = {}
    for place in places:
        near = _entries("id <= %s ORDER BY id DESC LIMIT %s", place, most // len(places))
        found |= {one.id: one for one in near}
    return list(found.values())


def _entries(where: str, *values: int, is_kept: bool = False) -> list[Entry]:
    lock = " FOR KEY SHARE" if is_kept and connection.vendor == "postgresql" else ""
    asked = f"SELECT id, workspace_id, title, text FROM listening_mention WHERE {where}{lock}"
    return [Entry(*row) for row in _rows(asked, *values)]


def _searches(entries: list[Entry]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    if entries:
        ids = [one.id for one in entries]
        asked = "SELECT mention_id, search_id FROM listening_hit WHERE mention_id BETWEEN %s AND %s"
        for mention, search in _rows(asked, min(ids), max(ids)):
            found[mention].append(search)
    return found


def _count(ids: set[int]) -> int:
    """How many of the ids are mentions."""
    wanted = sorted(ids)
    parts = (wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE))
    return sum(
        _rows(f"SELECT count(*) FROM listening_mention WHERE id IN ({places})", *part)[0][0]
        for part in parts
        for places in [", ".join(["%s"] * len(part))]
    )


def _rows(asked: str, *values: int) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        return list(cursor.fetchall())
