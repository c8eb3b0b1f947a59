"""Authors and links of days put together to those of a period; phrases are in `saying`.

Days are exact and cut: what is among the first of one day and not of another is counted for the
one only, so that a count is never too high. See docs/seeing.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

import msgspec

from virta.listening import distinct
from virta.listening.day_words import BY_LINK
from virta.listening.models import Mention
from virta.listening.people import OTHERS
from virta.people.models import Workspace

CANDIDATES = 4
"""So many times the places asked for are put together exactly."""


@dataclass(slots=True)
class AuthorRow:
    """An author in a period; `mention` is one of theirs, which has their name."""

    mention: Mention
    mentions: int
    said: int
    """Different texts."""
    followers: int | None
    others: int
    """Different others who answered, quoted or passed on what they wrote, as far as heard."""
    is_exact: bool


@dataclass(slots=True)
class LinkRow:
    """A page that was linked to."""

    address: str
    mentions: int
    authors: int
    is_exact: bool


@dataclass(slots=True)
class _Person:
    mention: int
    mentions: int
    said: int
    followers: int | None
    upper: int
    sketches: list[str]


_AUTHORS = msgspec.json.Decoder(list[tuple[int, int, int, int, int | None, str]])
_LINKS = msgspec.json.Decoder(list[tuple[str, int, str]])


def people(lists: Iterable[str]) -> dict[int, _Person]:
    """The authors of some days or spans, put together."""
    people: dict[int, _Person] = {}
    for text in lists:
        for key, mention, mentions, said, followers, others in _AUTHORS.decode(text):
            one = people.get(key)
            if one is None:
                sketches = [others] if others else []
                people[key] = _Person(mention, mentions, said, followers, len(others), sketches)
                continue
            if mention > one.mention:
                one.mention = mention
            one.mentions += mentions
            one.said += said
            if followers is not None:
                one.followers = max(one.followers or 0, followers)
            if others:
                one.upper += len(others)
                one.sketches.append(others)
    return people


def authors(workspace: Workspace, lists: Iterable[str], by: str, most: int) -> list[AuthorRow]:
    """The first authors of a period, those alone whose mentions are still there."""
    found = people(lists)
    candidates = [found[key] for key in first(found, by, most * CANDIDATES)]
    there = Mention.objects.of(workspace).in_bulk([one.mention for one in candidates])
    rows = [_row(one, there[one.mention]) for one in candidates if one.mention in there]
    return sorted(rows, key=_FINAL[by], reverse=True)[:most]


def first(people: dict[int, _Person], by: str, most: int) -> list[int]:
    """The first authors by a measure."""
    order = MEASURES[by]
    return nlargest(most, people, key=lambda key: order(people[key]))


def _taken_up(one: _Person) -> tuple[int, ...]:
    return one.upper, one.said, one.followers or 0, one.mention


def _much(one: _Person) -> tuple[int, ...]:
    return one.mentions, one.said, one.mention


def _known(one: _Person) -> tuple[int, ...]:
    return one.followers if one.followers is not None else -1, one.said, one.mention


MEASURES = {"others": _taken_up, "mentions": _much, "followers": _known}
"""How authors are put in order, before how many others took them up is put together exactly."""


def _final_others(one: AuthorRow) -> tuple[int, ...]:
    return one.others, one.said, one.followers or 0, one.mention.pk


def _final_mentions(one: AuthorRow) -> tuple[int, ...]:
    return one.mentions, one.said, one.mention.pk


def _final_followers(one: AuthorRow) -> tuple[int, ...]:
    return one.followers if one.followers is not None else -1, one.said, one.mention.pk


_FINAL = {"others": _final_others, "mentions": _final_mentions, "followers": _final_followers}


def _row(one: _Person, mention: Mention) -> AuthorRow:
    hashes = distinct.unpack(*one.sketches)
    others, is_exact = distinct.estimate(hashes, OTHERS)
    return AuthorRow(mention, one.mentions, one.said, one.followers, others, is_exact)


def linked(lists: Iterable[str]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """The pages of some days or spans: mentions, and sketches of authors."""
    counts: dict[str, int] = {}
    by: dict[str, list[str]] = {}
    for text in lists:
        for address, mentions, sketch in _LINKS.decode(text):
            counts[address] = counts.get(address, 0) + mentions
            by.setdefault(address, []).append(sketch)
    return counts, by


def links(lists: Iterable[str], most: int) -> list[LinkRow]:
    """The first pages of a period, by different authors."""
    counts, by = linked(lists)
    first = nlargest(most * CANDIDATES, counts, key=lambda one: (sum(map(len, by[one])), one))
    rows = []
    for one in first:
        hashes = distinct.unpack(*by[one])
        rows.append(LinkRow(one, counts[one], *distinct.estimate(hashes, BY_LINK)))
    return sorted(rows, key=lambda one: (-one.authors, -one.mentions, one.address))[:most]
