"""The fields of a query: `author:nokia`, `language:(fi OR sv)`, `followers:[500 TO *]`."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from virta.matching.lexing import Lexeme, Mark, refuse
from virta.matching.terms import run_node
from virta.matching.tree import Field, Node, Or, Range
from virta.matching.words import cased

TEXTS = ("author", "site", "url", "links", "language", "country", "source", "type")
NUMBERS = ("followers", "rating")
PARTS = ("title", "text")
SIGNS = {"hashtag": "#", "mention": "@"}
FIELDS = (*TEXTS, *NUMBERS, *PARTS, *SIGNS)
ALIASES = {"lang": "language", "from": "author"}
NEAREST = {
    "authorfollowers": "followers",
    "engagementtype": "type",
    "pubtype": "source",
    "pagetype": "source",
    "domain": "site",
    "link": "links",
    "tag": "hashtag",
    "location": "country",
    "authorcountry": "country",
    "channel": "source",
    "user": "author",
    "body": "text",
}
"""What other services call the fields."""
TYPES = ("post", "reply", "repost", "quote", "article")
LIKE_TYPES = {
    "tweet": ["post"],
    "retweet": ["repost"],
    "share": ["repost"],
    "comment": ["reply"],
    "answer": ["reply"],
    "news": ["article"],
    "blog": ["article"],
}
ADDRESSES = frozenset({"url", "links"})
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
BOUNDS = re.compile(r"\s*(\S+)\s+TO\s+(\S+)\s*")


def field_name(query: str, lexeme: Lexeme) -> str:
    """The field that is meant; an unknown one is refused, naming the nearest."""
    written = lexeme.text.lower()
    name = ALIASES.get(written, written)
    if name not in FIELDS:
        _refuse_unknown(query, lexeme, written)
    return name


def _refuse_unknown(query: str, lexeme: Lexeme, written: str) -> NoReturn:
    rest = re.split(r'[\s()"]', query[lexeme.end :], maxsplit=1)[0]
    start, end = lexeme.start, lexeme.end
    quoted = f'"{query[start:end]}{rest}"'
    close = get_close_matches(written, [*FIELDS, *ALIASES], 1, 0.6)
    nearest = NEAREST.get(written.replace("-", "").replace("_", "")) or (close[0] if close else "")
    if not nearest:
        fields = ", ".join(f"{field}:" for field in FIELDS)
        refuse(
            query, "field_unlike", start, end + len(rest), quoted, name=lexeme.text, fields=fields
        )
    proposals = [f"{nearest}:{rest}", quoted]
    refuse(
        query,
        "field_unknown",
        start,
        end + len(rest),
        *proposals,
        name=lexeme.text,
        nearest=nearest,
    )


def field_node(query: str, name: str, values: Sequence[Lexeme]) -> Node:
    """What a field with its value or values asks for. Raises Refusal."""
    if name in SIGNS:
        return _either([_sign(query, name, value) for value in values])
    if name in NUMBERS:
        return _either([_range(query, name, value) for value in values])
    held: list[tuple[str, bool]] = []
    for value in values:
        read = _value(query, name, value)
        if read not in held:
            held.append(read)
    return Field(name, tuple(held))


def values_of(
    query: str, name: str, inside: Sequence[Lexeme], start: int, end: int
) -> list[Lexeme]:
    """The values in a bracket: `(fi OR sv)`. `start` and `end` are the bracket's."""
    values = [one for one in inside if one.mark in {Mark.RUN, Mark.QUOTE, Mark.RANGE}]
    asked = [one.mark for one in inside[1::2]]
    if not values:
        refuse(query, "field_empty", start, end, name=name)
    is_list = [*inside[::2]] == values and all(mark is Mark.OR for mark in asked)
    if not is_list or len(inside) % 2 == 0:
        texts = [query[value.start : value.end] for value in values]
        shown = [text if '"' in text or text[0] == "[" else text.strip(",;") for text in texts]
        refuse(query, "field_values", start, end, f"({' OR '.join(shown)})", name=name)
    return values


def _either(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _sign(query: str, name: str, value: Lexeme) -> Node:
    sign = SIGNS[name]
    text = value.text.strip().lstrip(sign)
    if not text:
        _refuse_empty(query, name, value)
    # The sign is put before the value, at a place where refusals still point at the value.
    shifted = Lexeme(Mark.RUN, f"{sign}{text}", value.start, value.end)
    return run_node(query, shifted)


def _refuse_empty(query: str, name: str, value: Lexeme) -> NoReturn:
    refuse(query, "field_empty", value.start, value.end, "*", name=name)


def _value(query: str, name: str, value: Lexeme) -> tuple[str, bool]:
    """A value as it is compared, and whether it was written with a `*` at its end."""
    if value.mark is Mark.RANGE:
        refuse(query, "field_no_range", value.start, value.end, *value.text.split()[:1], name=name)
    text = cased(value.text.strip())
    if not text:
        _refuse_empty(query, name, value)
    starts = text.endswith("*")
    text = text.rstrip("*") if starts else text
    if name in ADDRESSES:
        return text, False
    if "*" in text or "?" in text:
        bare = re.split(r"[*?]", text)[0]
        refuse(query, "field_star", value.start, value.end, f"{bare}*", name=name)
    return CHECKS.get(name, _same)(query, value, text, starts)


def _same(query: str, value: Lexeme, text: str, starts: bool) -> tuple[str, bool]:
    return text, starts


def _site(query: str, value: Lexeme, text: str, starts: bool) -> tuple[str, bool]:
    if "/" in text or ":" in text:
        host = re.sub(r"^[a-z]+:/*|[/:].*", "", text)
        refuse(query, "field_site", value.start, value.end, host or "*")
    return text.strip("."), starts


def _type(query: str, value: Lexeme, text: str, starts: bool) -> tuple[str, bool]:
    known = any(one.startswith(text) if starts else one == text for one in TYPES)
    if not known:
        close = LIKE_TYPES.get(text) or get_close_matches(text, TYPES, 3, 0.4) or TYPES
        refuse(query, "field_type", value.start, value.end, *close, value=value.text)
    return text, starts


CHECKS: dict[str, Callable[[str, Lexeme, str, bool], tuple[str, bool]]] = {
    "site": _site,
    "type": _type,
}


def _range(query: str, name: str, value: Lexeme) -> Range:
    if value.mark is not Mark.RANGE:
        number = _number(query, name, value, value.text)
        return Range(name, number, number)
    bounds = BOUNDS.fullmatch(value.text)
    if bounds is None:
        _refuse_number(query, name, value)
    low, high = (
        None if text == "*" else _number(query, name, value, text) for text in bounds.groups()
    )
    if low is not None and high is not None and low > high:
        turned = f"[{bounds[2]} TO {bounds[1]}]"
        refuse(query, "field_reversed", value.start, value.end, turned)
    return Range(name, low, high)


def _number(query: str, name: str, value: Lexeme, text: str) -> float:
    if NUMBER.fullmatch(text) is None:
        _refuse_number(query, name, value)
    return float(text)


def _refuse_number(query: str, name: str, value: Lexeme) -> NoReturn:
    """Refuses with what the figures in the value could mean."""
    found = re.findall(r"\d+(?:[.,]\d+)?", value.text[:60])[:2]
    numbers = [number[:15].replace(",", ".") for number in found]
    plain = [f"{one}" for one in numbers] if len(numbers) == 1 else []
    sign = value.text.strip()[:1]
    low, high = ([*numbers, "*"] if numbers else ["0", "*"])[:2]
    spans = {"<": f"[* TO {low}]"}
    proposals = [spans.get(sign, f"[{low} TO {high}]"), *([] if sign in "<>[" else plain)]
    refuse(query, "field_number", value.start, value.end, *proposals, name=name)
