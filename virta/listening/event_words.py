"""The history of a mention in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from virta.listening.models import Mention, MentionEvent, Tag
from virta.people.models import Person

What = MentionEvent.What


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was done: when, by whom or which rule, and what."""

    at: datetime
    who: str
    sentence: str


def told(events: Sequence[MentionEvent]) -> list[Told]:
    """Events as people read them; two questions to the database, however many there are."""
    tags = names(Tag.everything, events, What.TAG)
    people = names(Person.objects, events, What.PERSON)
    return [Told(one.at, who(one), sentence(one, tags, people)) for one in events]


def names(rows: object, events: Sequence[MentionEvent], what: str) -> dict[str, str]:
    mine = [one for one in events if one.what == what]
    wanted = {int(name) for one in mine for name in (one.before, one.after) if name}
    if not wanted:
        return {}
    found = rows.filter(pk__in=wanted)  # type: ignore[attr-defined]
    return {str(one.pk): str(one) for one in found}


def who(event: MentionEvent) -> str:
    if event.rule:
        return _("The rule “%(rule)s”") % {"rule": event.rule}
    return str(event.by or _("Somebody"))


def sentence(event: MentionEvent, tags: dict[str, str], people: dict[str, str]) -> str:
    """What was done, after the name of who did it."""
    if event.what == What.STATE:
        return _("set the state to “%(state)s”") % {
            "state": dict(Mention.State.choices).get(event.after, event.after)
        }
    if event.what == What.TAG:
        name = {"tag": tags.get(event.after or event.before, "–")}
        return (
            _("put the tag “%(tag)s” on") if event.after else _("took the tag “%(tag)s” off")
        ) % name
    if event.after:
        return _("gave it to %(person)s") % {"person": people.get(event.after, "–")}
    return _("took it from %(person)s") % {"person": people.get(event.before, "–")}
