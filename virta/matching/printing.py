"""The one normal form of a query: parsing it gives the same tree again."""

import re
from decimal import Decimal

from virta.matching.tree import (
    And,
    Compare,
    Field,
    In,
    Inflected,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Range,
    Sign,
    Token,
    Within,
    Word,
)
from virta.matching.words import is_unspaced

LIKE_OPERATORS = frozenset({"and", "or", "not", "near"})
SIGNS = {Sign.HASHTAG: "#", Sign.NAME: "@", Sign.EMOJI: "", Sign.SYMBOL: ""}
PLAIN_VALUE = re.compile(r"[\w.@/%&=+~#!][\w.@/%&=+~#!\-]*")
PLAIN_ADDRESS = re.compile(r'[^\s"()\[\]]+')


def printed(node: Node) -> str:
    """The query as text."""
    if isinstance(node, And):
        return _and(node)
    if isinstance(node, Or):
        return " OR ".join(map(_inside, node.nodes))
    if isinstance(node, Not):
        return f"NOT {_inside(node.node)}"
    if isinstance(node, Near):
        how = f"NEAR/{node.between}{'f' if node.ordered else ''}"
        return f"{_inside(node.left)} {how} {_inside(node.right)}"
    return _term(node)


def _and(node: And) -> str:
    shown = ""
    for one in node.nodes:
        joint = "" if not shown else " " if isinstance(one, Not) else " AND "
        shown += joint + (printed(one) if isinstance(one, Not) else _inside(one))
    return shown


def _inside(node: Node) -> str:
    """A part of a larger query, in brackets where it needs them."""
    shown = printed(node)
    return f"({shown})" if isinstance(node, And | Or | Not | Near) else shown


def _term(node: Node) -> str:
    if isinstance(node, Phrase):
        return f'"{_words(node.words)}"'
    if isinstance(node, Within):
        return f'"{_words(node.words)}"~{node.between}'
    if isinstance(node, In):
        return f"{node.part}:{_inside(node.node)}"
    if isinstance(node, Field):
        return f"{node.name}:{_values(node)}"
    if isinstance(node, Range):
        return f"{node.name}:{_range(node)}"
    if isinstance(node, Token):
        return _token(node)
    if isinstance(node, Word) and node.text in LIKE_OPERATORS and node.compare is Compare.FOLDED:
        return f'"{node.text}"'
    return _word(node)


def _word(node: Node) -> str:
    if isinstance(node, Inflected):
        return f"~{node.text}"
    if isinstance(node, Word):
        return f"{{{node.text}}}" if node.compare is Compare.EXACT else node.text
    raise TypeError(f"A query holds no {type(node).__name__}.")


def _words(words: tuple[Word | Inflected, ...]) -> str:
    """The words with spaces between; none where the script writes none."""
    shown = ""
    was_alone = False
    for word in words:
        text = _word(word)
        is_alone = len(text) == 1 and is_unspaced(text)
        shown += f"{'' if not shown or (is_alone and was_alone) else ' '}{text}"
        was_alone = is_alone
    return shown


def _token(node: Token) -> str:
    text = SIGNS[node.sign] + node.text
    return f"{{{text}}}" if node.compare is Compare.EXACT else text


def _values(node: Field) -> str:
    several = len(node.values) > 1
    plain = PLAIN_ADDRESS if node.name in {"url", "links"} and not several else PLAIN_VALUE
    shown = []
    for text, starts in node.values:
        whole = text + ("*" if starts or not text else "")
        is_plain = plain.fullmatch(text) is not None or not text
        shown.append(whole if is_plain else f'"{whole}"')
    return f"({' OR '.join(shown)})" if several else shown[0]


def _range(node: Range) -> str:
    if node.low is not None and node.low == node.high:
        return _number(node.low)
    return f"[{_bound(node.low)} TO {_bound(node.high)}]"


def _bound(value: float | None) -> str:
    return "*" if value is None else _number(value)


def _number(value: float) -> str:
    """The number without an exponent."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
