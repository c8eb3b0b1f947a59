"""From what a source gave to stored mentions: matched, once each, counted, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F

from virta.kit.portions import portions
from virta.listening import (
    arriving,
    erasing,
    judging,
    likeness,
    naming,
    surplus,
    tallying,
    writing,
)
from virta.listening.fulltext import index
from virta.listening.models import Hit, Mention, Source, SurplusPost
from virta.listening.searching import Matched, Matching
from virta.listening.storable import storable
from virta.people.models import Workspace
from virta.sources.protocol import AuthorGone, Gone, Heard, Item, Unread


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


@dataclass(frozen=True, slots=True)
class _Found:
    """Something heard that a search matched, or that may be stored already."""

    heard: Heard
    print_: int
    language: str
    language_sureness: float | None
    searches: list[int]


def take(
    workspace: Workspace,
    searches: Matching,
    items: Sequence[Item],
    now: datetime,
    move_on: Callable[[], bool] = lambda: True,
    source: Source | None = None,
    unread: Unread | None = None,
) -> Taken:
    """Store what matches, follow edits, erase what is gone.

    `unread` are posts beside the items that need not be read where no search matches them.
    `move_on` writes the new cursor inside the same transaction and says whether it may. What comes
    a second time changes nothing, so a portion may be taken again after a break. Raises Overtaken.
    """
    told = _in_order(searches, items, unread)
    latest = {(one.network, one.key): (one, how) for one, how in told}
    # Only what is kept is made fit for the tables: most of a stream never gets there.
    found = [_found(workspace, how, now) for _one, how in latest.values() if how is not None]
    gone = [one for one, _how in latest.values() if isinstance(one, Gone)]
    authors = [one for one in items if isinstance(one, AuthorGone)]
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        if not move_on():
            raise Overtaken
        changes: Counter[tallying.Place] = Counter()
        gone_prints = _prints(workspace, gone)
        counted = surplus.known(workspace, [*(one.print_ for one in found), *gone_prints])
        found = _sifted(workspace, found, counted, now, changes)
        fresh, edited = _store(workspace, source, searches, found, now, changes)
        erased = erasing.by_prints(workspace, gone_prints, changes)
        surplus.take_back(
            workspace, [counted[one] for one in gone_prints if one in counted], changes
        )
        erased += erasing.by_authors(workspace, authors, changes)
        tallying.add(workspace.pk, changes)
        if source is not None and fresh:
            Source.objects.filter(pk=source.pk).update(kept=F("kept") + fresh)
    heard = sum(isinstance(one, Heard) for one in items) + (len(unread) if unread else 0)
    return Taken(heard, fresh, edited, erased)


def _in_order(
    searches: Matching, items: Sequence[Item], unread: Unread | None
) -> list[tuple[Heard | Gone, Matched | None]]:
    """What is of concern, in the order of the source: posts that match or are edited, and Gone.

    A post that matches nothing is let be; so one stored before under its key stays as it is.
    """
    heard = [(at, one) for at, one in enumerate(items) if isinstance(one, Heard)]
    matched = searches.match([one for _at, one in heard])
    told: list[tuple[float, Heard | Gone, Matched | None]] = [
        (at, one, how)
        for (at, one), how in zip(heard, matched, strict=True)
        if how.searches or one.is_edit
    ]
    told += ((at, one, None) for at, one in enumerate(items) if isinstance(one, Gone))
    if unread:
        before = unread.items_before
        found = searches.match_unread(unread)
        told += ((before[at] - 0.5, how.heard, how) for at, how in sorted(found.items()))
    return [(one, how) for _at, one, how in sorted(told, key=itemgetter(0))]


def _found(workspace: Workspace, matched: Matched, now: datetime) -> _Found:
    heard = matched.heard
    return _Found(
        storable(heard, now),
        naming.fingerprint(workspace.pk, heard.network, heard.key),
        *matched.tongue,
        matched.searches,
    )


def _stored(prints: Iterable[int]) -> dict[int, Mention]:
    """What is stored already, by its fingerprint."""
    known: dict[int, Mention] = {}
    for some in portions(writing.stored(Mention, "fingerprint", list(prints))):
        rows = Mention.objects.filter(fingerprint__in=some)
        known |= {one.fingerprint: one for one in rows}
    return known


def _sifted(
    workspace: Workspace,
    found: Sequence[_Found],
    counted: Mapping[int, SurplusPost],
    now: datetime,
    changes: Counter[tallying.Place],
) -> list[_Found]:
    """Without what was counted already and not kept. What has been edited since, or is found by
    a search that did not know it, is counted no more, and is as good as new."""
    if not counted:
        return list(found)
    there = surplus.still(workspace, counted.values())
    kept, same, back = [], [], []
    for one in found:
        former = counted.get(one.print_)
        if former is None:
            kept.append(one)
        elif one.heard.is_edit:
            back.append(former)
            kept.append(one)
        elif set(one.searches) - set(former.searches):
            back.append(former)
            both = sorted({*one.searches, *former.searches} & {*one.searches, *there})
            kept.append(replace(one, searches=both))
        else:
            same.append(former)
    surplus.heard_again(workspace, same, now)
    surplus.take_back(workspace, back, changes)
    return kept


def _store(
    workspace: Workspace,
    source: Source | None,
    searches: Matching,
    found: Sequence[_Found],
    now: datetime,
    changes: Counter[tallying.Place],
) -> tuple[int, int]:
    known = _stored(one.print_ for one in found)
    fresh = [one for one in found if one.searches and one.print_ not in known]
    fresh = arriving.admitted(workspace, fresh, now)
    new = [_mention(workspace, source, one, now) for one in fresh]
    judging.guess(new, judging.learned_of(workspace) if new else b"")
    kept, over = surplus.divide(
        workspace,
        [(mention, one.searches) for mention, one in zip(new, fresh, strict=True)],
        searches.version,
    )
    surplus.count(workspace, over, changes)
    made = _with_free_ids([mention for mention, _searches in kept])
    _note_likeness(made)
    writing.insert(made)
    arriving.arrived(workspace, made)
    pairs = [(search, mention) for mention, matched in kept for search in matched]
    index.add(made, {mention.pk: matched for mention, matched in kept})
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
        workspace_id=workspace.pk,
        fingerprint=one.print_,
        source_id=source.pk if source else None,
        network=heard.network[:20],
        key=heard.key,
        at=heard.at,
        heard_at=now,
        author=heard.author[:300],
        followers=heard.followers,
        url=heard.url,
        type=heard.type,
        about=heard.about,
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


def _note_likeness(mentions: Sequence[Mention]) -> None:
    """Note by what copies of each are known, and what is nearly the same."""
    compared = []
    for one in mentions:
        text = judging.words_of(one)
        words = likeness.marked(text)
        one.fold = naming.fold(one, words)
        is_long = len(text) > likeness.LONGEST
        compared.append(
            likeness.words_of(text) if is_long else [word.lstrip("#") for word in words]
        )
    for one, sketch in zip(mentions, likeness.sketches(compared), strict=True):
        one.sketch = sketch


def _with_free_ids(mentions: list[Mention]) -> list[Mention]:
    """Moves on those whose number another post of the same millisecond has."""
    asked = {one.id for one in mentions}
    used = set(writing.stored(Mention, "id", sorted(asked)))
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
    rows = [(workspace.pk, search, mention.pk) for search, mention in pairs]
    writing.put(Hit, ("workspace_id", "search_id", "mention_id"), rows)
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
        erasing.by_prints(workspace, [mention.fingerprint], changes)
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


def fill(workspace: Workspace, search_id: int, mentions: Sequence[Mention]) -> int:
    """Give stored mentions to a search that matches them, too. Returns how many were new to it."""
    with transaction.atomic():
        writing.wait_for_turn(workspace)
        had = Hit.objects.filter(search_id=search_id, mention__in=[one.pk for one in mentions])
        known = set(had.values_list("mention_id", flat=True))
        changes: Counter[tallying.Place] = Counter()
        pairs = [(search_id, one) for one in mentions if one.pk not in known]
        _hit(workspace, pairs, changes)
        index.hit((search, one.pk) for search, one in pairs)
        tallying.add(workspace.pk, changes)
    return len(pairs)
