"""What a closed round's answers say, for pages that show it beside the diagnosis."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from virta.assessment import results
from virta.assessment.bank import load
from virta.assessment.models import SMALLEST_GROUP, Round
from virta.assessment.results import Results
from virta.balance.findings import Estimate
from virta.balance.framework import Factor


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with its mean level and 90 % interval over all who gave one."""

    text: str
    level: Estimate


def load_of(round: Round) -> Estimate | None:
    """How the load of the work is borne, 0-5, 5 being well; None where it may not be shown."""
    shown = shown_results(round)
    return shown.load_estimate if shown else None


def statement_rows(round: Round, factor: Factor) -> list[StatementRow]:
    """What was answered on one factor, statement by statement; nothing where it may not be shown."""
    shown = shown_results(round)
    if shown is None or factor not in shown.factors:
        return []
    language = get_language() or "en"
    texts = {one.id: one.text.in_(language) for one in load(round.bank_version).statements()}
    return [
        StatementRow(texts[one.statement], one.all.estimate())
        for one in shown.factors[factor].statements
        if one.all.n >= SMALLEST_GROUP and one.statement in texts
    ]


def shown_results(round: Round) -> Results | None:
    """A closed round's results, which change no more; None for any other."""
    if round.state != Round.State.CLOSED:
        return None
    return kept(round.pk, str(round.closed_at))


@lru_cache(maxsize=64)
def kept(pk: int, closed_at: str) -> Results | None:
    return results.of(Round.objects.get(pk=pk))
