"""NEAR between two terms: its distance, and what may stand on its sides."""

from collections.abc import Sequence
from typing import NoReturn

from virta.matching.checks import Warn, has_pattern, near_side_trouble
from virta.matching.levels import Item
from virta.matching.lexing import Lexeme, refuse
from virta.matching.terms import distance
from virta.matching.tree import Near

FAR = 10
"""Words between from which on a distance is warned of."""
USUAL = 4
"""The words between of a NEAR without a number."""


def near(text: str, warn: Warn, items: Sequence[Item]) -> Item:
    """Two terms with NEAR between them. Raises Refusal."""
    left, right = items
    operator = right.operator
    if operator is None:
        raise ValueError("NEAR has an operator.")
    between, ordered = _form(text, warn, operator)
    for side in items:
        trouble = near_side_trouble(side.node)
        if trouble:
            _refuse_side(text, side, items, trouble)
    node = Near(left.node, right.node, between, ordered)
    if has_pattern(node):
        warn("near_wildcard", left.start, right.end)
    return Item(node, left.start, right.end)


def _refuse_side(text: str, side: Item, items: Sequence[Item], what: str) -> NoReturn:
    left, right = items
    first, second = (text[one.start : one.end] for one in items)
    if what != "AND":
        refuse(text, "near_side", left.start, right.end, f"{first} AND {second}", what=what)
    operator = text[left.end : right.start].strip()
    if side is left:
        pairs = [f"({part} {operator} {second})" for part in side.children]
    else:
        pairs = [f"({first} {operator} {part})" for part in side.children]
    refuse(text, "near_and", left.start, right.end, " AND ".join(pairs) or f"{first} AND {second}")


def _form(text: str, warn: Warn, operator: Lexeme) -> tuple[int, bool]:
    """How many words between, and whether the left comes first."""
    digits = operator.between.removeprefix("/").removesuffix("f")
    ordered = operator.between.endswith("f") or operator.text == "ONEAR"
    start, end = operator.start, operator.end
    if not operator.between:
        warn("near_default", start, end, text=operator.text)
        return USUAL, ordered
    if not (digits.isdecimal() and operator.between.startswith("/")):
        figures = "".join(one for one in operator.between if one.isdecimal())[:3] or str(USUAL)
        proposal = f"{operator.text}/{figures}"
        refuse(text, "near_form", start, end, proposal, text=text[start:end])
    between = distance(text, operator, digits)
    if between > FAR:
        warn("far", start, end, between=between)
    return between, ordered
