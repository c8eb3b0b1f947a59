"""Many objects of one kind from a table: columns matched, every row through the kind's own form.

A row that the form refuses is named with its column and the form's own words; whether the rest
comes in is the person's choice. Applying is one transaction, undoing it is one click.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.kit.sheets import Cell, Table, as_number, as_text
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.forms import RecordForm, members
from virta.records.kinds import Kind, find
from virta.records.models import Batch, Record

MOST_ROWS = 5_000
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y")
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M", "%d/%m/%Y %H:%M")
YES = {"1", "x", "yes", "true", "kyllä", "on", "k", "y"}


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be taken: its row and column in the file, and why."""

    row: int
    column: str
    why: str


@dataclass(slots=True)
class Preview:
    """What an import would bring: forms of the good rows, and the bad ones by name."""

    good: list[RecordForm] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    @property
    def bad_rows(self) -> set[int]:
        return {one.row for one in self.bad}


def fields_of(kind: Kind, workspace: Workspace) -> dict[str, Any]:
    """The fields of a kind's form that a column may be taken for."""
    form: RecordForm = import_string(kind.form)(workspace=workspace)
    return {
        name: one
        for name, one in (form.fields | form.more_columns(workspace)).items()
        if name not in {"seen", "reason"} and not isinstance(one, forms.FileField)
    }


def suggest(kind: Kind, workspace: Workspace, header: Iterable[str]) -> dict[str, str]:
    """Column number → field name, by the labels in both languages and the names of the fields."""
    known: dict[str, str] = {}
    for name, one in fields_of(kind, workspace).items():
        for language in ("en", "fi"):
            with translation.override(language):
                known.setdefault(bare(str(one.label)), name)
                for column in kind.columns:
                    if column.name == name:
                        known.setdefault(bare(str(column.label)), name)
        known.setdefault(bare(name), name)
    found: dict[str, str] = {}
    for number, heading in enumerate(header):
        target = known.get(bare(heading), "")
        found[str(number)] = "" if target in found.values() else target
    return found


def bare(text: str) -> str:
    """A heading without what people write differently."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class Translator:
    """Cells of a file as a form takes them: names become objects, labels become choices."""

    def __init__(self, kind: Kind, workspace: Workspace) -> None:
        self.workspace = workspace
        self.fields = fields_of(kind, workspace)
        self.names: dict[str, dict[str, str]] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        for name, one in self.fields.items():
            if isinstance(one, forms.ModelChoiceField):
                self.learn(name, one)
            elif isinstance(one, forms.ChoiceField):
                self.names[name] = choice_names(one)

    def learn(self, name: str, one: Any) -> None:
        """Remember every object that a field may name, so that no row asks the database."""
        found = list(members(self.workspace) if one.queryset.model is Person else one.queryset)
        self.objects[name] = {str(other.pk): other for other in found}
        self.names[name] = {
            known.casefold(): str(other.pk) for other in found for known in names_of(other)
        }

    def data(self, name: str, cell: Cell) -> Any:
        """A cell as the data of a field; ValueError with the words for the person where it names
        something that is not here."""
        one = self.fields[name]
        if isinstance(one, forms.ModelMultipleChoiceField):
            parts = as_text(cell).replace("\n", ";").split(";")
            return [self.known(name, part) for part in parts if part.strip()]
        if cell is None:
            return ""
        if name in self.names:
            return self.known(name, as_text(cell))
        for field_class, translated in BY_CLASS:
            if isinstance(one, field_class):
                return translated(cell)
        return as_text(cell)

    def known(self, name: str, text: str) -> str:
        found = self.names[name].get(text.strip().casefold())
        if found is None:
            raise ValueError(
                _("“%(name)s” is not known here. Make it first, or write its name as it is there.")
                % {"name": text.strip()[:80]}
            )
        return found

    def quicken(self, form: RecordForm) -> None:
        """Let the form find objects in memory: what the translator gave is known to be here."""
        for name, found in self.objects.items():
            one = form.fields[name]
            if isinstance(one, forms.ModelMultipleChoiceField):
                one.clean = partial(several, found)  # type: ignore[method-assign, assignment]
            else:
                one.to_python = partial(single, found)  # type: ignore[method-assign]


def several(found: Mapping[str, Any], keys: Any) -> list[Any]:
    return [found[key] for key in keys or []]


def single(found: Mapping[str, Any], key: Any) -> Any:
    return found.get(str(key)) if key else None


def names_of(other: Any) -> set[str]:
    """What an object may be called in a file."""
    if isinstance(other, Person):
        return {other.email, other.name}
    return {str(other).strip(), str(getattr(other, "key", other.pk))}


def choice_names(one: Any) -> dict[str, str]:
    """Labels in both languages, and values, of a choice."""
    found: dict[str, str] = {}
    for language in ("en", "fi"):
        with translation.override(language):
            for value, label in one.choices:
                found.setdefault(str(label).casefold(), str(value))
                found.setdefault(str(value).casefold(), str(value))
    return found


def as_day(cell: Cell) -> str:
    """A day as ISO 8601 where the cell is one in any usual notation, else the text as it is."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return tried(as_text(cell), DAYS, "%Y-%m-%d")


def as_moment(cell: Cell) -> str:
    """A wall-clock moment as ISO 8601 where the cell is one, else the text as it is."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M")
    if isinstance(cell, date):
        return f"{cell.isoformat()}T00:00"
    return tried(as_text(cell), (*MOMENTS, *DAYS), "%Y-%m-%dT%H:%M")


def tried(text: str, notations: Iterable[str], wanted: str) -> str:
    for notation in notations:
        try:
            # A wall-clock time of the file; its zone is a matter of the form.
            return datetime.strptime(text, notation).strftime(wanted)  # noqa: DTZ007
        except ValueError:
            continue
    return text


def as_figure(cell: Cell) -> str:
    """A number in the form's notation where the cell is one, else the text as it is."""
    number = as_number(cell)
    return as_text(cell) if number is None else str(number)


BY_CLASS: tuple[tuple[Any, Any], ...] = (
    (forms.BooleanField, lambda cell: "on" if as_text(cell).casefold() in YES else ""),
    (forms.DateTimeField, as_moment),
    (forms.DateField, as_day),
    (forms.TimeField, lambda cell: as_text(cell).replace(".", ":")),
    (forms.IntegerField, as_figure),  # decimals and floats are subclasses of it
)
"""How a cell becomes the data of a field of each class; the first that fits counts."""


def preview(kind: Kind, batch: Batch, table: Table) -> Preview:
    """Every row through the kind's form; nothing is written. Raises a Problem for too many rows."""
    if len(table.rows) > MOST_ROWS:
        raise Problem(
            _("The table has more than %(rows)s rows. Split it and bring the parts one by one.")
            % {"rows": MOST_ROWS}
        )
    columns = {int(n): name for n, name in (batch.mapping or {}).items() if name}
    translator, seen = Translator(kind, batch.workspace), Preview()
    form_class = import_string(kind.form)
    for number, row in enumerate(table.rows, start=table.first_row):
        if any(cell is not None for cell in row):
            take(seen, translator, form_class, number, row, columns, table.header)
    return seen


def take(
    seen: Preview,
    translator: Translator,
    form_class: Any,
    number: int,
    row: list[Cell],
    columns: Mapping[int, str],
    header: list[str],
) -> None:
    """One row: to the good ones with its form, or to the bad ones with every reason."""
    data: dict[str, Any] = {}
    heading = {name: header[column] or name for column, name in columns.items()}
    before = len(seen.bad)
    for column, name in columns.items():
        try:
            data[name] = translator.data(name, row[column])
        except ValueError as why:
            seen.bad.append(Bad(number, heading[name], str(why)))
    if len(seen.bad) > before:
        return
    form = form_class(
        data_with_initial(form_class, translator, data), workspace=translator.workspace
    )
    translator.quicken(form)
    if form.is_valid():
        seen.good.append(form)
        return
    for name, reasons in form.errors.items():
        label = heading.get(name) or str(getattr(form.fields.get(name), "label", "") or "")
        seen.bad += [Bad(number, label, str(reason)) for reason in reasons]


def data_with_initial(form_class: Any, translator: Translator, data: dict[str, Any]) -> Any:
    """The row's data, with the form's own defaults where the file has no such column."""
    filled = {}
    for name, one in translator.fields.items():
        given = data.get(name, "")
        if given in ("", []) and one.required and one.initial not in (None, ""):
            given = one.initial() if callable(one.initial) else one.initial
        filled[name] = given
    return Data(filled)


class Data(dict[str, Any]):
    """Form data from memory, with lists where a field takes several."""

    def getlist(self, name: str) -> list[Any]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def apply(kind: Kind, batch: Batch, seen: Preview, by: Person) -> int:
    """Make the good rows' objects, all or none; how many. A batch is applied only once."""
    with transaction.atomic():
        now = timezone.now()
        rows = Batch.objects.filter(pk=batch.pk, applied_at__isnull=True)
        if not rows.update(applied_at=now, rows=len(seen.good), undone_at=None):
            return 0
        for form in seen.good:
            saving.store(form.finished(), by, many=form.many, batch=batch)
    return len(seen.good)


def undo(batch: Batch, by: Person) -> tuple[int, list[Record]]:
    """Remove what an import made; what somebody has changed since stays and is returned.

    The batch can then be applied again with another mapping.
    """
    removed, kept = 0, []
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, applied_at__isnull=False)
        if not rows.update(applied_at=None, undone_at=timezone.now()):
            return 0, []
        for revision in batch.revisions.filter(action="made"):
            record = find(batch.workspace, revision.kind, revision.key)
            if record is None or record.removed_at:
                continue
            if record.version == revision.number:
                saving.remove(record, by, batch=batch)
                removed += 1
            else:
                kept.append(record)
    return removed, kept
