"""The sentiment of mentions: a guess with its sureness, or none; people's corrections stand."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from virta.listening import tallying
from virta.listening.models import Hit, Mention
from virta.people.models import Person
from virta.sentiment.labels import LANGUAGES
from virta.sentiment.model import judge, label


def guess(mentions: Sequence[Mention]) -> None:
    """Set sentiment and sureness of mentions not yet stored, where they can be told.

    By `virta.sentiment`; below its threshold, and in other languages, it stays open.
    """
    told = [one for one in mentions if one.language in LANGUAGES]
    if not told:
        return
    languages = [one.language for one in told]
    chances = judge([f"{one.title} {one.text}".strip() for one in told], languages)
    for one, guessed, row in zip(told, label(chances, languages), chances, strict=True):
        one.sentiment = None if guessed is None else int(guessed) - 1
        one.sureness = None if guessed is None else float(row.max())


def correct(mention: Mention, sentiment: int, person: Person) -> None:
    """Somebody has read it and says how it was meant. The counts follow."""
    with transaction.atomic():
        searches = list(Hit.objects.filter(mention=mention).values_list("search_id", flat=True))
        changes: Counter[tallying.Place] = Counter()
        changes.subtract(tallying.counted((one, mention) for one in searches))
        mention.sentiment, mention.sureness, mention.corrected_by = sentiment, None, person
        mention.save(update_fields=["sentiment", "sureness", "corrected_by"])
        changes.update(tallying.counted((one, mention) for one in searches))
        tallying.add(mention.workspace_id, changes)
