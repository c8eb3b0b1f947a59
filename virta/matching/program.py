"""Compiles a parsed query to the postfix code that `evaluate` runs, and its words to terms."""

from collections.abc import Callable
from dataclasses import dataclass, field

from virta.matching import numbers as n
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

STREAMS = {Compare.FOLDED: n.FOLDED, Compare.ACCENTED: n.ACCENTED, Compare.EXACT: n.EXACT}
SIGNS = {Sign.NAME: n.NAME, Sign.EMOJI: n.EMOJI, Sign.SYMBOL: n.SYMBOL}
FIGURES = ("followers", "rating")
"""The fields a range is about, in the order of a post's figures."""
PARTS = {"title": n.TITLE_PART, "text": n.TEXT_PART}

EFFORT = {Or: 1, And: 1, Phrase: 2, Within: 3, Near: 3, Not: 4, Inflected: 5}

TermKey = tuple[int, int, str]
"""Stream, how it stands to the word, and its text."""


NO_TERM: TermKey = (-1, n.WHOLE, "")
"""Takes the number that stands for no term."""


@dataclass(slots=True)
class Terms:
    """Numbers for what queries look for: words of the text, and what fields say."""

    numbers: dict[TermKey | Field, int] = field(default_factory=lambda: {NO_TERM: n.ALWAYS})
    fresh: list[tuple[TermKey | Field, int]] = field(default_factory=list)
    ranges: dict[tuple[float, float], int] = field(default_factory=dict)

    def number(self, key: TermKey | Field) -> int:
        known = self.numbers.get(key)
        if known is None:
            known = self.numbers[key] = len(self.numbers)
            self.fresh.append((key, known))
        return known

    def range_number(self, low: float | None, high: float | None) -> int:
        bounds = (-float("inf") if low is None else low, float("inf") if high is None else high)
        return self.ranges.setdefault(bounds, len(self.ranges))


class AskReference(Exception):
    """A place where words are wanted holds what the compiled code has no instruction for."""


def word_key(word: Word | Inflected | Token) -> TermKey:
    """The term of a word or a hashtag; raises AskReference for an inflected word."""
    if isinstance(word, Inflected):
        raise AskReference
    stream = STREAMS[word.compare] + (n.TAG if isinstance(word, Token) else 0)
    if not word.is_pattern:
        return stream, n.WHOLE, word.text
    literal = word.text.rstrip("*")
    if literal and "*" not in literal and "?" not in literal and literal != word.text:
        return stream, n.START, literal
    return stream, n.PATTERN, word.text


class Emitter:
    """Writes the code of one query after another, each to a list of its own."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.code: list[int] = []
        self.part = n.ANY_PART
        self.truths: dict[type, Callable[..., None]] = {
            Word: self.word,
            Token: self.token,
            Phrase: self.phrase,
            Within: self.spans,
            Near: self.spans,
            Inflected: self.weak,
            Field: self.field,
            Range: self.range,
            In: self.within_part,
            Not: self.negation,
            And: self.both,
            Or: self.either,
        }

    def compile(self, node: Node) -> list[int]:
        """The code that says whether a post matches the query."""
        self.code = []
        self.part = n.ANY_PART
        self.truth(node)
        return self.code

    def truth(self, node: Node) -> None:
        self.truths[type(node)](node)

    def word(self, word: Word | Token) -> None:
        self.code += (n.TERM, self.part, self.terms.number(word_key(word)))

    def token(self, token: Token) -> None:
        if token.sign is Sign.HASHTAG:
            self.word(token)
            return
        key = (SIGNS[token.sign], n.WHOLE, token.text)
        self.code += (n.TERM, self.part, self.terms.number(key))

    def weak(self, node: Node) -> None:
        """What must hold for the node to match; whether that is enough, the reference is asked."""
        if isinstance(node, Word | Token):
            self.word(node)
        elif isinstance(node, Or):
            self.several(n.OR, node.nodes, self.weak)
        elif isinstance(node, Phrase | Within):
            self.several(n.AND, node.words, self.weak)
        elif isinstance(node, Near):
            self.several(n.AND, (node.left, node.right), self.weak)
        self.code.append(n.ASK)
        if not isinstance(node, Inflected):
            self.code += (n.AND, 2)

    def phrase(self, phrase: Phrase) -> None:
        self.spans(phrase)

    def spans(self, node: Node) -> None:
        """Whether there is any span of the node; what has no instruction is asked."""
        before = len(self.code)
        try:
            self.span(node)
        except AskReference:
            del self.code[before:]
            self.weak(node)
            return
        self.code.append(n.ANY_SPAN)

    def span(self, node: Node) -> None:
        if isinstance(node, Phrase):
            numbers = [self.terms.number(word_key(word)) for word in node.words]
            self.code += (n.SPAN_PHRASE, self.part, len(numbers), *numbers)
        elif isinstance(node, Near):
            self.span(node.left)
            self.span(node.right)
            self.code += (n.SPAN_NEAR, min(node.between, n.FAR), int(node.ordered))
        elif isinstance(node, Or):
            for side in node.nodes:
                self.span(side)
            self.code += (n.SPAN_OR, len(node.nodes))
        elif isinstance(node, Within):
            self.span_within(node)
        elif isinstance(node, Word | Inflected | Token):
            self.code += (n.SPAN_TERM, self.part, self.terms.number(word_key(node)))
        else:
            raise AskReference

    def span_within(self, node: Within) -> None:
        """Two words at most n apart are NEAR; more are rare, and the reference is asked."""
        if len(node.words) != 2:
            raise AskReference
        self.span(Near(node.words[0], node.words[1], node.between, ordered=False))

    def field(self, node: Field) -> None:
        self.code += (n.TERM, n.ANY_PART, self.terms.number(node))

    def range(self, node: Range) -> None:
        number = self.terms.range_number(node.low, node.high)
        self.code += (n.RANGE, FIGURES.index(node.name), number)

    def within_part(self, node: In) -> None:
        before, self.part = self.part, PARTS[node.part]
        self.truth(node.node)
        self.part = before

    def negation(self, node: Not) -> None:
        self.truth(node.node)
        self.code.append(n.NOT)

    def both(self, node: And) -> None:
        """What is quickly seen comes first; the first NO ends it."""
        nodes = sorted(node.nodes, key=lambda child: EFFORT.get(type(child), 0))
        gates = []
        for count, child in enumerate(nodes, start=1):
            self.truth(child)
            if count < len(nodes):
                gates.append(len(self.code) + 2)
                self.code += (n.GATE, count, 0)
        self.code += (n.AND, len(nodes))
        for gate in gates:
            self.code[gate] = len(self.code) - gate - 1

    def either(self, node: Or) -> None:
        self.several(n.OR, node.nodes, self.truth)

    def several(self, op: int, nodes: tuple[Node, ...], write: Callable[[Node], None]) -> None:
        for node in nodes:
            write(node)
        self.code += (op, len(nodes))
