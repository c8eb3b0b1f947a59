"""All networks that Virta knows: ours, in code, and those of packages installed next to it.

An outside package names its `Network` as an entry point of the group `virta.networks`. One that
cannot be loaded, or is not what it should be, is left out and told about; it never stops Virta.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from virta.networks import by_hand
from virta.networks.bluesky import NETWORK as BLUESKY
from virta.networks.feeds import NETWORK as BLOG
from virta.networks.mastodon import NETWORK as MASTODON
from virta.networks.matrix import NETWORK as MATRIX
from virta.networks.protocol import Network
from virta.networks.said import Said

GROUP = "virta.networks"
NETWORKS: Mapping[str, Network] = {
    one.key: one for one in (BLUESKY, MASTODON, MATRIX, *by_hand.NETWORKS, BLOG)
}
"""Our own, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An outside package whose network cannot be used, and why, for whoever runs Virta."""

    package: str
    said: Said
    reason: str = ""


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
    networks, broken = dict(NETWORKS), []
    for point in points:
        found = _loaded(point)
        if isinstance(found, Network) and found.key in networks:
            found = _taken(point, found.key)
        if isinstance(found, Network):
            networks[found.key] = found
        else:
            broken.append(found)
    return Known(networks, tuple(broken))


def _loaded(point: EntryPoint) -> Network | Broken:
    try:
        found = point.load()
    except (Exception, SystemExit) as trouble:  # whatever a stranger's package does at import
        return Broken(
            _package(point),
            Said(
                f"The package {_package(point)} could not be loaded, so its network is missing. "
                "Update the package or take it away.",
                f"Pakettia {_package(point)} ei voitu ladata, joten sen verkosto puuttuu. Päivitä "
                "paketti tai poista se.",
            ),
            f"{type(trouble).__name__}: {trouble}"[:200],
        )
    return found if isinstance(found, Network) else _not_one(point)


def _not_one(point: EntryPoint) -> Broken:
    return Broken(
        _package(point),
        Said(
            f"What the package {_package(point)} offers as {point.name} is not a network that "
            "Virta can use. Update the package or take it away.",
            f"Paketin {_package(point)} tarjoama {point.name} ei ole verkosto, jota Virta osaa "
            "käyttää. Päivitä paketti tai poista se.",
        ),
        point.value,
    )


def _taken(point: EntryPoint, key: str) -> Broken:
    return Broken(
        _package(point),
        Said(
            f"The package {_package(point)} offers a network by the name {key}, which is already "
            "there. The one that was there first is used.",
            f"Paketti {_package(point)} tarjoaa verkostoa nimeltä {key}, joka on jo olemassa. "
            "Käytössä on se, joka oli ensin.",
        ),
        point.value,
    )


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value
