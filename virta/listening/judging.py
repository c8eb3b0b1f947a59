"""The sentiment of mentions: a guess with its sureness, or none; people's corrections stand."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from virta.listening import tallying
from virta.listening.models import Hit, Intake, Mention
from virta.people.models import Person, Workspace
from virta.sentiment.correcting import learn
from virta.sentiment.labels import LANGUAGES, Label
from virta.sentiment.model import judge, label

MOST = 500
"""Corrections that are learnt from, the newest."""


def guess(mentions: Sequence[Mention], learned: bytes = b"") -> None:
    """Set sentiment and sureness of mentions not yet stored, where they can be told.

    By `virta.sentiment` and what it learnt of corrections; below its threshold, and in other
    languages, it stays open.
    """
    told = [one for one in mentions if one.language in LANGUAGES]
    if not told:
        return
    languages = [one.language for one in told]
    chances = judge([words_of(one) for one in told], languages, learned)
    for one, guessed, row in zip(told, label(chances, languages), chances, strict=True):
        one.sentiment = None if guessed is None else int(guessed) - 1
        one.sureness = None if guessed is None else float(row.max())


def words_of(mention: Mention) -> str:
    return f"{mention.title} {mention.text}".strip()


def learned_of(workspace: Workspace) -> bytes:
    """What was learnt of this workspace's corrections."""
    kept = Intake.objects.of(workspace).values_list("learned", flat=True).first()
    return bytes(kept or b"")


def correct(mention: Mention, sentiment: int, person: Person) -> None:
    """Somebody has read it and says how it was meant. The counts follow, and guesses to come."""
    with transaction.atomic():
        searches = list(Hit.objects.filter(mention=mention).values_list("search_id", flat=True))
        changes: Counter[tallying.Place] = Counter()
        changes.subtract(tallying.counted((one, mention) for one in searches))
        mention.sentiment, mention.sureness, mention.corrected_by = sentiment, None, person
        mention.save(update_fields=["sentiment", "sureness", "corrected_by"])
        changes.update(tallying.counted((one, mention) for one in searches))
        tallying.add(mention.workspace_id, changes)
        learn_from(mention.workspace)


def learn_from(workspace: Workspace) -> None:
    """Learn anew from the newest corrections; takes a fraction of a second."""
    rows = Mention.objects.of(workspace).filter(corrected_by__isnull=False, sentiment__isnull=False)
    corrections = [
        (words_of(one), one.language, Label(one.sentiment + 1))
        for one in rows.order_by("-pk")[:MOST]
    ]
    Intake.objects.update_or_create(workspace=workspace, defaults={"learned": learn(corrections)})
