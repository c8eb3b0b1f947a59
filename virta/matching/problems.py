"""What is wrong with a query, or worth a look: where it stands, why, and what to write instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from virta.matching.messages import say


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a query: characters `start` up to `end`, from 0; `line` and `column` from 1."""

    start: int
    end: int
    line: int
    column: int


def place(text: str, start: int, end: int) -> Place:
    """The place of a stretch of the text."""
    start = min(start, len(text))
    before = text[:start]
    line = before.count("\n") + 1
    return Place(start, max(end, start), line, start - (before.rfind("\n") + 1) + 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` names what it is (see `messages`); `proposals` are whole queries to take instead."""

    code: str
    place: Place
    details: Mapping[str, object] = field(default_factory=dict)
    proposals: tuple[str, ...] = ()

    def message(self, language: str = "en") -> str:
        """The sentence for people, in English or Finnish."""
        return say(self.code, self.details, language)

    def to_json(self, language: str = "en") -> dict[str, object]:
        """As the command line prints it."""
        return {
            "code": self.code,
            "message": self.message(language),
            "line": self.place.line,
            "column": self.place.column,
            "start": self.place.start,
            "end": self.place.end,
            "proposals": list(self.proposals),
        }


class Warning(Problem):  # noqa: A001 - the word of the language's description
    """The query is taken, and this is worth a look."""

    __slots__ = ()


class Refusal(Exception):
    """The query is not taken. `problem` says why; `warnings` is what was noticed before that."""

    def __init__(self, problem: Problem, warnings: Sequence[Warning] = ()) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.warnings = tuple(warnings)

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def place(self) -> Place:
        return self.problem.place

    @property
    def proposals(self) -> tuple[str, ...]:
        return self.problem.proposals

    def message(self, language: str = "en") -> str:
        return self.problem.message(language)

    def __str__(self) -> str:
        return self.message()
