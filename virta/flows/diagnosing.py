"""From a round's evidence to a diagnosis that pages can show at once.

A diagnosis is kept in a `Reading` with the fingerprint of what it was made from. A page that
finds the fingerprint changed makes it anew when the evidence is small; the worker does the rest.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    starts_on: date
    ends_on: date
    said: Diagnosis | None = None
    shown: Diagnosis | None = None

    @classmethod
    def of(cls, kept: Reading, *, is_fresh: bool) -> "Current":
        round = kept.round
        if round is None:
            raise ValueError("Only the reading of a round is shown.")
        whole, said, shown = loaded(kept.pk, kept.fingerprint)
        start, end = kept.starts_on or round.starts_on, kept.ends_on or round.ends_on
        return cls(round, whole, kept.made_at, is_fresh, start, end, said, shown)

    @property
    def is_living(self) -> bool:
        """Whether work done after the round's own period belongs to it."""
        return self.ends_on > self.round.ends_on


def current(workspace: Workspace, round: Round) -> Current | None:
    """The diagnosis of this round; None where there is no evidence that may be shown."""
    mark = evidence.fingerprint(workspace, round)
    heavy = ("diagnosis", "said", "shown")
    mine = Reading.objects.of(workspace).filter(round=round)
    kept = mine.select_related("round").defer(*heavy).first()
    if kept is None or kept.fingerprint != mark:
        if kept is not None and evidence.size(workspace, round) > SMALL:
            return Current.of(kept, is_fresh=False)
        kept = make(workspace, round, mark)
    found = Current.of(kept, is_fresh=True)
    return found if any(found.diagnosis.counts.values()) else None


def make(workspace: Workspace, round: Round, mark: str) -> Reading:
    """Diagnose the evidence as it is now and keep the outcome."""
    bundle = evidence.bundle(workspace, round)
    said, shown = two_sides(bundle)
    start, end = evidence.period(round)
    kept, _ = Reading.objects.update_or_create(
        workspace=workspace,
        round=round,
        defaults={
            "fingerprint": mark,
            "diagnosis": writing.dump(engine.diagnose(reading.from_dict(bundle))),
            "said": said and writing.dump(engine.diagnose(reading.from_dict(said))),
            "shown": shown and writing.dump(engine.diagnose(reading.from_dict(shown))),
            "starts_on": start,
            "ends_on": end,
            "made_at": timezone.now(),
        },
    )
    return kept


SAID = ("answers", "allocations")
SHOWN = ("effort", "items", "links", "covers", "samples")
COMMON = ("format", "organisation", "period", "reference")


def two_sides(bundle: evidence.Bundle) -> tuple[evidence.Bundle | None, evidence.Bundle | None]:
    """What people say and what the work shows, apart; nothing of both where one side is empty."""
    said = {name: bundle[name] for name in (*COMMON, *SAID) if name in bundle}
    shown = {name: bundle[name] for name in (*COMMON, *SHOWN) if name in bundle}
    if not any(said.get(name) for name in SAID) or not (shown.get("effort") or shown.get("items")):
        return None, None
    return said, shown


@lru_cache(maxsize=256)
def loaded(pk: int, fingerprint: str) -> tuple[Diagnosis, Diagnosis | None, Diagnosis | None]:
    """A kept diagnosis and its two sides as objects; a changed fingerprint is another key, so that
    none gets stale."""
    kept = Reading.objects.get(pk=pk)
    return (
        writing.load(kept.diagnosis),
        writing.load(kept.said) if kept.said else None,
        writing.load(kept.shown) if kept.shown else None,
    )


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
