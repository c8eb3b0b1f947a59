"""What a closed round says: profile, agreement, groups, load, hours, change, comments.

Everything is made from the round's tally (numbers of people), and what is shown of groups obeys
`virta.assessment.privacy`. A factor's level is the mean of its statements' shown means, so it
tells nothing that they do not.

Intervals bound 90 % and are Student's, in levels cut to 0-5. Where everybody says the same there
is no spread to reckon with, so the variance is never taken as less than that of one answer a level
away in as many answers and one more: three answers are three answers.
"""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from virta.assessment import privacy, tally
from virta.assessment.bank import load
from virta.assessment.models import SMALLEST_GROUP, Comment, Round
from virta.assessment.tally import CANNOT_SAY, Tally
from virta.balance.findings import Estimate
from virta.balance.framework import FACTORS, Factor
from virta.balance.special import stdtr, stdtrit

SURE = 0.90
LEVELS = range(6)
UNIFORM_VARIANCE = (len(LEVELS) ** 2 - 1) / 12
"""Variance of answers given by chance over the levels (James, Demaree & Wolf 1984)."""
FALSE_DIFFERENCES = 0.10
"""Of the differences shown, at most this share is expected to be chance (Benjamini-Hochberg)."""

MERGED = "merged"
"""Stands for the groups that are shown together where others give the keys of groups."""

Counts = tuple[int, ...]
"""How many gave each level 0-5."""


@dataclass(frozen=True, slots=True)
class Rated:
    """How some people rate one thing: how many gave each level, and how many could not say."""

    counts: Counts = (0,) * len(LEVELS)
    cannot_say: int = 0

    def __add__(self, other: "Rated") -> "Rated":
        counts = tuple(a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Rated(counts, self.cannot_say + other.cannot_say)

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def asked(self) -> int:
        return self.n + self.cannot_say

    @property
    def mean(self) -> float:
        return sum(level * count for level, count in zip(LEVELS, self.counts, strict=True)) / self.n

    @property
    def variance(self) -> float:
        """Of the sample, with n - 1."""
        mean = self.mean
        squares = sum(
            count * (level - mean) ** 2 for level, count in zip(LEVELS, self.counts, strict=True)
        )
        return squares / (self.n - 1)

    @property
    def spread(self) -> float:
        return math.sqrt(self.variance)

    @property
    def agreement(self) -> float:
        """0-1: 1 where all say the same, 0 where answers are as scattered as by chance.

        r_wg of one item: 1 - variance / the variance of answers by chance, not below 0 (James,
        Demaree & Wolf 1984, Journal of Applied Psychology 69).
        """
        return max(0.0, 1 - self.variance / UNIFORM_VARIANCE)

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        least = 1 / (self.n + 1)
        return math.sqrt(max(self.variance, least) / self.n)

    def estimate(self) -> Estimate:
        return around(self.mean, self.error, self.n - 1, self.n)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean level with its standard error, degrees of freedom and number of people."""

    value: float
    error: float
    freedom: float
    n: int

    def estimate(self) -> Estimate:
        return around(self.value, self.error, self.freedom, self.n)


def around(value: float, error: float, freedom: float, n: int, sure: float = SURE) -> Estimate:
    """A Student interval around a level, cut to the scale."""
    reach = float(stdtrit(freedom, (1 + sure) / 2)) * error
    return Estimate(value, max(value - reach, 0.0), min(value + reach, 5.0), n)


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement: for all, and for the groups that may be shown."""

    statement: str
    factor: Factor
    all: Rated
    groups: Mapping[str, Rated]

    @property
    def bars(self) -> list[tuple[int, int, float]]:
        """(level, people, share of those who gave a level)."""
        return [(level, count, count / self.all.n) for level, count in enumerate(self.all.counts)]


@dataclass(frozen=True, slots=True)
class FactorResult:
    """One factor: for all and by group; None where too few could say."""

    factor: Factor
    all: Mean | None
    agreement: float | None
    groups: Mapping[str, Mean]
    statements: tuple[StatementResult, ...]
    hours: Estimate | None = None  # share of 100 hours, 0-1

    @property
    def estimate(self) -> Estimate | None:
        return self.all.estimate() if self.all else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two groups that see a factor differently, by more than chance explains."""

    factor: Factor
    higher: str
    lower: str
    gap: Estimate  # levels; n = people in both groups


@dataclass(frozen=True, slots=True)
class Change:
    """How a factor moved since the round before, over the statements that both rounds asked."""

    factor: Factor
    gap: Estimate  # levels
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that may be shown of a closed round."""

    respondents: int
    groups: Mapping[str, int]
    """People in each group that may be shown, under MERGED in those that are shown together."""
    together: frozenset[str]
    """The groups that are shown together; nothing is said of how many each has."""
    factors: Mapping[Factor, FactorResult]
    load: Rated | None
    load_groups: Mapping[str, Rated]
    split_by: int
    """How many split the 100 hours; 0 where it is not shown."""
    comments: int = 0
    differences: tuple[Difference, ...] = field(default=())

    @property
    def load_estimate(self) -> Estimate | None:
        return self.load.estimate() if self.load else None


def of(round: Round) -> Results | None:
    """The results of a closed round; None where it is not closed or fewer than three answered."""
    if round.state != Round.State.CLOSED:
        return None
    counted = tally.of(round)
    if tally.people_in(counted) < SMALLEST_GROUP:
        return None
    return made_from(counted, asked_of(round))


def asked_of(round: Round) -> list[tuple[str, Factor]]:
    """Statements and their factors; all of the bank's, since an import may answer more than asked."""
    return [(one.id, Factor(one.factor)) for one in load(round.bank_version).statements()]


def made_from(counted: Tally, asked: Iterable[tuple[str, Factor]]) -> Results:
    """Results from a tally alone."""
    people = counted["respondents"]
    columns = columns_of(people)
    by_factor: dict[Factor, list[StatementResult]] = {factor: [] for factor in FACTORS}
    for statement, factor in asked:
        result = statement_result(statement, factor, counted["levels"].get(statement, {}), columns)
        if result:
            by_factor[factor].append(result)
    split_by, hours = hours_of(counted["hours"])
    factors = {
        factor: factor_result(factor, tuple(results), hours.get(factor))
        for factor, results in by_factor.items()
    }
    load_all, load_groups = rated_by_group(
        {group: rated(levels) for group, levels in counted["load"].items()}, columns
    )
    return Results(
        respondents=tally.people_in(counted),
        groups={
            column: sum(people[group] for group in groups) for column, groups in columns.items()
        },
        together=privacy.merged(people),
        factors=factors,
        load=load_all,
        load_groups=load_groups,
        split_by=split_by,
        comments=counted["comments"],
        differences=tuple(differences(factors)),
    )


def columns_of(people: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """The columns of the table of groups: groups that may stand alone, then the rest together.

    Empty where there is only one column, which would be the same as all.
    """
    cells = privacy.cells(people)
    if len(cells) < 2:
        return {}
    return {MERGED if len(cell) > 1 else next(iter(cell)): cell for cell in cells}


def rated(levels: Mapping[str, int]) -> Rated:
    counts = tuple(levels.get(str(level), 0) for level in LEVELS)
    return Rated(counts, levels.get(CANNOT_SAY, 0))


def rated_by_group(
    by_group: Mapping[str, Rated], columns: Mapping[str, frozenset[str]]
) -> tuple[Rated | None, dict[str, Rated]]:
    """What all say of one thing, and what each column's groups say, as far as it may be shown.

    A column is shown where it is made of whole cells of those who could say.
    """
    cells = privacy.cells({group: one.n for group, one in by_group.items()})
    if not cells:
        return None, {}
    shown = {}
    for column, groups in columns.items():
        inside = [cell for cell in cells if cell & groups]
        if inside and all(cell <= groups for cell in inside):
            said = [by_group[group] for cell in inside for group in cell]
            shown[column] = sum(said, Rated())
    return sum(by_group.values(), Rated()), shown


def statement_result(
    statement: str,
    factor: Factor,
    levels: Mapping[str, Mapping[str, int]],
    columns: Mapping[str, frozenset[str]],
) -> StatementResult | None:
    everyone, groups = rated_by_group(
        {group: rated(counts) for group, counts in levels.items()}, columns
    )
    return StatementResult(statement, factor, everyone, groups) if everyone else None


def factor_result(
    factor: Factor, statements: tuple[StatementResult, ...], hours: Estimate | None
) -> FactorResult:
    groups = {group for one in statements for group in one.groups}
    by_group = {
        group: mean_of([one.groups[group] for one in statements if group in one.groups])
        for group in sorted(groups)
    }
    # A group's level stands only where it covers the same statements as the level for all:
    # otherwise easier statements would pass for a higher level.
    whole = {
        group: mean
        for group, mean in by_group.items()
        if mean and all(group in one.groups for one in statements)
    }
    agreement = (
        sum(one.all.agreement for one in statements) / len(statements) if statements else None
    )
    everyone = mean_of([one.all for one in statements])
    return FactorResult(factor, everyone, agreement, whole, statements, hours)


def mean_of(ratings: list[Rated]) -> Mean | None:
    """The mean of several statements' means.

    Its standard error is the mean of theirs. That is the largest it can be, as if everybody rated
    all statements alike, and it is made of shown figures alone.
    """
    if not ratings:
        return None
    fewest = min(one.n for one in ratings)
    return Mean(
        value=sum(one.mean for one in ratings) / len(ratings),
        error=sum(one.error for one in ratings) / len(ratings),
        freedom=fewest - 1,
        n=fewest,
    )


def hours_of(counted: Mapping[str, Mapping[str, object]]) -> tuple[int, dict[Factor, Estimate]]:
    """The mean split of 100 hours, for all only, as shares with Student intervals."""
    n = sum(int(number) for number in counted["people"].values())  # type: ignore[call-overload]
    if n < SMALLEST_GROUP:
        return 0, {}
    found: dict[Factor, Estimate] = {}
    for factor in FACTORS:
        sums: Iterable[list[float]] = counted["factors"].get(factor, {}).values()  # type: ignore[attr-defined]
        total, squares = (sum(column) for column in zip([0.0, 0.0], *sums, strict=True))
        mean = total / n
        variance = max((squares - n * mean**2) / (n - 1), 1.0)
        reach = float(stdtrit(n - 1, (1 + SURE) / 2)) * math.sqrt(variance / n)
        low, high = max(mean - reach, 0.0), min(mean + reach, 100.0)
        found[factor] = Estimate(mean / 100, low / 100, high / 100, n)
    return n, found


def differences(factors: Mapping[Factor, FactorResult]) -> list[Difference]:
    """Pairs of groups that differ, the widest gap first.

    Welch's test of every pair and factor; those that Benjamini & Hochberg's procedure picks are
    shown, with intervals widened for having been picked (Benjamini & Yekutieli 2005, JASA 100), so
    that each of them clears zero.
    """
    pairs = [
        (one.factor, *pair)
        for one in factors.values()
        for pair in combinations(sorted(one.groups.items()), 2)
    ]
    chances = [chance_of(one[1], other[1]) for _factor, one, other in pairs]
    picked = benjamini_hochberg(chances, FALSE_DIFFERENCES)
    sure = 1 - FALSE_DIFFERENCES * len(picked) / max(len(pairs), 1)
    found = [difference(*pairs[at], sure) for at in picked]
    return sorted(found, key=lambda one: -one.gap.value)


def benjamini_hochberg(chances: list[float], level: float) -> list[int]:
    """Which of these p-values are picked so that the false ones among them are few."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    last = max(
        (
            rank
            for rank, at in enumerate(order, start=1)
            if chances[at] <= level * rank / len(chances)
        ),
        default=0,
    )
    return order[:last]


def gap_of(one: Mean, other: Mean) -> tuple[float, float, float]:
    """Difference of two means, its standard error and degrees of freedom (Welch-Satterthwaite)."""
    mine, theirs = one.error**2, other.error**2
    freedom = (mine + theirs) ** 2 / (mine**2 / one.freedom + theirs**2 / other.freedom)
    return one.value - other.value, math.sqrt(mine + theirs), freedom


def chance_of(one: Mean, other: Mean) -> float:
    """How often chance alone makes a difference as large as this (two-sided)."""
    gap, error, freedom = gap_of(one, other)
    return 2 * float(stdtr(freedom, -abs(gap) / error))


def difference(
    factor: Factor, one: tuple[str, Mean], other: tuple[str, Mean], sure: float
) -> Difference:
    (higher, top), (lower, bottom) = (one, other) if one[1].value > other[1].value else (other, one)
    return Difference(factor, higher, lower, gap_estimate(top, bottom, sure))


def gap_estimate(one: Mean, other: Mean, sure: float = SURE) -> Estimate:
    gap, error, freedom = gap_of(one, other)
    reach = float(stdtrit(freedom, (1 + sure) / 2)) * error
    return Estimate(gap, max(gap - reach, -5.0), min(gap + reach, 5.0), one.n + other.n)


def changes(now: Results, then: Results) -> list[Change]:
    """How each factor moved, over the statements that both rounds asked; factors without are left out."""
    found = []
    for factor in FACTORS:
        earlier = {one.statement: one.all for one in then.factors[factor].statements}
        both = [one for one in now.factors[factor].statements if one.statement in earlier]
        mine = mean_of([one.all for one in both])
        theirs = mean_of([earlier[one.statement] for one in both])
        if mine and theirs:
            gap = gap_estimate(mine, theirs)
            found.append(Change(factor, gap, is_clear=gap.low > 0 or gap.high < 0))
    return found


def load_change(now: Results, then: Results) -> Estimate | None:
    """How the load moved, in levels; positive where it is borne better."""
    mine, theirs = (mean_of([one.load]) if one.load else None for one in (now, then))
    return gap_estimate(mine, theirs) if mine and theirs else None


def before(round: Round) -> Round | None:
    """The closed round before this one."""
    earlier = Round.objects.of(round.workspace).filter(
        state=Round.State.CLOSED, ends_on__lt=round.ends_on
    )
    found: Round | None = earlier.exclude(pk=round.pk).order_by("-ends_on", "-pk").first()
    return found


def comments(round: Round, results: Results | None) -> dict[Factor, list[str]]:
    """What people wrote, by factor, in an order of chance and without their groups."""
    if results is None:
        return {}
    found: dict[Factor, list[str]] = {factor: [] for factor in FACTORS}
    for factor, text in Comment.objects.filter(round=round).values_list("factor", "text"):
        found[Factor(factor)].append(text)
    for texts in found.values():
        random.SystemRandom().shuffle(texts)
    return {factor: texts for factor, texts in found.items() if texts}
