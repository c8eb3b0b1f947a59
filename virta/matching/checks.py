"""What is looked at in a whole query: the sides of NEAR, the language of `~`, and warnings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from virta.matching.inflection import base, means
from virta.matching.levels import Item
from virta.matching.problems import Warning, place
from virta.matching.tree import (
    And,
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

COMMON = 0.01
"""The share of stored posts from which a term is so common that it is warned of."""


class Warn(Protocol):
    """Notes a warning about a stretch of the query."""

    def __call__(self, code: str, start: int, end: int, /, **details: object) -> None: ...


def near_side_trouble(node: Node) -> str:
    """What in a side of NEAR cannot stand there, as the refusal names it; "" for nothing."""
    if isinstance(node, Or):
        return next(filter(None, map(near_side_trouble, node.nodes)), "")
    if isinstance(node, Token):
        return "" if node.sign is Sign.HASHTAG else _shown(node)
    if isinstance(node, Field | Range):
        return f"{node.name}:"
    if isinstance(node, In):
        return f"{node.part}:"
    if isinstance(node, And):
        return "NOT" if any(isinstance(one, Not) for one in node.nodes) else "AND"
    return "NOT" if isinstance(node, Not) else ""


def _shown(token: Token) -> str:
    return f"@{token.text}" if token.sign is Sign.NAME else token.text


def words_in(node: Node) -> Iterator[Word | Inflected | Token]:
    """Every word and sign of a query."""
    if isinstance(node, Word | Inflected | Token):
        yield node
    elif isinstance(node, Phrase | Within):
        yield from node.words
    elif isinstance(node, Near):
        yield from words_in(node.left)
        yield from words_in(node.right)
    elif isinstance(node, And | Or):
        for one in node.nodes:
            yield from words_in(one)
    elif isinstance(node, In | Not):
        yield from words_in(node.node)


def has_pattern(node: Node) -> bool:
    """Whether there is a wildcard in it."""
    return any(not isinstance(word, Inflected) and word.is_pattern for word in words_in(node))


def notice_wildcards(item: Item, warn: Warn) -> None:
    """Warns of `no*`: two letters find very many words."""
    for word in words_in(item.node):
        if isinstance(word, Inflected) or not word.is_pattern or "*" not in word.text:
            continue
        if len(word.text.split("*")[0].replace("?", "")) == 2:
            warn("short_stem", item.start, item.end, text=word.text)


def in_language(node: Node, language: str | None = None) -> Node:
    """The query with the language that it asks for in its `~` words.

    That is the one `language:` joined to them by AND; with several, or none, each post's own.
    """
    if isinstance(node, Inflected):
        return replace(node, language=language)
    if isinstance(node, Phrase | Within):
        words = [
            replace(w, language=language) if isinstance(w, Inflected) else w for w in node.words
        ]
        return replace(node, words=tuple(words))
    if isinstance(node, Near):
        return replace(
            node, left=in_language(node.left, language), right=in_language(node.right, language)
        )
    if isinstance(node, And):
        asked = _asked_language(node) or language
        return And(tuple(in_language(one, asked) for one in node.nodes))
    if isinstance(node, Or):
        return Or(tuple(in_language(one, language) for one in node.nodes))
    if isinstance(node, In | Not):
        return replace(node, node=in_language(node.node, language))
    return node


def _asked_language(node: And) -> str | None:
    for one in node.nodes:
        if isinstance(one, Field) and one.name == "language" and len(one.values) == 1:
            text, _ = one.values[0]
            return base(text) or None
    return None


def notice_inflection(node: Node, terms: Sequence[Item], warn: Warn) -> None:
    """Says how `~` words are found, where that is not exact."""
    places = {
        word.text: item
        for item in reversed(terms)
        for word in words_in(item.node)
        if isinstance(word, Inflected)
    }
    asked = {word for word in words_in(node) if isinstance(word, Inflected)}
    for word in sorted(asked, key=lambda word: (places[word.text].start, word.language or "")):
        item = places[word.text]
        for code in _about(word):
            warn(code, item.start, item.end, text=word.text, language=word.language)


def _about(word: Inflected) -> list[str]:
    by = means(word.language)
    if word.language is None:
        return ["own_language", "stems_other"]
    if by == "stems":
        return ["stems" if word.language == "fi" else "stems_other"]
    return [] if by else ["no_stems"]


def common_terms(text: str, terms: Sequence[Item], share: Callable[[Node], float]) -> list[Warning]:
    """Warnings about terms that match more than one in a hundred of what is stored.

    `share` gives the share of stored posts, 0 to 1, that a term alone matches.
    """
    found: list[Warning] = []
    for item in terms:
        part = share(item.node)
        if part > COMMON:
            details = {"text": text[item.start : item.end], "percent": f"{100 * part:.0f}"}
            found.append(Warning("common", place(text, item.start, item.end), details))
    return found
