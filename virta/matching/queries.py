"""Files of queries: a line each, `id<TAB>query`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from virta.matching.language import Parsed, parse
from virta.matching.problems import Place, Problem, Refusal, Warning


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file; `parsed` is None where it is refused, and `refusals` say why."""

    number: int
    id: str
    parsed: Parsed | None
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def to_json(self, language: str = "en") -> dict[str, object]:
        """As `query-check` prints it; the place of a problem names the line of the file."""
        told: dict[str, object] = {"line": self.number, "id": self.id}
        if self.parsed is not None and not self.refusals:
            told["normal"] = self.parsed.normal
        else:
            told["refusals"] = [self._told(one, language) for one in self.refusals]
        return told | {"warnings": [self._told(one, language) for one in self.warnings]}

    def _told(self, problem: Problem, language: str) -> dict[str, object]:
        return problem.to_json(language) | {"line": self.number}


def read_queries(lines: Iterable[bytes]) -> Iterator[Line]:
    """Reads the lines of a file, in order; empty ones are passed over."""
    seen: dict[str, int] = {}
    for number, data in enumerate(lines, start=1):
        data = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
        if data.strip():
            yield _line(number, data.rstrip(b"\r\n"), seen)


def _line(number: int, data: bytes, seen: dict[str, int]) -> Line:
    try:
        query_id, tab, text = data.decode().partition("\t")
    except UnicodeDecodeError:
        return Line(number, "", None, (_whole("line_not_utf8", len(data)),))
    query_id = query_id.strip()
    if not tab:
        return Line(number, "", None, (_whole("line_no_tab", len(query_id)),))
    refusals = []
    if not query_id:
        refusals.append(_whole("line_no_id", 0))
    elif query_id in seen:
        details = {"id": query_id, "first": seen[query_id]}
        refusals.append(_whole("id_twice", len(query_id), details, _free(query_id, seen)))
    seen.setdefault(query_id, number)
    try:
        parsed = parse(text)
    except Refusal as refusal:
        return Line(number, query_id, None, (*refusals, refusal.problem), refusal.warnings)
    return Line(number, query_id, parsed, tuple(refusals), parsed.warnings)


def _free(query_id: str, seen: dict[str, int]) -> str:
    number = 2
    while f"{query_id}-{number}" in seen:
        number += 1
    return f"{query_id}-{number}"


def _whole(
    code: str, length: int, details: dict[str, object] | None = None, proposal: str = ""
) -> Problem:
    """A problem with the line, not with what the query says; the place is the line's id."""
    return Problem(code, Place(0, length, 1, 1), details or {}, (proposal,) if proposal else ())
