"""Which language a text is in, where its network does not say, and what languages are called."""

import functools
import re
from typing import Any

from django.utils.translation import get_language

SURE = 0.5
"""Below this the language stays unknown."""
LETTERS = 15
"""Texts with fewer letters are too short to tell."""
_NOT_WORDS = re.compile(r"https?://\S+|[@#]\S+|[\W\d_]+")


@functools.cache
def _identifier() -> Any:
    # Its tables take half a second and 60 MB, which only a worker that listens should pay.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, float]:
    """The language (ISO 639-1) and how sure that is, or ("", 0.0) where it cannot be told.

    By py3langid (BSD), a naive Bayes over byte n-grams (Lui and Baldwin 2012, ACL).
    """
    words = _NOT_WORDS.sub(" ", text).strip()
    if sum(map(len, words.split())) < LETTERS:
        return "", 0.0
    language, sureness = _identifier().classify(words)
    return (str(language), float(sureness)) if sureness >= SURE else ("", float(sureness))


@functools.cache
def all_known() -> tuple[str, ...]:
    """Every language that `detect` can tell."""
    return tuple(_identifier().nb_classes)


def base(tag: str) -> str:
    """The language of a BCP 47 tag, "fi" of "fi-FI"; nothing of what is no such tag."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language.isascii() and language.isalpha() and len(language) <= 8 else ""


def name_of(code: str) -> str:
    """A language in the reader's own, its code where it has no name."""
    return _name_in((get_language() or "en").partition("-")[0], code)


@functools.lru_cache(maxsize=4096)
def _name_in(language: str, code: str) -> str:
    # Babel's names take a while to read, and only pages with mentions need them.
    from babel import Locale  # noqa: PLC0415

    return str(Locale.parse(language).languages.get(code, code))
