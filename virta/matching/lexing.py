"""Cuts a query into its marks: brackets, quotes, operators, fields and runs of anything else."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from virta.matching.problems import Problem, Refusal, place

LONGEST = 50_000
"""Characters a query may have: a few thousand terms."""
DEEPEST = 50
"""How deep brackets may stand in one another."""

STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "’": "'", "‘": "'"})


class Mark(StrEnum):
    """What a stretch of a query is."""

    OPEN = "("
    CLOSE = ")"
    QUOTE = "quote"  # text: what stands between the quotes
    RUN = "run"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    FIELD = "field"  # text: its name as written
    RANGE = "range"  # text: what stands between the square brackets
    END = "end"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A mark with its text and place. `between`: n of `"a b"~n`; of NEAR its suffix (`/5f`)."""

    mark: Mark
    text: str
    start: int
    end: int
    between: str = ""


PATTERN = re.compile(
    r"""
      (?P<space>\s+)
    | <<<(?P<comment>.*?)>>>
    | (?P<open>\()
    | (?P<close>\))
    | "(?P<quote>[^"]*)"(?:~(?P<between>\d*))?
    | \[(?P<range>[^\[\]"()]*)\]
    | (?P<dash>(?<![^\s(>])-(?=[^\s)\-]))
    | (?P<near>O?NEAR(?P<suffix>[/~:]?\w*)(?![^\s()"\[]))
    | (?P<operator>(?:AND|OR|NOT)(?![^\s()"\[]))
    | (?P<field>[^\W\d][\w\-]*):(?!//)(?P<gap>\s*)
    | (?P<run>(?:\{[^{}"()]*\}|(?!<<<)[^\s()"\[\]{}])+)
    """,
    re.VERBOSE | re.DOTALL,
)
ADDRESS = re.compile(r'[^\s"()\[\]]+(?:\([^\s"()]*\)[^\s"()\[\]]*)*')
ADDRESS_FIELDS = frozenset({"url", "links"})


def refuse(
    text: str, code: str, start: int, end: int, /, *proposals: str, **details: object
) -> NoReturn:
    """Refuses the query; the proposals are what to write in place of the stretch."""
    whole = tuple(text[:start] + one + text[end:] for one in proposals)
    raise Refusal(Problem(code, place(text, start, end), details, whole))


def cut(text: str) -> list[Lexeme]:
    """The marks of a query, the last one its end; comments and space are left out."""
    if len(text) > LONGEST:
        refuse(text[:1], "too_long", 0, 1, length=len(text), longest=LONGEST)
    straight = text.translate(STRAIGHT)
    found: list[Lexeme] = []
    at = depth = 0
    while at < len(straight):
        match = PATTERN.match(straight, at)
        if match is None or straight.startswith("<<<", at) and match["comment"] is None:
            _refuse_stray(text, at)
        lexeme = _lexeme(match, text)
        at = match.end()
        if lexeme is None:
            continue
        found.append(lexeme)
        depth += {Mark.OPEN: 1, Mark.CLOSE: -1}.get(lexeme.mark, 0)
        if depth > DEEPEST:
            refuse(text, "too_deep", lexeme.start, lexeme.end, deepest=DEEPEST)
        at = _address(straight, found, at)
    return [*found, Lexeme(Mark.END, "", len(text), len(text))]


def _lexeme(match: re.Match[str], text: str) -> Lexeme | None:
    start, end = match.span()
    kind = next(name for name in KINDS if match[name] is not None)
    if kind in {"space", "comment"}:
        return None
    if kind == "operator":
        return Lexeme(Mark(match["operator"]), match["operator"], start, end)
    if kind == "near":
        suffix = match["suffix"]
        return Lexeme(Mark.NEAR, match["near"].removesuffix(suffix), start, end, suffix)
    if kind == "quote" and match["between"] == "":
        refuse(text, "no_distance", start, end, f"{text[start:end]}5", text[start : end - 1])
    if kind == "field":
        end -= len(match["gap"])
    return Lexeme(KINDS[kind], match[kind], start, end, match["between"] or "")


KINDS = {
    "space": Mark.END,
    "comment": Mark.END,
    "open": Mark.OPEN,
    "close": Mark.CLOSE,
    "quote": Mark.QUOTE,
    "range": Mark.RANGE,
    "dash": Mark.NOT,
    "near": Mark.NEAR,
    "operator": Mark.AND,
    "field": Mark.FIELD,
    "run": Mark.RUN,
}


def _address(text: str, found: list[Lexeme], at: int) -> int:
    """Behind `url:` and `links:` an address stands as it is, colons and all."""
    last = found[-1]
    if last.mark is not Mark.FIELD or last.text.lower() not in ADDRESS_FIELDS:
        return at
    match = ADDRESS.match(text, at)
    if match is None:
        return at
    found.append(Lexeme(Mark.RUN, match.group(), match.start(), match.end()))
    return int(match.end())


def _refuse_stray(text: str, at: int) -> NoReturn:
    if text.startswith("<<<", at):
        refuse(text, "comment_open", at, at + 3, "")
    rest = text[at:]
    letter = rest[0].translate(STRAIGHT)
    if letter == '"':
        held = rest.rstrip(" \t\r\n)")
        refuse(text, "quote_open", at, at + len(held), f'{held}"')
    if letter == "{":
        held = re.split(r"[\s(){}\[\]\"]", rest[1:])[0]
        refuse(text, "brace_open", at, at + 1 + len(held), f"{{{held}}}")
    refuse(text, "brace_extra" if letter == "}" else "square", at, at + 1, "")
