"""Plain hints while an objective or a key result is being written. A hint never forbids."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from virta.objectives.models import Objective

DOING = re.compile(
    r"\b(publish|post(?:s|ing|ed)?\b|write|hold\b|organi[sz]e|arrange|attend|meeting|send|make\b|create|"
    r"launch|produc|campaigns?\b|newsletters?\b|videos?\b|blog|julkais|postau|postata|kirjoit|"
    r"järjest|pide|kokou|lähet|tehdä|teemme|tuott|luoda\b|kampanj|uutiskirj|video|blogi|somepost|päivity)",
    re.IGNORECASE,
)
"""Beginnings of words that tell of what we do, in both languages, rather than of what comes of it."""

OUTCOME = re.compile(
    r"\b(visit|view|reach|lead|sale|sell|buy|purchas|sign.?up|subscri|appl|answer|response|recall|"
    r"com(?:e|es|ing)\b|came\b|know|trust|recommend|satisf|return|click|share of|käv|katsel|tavoit|liidi|myyn|osta|osto|tilau|"
    r"tilaaj|hakem|vasta|tulevat|tulleet|saapu|tunt|luot|suosit|tyytyväi|palaa|klik|osuus)",
    re.IGNORECASE,
)
"""Beginnings of words that tell of what others do or think: with one of them, nothing is said."""

VAGUE = re.compile(
    r"\b(increase|improve|better|more|raise|boost|strengthen|lisätä|lisää|parantaa|paranna|"
    r"kehittää|vahvistaa|kasvattaa)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that would make it better, about one field."""

    field: str
    sentence: str


def of_objective(data: dict[str, Any], key_results: int) -> list[Hint]:
    """What an objective lacks; `data` is what stands in its form, `key_results` how many it has."""
    found: list[Hint] = []
    title = str(data.get("title") or "")
    is_goal = data.get("level") == Objective.Level.GOAL
    if tells_of_doing(title):
        found.append(
            Hint(
                "title",
                _("This tells what you do. What becomes different for whom when you do it?"),
            )
        )
    if not key_results:
        found.append(
            Hint("measure", _("Nothing measures it yet. Add a key result once it is saved."))
        )
    if not data.get("due_on"):
        found.append(Hint("due_on", _("It has no date. Until when should it be so?")))
    if not data.get("owner"):
        found.append(Hint("owner", _("Nobody owns it. Who tells how it goes?")))
    if not is_goal and not data.get("parent"):
        found.append(
            Hint(
                "parent",
                _("No goal stands above it. Which goal of the whole organisation does it serve?"),
            )
        )
    return found


def of_key_result(data: dict[str, Any]) -> list[Hint]:
    """What a key result lacks."""
    found: list[Hint] = []
    title = str(data.get("title") or "")
    if tells_of_doing(title):
        found.append(
            Hint(
                "title",
                _("This counts what you do yourselves. What do others do or think when it works?"),
            )
        )
    elif VAGUE.search(title) and not re.search(r"\d", title):
        found.append(
            Hint(
                "title",
                _("Better by how much? The baseline and the target say it; name the measure here."),
            )
        )
    if title and not data.get("unit"):
        found.append(
            Hint(
                "unit", _("In what is it counted? A unit keeps two people from meaning two things.")
            )
        )
    if not data.get("owner"):
        found.append(Hint("owner", _("Nobody owns it. Who gives its value every week?")))
    return found


def tells_of_doing(text: str) -> bool:
    """Whether a sentence is about one's own doing and about nothing that comes of it."""
    return bool(DOING.search(text)) and not OUTCOME.search(text)
