"""What a word is, and how words are compared: the tokeniser that queries and posts share.

- A word is a run of letters, digits, marks and underscore (Python's `\\w` and combining marks).
- In scripts that write no spaces (Chinese, Japanese, Thai, Lao, Khmer) every character is a word.
- Words of a text are numbered one after another, from 0 in its title and from 0 in its text. A
  hashtag takes the places of its words; links, @names, emoji and symbols take none.
- The words of a web address and of an @name are not words of the text.

`read` splits a text; `folded` and `cased` are the two forms in which words are compared.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate

import regex

OWN_LETTERS = {
    language: frozenset("åäöæøõü") for language in ["fi", "sv", "nb", "nn", "no", "da", "et"]
}
"""Letters that these languages count as letters of their own, not as letters with accents."""


class Kind(StrEnum):
    """What a piece of a text is."""

    WORD = "word"
    HASHTAG = "hashtag"
    NAME = "name"
    EMOJI = "emoji"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a sign, with its place.

    `text` is NFC and as written: a hashtag without '#', a name without '@', an emoji without
    variation selectors and skin tones. `start` and `end` are characters of the text as given.
    `first` and `last` number the words it takes the place of; -1 where it takes none.
    """

    kind: Kind
    text: str
    start: int
    end: int
    first: int = -1
    last: int = -1


def cased(text: str) -> str:
    """The text without case, NFC; accents are kept."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def own_letters(language: str | None) -> frozenset[str]:
    """The letters that folding leaves alone in posts of a language (`sv`, `sv-FI`, `sv_SE`)."""
    if language is None:
        return frozenset()
    return OWN_LETTERS.get(re.split(r"[-_]", language.casefold())[0], frozenset())


def folded(text: str, language: str | None = None) -> str:
    """The text without case and accents: NFKD, combining marks dropped (Unicode Annex 15).

    In posts of languages that have å, ä, ö, æ, ø, õ or ü as letters, these stay.
    """
    kept = own_letters(language)
    return "".join(one if one in kept else _plain(one) for one in cased(text))


def plain(text: str) -> str:
    """A text that is `cased` already, without accents in any language, letter by letter."""
    return "".join(map(_plain, text))


@lru_cache(maxsize=65536)
def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare.casefold())


def has_accents(text: str) -> bool:
    """Whether folding changes the text, so that it is compared with its accents."""
    return folded(text) != cased(text)


DROPPED = r"\uFE00-\uFE0F\U0001F3FB-\U0001F3FF"
"""Variation selectors and skin tones, which emoji are compared without."""
FLAG = r"[\U0001F1E6-\U0001F1FF]"
PICTURE = r"[\p{Extended_Pictographic}--[\x00-\xFF]]"
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}ー"
LABELS = r"<any>+(?:[.\-]<any>+)*"
TOKENS = rf"""
    (?P<link>(?<!<letter>)(?i:https?://|www\.)\S*)
  | (?<!<letter>)\#(?P<hashtag><any>+)
  | (?<!<letter>)@(?P<name>{LABELS}(?:@{LABELS})?)
  | (?P<word><alone>|<letter>+)
  | (?P<emoji>(?:{FLAG}[{DROPPED}]*{FLAG}?|{PICTURE})[{DROPPED}]*(?:\u200D{PICTURE}[{DROPPED}]*)*)
  | (?P<symbol>[^\s\p{{C}}\#@{DROPPED}])
"""
"""<letter>: of a word; <alone>: a character that is a word; <any>: either of these."""


@cache
def _classes() -> dict[str, str]:
    everything = "".join(map(chr, range(0x110000)))
    # `re`, not `regex`: what `\w` is hangs on the Unicode version, and Python's is the rule.
    runs = re.finditer(r"\w+", everything)
    letters = "".join(rf"\U{m.start():08x}-\U{m.end() - 1:08x}" for m in runs)
    any_letter = rf"[[{letters}\p{{M}}]--[{DROPPED}]]"
    alone = rf"[{any_letter}&&[{UNSPACED}]]"
    return {"any": any_letter, "alone": alone, "letter": rf"[{any_letter}--{alone}]"}


def pattern(source: str, flags: int = 0) -> regex.Pattern[str]:
    """A pattern in which <letter>, <alone> and <any> stand for the letters of words."""
    for name, group in _classes().items():
        source = source.replace(f"<{name}>", group)
    return regex.compile(source, regex.VERSION1 | flags)


@cache
def _tokens() -> regex.Pattern[str]:
    return pattern(TOKENS, regex.VERBOSE)


@cache
def _words() -> regex.Pattern[str]:
    return pattern("<alone>|<letter>+")


def words_of(text: str) -> list[str]:
    """The words of a text in which there are no links or signs, as written, NFC."""
    found: list[str] = _words().findall(unicodedata.normalize("NFC", text))
    return found


def is_unspaced(letter: str) -> bool:
    """Whether a character is a word by itself."""
    return _words().match(letter) is not None and _words().match(letter * 2).end() == 1


def bare_emoji(text: str) -> str:
    """The emoji without variation selectors and skin tones."""
    return str(_dropped().sub("", text))


@cache
def _dropped() -> regex.Pattern[str]:
    return regex.compile(f"[{DROPPED}]")


def read(text: str) -> list[Piece]:
    """The pieces of a text, in their order; a hashtag stands before the words in it."""
    normal = unicodedata.normalize("NFC", text)
    pieces: list[Piece] = []
    place = 0
    for match in _tokens().finditer(normal):
        made = _pieces(match, place)
        pieces += made
        place += sum(piece.kind is Kind.WORD for piece in made)
    return pieces if normal == text else [_moved(piece, _origins(text)) for piece in pieces]


def _pieces(match: regex.Match[str], place: int) -> list[Piece]:
    kind, (start, end) = str(match.lastgroup), match.span()
    if kind == "link":
        return []
    text = match.group(kind)
    if kind == "word":
        return [Piece(Kind.WORD, text, start, end, place, place)]
    if kind == "hashtag":
        inner = list(_words().finditer(match.string, start + 1, end))
        tag = Piece(Kind.HASHTAG, text, start, end, place, place + len(inner) - 1)
        at = enumerate(inner, start=place)
        return [tag, *(Piece(Kind.WORD, m.group(), m.start(), m.end(), n, n) for n, m in at)]
    return [Piece(Kind(kind), bare_emoji(text) if kind == "emoji" else text, start, end)]


def _origins(text: str) -> list[int]:
    """For every character of the NFC form, and its end, where it began in the text as given.

    Grapheme by grapheme: no composition reaches beyond one.
    """
    clusters: list[str] = regex.findall(r"\X", text)
    starts = accumulate((len(cluster) for cluster in clusters), initial=0)
    origins = [
        start
        for cluster, start in zip(clusters, starts, strict=False)
        for _ in unicodedata.normalize("NFC", cluster)
    ]
    return [*origins, len(text)]


def _moved(piece: Piece, origins: list[int]) -> Piece:
    start, end = origins[piece.start], origins[piece.end]
    return Piece(piece.kind, piece.text, start, max(end, start + 1), piece.first, piece.last)
