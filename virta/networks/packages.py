"""What outside packages bring by entry points: networks, sources of posts, and whatever comes next.

One that cannot be loaded, or is not what it should be, is left out and told about; it never stops
Virta. Nobody takes the place of one that is there already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Protocol, TypeVar

from virta.networks.said import Said


class Keyed(Protocol):
    """Something that has a key of its own."""

    @property
    def key(self) -> str: ...


One = TypeVar("One", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Noun:
    """What the things are called: English, Finnish, and Finnish in the partitive."""

    en: str
    fi: str
    fi_some: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An outside package that cannot be used, and why, for whoever runs Virta."""

    package: str
    said: Said
    reason: str = ""


def gathered(
    points: Iterable[EntryPoint], ours: Mapping[str, One], kind: type[One], noun: Noun
) -> tuple[dict[str, One], tuple[Broken, ...]]:
    """Ours and those of the entry points by key, and what could not be used."""
    found, broken = dict(ours), list[Broken]()
    for point in points:
        one = _loaded(point, kind, noun)
        if isinstance(one, Broken):
            broken.append(one)
        elif one.key in found:
            broken.append(_taken(point, one.key, noun))
        else:
            found[one.key] = one
    return found, tuple(broken)


def _loaded(point: EntryPoint, kind: type[One], noun: Noun) -> One | Broken:
    try:
        found = point.load()
    except (Exception, SystemExit) as trouble:  # whatever a stranger's package does at import
        return Broken(
            _package(point),
            Said(
                f"The package {_package(point)} could not be loaded, so its {noun.en} is missing. "
                "Update the package or take it away.",
                f"Pakettia {_package(point)} ei voitu ladata, joten sen {noun.fi} puuttuu. Päivitä "
                "paketti tai poista se.",
            ),
            f"{type(trouble).__name__}: {trouble}"[:200],
        )
    return found if isinstance(found, kind) else _not_one(point, noun)


def _not_one(point: EntryPoint, noun: Noun) -> Broken:
    return Broken(
        _package(point),
        Said(
            f"What the package {_package(point)} offers as {point.name} is not a {noun.en} that "
            "Virta can use. Update the package or take it away.",
            f"Paketin {_package(point)} tarjoama {point.name} ei ole {noun.fi}, jota Virta osaa "
            "käyttää. Päivitä paketti tai poista se.",
        ),
        point.value,
    )


def _taken(point: EntryPoint, key: str, noun: Noun) -> Broken:
    return Broken(
        _package(point),
        Said(
            f"The package {_package(point)} offers a {noun.en} by the name {key}, which is already "
            "there. The one that was there first is used.",
            f"Paketti {_package(point)} tarjoaa {noun.fi_some} nimeltä {key}, joka on jo olemassa. "
            "Käytössä on se, joka oli ensin.",
        ),
        point.value,
    )


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value
