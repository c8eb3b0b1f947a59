"""From a round's evidence to a diagnosis that pages can show at once.

A diagnosis is kept in a `Reading` with the fingerprint of what it was made from. A page that
finds the fingerprint changed makes it anew when the evidence is small; the worker does the rest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from virta.assessment import evidence
from virta.assessment.models import Reading, Round
from virta.balance import engine, reading, writing
from virta.balance.findings import Diagnosis
from virta.people.models import Workspace

SMALL = 20_000  # pieces of evidence that a page may diagnose while somebody waits
LOOK_BACK = timedelta(days=400)  # rounds older than this change no more


@dataclass(frozen=True, slots=True)
class Current:
    """The diagnosis of a round, when it was made, and whether newer evidence waits for the worker."""

    round: Round
    diagnosis: Diagnosis
    made_at: datetime
    is_fresh: bool


def current(workspace: Workspace, round: Round) -> Current | None:
    """The diagnosis of this round; None where there is no evidence that may be shown."""
    mark = evidence.fingerprint(workspace, round)
    kept = Reading.objects.of(workspace).filter(round=round).first()
    if kept is None or kept.fingerprint != mark:
        if kept is not None and evidence.size(workspace, round) > SMALL:
            return Current(round, loaded(kept.pk, kept.fingerprint), kept.made_at, is_fresh=False)
        kept = make(workspace, round, mark)
    diagnosis = loaded(kept.pk, kept.fingerprint)
    if not any(diagnosis.counts.values()):
        return None
    return Current(round, diagnosis, kept.made_at, is_fresh=True)


def make(workspace: Workspace, round: Round, mark: str) -> Reading:
    """Diagnose the evidence as it is now and keep the outcome."""
    bundle = evidence.bundle(workspace, round)
    diagnosis = engine.diagnose(reading.from_dict(bundle))
    kept, _ = Reading.objects.update_or_create(
        workspace=workspace,
        round=round,
        defaults={
            "fingerprint": mark,
            "diagnosis": writing.dump(diagnosis),
            "made_at": timezone.now(),
        },
    )
    return kept


@lru_cache(maxsize=256)
def loaded(pk: int, fingerprint: str) -> Diagnosis:
    """A kept diagnosis as objects; a changed fingerprint is another key, so none gets stale."""
    return writing.load(Reading.objects.get(pk=pk).diagnosis)


def latest(workspace: Workspace) -> Current | None:
    """The diagnosis of the newest round that has evidence to show."""
    return next(
        (found for round in Round.objects.of(workspace) if (found := current(workspace, round))),
        None,
    )


def earlier(workspace: Workspace, than: Round) -> Current | None:
    """The diagnosis of the round before this one."""
    rounds = Round.objects.of(workspace).filter(ends_on__lt=than.ends_on)
    return next((found for round in rounds if (found := current(workspace, round))), None)


def refresh_readings(now: datetime) -> int:
    """Bring kept diagnoses up to date with their evidence. Returns how many were made anew."""
    made = 0
    recent = Reading.objects.filter(round__ends_on__gte=(now - LOOK_BACK).date())
    for kept in recent.select_related("workspace", "round"):
        mark = evidence.fingerprint(kept.workspace, kept.round)
        if mark != kept.fingerprint:
            make(kept.workspace, kept.round, mark)
            made += 1
    return made
