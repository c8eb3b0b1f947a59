"""The listening query language: from what a person writes to a tree, or a refusal that proposes.

`parse(text)` gives a `Parsed`: its `node` is what the matchers take, `normal` the one normal form,
`warnings` what is worth a look. A query that is refused raises `Refusal` and nothing else.
`docs/query-language.md` describes the language.
"""

import re
from dataclasses import dataclass, replace
from functools import partial

from virta.matching.asking import PARTS, field_name, field_node, values_of
from virta.matching.checks import (
    in_language,
    notice_inflection,
    notice_wildcards,
)
from virta.matching.levels import Item, join, refuse_neighbours, refuse_only_not
from virta.matching.lexing import DEEPEST, Lexeme, Mark, cut, refuse
from virta.matching.nearness import FAR, near
from virta.matching.printing import printed
from virta.matching.problems import Problem, Refusal, Warning, place
from virta.matching.terms import quote_node, run_node
from virta.matching.tree import In, Node, Not

LOWER = frozenset({"and", "or", "not", "near"})
WITHOUT_OPERATOR = re.compile(r"\s*(?:\b(?:AND|OR|NOT)\s*)+$")
PROPOSING = 5000
"""Proposals for queries up to this length are tried before they are shown."""
OPERATORS = frozenset({Mark.AND, Mark.OR, Mark.NOT, Mark.NEAR})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query that is taken. `terms` are its words and phrases with their places."""

    text: str
    node: Node
    warnings: tuple[Warning, ...] = ()
    terms: tuple[Item, ...] = ()

    @property
    def normal(self) -> str:
        """The normal form; parsing it gives the same tree."""
        return printed(self.node)


def parse(text: str) -> Parsed:
    """Reads a query. Raises Refusal, whose proposals are whole queries that are taken if any is."""
    try:
        return _Parser(text).parsed()
    except Refusal as refusal:
        problem = refusal.problem
        proposals = dict.fromkeys(" ".join(one.split()) for one in problem.proposals)
        proposals.pop("", None)
        kept = tuple(filter(_is_taken, proposals)) or tuple(proposals)
        raise Refusal(
            Problem(problem.code, problem.place, problem.details, kept), refusal.warnings
        ) from None


def _is_taken(text: str) -> bool:
    if len(text) > PROPOSING:
        return False
    try:
        _Parser(text).parsed()
    except Refusal:
        return False
    return True


class _Parser:
    """Reads the marks of one query from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.part = ""
        self.warnings: list[Warning] = []
        self.terms: list[Item] = []
        self.marks: list[Lexeme] = []

    def parsed(self) -> Parsed:
        try:
            self.marks = cut(self.text)
            if self.now.mark is Mark.END:
                refuse(self.text, "empty", 0, len(self.text))
            item = self.level()
            if self.now.mark is Mark.CLOSE:
                refuse(self.text, "bracket_extra", self.now.start, self.now.end, "")
            refuse_only_not(self.text, item)
        except Refusal as refusal:
            raise Refusal(refusal.problem, self.warnings) from None
        node = in_language(item.node)
        notice_inflection(node, self.terms, self.warn)
        return Parsed(self.text, node, tuple(self.warnings), tuple(self.terms))

    @property
    def now(self) -> Lexeme:
        return self.marks[self.at]

    def step(self) -> Lexeme:
        self.at += 1
        return self.marks[self.at - 1]

    def warn(self, code: str, start: int, end: int, /, **details: object) -> None:
        self.warnings.append(Warning(code, place(self.text, start, end), details))

    def level(self) -> Item:
        """Everything up to a closing bracket or the end."""
        items = [self.operand("")]
        while self.now.mark not in {Mark.CLOSE, Mark.END}:
            if self.now.mark not in OPERATORS:
                self.refuse_side_by_side()
            operator = self.step() if self.now.mark is not Mark.NOT else self.now
            items.append(self.operand(operator.mark.value, operator))
        return join(self.text, items, partial(near, self.text, self.warn))

    def refuse_side_by_side(self) -> None:
        """Two terms without an operator: proposes AND, and the phrase where all are words."""
        runs = refuse_neighbours(self.text, self.marks, self.at)
        for run in runs:
            self.notice_operator(run)
            if run.mark is Mark.RUN:
                run_node(self.text, run)  # what is no term at all is refused for that
        start, end = runs[0].start, runs[-1].end
        texts = [self.text[run.start : run.end] for run in runs]
        shown = [text.upper() if text in LOWER else f"AND {text}" for text in texts]
        joined = " ".join(shown).removeprefix("AND ")
        for operator in LOWER:
            joined = joined.replace(f" {operator.upper()} AND ", f" {operator.upper()} ")
        phrase = [f'"{" ".join(texts)}"'] if all(one.mark is Mark.RUN for one in runs) else []
        refuse(self.text, "side_by_side", start, end, joined, *phrase)

    def operand(self, joint: str, operator: Lexeme | None = None) -> Item:
        """A term, perhaps behind NOT."""
        if self.now.mark is Mark.NOT:
            sign = self.step()
            if joint == "NEAR":
                refuse(self.text, "near_side", sign.start, sign.end, "", what="NOT")
            self.deeper(sign)
            held = self.operand("", sign)
            self.depth -= 1
            joint = "NOT" if joint in {"", "AND", "NOT"} else "OR NOT"
            return Item(Not(held.node), sign.start, held.end, joint, operator)
        if self.now.mark in OPERATORS or self.now.mark in {Mark.CLOSE, Mark.END}:
            self.refuse_missing(operator)
        item = self.term()
        return replace(item, joint=joint, operator=operator)

    def refuse_missing(self, operator: Lexeme | None) -> None:
        """An operator without a term, or a bracket with nothing in it."""
        found = operator if operator is not None else self.now
        if found.mark is Mark.CLOSE:
            if self.at and self.marks[self.at - 1].mark is Mark.OPEN:
                refuse(self.text, "empty_bracket", self.marks[self.at - 1].start, found.end, "")
            refuse(self.text, "bracket_extra", found.start, found.end, "")
        shown = self.text[found.start : found.end]
        refuse(
            self.text, "no_term", found.start, found.end, "", f'"{shown.lower()}"', operator=shown
        )

    def deeper(self, lexeme: Lexeme) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            refuse(self.text, "too_deep", lexeme.start, lexeme.end, deepest=DEEPEST)

    def term(self) -> Item:
        lexeme = self.step()
        if lexeme.mark is Mark.OPEN:
            return self.bracket(lexeme)
        if lexeme.mark is Mark.FIELD:
            return self.field(lexeme)
        if lexeme.mark is Mark.RANGE:
            bare = lexeme.text.strip()
            refuse(self.text, "square", lexeme.start, lexeme.end, f"({bare})" if bare else "")
        if lexeme.mark is Mark.RUN:
            self.notice_operator(lexeme)
        node = (run_node if lexeme.mark is Mark.RUN else quote_node)(self.text, lexeme)
        item = Item(node, lexeme.start, lexeme.end)
        self.terms.append(item)
        notice_wildcards(item, self.warn)
        if lexeme.between and int(lexeme.between) > FAR:
            self.warn("far", lexeme.start, lexeme.end, between=int(lexeme.between))
        return item

    def bracket(self, opened: Lexeme) -> Item:
        self.deeper(opened)
        if self.now.mark is Mark.END:
            refuse(self.text, "bracket_open", opened.start, opened.end, "")
        held = self.level()
        if self.now.mark is not Mark.CLOSE:
            self.refuse_open(opened)
        self.depth -= 1
        return replace(held, start=opened.start, end=self.step().end)

    def refuse_open(self, opened: Lexeme) -> None:
        end = len(self.text.rstrip())
        closed = f"{self.text[opened.start : end]})"
        refuse(self.text, "bracket_open", opened.start, end, closed)

    def field(self, lexeme: Lexeme) -> Item:
        name = field_name(self.text, lexeme)
        if self.part:
            self.refuse_inside(name, lexeme)
        if self.now.mark in OPERATORS or self.now.mark in {Mark.CLOSE, Mark.END, Mark.FIELD}:
            quoted = f'"{self.text[lexeme.start : lexeme.end - 1]}"'
            refuse(self.text, "field_empty", lexeme.start, lexeme.end, quoted, name=name)
        if name in PARTS:
            return self.in_part(name, lexeme)
        if self.now.mark is not Mark.OPEN:
            value = self.step()
            return Item(field_node(self.text, name, [value]), lexeme.start, value.end)
        return self.several(name, lexeme)

    def refuse_inside(self, name: str, lexeme: Lexeme) -> None:
        """A field inside `title:` or `text:`: proposes to move it out."""
        end = self.now.end if self.now.mark is not Mark.END else lexeme.end
        moved = self.text[lexeme.start : end]
        before = WITHOUT_OPERATOR.sub("", self.text[: lexeme.start])
        proposals = [f"{before}{self.text[end:]} AND {moved}", moved]
        problem = Problem(
            "field_inside",
            place(self.text, lexeme.start, end),
            {"name": name, "part": self.part},
            tuple(proposals),
        )
        raise Refusal(problem)

    def in_part(self, name: str, lexeme: Lexeme) -> Item:
        """`title:` and `text:` with what is searched for there."""
        self.part = name
        item = self.term()
        self.part = ""
        return Item(In(name, item.node), lexeme.start, item.end)

    def several(self, name: str, lexeme: Lexeme) -> Item:
        """A field with its values in brackets."""
        opened = self.step()
        first = self.at
        while self.now.mark not in {Mark.CLOSE, Mark.END}:
            self.at += 1
        if self.now.mark is Mark.END:
            self.refuse_open(opened)
        closed = self.step()
        inside = self.marks[first : self.at - 1]
        values = values_of(self.text, name, inside, opened.start, closed.end)
        return Item(field_node(self.text, name, values), lexeme.start, closed.end)

    def notice_operator(self, run: Lexeme) -> None:
        if run.text.lower() in LOWER:
            self.warn("lower_operator", run.start, run.end, text=run.text)
