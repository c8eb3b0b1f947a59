"""What people say and what the work shows, side by side, and where they disagree."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from virta.balance.findings import Estimate
from virta.balance.framework import FACTORS, Factor
from virta.flows.diagnosing import Current
from virta.kit.templatetags.kit import share
from virta.pages.showing import FactorWords, factor_words
from virta.people.models import Workspace
from virta.records.places import part_of
from virta.records.signs import Sign

RIPE, RAW = 3.0, 2.0
"""Maturity from which people call a factor regular, and below which they call it begun at most."""


@dataclass(frozen=True, slots=True)
class Side:
    """One factor as people see it and as the work shows it."""

    words: FactorWords
    said_share: Estimate | None
    shown_share: Estimate | None
    said_level: Estimate | None
    met: int
    judged: int
    disagreement: str
    """A sentence about where the two part, or nothing."""


def sides(workspace: Workspace, current: Current) -> list[Side]:
    """A row a factor; empty where one of the two is not known at all."""
    found = {factor: signs_of(workspace, factor) for factor in FACTORS}
    if current.shown is None and not any(found.values()):
        return []
    return [side(factor, current, found[factor]) for factor in FACTORS]


def signs_of(workspace: Workspace, factor: Factor, today: date | None = None) -> list[Sign]:
    """The signs of living work of a factor, as its own app tells them."""
    part = part_of(factor, "signs")
    return list(part.signs(workspace, today or timezone.localdate())) if part else []


def side(factor: Factor, current: Current, signs: list[Sign]) -> Side:
    said = (current.said or current.diagnosis).factors[factor]
    shown = current.shown.factors[factor] if current.shown else None
    said_share = current.said.factors[factor].share if current.said else None
    shown_share = shown.share if shown else None
    judged = [one for one in signs if one.met is not None]
    met = sum(bool(one.met) for one in judged)
    return Side(
        factor_words(factor),
        said_share,
        shown_share,
        said.maturity,
        met,
        len(judged),
        disagreement(said_share, shown_share) or unlike(said.maturity, met, len(judged)),
    )


def disagreement(said: Estimate | None, shown: Estimate | None) -> str:
    """Whether the two shares are further apart than both are unsure."""
    if said is None or shown is None:
        return ""
    figures = {"said": share(said.value), "shown": share(shown.value)}
    if said.low > shown.high:
        return _("People think it takes %(said)s; the hours show %(shown)s.") % figures
    if said.high < shown.low:
        return _("People think it takes only %(said)s; the hours show %(shown)s.") % figures
    return ""


def unlike(level: Estimate | None, met: int, judged: int) -> str:
    """Whether a level that people give does not fit what stands in Virta."""
    if level is None or judged < 3:
        return ""
    if level.low >= RIPE and met * 3 <= judged:
        return _("People call it regular; the work shows few signs of it yet.")
    if level.high <= RAW and met * 3 >= 2 * judged:
        return _("The work shows most signs of it; people have not noticed yet.")
    return ""
