"""From a stretch of a query to what it looks for: words, phrases, #tags, @names, emoji, symbols."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NoReturn

from virta.matching.atoms import Part, parts_of
from virta.matching.lexing import DEEPEST, Lexeme, refuse
from virta.matching.tree import (
    Inflected,
    Near,
    Node,
    Phrase,
    Sign,
    Token,
    Within,
    Word,
)

ADDRESS = re.compile(r"(?i)(?:https?://|www\.)\S|[\w-]+(?:\.[\w-]+)+/")
FUZZY = re.compile(r"(?P<word>[^\s~]+)~[\d.]*")
INSTEAD = {
    "&": ["AND"],
    "&&": ["AND"],
    "|": ["OR"],
    "||": ["OR"],
    "!": ["NOT"],
    "-": ["NOT", "AND"],
}
WORDS = (Word, Inflected)


def run_node(query: str, run: Lexeme) -> Node:
    """What an unquoted stretch without space looks for. Raises Refusal."""
    _refuse_address(query, run)
    fuzzy = FUZZY.fullmatch(run.text)
    if fuzzy:
        word = fuzzy["word"]
        refuse(query, "fuzzy", run.start, run.end, f"~{word}", f"{word}*", word)
    parts = parts_of(query, run)
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
    parts = parts_of(query, inside)
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


def _refuse_address(query: str, lexeme: Lexeme) -> None:
    if ADDRESS.match(lexeme.text.strip()):
        address = lexeme.text.strip()
        if any(letter.isspace() or letter in "()" for letter in address):
            address = f'"{address}"'
        refuse(query, "address", lexeme.start, lexeme.end, f"links:{address}")
