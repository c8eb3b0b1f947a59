"""From an `Evidence` back to the exchange format `virta-evidence/1`; the inverse of `reading`.

What is read back gives the same diagnosis, and the same evidence always gives the same bytes. Ids
of items, which the diagnosis does not need, are made anew from kind and place; what was warned of
and left out when the evidence was read is not written.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from virta.balance.evidence import NOBODY_KNOWS, Evidence, Trace
from virta.balance.framework import FACTORS, KINDS

FORMAT = "virta-evidence/1"
NAMES = [factor.value for factor in FACTORS]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
MICROSECONDS = 86_400_000_000  # of a day

Rows = list[dict[str, Any]]


def to_bundle(evidence: Evidence) -> dict[str, Any]:
    """The evidence as plain JSON values, keys and rows in a fixed order."""
    bundle: dict[str, Any] = {
        "format": FORMAT,
        "organisation": evidence.organisation,
        "period": {"start": evidence.start.isoformat(), "end": evidence.end.isoformat()},
    }
    if evidence.reference is not None:
        bundle["reference"] = {factor.value: evidence.reference[factor] for factor in FACTORS}
    if evidence.covers is not None:
        bundle["covers"] = sorted(evidence.covers, key=KINDS.index)
    lists = {
        "answers": answer_rows(evidence),
        "allocations": allocation_rows(evidence),
        "samples": [
            {"flow": str(one.flow), "seen": one.seen, "reached": one.reached}
            for one in evidence.samples
        ],
        "effort": effort_rows(evidence),
        "items": item_rows(evidence.trace),
        "links": link_rows(evidence.trace),
    }
    return bundle | {name: rows for name, rows in lists.items() if rows}


def to_bytes(evidence: Evidence) -> bytes:
    """The bundle as UTF-8 JSON, one row a line, so that two of them can be compared."""
    parts = [
        encoded(name) + b": " + (by_line(value) if isinstance(value, list) else encoded(value))
        for name, value in to_bundle(evidence).items()
    ]
    return b"{" + b",\n ".join(parts) + b"}\n"


def by_line(rows: list[Any]) -> bytes:
    return b"[" + b",\n  ".join(encoded(row) for row in rows) + b"]"


def encoded(value: Any) -> bytes:
    return msgspec.json.encode(value)


def answer_rows(evidence: Evidence) -> Rows:
    given = evidence.answers
    columns = (given.respondent, given.group, given.factor, given.item, given.level)
    return [
        {
            "respondent": given.respondents[who],
            **({"group": given.groups[group]} if given.groups[group] else {}),
            "factor": NAMES[factor],
            **({"item": given.items[item]} if given.items[item] else {}),
            "level": None if level == NOBODY_KNOWS else level,
        }
        for who, group, factor, item, level in plain(*columns)
    ]


def allocation_rows(evidence: Evidence) -> Rows:
    given = evidence.allocations
    return [
        {"respondent": given.respondents[who], "factor": NAMES[factor], "percent": percent}
        for who, factor, percent in plain(given.respondent, given.factor, given.percent)
    ]


def effort_rows(evidence: Evidence) -> Rows:
    given = evidence.effort
    return [
        {"week": date.fromordinal(week).isoformat(), "factor": NAMES[factor], "hours": hours}
        for week, factor, hours in plain(given.week, given.factor, given.hours)
    ]


def item_rows(trace: Trace) -> Rows:
    rows = []
    for number, (kind, factor, at) in enumerate(plain(trace.kind, trace.factor, trace.at)):
        row = {"id": name_of(kind, number), "kind": KINDS[kind]}
        if factor != NOBODY_KNOWS:
            row["factor"] = NAMES[factor]
        rows.append(row | {"at": moment(at)})
    return rows


def link_rows(trace: Trace) -> Rows:
    kinds = trace.kind.tolist()
    return [
        {"from": name_of(kinds[one], one), "to": name_of(kinds[other], other), "at": moment(at)}
        for one, other, at in plain(trace.source, trace.target, trace.linked_at)
    ]


def name_of(kind: int, number: int) -> str:
    return f"{KINDS[kind]}-{number + 1}"


def plain(*columns: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of columns, as Python's own numbers."""
    return zip(*(column.tolist() for column in columns), strict=True)


def moment(days: float) -> str:
    """Days since 1970 in UTC as a time, to the microsecond: as exactly as a time can be read.

    A zone can put a time of the first or last day that dates know beyond it; it is moved to there.
    """
    try:
        at = EPOCH + timedelta(microseconds=round(days * MICROSECONDS))
    except OverflowError:
        at = EARLIEST if days < 0 else LATEST
    return at.isoformat().replace("+00:00", "Z")
