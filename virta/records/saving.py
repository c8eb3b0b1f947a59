"""The one way to make, change, remove and restore objects: nothing without a trace.

Every change writes a `Revision` with the whole object. A change says which version it was made
on; if somebody else has changed the object since, `Conflict` says what, and nothing is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.people.models import Person
from virta.records.kinds import kind_of
from virta.records.models import Action, Batch, Record, Revision

BESIDE = {"id", "workspace", "key", "version", "made_at", "changed_at", "removed_at"}
"""Fields of every object, which no snapshot repeats."""

Fields = dict[str, Any]
Many = Mapping[str, Iterable[models.Model]]


class Conflict(Problem):
    """Somebody else has changed the object since this form was opened."""

    status = 409

    def __init__(self, current: Record, theirs: list[str]) -> None:
        super().__init__(
            _("Somebody else has changed this meanwhile. Look at both versions and save again.")
        )
        self.current = current
        self.theirs = theirs  # names of the fields that they changed


def own_fields(model: type[models.Model]) -> list[Any]:
    """The fields that make an object what it is."""
    return [
        one
        for one in model._meta.concrete_fields
        if one.name not in BESIDE and not getattr(one, "secret", False)
    ]


def own_relations(model: type[models.Model]) -> list[Any]:
    """Its many-to-many relations."""
    return list(model._meta.many_to_many)


def name_in_files(other: models.Model | None) -> str | None:
    """How an object stands in another's snapshot: its key, or a person's e-mail address."""
    if other is None:
        return None
    return other.email if isinstance(other, Person) else str(getattr(other, "key", other.pk))


def plain(value: Any) -> Any:
    """A value as JSON has it; numbers and texts stay."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def snapshot(record: Record) -> Fields:
    """The object as it is now, in plain JSON; relations by keys and e-mail addresses."""
    kept: Fields = {}
    for one in own_fields(type(record)):
        if one.is_relation:
            kept[one.name] = name_in_files(getattr(record, one.name))
        else:
            kept[one.name] = plain(one.value_from_object(record))
    for one in own_relations(type(record)):
        kept[one.name] = sorted(
            str(name_in_files(other)) for other in getattr(record, one.name).all()
        )
    return kept


def store(
    record: Record,
    by: Person | None,
    *,
    many: Many | None = None,
    seen: int | None = None,
    reason: str = "",
    decision: str = "",
    batch: Batch | None = None,
    action: Action | None = None,
) -> Revision | None:
    """Save a new or changed object with its many-to-many relations, and its history.

    `seen`: the version that the change was made on, by default the object's own. Returns the
    revision, or None where nothing has changed. Raises Conflict; then nothing is written.
    """
    with transaction.atomic():
        is_new, changed_at = record.pk is None, record.changed_at
        if not is_new:
            take_turn(record, seen or record.version)
        record.changed_at = timezone.now()
        record.save()
        for name, others in (many or {}).items():
            getattr(record, name).set(others)
        fields = snapshot(record)
        if not is_new and action is None and fields == last_fields(record):
            record.version, record.changed_at = record.version - 1, changed_at
            type(record).everything.filter(pk=record.pk).update(
                version=record.version, changed_at=changed_at
            )
            return None
        return write_down(
            record,
            by,
            action or (Action.MADE if is_new else Action.CHANGED),
            fields,
            reason=reason,
            decision=decision,
            batch=batch,
        )


def take_turn(record: Record, seen: int) -> None:
    """Move the version on by one, if it still is the one that was seen."""
    rows = type(record).everything.filter(pk=record.pk, version=seen)
    if not rows.update(version=seen + 1):
        current = type(record).everything.get(pk=record.pk)
        raise Conflict(current, changed_since(current, seen))
    record.version = seen + 1


def changed_since(current: Record, seen: int) -> list[str]:
    """Names of the fields in which an object now differs from a version."""
    then = revisions(current).filter(number=seen).values_list("fields", flat=True).first() or {}
    now = snapshot(current)
    return [name for name, value in now.items() if then.get(name) != value]


def revisions(record: Record) -> models.QuerySet[Revision]:
    """The history of an object, newest first."""
    kind = kind_of(record)
    found: models.QuerySet[Revision] = Revision.objects.filter(
        workspace_id=record.workspace_id, kind=kind.name, key=record.key
    )
    return found


def last_fields(record: Record) -> Fields | None:
    found: Fields | None = revisions(record).values_list("fields", flat=True).first()
    return found


def write_down(
    record: Record, by: Person | None, action: Action, fields: Fields, **more: Any
) -> Revision:
    kind = kind_of(record)
    made = Revision.objects.create(
        workspace_id=record.workspace_id,
        kind=kind.name,
        key=record.key,
        number=record.version,
        action=action,
        at=timezone.now(),
        by=by,
        fields=fields,
        **more,
    )
    if kind.changed and action != Action.MADE:
        kind.changed(record)
    return made


def store_new(
    records: Sequence[Record], by: Person | None, *, batch: Batch | None = None, reason: str = ""
) -> None:
    """Save many new objects of one kind, without many-to-many relations, in a few statements."""
    if not records:
        return
    kind, now = kind_of(records[0]), timezone.now()
    with transaction.atomic():
        type(records[0]).everything.bulk_create(records, batch_size=500)
        Revision.objects.bulk_create(
            (
                Revision(
                    workspace_id=one.workspace_id,
                    kind=kind.name,
                    key=one.key,
                    number=one.version,
                    action=Action.MADE,
                    at=now,
                    by=by,
                    reason=reason,
                    batch=batch,
                    fields=snapshot_of_new(one),
                )
                for one in records
            ),
            batch_size=500,
        )


def snapshot_of_new(record: Record) -> Fields:
    """A snapshot that asks the database nothing: a new object has no many-to-many relations."""
    fields = {
        one.name: name_in_files(getattr(record, one.name))
        if one.is_relation
        else plain(one.value_from_object(record))
        for one in own_fields(type(record))
    }
    return fields | {one.name: [] for one in own_relations(type(record))}


def remove(
    record: Record, by: Person | None, *, seen: int | None = None, batch: Batch | None = None
) -> Revision:
    """Take an object away; `bring_back` undoes it."""
    return mark(record, by, Action.REMOVED, timezone.now(), seen=seen, batch=batch)


def bring_back(record: Record, by: Person | None) -> Revision:
    """Undo a removal."""
    return mark(record, by, Action.BROUGHT_BACK, None)


def mark(
    record: Record,
    by: Person | None,
    action: Action,
    removed_at: datetime | None,
    *,
    seen: int | None = None,
    batch: Batch | None = None,
) -> Revision:
    with transaction.atomic():
        take_turn(record, seen or record.version)
        record.removed_at, record.changed_at = removed_at, timezone.now()
        record.save()
        return write_down(record, by, action, snapshot(record), batch=batch)


def restore(record: Record, revision: Revision, by: Person | None, reason: str = "") -> Revision:
    """Make an object what it was at a revision. Relations to what is no more stay empty."""
    many = put(record, revision.fields)
    try:
        record.clean()
    except ValidationError as problem:
        raise Problem(
            _("This version cannot be restored as things are now: %(why)s")
            % {"why": " ".join(problem.messages)}
        ) from problem
    made = store(record, by, many=many, reason=reason, action=Action.RESTORED)
    if made is None:
        raise AssertionError("A restored object always has a revision.")
    return made


def put(record: Record, fields: Fields) -> dict[str, list[models.Model]]:
    """Set an object's fields from a snapshot; returns its many-to-many relations, not yet set."""
    for one in own_fields(type(record)):
        if one.name not in fields:
            continue
        if one.is_relation:
            found = others_named(record, one.related_model, [fields[one.name]])
            setattr(record, one.name, found[0] if found else None)
        else:
            setattr(record, one.name, one.to_python(fields[one.name]))
    return {
        one.name: others_named(record, one.related_model, fields[one.name])
        for one in own_relations(type(record))
        if one.name in fields
    }


def others_named(record: Record, model: Any, names: Sequence[str | None]) -> list[models.Model]:
    """The objects or people that a snapshot names, as far as they are still there."""
    wanted = [name for name in names if name]
    if not wanted:
        return []
    if issubclass(model, Person):
        return list(
            model.objects.filter(email__in=wanted, memberships__workspace=record.workspace_id)
        )
    return list(model.everything.of(record.workspace).filter(key__in=wanted))
