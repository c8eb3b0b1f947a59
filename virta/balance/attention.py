"""How the organisation's attention is split, from hours worked, from estimates, or from both.

Each source gives eight log-shares with a standard error; the two are pooled by their errors, after
both have been widened by as much as they disagree. Draws from the pooled estimate (a fixed set of
standard normals, so that the same evidence gives the same diagnosis) carry the uncertainty on.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from virta.balance.evidence import Allocations, Effort, Evidence
from virta.balance.framework import FACTORS, REFERENCE

Floats = NDArray[np.float64]
SIZE = len(FACTORS)
DRAWS = 2000

SMALLEST = 0.002  # a share that nobody sees is somewhere about this, not exactly nothing
UNSEEN_ERROR = 0.7  # and known to a factor of two
PRIOR_ERROR = 1.2  # of a log-share about the reference, before any evidence
OPENED = 0.5
"""Of what closing takes from a large share's mean, the part given back: all, were people's errors
multiplied into each factor; nothing, were they added."""
COMMON_ERROR = 0.08  # what all who estimate get wrong together
ALLOCATION_WORTH, EFFORT_WORTH = 6.0, 10.0  # of the usual noise, in observations
USUAL_EFFORT_NOISE = 0.60  # squared coefficient of variation: a factor of two


@dataclass(frozen=True, slots=True)
class Source:
    """Eight log-shares, their errors (inf where the source is silent), and how many it rests on."""

    log_share: Floats
    error: Floats
    count: int


@dataclass(frozen=True, slots=True)
class Attention:
    """Eight shares, draws of them (DRAWS × 8), the reference, and the sizes of the sources."""

    share: Floats
    draws: Floats
    reference: Floats
    respondents: int
    weeks: int

    @property
    def relative_draws(self) -> Floats:
        return relative(self.draws, self.reference)


def reference_of(evidence: Evidence) -> Floats:
    """The profile that shares are read against, summing to 1."""
    profile = evidence.reference or REFERENCE
    shares = np.array([profile[factor] for factor in FACTORS], dtype=np.float64)
    return np.asarray(shares / shares.sum())


def relative(shares: Floats, reference: Floats) -> Floats:
    """r = (share / reference), rescaled so that the eight average 1."""
    ratio = shares / reference
    return np.asarray(ratio / ratio.mean(axis=-1, keepdims=True))


def read_attention(evidence: Evidence) -> Attention | None:
    """Estimate the eight shares; None where nothing tells of attention."""
    asked, worked = of_allocations(evidence.allocations), of_effort(evidence.effort, evidence)
    sources = [source for source in (asked, worked) if source is not None]
    if not sources:
        return None
    reference = reference_of(evidence)
    log_share, error = pooled(sources, reference)
    return Attention(
        softmax(log_share),
        softmax(log_share + error * normals()),
        reference,
        asked.count if asked else 0,
        worked.count if worked else 0,
    )


def of_allocations(allocations: Allocations) -> Source | None:
    """From estimates: the mean split, and how much people differ."""
    if not len(allocations):
        return None
    people = int(allocations.respondent.max()) + 1
    split = np.zeros((people, SIZE))
    np.add.at(split, (allocations.respondent, allocations.factor), allocations.percent)
    split = split[split.sum(axis=1) > 0]
    count = len(split)
    if not count:
        return None
    split /= split.sum(axis=1, keepdims=True)
    mean = split.mean(axis=0)
    seen = np.maximum(mean, SMALLEST)
    usual = 0.15 + 0.004 / seen  # small shares are harder to see
    own = split.var(axis=0, ddof=1) / seen**2 / kept_by_closing(seen) if count > 1 else usual
    noise = (usual * ALLOCATION_WORTH + own * (count - 1)) / (ALLOCATION_WORTH + count - 1)
    error = np.sqrt(noise / count + COMMON_ERROR**2)
    error = np.where(mean < SMALLEST, np.maximum(error, UNSEEN_ERROR), error)
    opened = np.log(seen) + OPENED * float(seen**2 @ noise) / float(seen @ seen) * seen
    return Source(opened - np.log(np.exp(opened).sum()), error, count)


def kept_by_closing(share: Floats) -> Floats:
    """The part of a factor's own scatter that is left once the eight are made to sum to 1.

    A factor with half of all hours moves its share less than its hours: seven others move against
    it. To first order (delta method) 1 - 2 share + the sum of squared shares.
    """
    share = share / share.sum()
    return np.asarray(np.maximum(1 - 2 * share + float(share @ share), 0.1))


def of_effort(effort: Effort, evidence: Evidence) -> Source | None:
    """From hours: weeks may be busy or quiet, and some week-and-factor cells were not recorded."""
    inside = (effort.week >= evidence.start.toordinal() - 6) & (
        effort.week <= evidence.end.toordinal()
    )
    if not inside.any():
        return None
    weeks, week = np.unique(effort.week[inside], return_inverse=True)
    hours = np.zeros((len(weeks), SIZE))
    recorded = np.zeros((len(weeks), SIZE), dtype=bool)
    np.add.at(hours, (week, effort.factor[inside]), effort.hours[inside])
    recorded[week, effort.factor[inside]] = True
    if hours.sum() <= 0:
        return None
    share = split_of(hours, recorded)
    seen = np.maximum(share, SMALLEST)
    count = recorded.sum(axis=0)
    busy = busyness(hours, recorded, seen)
    expected = np.maximum(busy[:, None] * seen, 1e-12)
    squares = np.where(recorded, (hours / expected - 1) ** 2, 0.0).sum(axis=0)
    squares = squares / kept_by_closing(seen)
    usable = share >= SMALLEST
    common = squares[usable].sum() / max(count[usable].sum() - usable.sum(), 1)
    usual = (USUAL_EFFORT_NOISE * 30 + min(common, 4.0) * count.sum()) / (30 + count.sum())
    noise = (usual * EFFORT_WORTH + np.minimum(squares, 9.0 * count)) / (EFFORT_WORTH + count)
    error = np.sqrt(noise / np.maximum(count, 1))
    error = np.where(share < SMALLEST, np.maximum(error, UNSEEN_ERROR), error)
    error = np.where(count == 0, np.inf, error)
    return Source(np.log(seen / seen.sum()), error, len(weeks))


def split_of(hours: Floats, recorded: NDArray[np.bool_]) -> Floats:
    """The shares, when every week has a busyness of its own and some cells are missing.

    Hours ≈ busyness × share; each is found from the other by turns. With nothing missing this is
    the plain share of the sums.
    """
    counts = np.maximum(recorded.sum(axis=0), 1)
    share = hours.sum(axis=0) / counts
    share /= share.sum()
    for _ in range(20):
        busy = busyness(hours, recorded, np.maximum(share, 1e-9))
        share = hours.sum(axis=0) / np.maximum((busy[:, None] * recorded).sum(axis=0), 1e-9)
        share /= share.sum()
    return np.asarray(share)


def busyness(hours: Floats, recorded: NDArray[np.bool_], share: Floats) -> Floats:
    """Each week's total, had all its cells been recorded; drawn towards the usual week."""
    seen = (recorded * share).sum(axis=1)
    usual = hours.sum() / max(float(seen.sum()), 1e-9)
    return np.asarray((hours.sum(axis=1) + 0.2 * usual) / (seen + 0.2), dtype=np.float64)


def pooled(sources: list[Source], reference: Floats) -> tuple[Floats, Floats]:
    """Log-shares weighted by precision, on a common scale, with a weak prior at the reference."""
    surplus = disagreement(sources)
    precision = np.full(SIZE, 1 / PRIOR_ERROR**2)
    total = np.log(reference) / PRIOR_ERROR**2
    for source in sources:
        weight = 1 / (source.error**2 + surplus / 2)
        precision += weight
        total += weight * np.where(np.isfinite(source.error), source.log_share, 0.0)
    return total / precision, 1 / np.sqrt(precision)


def disagreement(sources: list[Source]) -> float:
    """The variance by which two sources differ beyond their own errors (0 for one source)."""
    if len(sources) < 2:
        return 0.0
    first, second = sources
    both = np.isfinite(first.error) & np.isfinite(second.error)
    gap = (first.log_share - second.log_share)[both]
    own = (first.error**2 + second.error**2)[both]
    weight = 1 / own
    gap = gap - np.sum(gap * weight) / np.sum(weight)
    return max(float(np.sum(weight * (gap**2 - own)) / np.sum(weight)), 0.0)


def softmax(logs: Floats) -> Floats:
    raised = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


@lru_cache(maxsize=4)
def normals(columns: int = SIZE, seed: int = 20260105) -> Floats:
    """Standard normals, DRAWS × columns, in mirrored pairs so that their mean is exactly 0."""
    half = np.random.default_rng(seed).standard_normal((DRAWS // 2, columns))
    return np.concatenate([half, -half])
