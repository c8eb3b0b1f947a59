"""All kinds of sources that Virta knows, in the order in which they are offered."""

from collections.abc import Mapping

from virta.sources import feeds, jetstream, mastodon
from virta.sources.protocol import Source

SOURCES: Mapping[str, Source] = {
    one.key: one for one in (jetstream.SOURCE, mastodon.SOURCE, feeds.SOURCE)
}


def named(key: str) -> Source | None:
    """The kind of this key, or None where there is none (any more)."""
    return SOURCES.get(key)


def networks() -> list[str]:
    """The networks that these sources hear, by name."""
    return sorted({one.network for one in SOURCES.values()})
