"""The inflected forms of a word: `~talous` meets talouden, taloutta, talouksien.

Finnish is exact where Debian's libvoikko1 and voikko-fi are installed (Voikko's morphological
analysis, GPL, reached through its C interface). Elsewhere two words agree when Snowball's stemmers
(PyStemmer) give them the same stem; for Finnish, whose stems change, the stems of the commonest
changes count too. `docs/query-language.md` tells how much that finds.
"""

import ctypes
import ctypes.util
from functools import cache, lru_cache
from typing import Protocol

import Stemmer

from virta.matching.finnish import principal_forms
from virta.matching.tree import Inflected
from virta.matching.words import cased

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def base(language: str) -> str:
    """The language without its region, as in `fi` for `fi-FI`."""
    return language.casefold().replace("_", "-").split("-")[0]


def means(language: str | None) -> str:
    """By what inflected forms of a language are found: "voikko", "stems", or "" for not at all."""
    known = base(language) if language else ""
    if known == "fi" and voikko() is not None:
        return "voikko"
    return "stems" if _stemmer(known) is not None else ""


def agrees(asked: Inflected, word: str, language: str | None) -> bool:
    """Whether a word of a post in `language` is a form of the word asked for.

    The language asked for comes before the post's own; where neither is known, or has no
    stemmer, only the word itself agrees. The word is compared case-folded, with its accents.
    """
    spoken = base(asked.language or language or "")
    return cased(word) == asked.text or bool(_forms(asked.text, spoken) & _keys(word, spoken))


@lru_cache(maxsize=4096)
def _forms(text: str, language: str) -> frozenset[str]:
    """What a word has to share one of to be a form of the text."""
    exact = _voikko_keys(text) if language == "fi" else frozenset()
    return exact or frozenset(f"-{stem}" for stem in _stems(text, language))


@lru_cache(maxsize=65536)
def _keys(word: str, language: str) -> frozenset[str]:
    text = cased(word)
    exact = _voikko_keys(text) if language == "fi" else frozenset()
    stemmer = _stemmer(language)
    return exact if stemmer is None else exact | {f"-{stemmer.stemWord(text)}"}


@lru_cache(maxsize=65536)
def _voikko_keys(text: str) -> frozenset[str]:
    analyser = voikko()
    return frozenset() if analyser is None else frozenset(map(cased, analyser.base_forms(text)))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def _stems(text: str, language: str) -> set[str]:
    stemmer = _stemmer(language)
    if stemmer is None:
        return set()
    texts = [text, *(principal_forms(text) if language == "fi" else ())]
    return {stemmer.stemWord(one) for one in texts}


class Analyser(Protocol):
    """Gives the basic forms that a word may be a form of; none where it is unknown."""

    def base_forms(self, word: str) -> set[str]: ...


class Voikko:
    """Voikko's morphological analysis through its C interface."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        text, pointer = ctypes.c_char_p, ctypes.c_void_p
        many = ctypes.POINTER(pointer)
        library.voikkoInit.argtypes = [ctypes.POINTER(text), text, text]
        library.voikkoInit.restype = pointer
        library.voikkoAnalyzeWordCstr.argtypes = [pointer, text]
        library.voikkoAnalyzeWordCstr.restype = many
        library.voikko_mor_analysis_value_cstr.argtypes = [pointer, text]
        library.voikko_mor_analysis_value_cstr.restype = pointer
        library.voikko_free_mor_analysis_value_cstr.argtypes = [pointer]
        library.voikko_free_mor_analysis.argtypes = [many]
        trouble = text()
        self._handle = library.voikkoInit(ctypes.byref(trouble), b"fi", None)
        if not self._handle:
            said = (trouble.value or b"").decode("utf-8", "replace")
            raise OSError(f"Voikko has no Finnish dictionary here ({said}).")

    def base_forms(self, word: str) -> set[str]:
        """The basic forms; a word with a NUL or half a character has none."""
        try:
            asked = word.encode()
        except UnicodeEncodeError:
            return set()
        found = self._library.voikkoAnalyzeWordCstr(self._handle, asked)
        if not found:
            return set()
        forms: set[str] = set()
        at = 0
        while found[at]:
            value = self._library.voikko_mor_analysis_value_cstr(found[at], b"BASEFORM")
            if value:
                forms.add(ctypes.string_at(value).decode())
                self._library.voikko_free_mor_analysis_value_cstr(value)
            at += 1
        self._library.voikko_free_mor_analysis(found)
        return forms


@cache
def voikko() -> Analyser | None:
    """Voikko with its Finnish dictionary; None where either is not installed."""
    name = ctypes.util.find_library("voikko")
    if name is None:
        return None
    try:
        return Voikko(ctypes.CDLL(name))
    except OSError:  # the library without its dictionary; `means` says that stems are used
        return None
