"""Marks in a post what a query matched."""

from collections.abc import Sequence
from dataclasses import dataclass

from virta.matching.posts import Post
from virta.matching.reference import Span, spans
from virta.matching.tree import Node


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text, marked or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Highlighted:
    """Title and text of a post in stretches; joined they are the post's own."""

    title: tuple[Stretch, ...]
    text: tuple[Stretch, ...]


def highlight(node: Node, post: Post) -> Highlighted:
    """The post with what the query matched marked; nothing is marked where it does not match."""
    found = spans(node, post)
    return Highlighted(
        title=stretches(post.title or "", [one for one in found if one.part == "title"]),
        text=stretches(post.text, [one for one in found if one.part == "text"]),
    )


def stretches(text: str, marked: Sequence[Span]) -> tuple[Stretch, ...]:
    """The text cut at the spans, which stand in order and do not overlap."""
    found: list[Stretch] = []
    at = 0
    for span in marked:
        found.append(Stretch(text[at : span.start], False))
        found.append(Stretch(text[span.start : span.end], True))
        at = span.end
    found.append(Stretch(text[at:], False))
    return tuple(stretch for stretch in found if stretch.text)
