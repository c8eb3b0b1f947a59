"""A sentence for people, in the languages that Virta speaks, written where it is said.

Networks are plain Python and come also from outside packages: catalogues of translations cannot
reach them, so they bring their words in both languages.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in English and in Finnish; without Finnish, English stands for it."""

    en: str
    fi: str = ""

    def to(self, language: str) -> str:
        """The words for somebody who reads this language ("fi", "en-gb" …)."""
        return self.fi if language.startswith("fi") and self.fi else self.en

    @property
    def kept(self) -> dict[str, str]:
        """As rows keep it; `reason` has a network's own words where there are any."""
        return {"en": self.en, "fi": self.to("fi"), "reason": ""}

    def __str__(self) -> str:
        return self.en
