"""A parsed query: what the parser makes, the printer prints and both matchers match.

Terms hold text as it is compared: NFC, and case-folded except where `exact` case is asked for.
`docs/query-language.md` gives the meaning of each.
"""

from dataclasses import dataclass
from enum import StrEnum


class Compare(StrEnum):
    """How a word of the query meets a word of the text."""

    FOLDED = "folded"  # written plainly: accents of the text are folded away, by its language
    ACCENTED = "accented"  # written with accents: case-folded, accents kept
    EXACT = "exact"  # {Case}: letter for letter


class Sign(StrEnum):
    """Tokens that are not words."""

    HASHTAG = "hashtag"  # text without the '#', compared like a word
    NAME = "name"  # text without the '@', case-folded; matches a first label or the whole
    EMOJI = "emoji"  # without variation selectors and skin tones
    SYMBOL = "symbol"  # %, €, …


@dataclass(frozen=True, slots=True)
class Word:
    """One word, perhaps with wildcards: `*` any number of word characters, `?` exactly one."""

    text: str
    compare: Compare = Compare.FOLDED
    is_pattern: bool = False


@dataclass(frozen=True, slots=True)
class Inflected:
    """`~talous`: any inflected form; `language` None means the post's own."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A hashtag, an @name, an emoji or a symbol. A hashtag may be a pattern, as a word may."""

    sign: Sign
    text: str
    compare: Compare = Compare.FOLDED
    is_pattern: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order; at least two."""

    words: tuple["Word | Inflected", ...]


@dataclass(frozen=True, slots=True)
class Within:
    """`"a b c"~n`: all the words, any order, at most n others between the first and the last."""

    words: tuple["Word | Inflected", ...]
    between: int


@dataclass(frozen=True, slots=True)
class Near:
    """`left NEAR/n right`, or `NEAR/nf` with the left first. It reaches from its first matched
    word to its last; the two sides never overlap. Sides: Word, Inflected, Phrase, Within, a
    hashtag Token, Near, or Or of these."""

    left: "Node"
    right: "Node"
    between: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Field:
    """`name:(value OR value)`: any of the values, compared case-folded, in full or by a start.

    `values` are folded; a value with `starts` True was written with a `*` at its end.
    """

    name: str
    values: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`followers:[500 TO 100000]`, both ends included; None: open."""

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class In:
    """`title:` or `text:` with a word, a phrase or a bracket: searched there alone."""

    part: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be. Never alone: a post without anything would match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of these; at least two, in the order written."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these; at least two, in the order written."""

    nodes: tuple["Node", ...]


Node = Word | Inflected | Token | Phrase | Within | Near | Field | Range | In | Not | And | Or
