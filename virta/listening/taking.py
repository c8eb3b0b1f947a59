"""From what a source gave to stored mentions: matched, once each, counted, in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from virta.listening import arriving, judging, naming, tallying
from virta.listening.fulltext import index
from virta.listening.models import Hit, Intake, Mention, Source
from virta.listening.searching import Searches, language_of
from virta.listening.storable import storable
from virta.listening.subjects import forget
from virta.people.models import Workspace
from virta.sources.protocol import AuthorGone, Gone, Heard, Item

AT_ONCE = 400
"""So many names in one question to the database."""


class Overtaken(Exception):
    """Another worker has taken the source since; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a portion."""

    heard: int = 0
    fresh: int = 0
    """Mentions that were not there before."""
    edited: int = 0
    erased: int = 0


@dataclass(slots=True)
class _Found:
    """Something heard that a search matched, or that may be stored already."""

    heard: Heard
    print_: int
    language: str
    language_sureness: float | None
    searches: list[int]


def take(
    workspace: Workspace,
    searches: Searches,
    items: Sequence[Item],
    now: datetime,
    move_on: Callable[[], bool] = lambda: True,
    source: Source | None = None,
) -> Taken:
    """Store what matches, follow edits, erase what is gone.

    `move_on` writes the new cursor inside the same transaction and says whether it may. What comes
    a second time changes nothing, so a portion may be taken again after a break. Raises Overtaken.
    """
    latest = {(one.network, one.key): one for one in items if not isinstance(one, AuthorGone)}
    heard = [one for one in latest.values() if isinstance(one, Heard)]
    found = _found(workspace, searches, heard, now)
    gone = [one for one in latest.values() if isinstance(one, Gone)]
    authors = [one for one in items if isinstance(one, AuthorGone)]
    with transaction.atomic():
        _wait_for_turn(workspace)
        if not move_on():
            raise Overtaken
        changes: Counter[tallying.Place] = Counter()
        fresh, edited = _store(workspace, source, found, now, changes)
        erased = _erase(workspace, _prints(workspace, gone), changes)
        erased += _erase_authors(workspace, authors, changes)
        tallying.add(workspace.pk, changes)
    return Taken(len(heard), fresh, edited, erased)


def _wait_for_turn(workspace: Workspace) -> None:
    """One portion at a time is stored in a workspace: two could both find a post to be new."""
    if not Intake.objects.of(workspace).update(portions=F("portions") + 1):
        Intake.objects.get_or_create(workspace=workspace)
        Intake.objects.of(workspace).update(portions=F("portions") + 1)


def _found(
    workspace: Workspace, searches: Searches, heard: Sequence[Heard], now: datetime
) -> list[_Found]:
    tongues = [language_of(one) for one in heard]
    matched = searches.match(heard, [language for language, _sureness in tongues])
    # Only what is kept is made fit for the tables: most of a stream never gets there.
    return [
        _Found(
            storable(one, now),
            naming.fingerprint(workspace.pk, one.network, one.key),
            *tongue,
            ids,
        )
        for one, tongue, ids in zip(heard, tongues, matched, strict=True)
        if ids or one.is_edit
    ]


def _stored(prints: Iterable[int]) -> dict[int, Mention]:
    """What is stored already, by its fingerprint."""
    known: dict[int, Mention] = {}
    every = list(prints)
    for at in range(0, len(every), AT_ONCE):
        rows = Mention.objects.filter(fingerprint__in=every[at : at + AT_ONCE])
        known |= {one.fingerprint: one for one in rows}
    return known


def _store(
    workspace: Workspace,
    source: Source | None,
    found: Sequence[_Found],
    now: datetime,
    changes: Counter[tallying.Place],
) -> tuple[int, int]:
    known = _stored(one.print_ for one in found)
    fresh = [one for one in found if one.searches and one.print_ not in known]
    fresh = arriving.admitted(workspace, fresh, now)
    made = _with_free_ids([_mention(workspace, source, one, now) for one in fresh])
    judging.guess(made, judging.learned_of(workspace) if made else b"")
    Mention.objects.bulk_create(made)
    arriving.arrived(workspace, made)
    pairs = [
        (search, mention)
        for one, mention in zip(fresh, made, strict=True)
        for search in one.searches
    ]
    index.add(made, {one.pk: fresh[at].searches for at, one in enumerate(made)})
    _hit(workspace, pairs, changes)
    edited = sum(
        _follow(workspace, known[one.print_], one, now, changes)
        for one in found
        if one.print_ in known
    )
    return len(made), edited


def _mention(workspace: Workspace, source: Source | None, one: _Found, now: datetime) -> Mention:
    heard = one.heard
    return Mention(
        id=naming.id_for(heard.at, one.print_),
        workspace=workspace,
        fingerprint=one.print_,
        source=source,
        network=heard.network[:20],
        key=heard.key,
        at=heard.at,
        heard_at=now,
        author=heard.author[:300],
        followers=heard.followers,
        url=heard.url,
        type=heard.type,
        about=heard.about,
        fold=naming.fold(workspace.pk, heard, one.print_),
        **_content(one),
    )


def _content(one: _Found) -> dict[str, Any]:
    """What an edit may change."""
    heard = one.heard
    return {
        "handle": heard.handle[:300],
        "name": heard.name[:300],
        "title": heard.title,
        "text": heard.text,
        "links": list(heard.links),
        "language": one.language,
        "language_sureness": one.language_sureness,
        "likes": heard.likes,
        "reposts": heard.reposts,
        "replies": heard.replies,
    }


def _with_free_ids(mentions: list[Mention]) -> list[Mention]:
    """Moves on those whose number another post of the same millisecond has."""
    wanted = [one.id for one in mentions]
    used: set[int] = set()
    asked = set(wanted)
    for at in range(0, len(wanted), AT_ONCE):
        rows = Mention.objects.filter(pk__in=wanted[at : at + AT_ONCE])
        used |= set(rows.values_list("pk", flat=True))
    for one in mentions:
        while one.id in used or (
            one.id not in asked and Mention.objects.filter(pk=one.id).exists()
        ):
            one.id += 1
        used.add(one.id)
    return mentions


def _hit(
    workspace: Workspace,
    pairs: Sequence[tuple[int, Mention]],
    changes: Counter[tallying.Place],
) -> None:
    Hit.objects.bulk_create(
        [Hit(workspace=workspace, search_id=search, mention=mention) for search, mention in pairs]
    )
    changes.update(tallying.counted(pairs))


def _follow(
    workspace: Workspace,
    mention: Mention,
    one: _Found,
    now: datetime,
    changes: Counter[tallying.Place],
) -> bool:
    """Bring a stored mention in line with what it says now. Returns whether its words changed."""
    former = set(Hit.objects.filter(mention=mention).values_list("search_id", flat=True))
    content = _content(one)
    is_edited = (content["title"], content["text"]) != (mention.title, mention.text)
    # Without new words, searches that no longer match do so because they were changed since.
    kept = set(one.searches) if is_edited else former | set(one.searches)
    if not kept:
        _erase(workspace, [mention.fingerprint], changes)
        return True
    changes.subtract(tallying.counted((search, mention) for search in former))
    index.remove([mention], {mention.pk: former})
    for name, value in content.items():
        setattr(mention, name, value)
    if is_edited:
        mention.edited_at = now
        mention.sentiment = mention.sureness = mention.corrected_by = None
        judging.guess([mention], judging.learned_of(workspace))
    mention.save(update_fields=[*content, "edited_at", "sentiment", "sureness", "corrected_by"])
    index.add([mention], {mention.pk: kept})
    Hit.objects.filter(mention=mention, search_id__in=former - kept).delete()
    changes.update(tallying.counted((search, mention) for search in former & kept))
    _hit(workspace, [(search, mention) for search in sorted(kept - former)], changes)
    return is_edited


def _prints(workspace: Workspace, gone: Iterable[Gone]) -> list[int]:
    return [naming.fingerprint(workspace.pk, one.network, one.key) for one in gone]


def _erase(workspace: Workspace, prints: Sequence[int], changes: Counter[tallying.Place]) -> int:
    erased = 0
    for at in range(0, len(prints), AT_ONCE):
        rows = Mention.objects.of(workspace).filter(fingerprint__in=prints[at : at + AT_ONCE])
        erased += _delete(workspace, rows, changes)
    return erased


def _erase_authors(
    workspace: Workspace, authors: Iterable[AuthorGone], changes: Counter[tallying.Place]
) -> int:
    wanted = {(one.network, one.author) for one in authors}
    return sum(
        _delete(
            workspace,
            Mention.objects.of(workspace).filter(network=network, author=author),
            changes,
        )
        for network, author in sorted(wanted)
    )


def _delete(workspace: Workspace, rows: Any, changes: Counter[tallying.Place] | None = None) -> int:
    """Erase mentions and what hangs on them, and count them no more where `changes` are given."""
    forget(workspace, rows.values_list("pk", flat=True))
    hits = list(Hit.objects.filter(mention__in=rows).select_related("mention"))
    if changes is not None:
        changes.subtract(tallying.counted((hit.search_id, hit.mention) for hit in hits))
    searches: defaultdict[int, list[int]] = defaultdict(list)
    for hit in hits:
        searches[hit.mention_id].append(hit.search_id)
    index.remove(list(rows), searches)
    _all, by_model = rows.delete()
    return int(by_model.get(Mention._meta.label, 0))


def erase(workspace: Workspace, numbers: Sequence[int]) -> int:
    """Erase single mentions for good. Returns how many."""
    with transaction.atomic():
        _wait_for_turn(workspace)
        changes: Counter[tallying.Place] = Counter()
        erased = 0
        for at in range(0, len(numbers), AT_ONCE):
            rows = Mention.objects.of(workspace).filter(pk__in=numbers[at : at + AT_ONCE])
            erased += _delete(workspace, rows, changes)
        tallying.add(workspace.pk, changes)
    return erased


def erase_old(workspace: Workspace, numbers: Sequence[int]) -> int:
    """Erase mentions for their age. Their counts stay: they hold nothing of anybody."""
    return _delete(workspace, Mention.objects.of(workspace).filter(pk__in=numbers))


def fill(workspace: Workspace, search_id: int, mentions: Sequence[Mention]) -> int:
    """Give stored mentions to a search that matches them, too. Returns how many were new to it."""
    with transaction.atomic():
        _wait_for_turn(workspace)
        had = Hit.objects.filter(search_id=search_id, mention__in=[one.pk for one in mentions])
        known = set(had.values_list("mention_id", flat=True))
        changes: Counter[tallying.Place] = Counter()
        pairs = [(search_id, one) for one in mentions if one.pk not in known]
        _hit(workspace, pairs, changes)
        index.hit((search, one.pk) for search, one in pairs)
        tallying.add(workspace.pk, changes)
    return len(pairs)
