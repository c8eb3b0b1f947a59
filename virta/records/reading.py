"""Snapshots as people read them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from virta.people.models import Person, Workspace
from virta.records.kinds import Kind, kind_of
from virta.records.models import Record


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its label, what stood there and what stands there."""

    name: str
    label: str
    before: str
    after: str


def differences(
    kind: Kind, fields: dict[str, Any], names: list[str], before: dict[str, Any] | None = None
) -> list[Difference]:
    """The named fields of a snapshot beside an earlier one."""
    earlier = before or {}
    return [
        Difference(
            name,
            label(kind, name),
            in_words(kind, name, earlier.get(name)),
            in_words(kind, name, fields.get(name)),
        )
        for name in names
    ]


def label(kind: Kind, name: str) -> str:
    try:
        verbose = kind.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name
    text = str(verbose)
    return text[:1].upper() + text[1:]


def in_words(kind: Kind, name: str, value: Any) -> str:
    """A snapshot's value as a person reads it; nothing for a gap."""
    if value is None or value == "" or value == []:
        return ""
    try:
        one: Any = kind.model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    if one.is_relation:
        return ", ".join(
            named_in_words(one.related_model, value if isinstance(value, list) else [value])
        )
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    return plain_words(value)


def plain_words(value: Any) -> str:
    if isinstance(value, str) and (moment := as_moment(value)):
        return moment
    if isinstance(value, bool):
        return "✓" if value else "–"
    return str(value)


def as_moment(text: str) -> str:
    """A day or a moment in the reader's notation and zone, if the text is one."""
    try:
        if len(text) == 10 and (day := parse_date(text)):
            return date_format(day, "SHORT_DATE_FORMAT")
        if len(text) > 15 and text[4:5] == "-" and (moment := parse_datetime(text)):
            return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    except ValueError:
        return ""
    return ""


def named_in_words(model: Any, names: list[str]) -> list[str]:
    """What keys or addresses are called; one that is no more keeps its key."""
    if issubclass(model, Person):
        found = {one.email: str(one) for one in model.objects.filter(email__in=names)}
    else:
        found = {one.key: str(one) for one in model.everything.filter(key__in=names)}
    return [found.get(name, name) for name in names]


def mark(record: Record) -> dict[str, Any]:
    """An object as a link of a page: its kind, name and address."""
    kind = kind_of(record)
    return {"kind": kind, "title": str(record), "url": kind.url(record)}


def workspace_of(record: Record) -> Workspace:
    return record.workspace
