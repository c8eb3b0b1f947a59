"""All networks that Virta knows: ours, in code, and those of packages installed next to it.

An outside package names its `Network` as an entry point of the group `virta.networks`. One that
cannot be loaded, or is not what it should be, is left out and told about; it never stops Virta.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from virta.networks import by_hand, packages
from virta.networks.bluesky import NETWORK as BLUESKY
from virta.networks.feeds import NETWORK as BLOG
from virta.networks.mastodon import NETWORK as MASTODON
from virta.networks.matrix import NETWORK as MATRIX
from virta.networks.packages import Broken
from virta.networks.protocol import Network

GROUP = "virta.networks"
NETWORKS: Mapping[str, Network] = {
    one.key: one for one in (BLUESKY, MASTODON, MATRIX, *by_hand.NETWORKS, BLOG)
}
"""Our own, in the order in which they are offered."""


NOUN = packages.Noun("network", "verkosto", "verkostoa")


@dataclass(frozen=True, slots=True)
class Known:
    networks: Mapping[str, Network]
    broken: tuple[Broken, ...]


@functools.cache
def known() -> Known:
    """Every network, by key, and what of outside packages could not be used."""
    return gathered(entry_points(group=GROUP))


def named(key: str) -> Network | None:
    """The network of this key, or None where there is none (any more)."""
    return known().networks.get(key)


def gathered(points: Iterable[EntryPoint]) -> Known:
    """Ours and those of the entry points. Nobody takes the place of one that is there already."""
    return Known(*packages.gathered(points, NETWORKS, Network, NOUN))
