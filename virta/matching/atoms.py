"""The single terms in a stretch of a query: words, #tags, @names, emoji, symbols."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import regex

from virta.matching.lexing import Lexeme, Mark, refuse
from virta.matching.tree import Compare, Inflected, Sign, Token, Word
from virta.matching.words import (
    DROPPED,
    FLAG,
    PICTURE,
    bare_emoji,
    cased,
    has_accents,
    is_unspaced,
    pattern,
    words_of,
)

LABELS = r"<any>+(?:[.\-]<any>+)*"
PIECES = rf"""
    \{{(?P<brace>[^{{}}]*)\}}
  | ~(?P<inflected>(?:<any>|[*?])+)
  | (?<!<letter>)\#(?P<hashtag>(?:<any>|[*?])+)
  | (?<!<letter>)@(?P<name>{LABELS}(?:@{LABELS})?[*?]*)
  | (?P<word>[*?]*(?:<alone>[*?]*|<letter>(?:<letter>|[*?])*)|[*?]+)
  | (?P<emoji>(?:{FLAG}[{DROPPED}]*{FLAG}?|{PICTURE})[{DROPPED}]*(?:\u200D{PICTURE}[{DROPPED}]*)*)
  | (?P<symbol>[^\s\p{{C}}{DROPPED}])
"""
SYMBOLS = frozenset("%‰‱§+")
"""Signs beside currency, other symbols and mathematics that a query may ask for."""

Atom = Word | Inflected | Token


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a stretch, with its text as written and its place in the query."""

    node: Atom
    text: str
    start: int
    end: int


@cache
def _pieces() -> regex.Pattern[str]:
    return pattern(PIECES, regex.VERBOSE)


def parts_of(query: str, lexeme: Lexeme) -> list[Part]:
    """The terms of a stretch; punctuation only separates."""
    found: list[Part] = []
    for match in _pieces().finditer(lexeme.text):
        kind = str(match.lastgroup)
        start, end = lexeme.start + match.start(), lexeme.start + match.end()
        piece = Lexeme(lexeme.mark, match.group(), start, end)
        if kind == "symbol" and not _is_symbol(query, piece):
            continue
        nodes = _MAKERS[kind](query, piece, match[kind])
        found += [Part(node, match.group(), start, end) for node in nodes]
    return found


def _is_symbol(query: str, piece: Lexeme) -> bool:
    sign = piece.text
    if sign in "#@":
        behind = query[piece.start - 1 : piece.start]
        if sign == "#" or not behind.isalnum():  # not in the middle of an address of mail
            refuse(query, "lone_sign", piece.start, piece.end, "", text=sign)
    category = unicodedata.category(sign)
    if category == "Sm":
        return sign in SYMBOLS or not sign.isascii()
    return category in {"Sc", "So"} or sign in SYMBOLS


def _symbol(query: str, piece: Lexeme, text: str) -> list[Atom]:
    return [Token(Sign.SYMBOL, text)]


def _emoji(query: str, piece: Lexeme, text: str) -> list[Atom]:
    return [Token(Sign.EMOJI, bare_emoji(text))]


def _name(query: str, piece: Lexeme, text: str) -> list[Atom]:
    if text[-1] in "*?":
        bare = f"@{text.rstrip('*?')}"
        refuse(query, "wildcard_name", piece.start, piece.end, bare, sign=text[-1])
    return [Token(Sign.NAME, cased(text))]


def _hashtag(query: str, piece: Lexeme, text: str) -> list[Atom]:
    word = _word_of(query, piece, text)
    return [Token(Sign.HASHTAG, word.text, word.compare, word.is_pattern)]


def _word(query: str, piece: Lexeme, text: str) -> list[Atom]:
    return [_word_of(query, piece, text)]


def _inflected(query: str, piece: Lexeme, text: str) -> list[Atom]:
    if {"*", "?"} & set(text) or len(words_of(text)) > 1:
        refuse(query, "inflect_form", piece.start, piece.end, text, text=text)
    return [Inflected(cased(text))]


def _brace(query: str, piece: Lexeme, text: str) -> list[Atom]:
    """The words of `{BT}`, or its #tag, in exactly this case."""
    start, end = piece.start, piece.end
    if len(text.split()) > 1:
        words = " ".join(f"{{{word}}}" for word in text.split())
        refuse(query, "brace_words", start, end, words if _in_quotes(piece) else f'"{words}"')
    found: list[Atom] = []
    for match in _pieces().finditer(text):
        kind = match.lastgroup
        inner = Lexeme(piece.mark, match.group(), start + 1 + match.start(), end)
        if kind == "symbol" and not unicodedata.category(match.group()).startswith("S"):
            continue
        if kind not in {"word", "hashtag"}:
            refuse(query, "brace_form", start, end, text, text=text)
        word = _word_of(query, inner, match[kind], exact=True)
        if kind == "hashtag":
            found.append(Token(Sign.HASHTAG, word.text, Compare.EXACT, word.is_pattern))
        else:
            found.append(word)
    if not found:
        refuse(query, "brace_form", start, end, text.strip(), text=piece.text)
    return found


def _in_quotes(piece: Lexeme) -> bool:
    return piece.mark is Mark.QUOTE


def _word_of(query: str, piece: Lexeme, text: str, exact: bool = False) -> Word:
    is_pattern = "*" in text or "?" in text
    if is_pattern:
        text = re.sub(r"\*+", "*", text)
        _check_pattern(query, piece, unicodedata.normalize("NFC", text))
    if exact:
        return Word(unicodedata.normalize("NFC", text), Compare.EXACT, is_pattern)
    compare = Compare.ACCENTED if has_accents(text) else Compare.FOLDED
    return Word(cased(text), compare, is_pattern)


def _check_pattern(query: str, piece: Lexeme, text: str) -> None:
    start, end = piece.start, piece.end
    bare = text.replace("*", "").replace("?", "")
    if text[0] in "*?":
        refuse(query, "wildcard_first", start, end, bare, sign=text[0])
    if piece.text[0] != "#" and any(is_unspaced(letter) for letter in text):
        sign = "*" if "*" in text else "?"
        refuse(query, "wildcard_unspaced", start, end, bare, sign=sign)
    before = text.split("*")[0].replace("?", "")
    if "*" in text and len(before) < 2:
        refuse(query, "wildcard_short", start, end, bare)


_MAKERS = {
    "symbol": _symbol,
    "emoji": _emoji,
    "name": _name,
    "hashtag": _hashtag,
    "word": _word,
    "inflected": _inflected,
    "brace": _brace,
}
