"""Everything a report of a round says, gathered from the assessment and the diagnosis."""

from collections.abc import Iterable

from django.utils import timezone

from virta.assessment import results
from virta.assessment.bank import load
from virta.assessment.models import Observation as Seen
from virta.assessment.models import Round
from virta.balance.findings import Estimate
from virta.balance.framework import FACTORS, Factor
from virta.flows import diagnosing
from virta.people.models import Workspace
from virta.report.model import GroupRow, Language, Observation, Report


def gather(workspace: Workspace, round: Round, language: Language) -> Report | None:
    """The report of a round in a language; None where there is no evidence that may be shown."""
    current = diagnosing.current(workspace, round)
    if current is None:
        return None
    before = diagnosing.earlier(workspace, round)
    shown = results.of(round)
    return Report(
        diagnosis=current.diagnosis,
        language=language,
        organisation=workspace.name,
        made_on=timezone.localdate(),
        groups=tuple(group_rows(shown, round, language)) if shown else (),
        previous=before.diagnosis if before else None,
        load=shown.load_estimate if shown else None,
        comments_count=shown.comments if shown else None,
        observations=tuple(observations(round, language)),
        example=workspace.is_example,
    )


def group_rows(shown: results.Results, round: Round, language: str) -> Iterable[GroupRow]:
    """The groups that may be shown, each with its level per factor."""
    names = {group.key: group.name for group in round.groups.all()}
    together = ", ".join(sorted(names[key] for key in shown.together if key in names))
    for key, people in shown.groups.items():
        merged = key not in names
        yield GroupRow(
            name=together if merged else names[key],
            n=people,
            levels={factor: level_of(shown, factor, key) for factor in FACTORS},
            mark="merged" if merged else "",
        )


def level_of(shown: results.Results, factor: Factor, group: str) -> Estimate | None:
    found = shown.factors[factor].groups.get(group) if factor in shown.factors else None
    return found.estimate() if found else None


def observations(round: Round, language: str) -> Iterable[Observation]:
    """What outside assessors saw, in the order of the questionnaire."""
    texts = {one.id: one.text.in_(language) for one in load(round.bank_version).statements()}
    seen = Seen.objects.filter(round=round).select_related("made_by")
    order = {statement: place for place, statement in enumerate(texts)}
    for one in sorted(seen, key=lambda one: order.get(one.statement, len(order))):
        yield Observation(
            statement=texts.get(one.statement, one.statement),
            factor=Factor(one.factor),
            level=one.level,
            note=one.note,
            source=one.source,
        )
