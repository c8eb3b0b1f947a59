"""From a stretch of a query to what it looks for: words, phrases, #tags, @names, emoji, symbols."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NoReturn

import regex

from virta.matching.lexing import DEEPEST, Lexeme, Mark, refuse
from virta.matching.tree import (
    Compare,
    Inflected,
    Near,
    Node,
    Phrase,
    Sign,
    Token,
    Within,
    Word,
)
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
ADDRESS = regex.compile(r"(?i)(?:https?://|www\.)\S|[\w-]+(?:\.[\w-]+)+/")
FUZZY = regex.compile(r"(?P<word>[^\s~]+)~[\d.]*")
SYMBOLS = frozenset("%‰‱§+")
"""Signs beside currency, other symbols and mathematics that a query may ask for."""
INSTEAD = {
    "&": ["AND"],
    "&&": ["AND"],
    "|": ["OR"],
    "||": ["OR"],
    "!": ["NOT"],
    "-": ["NOT", "AND"],
}
WORDS = (Word, Inflected)


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a stretch, with its text as written and its place in the query."""

    node: Word | Inflected | Token
    text: str
    start: int
    end: int


def run_node(query: str, run: Lexeme) -> Node:
    """What an unquoted stretch without space looks for. Raises Refusal."""
    _refuse_address(query, run)
    fuzzy = FUZZY.fullmatch(run.text)
    if fuzzy:
        word = fuzzy["word"]
        refuse(query, "fuzzy", run.start, run.end, f"~{word}", f"{word}*", word)
    parts = _parts(query, run)
    if not parts:
        instead = INSTEAD.get(run.text, [""])
        refuse(query, "lone_sign", run.start, run.end, *instead, text=run.text)
    if len(parts) == 1:
        return parts[0].node
    if any(not isinstance(part.node, WORDS) for part in parts) or "|" in run.text:
        operator = " OR " if "|" in run.text else " AND "
        proposal = operator.join(part.text for part in parts)
        refuse(query, "run_together", run.start, run.end, proposal, text=run.text)
    if any(isinstance(part.node, Inflected) for part in parts):
        plain = [part.text.lstrip("~") for part in parts]
        proposal = f'"{" ".join([*plain[:-1], "~" + plain[-1]])}"'
        refuse(query, "inflect_form", run.start, run.end, proposal, text=run.text)
    return _joined(parts)


def quote_node(query: str, quote: Lexeme) -> Node:
    """What a quotation looks for: a phrase, one word, or words within a distance."""
    _refuse_address(query, quote)
    inside = Lexeme(quote.mark, quote.text, quote.start + 1, quote.end)
    parts = _parts(query, inside)
    if not parts:
        refuse(query, "phrase_empty", quote.start, quote.end, "")
    for part in parts:
        if isinstance(part.node, Token) and part.node.sign is not Sign.HASHTAG:
            _refuse_sign(query, quote, parts, part)
    if sum(isinstance(part.node, Token) for part in parts) > DEEPEST:
        refuse(query, "too_deep", quote.start, quote.end, deepest=DEEPEST)
    return _within(query, quote, parts) if quote.between else _joined(parts)


def _refuse_sign(query: str, quote: Lexeme, parts: Sequence[Part], sign: Part) -> NoReturn:
    others = " ".join(part.text for part in parts if part is not sign)
    start, end = quote.start, quote.end
    proposal = f'"{others}" AND {sign.text}' if others else sign.text
    refuse(query, "phrase_sign", start, end, proposal, text=sign.text)


def _within(query: str, quote: Lexeme, parts: Sequence[Part]) -> Node:
    words: list[Word | Inflected] = []
    for part in parts:
        if isinstance(part.node, Token):
            bare = query[quote.start : part.start] + query[part.start + 1 : quote.end]
            refuse(query, "within_tag", quote.start, quote.end, bare, text=part.node.text)
        words.append(part.node)
    if len(words) < 2:
        refuse(query, "within_few", quote.start, quote.end, f'"{quote.text}"')
    return Within(tuple(words), distance(query, quote, quote.between))


def distance(query: str, lexeme: Lexeme, digits: str) -> int:
    """The number of words between; more than a post could have is refused."""
    if len(digits) > 6:
        shown = f"{digits[:12]}…" if len(digits) > 12 else digits
        proposals = [f'"{lexeme.text}"~10'] if lexeme.between == digits else ["AND"]
        refuse(query, "too_far", lexeme.start, lexeme.end, *proposals, between=shown)
    return int(digits)


def _joined(parts: Sequence[Part]) -> Node:
    """The parts next to each other. A #tag, which takes the place of its words, by NEAR/0f."""
    found: Node | None = None
    for is_word, group in groupby(parts, lambda part: isinstance(part.node, WORDS)):
        held = tuple(part.node for part in group)
        words = tuple(node for node in held if not isinstance(node, Token))
        nodes: tuple[Node, ...] = held
        if is_word and len(words) > 1:
            nodes = (Phrase(words),)
        for node in nodes:
            found = node if found is None else Near(found, node, 0, True)
    if found is None:
        raise ValueError("There are no parts to join.")
    return found


@cache
def _pieces() -> regex.Pattern[str]:
    return pattern(PIECES, regex.VERBOSE)


def _refuse_address(query: str, lexeme: Lexeme) -> None:
    if ADDRESS.match(lexeme.text.strip()):
        address = lexeme.text.strip()
        if any(letter.isspace() or letter in "()" for letter in address):
            address = f'"{address}"'
        refuse(query, "address", lexeme.start, lexeme.end, f"links:{address}")


def _parts(query: str, lexeme: Lexeme) -> list[Part]:
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


def _symbol(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    return [Token(Sign.SYMBOL, text)]


def _emoji(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    return [Token(Sign.EMOJI, bare_emoji(text))]


def _name(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    if text[-1] in "*?":
        bare = f"@{text.rstrip('*?')}"
        refuse(query, "wildcard_name", piece.start, piece.end, bare, sign=text[-1])
    return [Token(Sign.NAME, cased(text))]


def _hashtag(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    word = _word_of(query, piece, text)
    return [Token(Sign.HASHTAG, word.text, word.compare, word.is_pattern)]


def _word(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    return [_word_of(query, piece, text)]


def _inflected(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    if {"*", "?"} & set(text) or len(words_of(text)) > 1:
        refuse(query, "inflect_form", piece.start, piece.end, text, text=text)
    return [Inflected(cased(text))]


def _brace(query: str, piece: Lexeme, text: str) -> list[Word | Inflected | Token]:
    """The words of `{BT}`, or its #tag, in exactly this case."""
    start, end = piece.start, piece.end
    if len(text.split()) > 1:
        words = " ".join(f"{{{word}}}" for word in text.split())
        refuse(query, "brace_words", start, end, words if _in_quotes(piece) else f'"{words}"')
    found: list[Word | Inflected | Token] = []
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
        text = regex.sub(r"\*+", "*", text)
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
