"""All kinds of sources that Virta knows: ours, in code, and those of packages installed next to it.

An outside package names its `Source` as an entry point of the group `virta.sources`.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from virta.networks import packages
from virta.networks.packages import Broken
from virta.sources import bluesky_account, discourse, feeds, firehose, jetstream, mastodon
from virta.sources.protocol import Source

GROUP = "virta.sources"
NOUN = packages.Noun("source", "lähde", "lähdettä")
SOURCES: Mapping[str, Source] = {
    one.key: one
    for one in (
        jetstream.SOURCE,
        firehose.SOURCE,
        bluesky_account.SOURCE,
        *mastodon.SOURCES,
        feeds.SOURCE,
        discourse.SOURCE,
    )
}
"""Our own, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Known:
    """Every kind by key, and what of outside packages could not be used."""

    sources: Mapping[str, Source]
    broken: tuple[Broken, ...]


@functools.cache
def known() -> Known:
    """Every kind of source that is installed."""
    return gathered(entry_points(group=GROUP))


def named(key: str) -> Source | None:
    """The kind of this key, or None where there is none (any more)."""
    return known().sources.get(key)


def gathered(points: Iterable[EntryPoint]) -> Known:
    """Ours and those of the entry points. Nobody takes the place of one that is there already."""
    return Known(*packages.gathered(points, SOURCES, Source, NOUN))


def networks() -> list[str]:
    """The networks that these sources hear, by name."""
    return sorted({one.network for one in known().sources.values()})
