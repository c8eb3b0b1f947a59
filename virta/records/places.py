"""Where the work of a factor is done: the places of its own app, else the lists of its kinds."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from virta.balance.framework import Factor
from virta.people.models import Workspace
from virta.records.kinds import kinds

Place = tuple[str, str, str]  # label, address, icon


def part_of(factor: Factor, name: str) -> Any:
    """A module of a factor's app (`places`, `needs`, `signs`), or None where it has none."""
    path = f"virta.{factor.value}.{name}"
    return import_module(path) if find_spec(path) else None


def places_of(workspace: Workspace, factor: Factor) -> list[Place]:
    """Label, address and icon of each place of a factor."""
    own = part_of(factor, "places")
    if own is not None:
        return list(own.places(workspace))
    return [
        (str(kind.many)[:1].upper() + str(kind.many)[1:], kind.list_url(workspace), kind.icon)
        for kind in kinds()
        if kind.factor == factor and kind.in_menu
    ]
