"""Saved searches of the benchmark in a form of their own, and how Virta writes them.

The searches are kept apart from any engine's language, so each engine is given them in the form
that suits it best.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    `kind` is word, prefix, hashtag, phrase or near. The first three have one `left`; a phrase has
    its words in `left`; near has at least one word on each side, any of which will do, with at
    most `between` words between the sides, either of which may come first.
    """

    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    between: int = 0

    @property
    def sides(self) -> Iterator[tuple[str, str]]:
        """All pairs of words that may stand near one another."""
        return product(self.left, self.right)


@dataclass(frozen=True)
class Asked:
    """A search: of every group one term, none of `without`, and the language where there is one."""

    id: str
    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()
    language: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term of the search."""
        return tuple(term for group in (*self.groups, self.without) for term in group)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(line: str) -> Asked:
    """The search of a line that `to_json` wrote."""
    held = json.loads(line)
    groups = tuple(tuple(map(_term, group)) for group in held["groups"])
    return Asked(held["id"], groups, tuple(map(_term, held["without"])), held["language"])


def _term(held: dict[str, Any]) -> Term:
    return Term(held["kind"], tuple(held["left"]), tuple(held["right"]), held["between"])


def either(texts: list[str], operator: str = " OR ") -> str:
    """Several texts in brackets, one without."""
    return texts[0] if len(texts) == 1 else f"({operator.join(texts)})"


def written(asked: Asked) -> str:
    """The search in Virta's language."""
    parts = [either([_written(term) for term in group]) for group in asked.groups]
    text = " AND ".join(parts)
    if asked.language:
        text += f" AND language:{asked.language}"
    if asked.without:
        text += f" NOT {either([_written(term) for term in asked.without])}"
    return text[1:-1] if len(parts) == 1 and text == parts[0] and len(asked.groups[0]) > 1 else text


def _written(term: Term) -> str:
    if term.kind == "near":
        sides = f"{either(list(term.left))} NEAR/{term.between} {either(list(term.right))}"
        return f"({sides})"
    text = " ".join(term.left)
    return {"word": text, "prefix": f"{text}*", "hashtag": f"#{text}"}.get(term.kind, f'"{text}"')
