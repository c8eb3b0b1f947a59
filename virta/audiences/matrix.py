"""Two tables that say how things meet: target groups by channels, objectives by channels.

A cell is an object of its own (`AudienceFit`, `ChannelRole`) with history; an empty cell is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from virta.audiences.models import Audience, AudienceFit, Channel, ChannelRole, Fit
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.kinds import kind_of
from virta.records.models import Record

ROWS, COLUMNS = 40, 12  # on one page


@dataclass(frozen=True, slots=True)
class Table:
    """One of the two matrices: what its rows are, what a cell is, and what a cell may say."""

    name: str
    cell: type[Record]
    row: str  # the attribute of a cell that leads to its row
    choices: tuple[tuple[str, Any], ...]
    value: str  # the attribute of a cell that its choice is kept in; nothing: it is there or not

    @property
    def row_model(self) -> Any:
        return Audience if self.row == "audience" else apps.get_model("objectives", "Objective")


FITS = Table(
    "fits", AudienceFit, "audience", tuple((str(one.value), one.label) for one in Fit), "fit"
)
SERVES = "1"


def roles_table(label: Any) -> Table:
    """The matrix of objectives and channels; `label` says that a channel serves an objective."""
    return Table("roles", ChannelRole, "objective", ((SERVES, label),), "")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row and a column meet: the name of its field, what is chosen, and its object."""

    name: str
    chosen: str
    record: Any


def channels_of(workspace: Workspace) -> Any:
    """The channels that a matrix has: those in use or at rest, the most important first."""
    ours = Channel.objects.of(workspace).filter(
        state__in=[Channel.State.ACTIVE, Channel.State.RESTING]
    )
    return ours.select_related("workspace").order_by("priority", "title", "pk")


def rows_of(table: Table, workspace: Workspace) -> Any:
    rows = table.row_model.objects.of(workspace).select_related("workspace")
    if table.row == "audience":
        return rows.order_by("priority", "title", "pk")
    return rows.exclude(state="closed").order_by("title", "pk")


def cells(table: Table, rows: list[Any], columns: list[Any]) -> list[tuple[Any, list[Cell]]]:
    """Each row with its cells in the order of the columns."""
    found = table.cell.objects.filter(
        **{f"{table.row}__in": rows, "channel__in": columns}
    ).select_related("workspace")
    known = {(getattr(one, f"{table.row}_id"), one.channel_id): one for one in found}
    return [
        (row, [cell_of(table, row, column, known.get((row.pk, column.pk))) for column in columns])
        for row in rows
    ]


def cell_of(table: Table, row: Any, column: Any, record: Any) -> Cell:
    chosen = "" if record is None else str(getattr(record, table.value) if table.value else SERVES)
    return Cell(f"cell-{row.key}-{column.key}", chosen, record)


@transaction.atomic
def fill(
    table: Table, workspace: Workspace, data: Mapping[str, Any], by: Person, loaded_at: datetime
) -> tuple[int, list[Record]]:
    """Bring the cells to what a form says. Returns how many changed, and the cells that somebody
    else changed after the form was loaded: these stay as they are."""
    named = [name.split("-") for name in data if name.startswith("cell-") and name.count("-") == 2]
    rows = {
        one.key: one
        for one in table.row_model.objects.of(workspace).filter(key__in={n[1] for n in named})
    }
    columns = {
        one.key: one for one in Channel.objects.of(workspace).filter(key__in={n[2] for n in named})
    }
    known = {
        (getattr(one, f"{table.row}_id"), one.channel_id): one
        for one in table.cell.objects.of(workspace)
    }
    gone = taken_away(table, workspace, loaded_at)
    changed, kept, allowed = 0, [], {"", *(value for value, _label in table.choices)}
    for _prefix, row_key, column_key in named:
        wanted = data[f"cell-{row_key}-{column_key}"]
        if row_key not in rows or column_key not in columns or wanted not in allowed:
            continue
        row, column = rows[row_key], columns[column_key]
        now = cell_of(table, row, column, known.get((row.pk, column.pk)))
        if now.chosen == wanted:
            continue
        last = now.record or gone.get((row.pk, column.pk))
        if last is not None and is_others(last, by, loaded_at):
            kept.append(last)
            continue
        put(table, workspace, (row, column), now.record, wanted, by)
        changed += 1
    return changed, kept


def taken_away(table: Table, workspace: Workspace, since: datetime) -> dict[tuple[Any, Any], Any]:
    """The cells that were emptied since then."""
    rows = table.cell.everything.of(workspace).filter(removed_at__gt=since)
    return {(getattr(one, f"{table.row}_id"), one.channel_id): one for one in rows}


def is_others(record: Any, by: Person, loaded_at: datetime) -> bool:
    """Whether somebody else has changed a cell since then."""
    if record.changed_at <= loaded_at:
        return False
    return saving.revisions(record).filter(at__gt=loaded_at).exclude(by=by).exists()


def put(
    table: Table, workspace: Workspace, place: tuple[Any, Any], record: Any, wanted: str, by: Person
) -> None:
    """Make, change or remove the object of one cell."""
    if not wanted:
        saving.remove(record, by)
        return
    if record is None:
        row, column = place
        record = table.cell(workspace=workspace, **{table.row: row, "channel": column})
    if table.value:
        setattr(record, table.value, int(wanted))
    saving.store(record, by)


def url_of(record: Record) -> str:
    return kind_of(record).url(record)
