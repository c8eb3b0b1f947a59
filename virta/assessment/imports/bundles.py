"""Evidence bundles made elsewhere: looked at before they count."""

from dataclasses import dataclass, field

from virta.balance.reading import Unreadable, read_bytes
from virta.balance.trouble import warning_text

PROBLEMS_SHOWN = 20


@dataclass(slots=True)
class Looked:
    """What a bundle holds, or every place where it cannot be read."""

    organisation: str = ""
    start: str = ""
    end: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def look(content: bytes, language: str) -> Looked:
    """Read a bundle and say what is in it, in `language`."""
    try:
        evidence = read_bytes(content)
    except Unreadable as trouble:
        return Looked(problems=trouble.sentences(language)[:PROBLEMS_SHOWN])
    return Looked(
        organisation=evidence.organisation,
        start=evidence.start.isoformat(),
        end=evidence.end.isoformat(),
        counts={
            "answers": len(evidence.answers),
            "allocations": len(evidence.allocations),
            "effort": len(evidence.effort),
            "items": len(evidence.trace),
            "samples": len(evidence.samples),
        },
        warnings=[warning_text(warning, language) for warning in evidence.warnings],
    )
