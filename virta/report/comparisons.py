"""Groups beside each other, and this round beside the one before."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from virta.balance import words as said
from virta.balance.findings import Diagnosis, Estimate
from virta.balance.framework import FACTORS, Factor
from virta.report import formats
from virta.report.model import GroupRow, Language
from virta.report.readings import Shown, shown_level
from virta.report.words import say


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A group's column: its name, how many there are, and a remark on how it was made."""

    name: str
    n: str
    remark: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups across, factors down; a gap is an empty `Shown`."""

    heads: tuple[GroupHead, ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now; an empty text is a gap."""

    then: str
    now: str
    change: str


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """What moved since the earlier round."""

    lead: str
    factors: tuple[tuple[str, Change, Change], ...]  # name, attention, maturity
    blocks: tuple[tuple[str, Change], ...]


def group_table(groups: tuple[GroupRow, ...], language: Language) -> GroupTable:
    shown = [group for group in groups if group.mark != "suppressed"]
    return GroupTable(
        heads=tuple(group_head(group, language) for group in shown),
        rows=tuple(
            (
                said.factor_name(factor, language),
                tuple(shown_level(group.levels.get(factor), language) for group in shown),
            )
            for factor in FACTORS
        ),
        sentences=(
            *group_sentences(shown, language),
            *(
                f"{group.name}: {say('suppressed', language)}."
                for group in groups
                if group.mark == "suppressed"
            ),
        ),
    )


def group_head(group: GroupRow, language: Language) -> GroupHead:
    remark = say(group.mark, language) if group.mark else ""
    return GroupHead(group.name, formats.decimal(group.n, 0, language), remark)


def group_sentences(groups: list[GroupRow], language: Language) -> tuple[str, ...]:
    """The widest clear difference of each factor, widest first; at most four."""
    found = [
        (gap, sentence)
        for factor in FACTORS
        for gap, sentence in [widest(groups, factor, language)]
        if gap > 0
    ]
    if not found:
        return (say("groups_alike", language),) if len(groups) > 1 else ()
    return tuple(sentence for _, sentence in sorted(found, reverse=True)[:4])


def widest(groups: list[GroupRow], factor: Factor, language: Language) -> tuple[float, str]:
    """The largest difference between two groups whose ranges part, and its sentence."""
    best = (0.0, "")
    for one, other in combinations(groups, 2):
        first, second = one.levels.get(factor), other.levels.get(factor)
        if first is None or second is None or not parted(first, second):
            continue
        higher, lower = (one, other) if first.value > second.value else (other, one)
        top, bottom = max(first.value, second.value), min(first.value, second.value)
        sentence = say(
            "groups_differ",
            language,
            factor=said.factor_name(factor, language),
            high=higher.name,
            low=lower.name,
            high_level=formats.decimal(top, 1, language),
            low_level=formats.decimal(bottom, 1, language),
        )
        best = max(best, (top - bottom, sentence))
    return best


def parted(one: Estimate, other: Estimate) -> bool:
    return one.low > other.high or other.low > one.high


def change_table(previous: Diagnosis, now: Diagnosis, language: Language) -> ChangeTable:
    period = formats.period(
        date.fromisoformat(previous.start), date.fromisoformat(previous.end), language
    )
    return ChangeTable(
        lead=say("changes_lead", language, period=period),
        factors=tuple(
            (
                said.factor_name(factor, language),
                share_change(previous.factors[factor].share, now.factors[factor].share, language),
                level_change(
                    previous.factors[factor].maturity, now.factors[factor].maturity, language
                ),
            )
            for factor in FACTORS
        ),
        blocks=tuple(
            (
                said.block_name(block.block, language),
                Change(
                    say(previous.block(block.block).verdict, language),
                    say(block.verdict, language),
                    likelihood_change(
                        previous.block(block.block).probability, block.probability, language
                    ),
                ),
            )
            for block in now.blocks
        ),
    )


def share_change(then: Estimate | None, now: Estimate | None, language: Language) -> Change:
    """Shares then and now; their difference in percentage points."""
    change = ""
    if then and now:
        change = formats.signed((now.value - then.value) * 100, 0, language)
    return Change(
        formats.share(then.value, language) if then else "",
        formats.share(now.value, language) if now else "",
        change,
    )


def level_change(then: Estimate | None, now: Estimate | None, language: Language) -> Change:
    change = formats.signed(now.value - then.value, 1, language) if then and now else ""
    return Change(
        formats.decimal(then.value, 1, language) if then else "",
        formats.decimal(now.value, 1, language) if now else "",
        change,
    )


def likelihood_change(then: float | None, now: float | None, language: Language) -> str:
    if then is None or now is None:
        return ""
    return f"{formats.probability(then, language)} → {formats.probability(now, language)}"
