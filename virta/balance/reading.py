"""From the exchange format `virta-evidence/1` to an `Evidence`, with every trouble at its place.

The lists are cut into rows without being unpacked, and each row goes straight into columns, so
that a million answers take seconds and stay small.
"""

import codecs
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from virta.balance.evidence import (
    NOBODY_KNOWS,
    Allocations,
    Answers,
    Effort,
    Evidence,
    Numbers,
    Sample,
    Trace,
)
from virta.balance.framework import FACTORS, KINDS, LINKS, Direction, Factor
from virta.balance.keys import address, looks_like_keys, repeated_at_top, repeated_in_row
from virta.balance.trouble import MOST, Trouble, Unreadable

__all__ = ["LIMIT", "Unreadable", "from_dict", "read", "read_bytes"]

FORMAT = "virta-evidence/1"
LIMIT = 1_000_000_000  # bytes; over this a file is refused before it is read
TOGETHER = 10_000  # rows of a list that are read at once
SECONDS = 86_400  # of a day
LARGEST = 1e9  # of any number: sums of far larger ones would not be finite
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
EPOCH_DAY = EPOCH.toordinal()
FACTOR_CODE = {factor.value: code for code, factor in enumerate(FACTORS)}
KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}
KNOWN = ", ".join(FACTORS)
FACTOR_OF_ITEM = FACTOR_CODE | {None: NOBODY_KNOWS, msgspec.UNSET: NOBODY_KNOWS}
PATTERN = b"0000-00-00T00:00:00Z"
LINK_CODES = {(KIND_CODE[source], KIND_CODE[target]) for source, target in LINKS}
TOP = {
    "format",
    "organisation",
    "period",
    "reference",
    "answers",
    "allocations",
    "samples",
    "effort",
    "items",
    "links",
    "covers",
}


class Row(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A row of one of the lists. Rows with unknown keys are read again without them."""


class AnswerRow(Row, frozen=True, gc=False):
    respondent: str
    factor: str
    level: int | None
    group: str | msgspec.UnsetType = msgspec.UNSET
    item: str | msgspec.UnsetType = msgspec.UNSET


class AllocationRow(Row, frozen=True, gc=False):
    respondent: str
    factor: str
    percent: float


class SampleRow(Row, frozen=True, gc=False):
    flow: str
    seen: int
    reached: int


class EffortRow(Row, frozen=True, gc=False):
    week: str
    factor: str
    hours: float


class ItemRow(Row, frozen=True, gc=False):
    id: str
    kind: str
    at: str
    factor: str | None | msgspec.UnsetType = msgspec.UNSET
    channels: list[str] | msgspec.UnsetType = msgspec.UNSET
    """Where a post came out, and at which addresses: for people to follow, not counted."""
    urls: list[str] | msgspec.UnsetType = msgspec.UNSET


class LinkRow(Row, frozen=True, gc=False, rename={"source": "from", "target": "to"}):
    source: str
    target: str
    at: str


R = TypeVar("R", bound=Row)
KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read(path: str | Path, *, limit: int = LIMIT) -> Evidence:
    """Read one file. Raises Unreadable, with every place, for all that it cannot take."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > limit:
            raise Unreadable(
                [Trouble("", "too_large", {"size": size // 10**6, "limit": limit // 10**6})]
            )
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise Unreadable([Trouble("", "missing_file")]) from problem
    except OSError as problem:
        raise Unreadable(
            [Trouble("", "no_file", {"why": problem.strerror or problem})]
        ) from problem
    return read_bytes(data)


def from_dict(bundle: dict[str, Any]) -> Evidence:
    """Read a bundle that is in memory already."""
    return read_bytes(msgspec.json.encode(bundle))


def read_bytes(data: bytes) -> Evidence:
    """Read a bundle from its bytes (UTF-8 JSON, with or without a byte order mark)."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise Unreadable([Trouble("", "empty")])
    check_utf8(data)
    return Reader(data).evidence()


def check_utf8(data: bytes) -> None:
    """Piece by piece, so that a large file is not held in memory twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    step = 1 << 20
    try:
        for at in range(0, len(data), step):
            before = at - len(decoder.getstate()[0])
            decoder.decode(data[at : at + step], final=at + step >= len(data))
    except UnicodeDecodeError as problem:
        raise Unreadable([Trouble("", "not_utf8", {"byte": before + problem.start})]) from problem


class Codes:
    """Gives texts numbers in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def names(self) -> list[str]:
        return list(self.numbers)


@dataclass(slots=True)
class Reader:
    """Reads one bundle, collecting its troubles and warnings."""

    data: bytes
    troubles: list[Trouble] = field(default_factory=list)
    more: int = 0
    warnings: list[Trouble | str] = field(default_factory=list)
    unknown_keys: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    naive: int = 0
    folded: int = 0
    start: date = date.min
    end: date = date.max
    days: dict[str, int | None] = field(default_factory=dict)
    clocks: dict[str, tuple[float, bool]] = field(default_factory=dict)

    def evidence(self) -> Evidence:
        top = self.top()
        self.check_format(top)
        organisation = self.read_organisation(top)
        self.read_period(top)
        reference = self.read_reference(top)
        covers = self.read_covers(top)
        answers = self.answers(top)
        allocations = self.allocations(top)
        samples = self.samples(top)
        effort = self.effort(top)
        trace = self.trace(top)
        if self.troubles:
            raise Unreadable(self.troubles, self.more)
        self.warn()
        return Evidence(
            organisation,
            self.start,
            self.end,
            reference=reference,
            answers=answers,
            allocations=allocations,
            effort=effort,
            samples=samples,
            trace=trace,
            covers=covers,
            warnings=self.warnings,
        )

    # The whole

    def top(self) -> dict[str, msgspec.Raw]:
        try:
            top = msgspec.json.decode(self.data, type=dict[str, msgspec.Raw])
        except msgspec.ValidationError as problem:
            raise Unreadable([Trouble("", "not_an_object")]) from problem
        except msgspec.DecodeError as problem:
            raise Unreadable([self.malformed(str(problem))]) from problem
        except RecursionError as problem:
            raise Unreadable([Trouble("", "too_deep")]) from problem
        twice = repeated_at_top(self.data, top)
        if twice is not None:
            self.trouble(twice[:40], "duplicate_key")
        return top

    def malformed(self, why: str, within: msgspec.Raw | None = None) -> Trouble:
        found = re.search(r"byte (\d+)", why)
        begin, end = self.span(within) if within is not None else (0, len(self.data))
        at = begin + int(found.group(1)) if found else end
        line = self.data.count(b"\n", 0, at) + 1
        column = at - (self.data.rfind(b"\n", 0, at) + 1) + 1
        reason = re.sub(r"\s*\(byte \d+\)", "", why.removeprefix("JSON is malformed: "))
        return Trouble("", "malformed", {"line": line, "column": column, "why": reason.lower()})

    def trouble(self, place: str, key: str, **figures: Any) -> None:
        if len(self.troubles) < MOST:
            self.troubles.append(Trouble(place, key, figures))
        else:
            self.more += 1

    def check_format(self, top: dict[str, msgspec.Raw]) -> None:
        for key in top.keys() - TOP:
            self.unknown_keys[key] = self.unknown_keys.get(key, 0) + 1
        if "format" not in top:
            self.trouble("format", "missing")
            return
        found = self.typed(top, "format", str, FORMAT)
        if found != FORMAT:
            self.trouble("format", "format", found=found[:60])

    def read_organisation(self, top: dict[str, msgspec.Raw]) -> str:
        """The name; without one the evidence still counts, so that is only warned of."""
        name: str = self.typed(top, "organisation", str, "")
        if not name.strip():
            self.warnings.append(Trouble("organisation", "no_name"))
        return name

    def typed(self, top: dict[str, msgspec.Raw], key: str, kind: Any, default: Any) -> Any:
        """The value of a key, if it has the right type."""
        if key not in top:
            return default
        try:
            return msgspec.json.decode(top[key], type=kind)
        except msgspec.ValidationError as problem:
            self.wrong_type(key, problem)
        except msgspec.DecodeError as problem:
            raise Unreadable([self.malformed(str(problem), top[key])]) from problem
        return default

    def wrong_type(self, place: str, problem: msgspec.ValidationError) -> None:
        why, _sep, path = str(problem).partition(" - at `$")
        types = re.fullmatch(r"Expected `(.+)`, got `(.+)`", why)
        if types:
            wanted, got = types.groups()
            self.trouble(place + path.rstrip("`"), "wrong_type", wanted=wanted, got=got)
        else:
            self.trouble(place + path.rstrip("`"), "out_of_range")

    def read_period(self, top: dict[str, msgspec.Raw]) -> None:
        if "period" not in top:
            self.trouble("period", "missing")
            return
        period = self.typed(top, "period", dict[str, Any], None)
        if period is None:
            return
        self.notice("period", top["period"], {"start", "end"})
        days = [self.period_day(period, key) for key in ("start", "end")]
        if days[0] is None or days[1] is None:
            return
        self.start, self.end = days[0], days[1]
        if self.end < self.start:
            self.trouble("period", "period")

    def period_day(self, period: dict[str, Any], key: str) -> date | None:
        if key not in period:
            self.trouble(f"period.{key}", "missing")
            return None
        number = self.day(period[key]) if isinstance(period[key], str) else None
        if number is None:
            self.trouble(f"period.{key}", "date", found=str(period[key])[:40])
            return None
        return date.fromordinal(number)

    def read_reference(self, top: dict[str, msgspec.Raw]) -> dict[Factor, float] | None:
        given = self.typed(top, "reference", dict[str, Any] | None, None)
        if given is None:
            return None
        self.notice("reference", top["reference"], set(given))
        for name, share in given.items():
            self.check_reference(name, share)
        missing = [factor.value for factor in FACTORS if factor.value not in given]
        if missing:
            self.trouble("reference", "reference_missing", missing=", ".join(missing))
        if self.troubles:
            return None
        total = sum(given.values())
        if math.isclose(total, 1.0, rel_tol=1e-12):
            total = 1.0  # so that what Virta wrote is read back to the last digit
        return {factor: given[factor.value] / total for factor in FACTORS}

    def check_reference(self, name: str, share: Any) -> None:
        place = f"reference.{name[:40]}"
        if name not in FACTOR_CODE:
            self.trouble("reference", "factor", found=name[:40], known=KNOWN)
        elif isinstance(share, bool) or not isinstance(share, int | float):
            got = "null" if share is None else type(share).__name__
            self.trouble(place, "wrong_type", wanted="float", got=got)
        elif self.counts(place, share) and share < 1 / LARGEST:
            self.trouble(place, "reference_zero")

    def read_covers(self, top: dict[str, msgspec.Raw]) -> frozenset[str] | None:
        covers = self.typed(top, "covers", list[str] | None, None)
        for number, kind in enumerate(covers or []):
            if kind not in KIND_CODE:
                self.trouble(f"covers[{number}]", "kind", found=kind[:40], known=", ".join(KINDS))
        return None if covers is None else frozenset(covers)

    # The lists

    def rows(self, top: dict[str, msgspec.Raw], key: str, kind: type[R]) -> Iterator[tuple[int, R]]:
        """The rows of a list, each with its number; what is no such row is named and passed over."""
        raws = self.typed(top, key, list[msgspec.Raw] | None, None) or []
        many = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]
        fields = msgspec.structs.fields(kind)
        optional = [one.name for one in fields if one.default is msgspec.UNSET]
        keys = len(fields) * len(raws)
        for first in range(0, len(raws), TOGETHER):
            part = raws[first : first + TOGETHER]
            try:
                found = list(enumerate(many.decode(self.stretch(part)), first))
            except (msgspec.ValidationError, msgspec.DecodeError):
                found, surplus = self.one_by_one(key, first, part, kind)
                keys += surplus
            for name in optional:
                keys -= sum(getattr(row, name) is msgspec.UNSET for _number, row in found)
            yield from found
        if raws and keys != looks_like_keys(self.data, *self.span(top[key])):
            self.find_repeated(key, raws)

    def stretch(self, part: list[msgspec.Raw]) -> bytes:
        """Rows that follow one another, as one list: reading many at once is far quicker."""
        begin, end = self.span(part[0])[0], self.span(part[-1])[1]
        return b"[" + self.data[begin:end] + b"]"

    def one_by_one(
        self, key: str, first: int, part: list[msgspec.Raw], kind: type[R]
    ) -> tuple[list[tuple[int, R]], int]:
        """The rows among these, and how many more keys than a row's the others seem to have."""
        decode = msgspec.json.Decoder(kind).decode
        fields = msgspec.structs.fields(kind)
        optional = [one.name for one in fields if one.default is msgspec.UNSET]
        rows: list[tuple[int, R]] = []
        surplus = 0
        for number, raw in enumerate(part, first):
            try:
                rows.append((number, decode(raw)))
            except msgspec.ValidationError:
                surplus += looks_like_keys(bytes(raw)) - len(fields)
                row = self.row_with_more(f"{key}[{number}]", raw, kind)
                if row is not None:
                    surplus += sum(getattr(row, name) is msgspec.UNSET for name in optional)
                    rows.append((number, row))
            except msgspec.DecodeError as problem:
                raise Unreadable([self.malformed(str(problem), raw)]) from problem
        return rows, surplus

    def find_repeated(self, key: str, raws: list[msgspec.Raw]) -> None:
        """Look at every row, unless there is enough to tell already."""
        for number, raw in enumerate([] if self.troubles else raws):
            self.notice_repeated(f"{key}[{number}]", raw)

    def row_with_more(self, place: str, raw: msgspec.Raw, kind: type[R]) -> R | None:
        """A row without its unknown keys, which are warned of; None where that is no row either."""
        names = {one.encode_name for one in msgspec.structs.fields(kind)}
        try:
            given = KEYS.decode(raw)
            self.notice(place, raw, names, place[: place.index("[")] + "[]")
            known = {name: one for name, one in given.items() if name in names}
            return msgspec.json.decode(msgspec.json.encode(known), type=kind)
        except msgspec.ValidationError as problem:
            self.row_trouble(place, problem)
        except msgspec.DecodeError as problem:
            raise Unreadable([self.malformed(str(problem), raw)]) from problem
        return None

    def span(self, raw: msgspec.Raw) -> tuple[int, int]:
        """Where in the data a value begins and ends."""
        begin = address(raw) - address(self.data)
        return begin, begin + len(memoryview(raw))

    def notice(self, place: str, raw: msgspec.Raw, names: set[str], kind: str = "") -> None:
        """Unknown keys, which are warned of, and keys that come twice, which are not taken."""
        found = KEYS.decode(raw).keys()
        for name in found - names:
            where = f"{kind or place}.{name[:40]}"
            self.unknown_keys[where] = self.unknown_keys.get(where, 0) + 1
        self.notice_repeated(place, raw)

    def notice_repeated(self, place: str, raw: msgspec.Raw) -> None:
        twice = repeated_in_row(raw, len(KEYS.decode(raw)))
        if twice is not None:
            self.trouble(f"{place}.{twice[:40]}", "duplicate_key")

    def row_trouble(self, place: str, problem: msgspec.ValidationError) -> None:
        missing = re.search(r"missing required field `(\w+)`", str(problem))
        if missing:
            self.trouble(f"{place}.{missing.group(1)}", "missing")
        else:
            self.wrong_type(place, problem)

    def answers(self, top: dict[str, msgspec.Raw]) -> Answers:
        people, groups, items = Codes(), Codes(), Codes()
        columns: list[tuple[int, int, int, int, int]] = []
        for number, row in self.rows(top, "answers", AnswerRow):
            place = f"answers[{number}]"
            factor = self.factor(place, row.factor)
            if row.level is not None and not 0 <= row.level <= 5:
                self.trouble(f"{place}.level", "level", found=row.level)
            elif factor is not None and self.filled(f"{place}.respondent", row.respondent):
                level = NOBODY_KNOWS if row.level is None else row.level
                columns.append(
                    (
                        people(row.respondent),
                        groups(row.group or ""),
                        factor,
                        items(row.item or ""),
                        level,
                    )
                )
        who, group, about, item, rated = as_columns(columns, 5)
        return Answers(who, group, about, item, rated, people.names, groups.names, items.names)

    def allocations(self, top: dict[str, msgspec.Raw]) -> Allocations:
        people = Codes()
        given: dict[tuple[int, int], float] = {}
        for number, row in self.rows(top, "allocations", AllocationRow):
            place = f"allocations[{number}]"
            factor = self.factor(place, row.factor)
            if not self.counts(f"{place}.percent", row.percent) or factor is None:
                continue
            if not self.filled(f"{place}.respondent", row.respondent):
                continue
            pair = (people(row.respondent), factor)
            if pair in given:
                self.trouble(
                    place, "duplicate_factor", respondent=row.respondent[:40], factor=row.factor
                )
            given[pair] = row.percent
        who, about = as_columns(list(given), 2)
        return Allocations(
            who, about, np.array(list(given.values()), dtype=np.float64), people.names
        )

    def samples(self, top: dict[str, msgspec.Raw]) -> list[Sample]:
        found = []
        for number, row in self.rows(top, "samples", SampleRow):
            place = f"samples[{number}]"
            if row.flow not in set(Direction):
                self.trouble(f"{place}.flow", "flow", found=row.flow[:40])
            for key, number in (("seen", row.seen), ("reached", row.reached)):
                self.counts(f"{place}.{key}", number)
            if row.reached > row.seen:
                self.trouble(place, "reached_over_seen", reached=row.reached, seen=row.seen)
            found.append(Sample(row.flow, row.seen, row.reached))
        return found

    def effort(self, top: dict[str, msgspec.Raw]) -> Effort:
        columns: list[tuple[int, int]] = []
        hours: list[float] = []
        first, last = self.start.toordinal() - 6, self.end.toordinal()
        for number, row in self.rows(top, "effort", EffortRow):
            place = f"effort[{number}]"
            factor = self.factor(place, row.factor)
            day = self.day(row.week)
            if day is None:
                self.trouble(f"{place}.week", "date", found=row.week[:40])
            elif self.counts(f"{place}.hours", row.hours) and factor is not None:
                monday = day - (day - 1) % 7  # date.toordinal() of a Monday is 1 modulo 7
                self.folded += monday != day
                if first <= monday <= last:
                    columns.append((monday, factor))
                    hours.append(row.hours)
                else:
                    self.outside["effort"] = self.outside.get("effort", 0) + 1
        week, about = as_columns(columns, 2)
        return Effort(week, about, np.array(hours, dtype=np.float64))

    def trace(self, top: dict[str, msgspec.Raw]) -> Trace:
        numbers: dict[str, int] = {}
        kinds, factors, places = array("i"), array("i"), array("i")
        times: list[str] = []
        for number, row in self.rows(top, "items", ItemRow):
            if row.id in numbers or not row.id.strip():
                self.bad_id(number, row.id, numbers)
            else:
                numbers[row.id] = len(kinds)
            kind, factor = KIND_CODE.get(row.kind), FACTOR_OF_ITEM.get(row.factor)
            kinds.append(self.no_kind(number, row.kind) if kind is None else kind)
            factors.append(self.no_factor(number, str(row.factor)) if factor is None else factor)
            times.append(row.at)
            places.append(number)
        happened = self.moments("items", places, times)
        sources, targets, joined = self.links(top, numbers, kinds)
        self.count_outside("items", happened)
        self.count_outside("links", joined)
        codes = [np.array(one, dtype=np.int32) for one in (kinds, factors, sources, targets)]
        return Trace(codes[0], codes[1], happened, codes[2], codes[3], joined)

    def bad_id(self, number: int, name: str, numbers: dict[str, int]) -> None:
        place = f"items[{number}].id"
        if self.filled(place, name):
            first = f"items[{numbers[name]}]"
            self.trouble(place, "duplicate_id", found=name[:40], first=first)

    def no_kind(self, number: int, name: str) -> int:
        place = f"items[{number}].kind"
        self.trouble(place, "kind", found=name[:40], known=", ".join(KINDS))
        return 0

    def no_factor(self, number: int, name: str) -> int:
        self.factor(f"items[{number}]", name)
        return NOBODY_KNOWS

    def links(
        self, top: dict[str, msgspec.Raw], numbers: dict[str, int], kinds: "array[int]"
    ) -> tuple["array[int]", "array[int]", Numbers]:
        sources, targets, places = array("i"), array("i"), array("i")
        times: list[str] = []
        for number, row in self.rows(top, "links", LinkRow):
            source, target = numbers.get(row.source), numbers.get(row.target)
            if source is None or target is None:
                self.bad_ends(number, row, numbers)
                continue
            if (kinds[source], kinds[target]) not in LINK_CODES:
                names = {"source": KINDS[kinds[source]], "target": KINDS[kinds[target]]}
                self.trouble(f"links[{number}]", "no_such_link", **names)
            sources.append(source)
            targets.append(target)
            times.append(row.at)
            places.append(number)
        return sources, targets, self.moments("links", places, times)

    def bad_ends(self, number: int, row: LinkRow, numbers: dict[str, int]) -> None:
        for key, name in (("from", row.source), ("to", row.target)):
            if name not in numbers:
                self.trouble(f"links[{number}].{key}", "no_such_item", found=name[:40])

    # The cells

    def factor(self, place: str, name: str) -> int | None:
        code = FACTOR_CODE.get(name)
        if code is None:
            self.trouble(f"{place}.factor", "factor", found=name[:40], known=KNOWN)
        return code

    def filled(self, place: str, text: str) -> bool:
        if text.strip():
            return True
        self.trouble(place, "empty_text")
        return False

    def counts(self, place: str, number: float) -> bool:
        if isinstance(number, float) and not math.isfinite(number):
            self.trouble(place, "not_finite", found=number)
        elif number < 0:
            self.trouble(place, "negative", found=number)
        elif number > LARGEST:
            self.trouble(place, "out_of_range")
        else:
            return True
        return False

    def day(self, text: str) -> int | None:
        """A date's ordinal, or None; the same few hundred dates come again and again."""
        if text not in self.days:
            try:
                self.days[text] = date.fromisoformat(text).toordinal() if DAY.match(text) else None
            except ValueError:
                self.days[text] = None
        return self.days[text]

    def clock(self, text: str) -> tuple[float, bool] | None:
        """What follows the date of a time: the part of a day in UTC, and whether it names a zone."""
        known = self.clocks.get(text)
        if known is not None:
            return known
        try:
            when = datetime.fromisoformat("1970-01-01" + text)
        except ValueError:
            return None
        has_zone = when.tzinfo is not None
        part = ((when if has_zone else when.replace(tzinfo=UTC)) - EPOCH).total_seconds() / 86_400
        if len(self.clocks) < SECONDS:
            self.clocks[text] = part, has_zone
        return part, has_zone

    def moments(self, key: str, numbers: "array[int]", texts: list[str]) -> Numbers:
        """Days since 1970 of many times; at once where all are written alike, as most are."""
        at = utc_seconds(texts)
        if at is not None:
            each, home = np.unique(at[0], return_inverse=True)
            days = [
                self.day(f"{one // 10000:04}-{one // 100 % 100:02}-{one % 100:02}") for one in each
            ]
            if None not in days:
                return np.asarray(
                    np.array(days, dtype=np.float64)[home] - EPOCH_DAY + at[1] / SECONDS
                )
        found = (self.moment(key, *one) for one in zip(numbers, texts, strict=True))
        return np.fromiter(found, dtype=np.float64, count=len(texts))

    def moment(self, key: str, number: int, text: str) -> float:
        """Days since 1970 in UTC; a time without a zone is taken for UTC, with a warning."""
        day, clock = self.days.get(text[:10]), self.clocks.get(text[10:])
        if day is None or clock is None:
            day, clock = self.day(text[:10]), self.clock(text[10:])
        if day is None or clock is None:
            self.trouble(f"{key}[{number}].at", "time", found=text[:40])
            return 0.0
        self.naive += not clock[1]
        return day - EPOCH_DAY + clock[0]

    def count_outside(self, kind: str, times: Numbers) -> None:
        """Notice how many of these times lie outside the period."""
        first, after = (day.toordinal() - EPOCH_DAY for day in (self.start, self.end))
        count = int(((times < first) | (times >= after + 1)).sum())
        if count:
            self.outside[kind] = count

    def warn(self) -> None:
        self.warnings += [Trouble(name, "unknown_key") for name in sorted(self.unknown_keys)]
        for name, count in sorted(self.outside.items()):
            self.warnings.append(Trouble(name, "outside", {"count": count}))
        if self.naive:
            self.warnings.append(Trouble("", "no_zone", {"count": self.naive}))
        if self.folded:
            self.warnings.append(Trouble("effort", "not_monday", {"count": self.folded}))


def utc_seconds(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Day (as 20260302) and second of the day of times that all look like 2026-03-02T09:00:00Z.

    None where one of them does not. Whether there is such a day is not looked at.
    """
    text = "".join(texts)
    if not texts or not text.isascii() or set(map(len, texts)) != {len(PATTERN)}:
        return None
    signs = np.frombuffer(text.encode(), dtype=np.uint8).reshape(-1, len(PATTERN))
    pattern = np.frombuffer(PATTERN, dtype=np.uint8)
    is_digit = pattern == ord("0")
    digits = signs[:, is_digit].astype(np.int64) - ord("0")
    if (
        (signs[:, ~is_digit] != pattern[~is_digit]).any()
        or (digits < 0).any()
        or (digits > 9).any()
    ):
        return None
    day = digits[:, :8] @ 10 ** np.arange(7, -1, -1)
    hour, minute, second = (digits[:, at] * 10 + digits[:, at + 1] for at in (8, 10, 12))
    if (hour > 23).any() or (minute > 59).any() or (second > 59).any():
        return None
    return day, hour * 3600 + minute * 60 + second


def as_columns(rows: list[Any], width: int) -> Any:
    """Rows of whole numbers as columns of int32."""
    table = np.array(rows, dtype=np.int32).reshape(-1, width)
    return tuple(np.ascontiguousarray(table[:, column]) for column in range(width))
