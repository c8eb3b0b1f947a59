"""A workspace into an archive."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import models

from virta import __version__
from virta.assessment.models import EffortRow, Observation, Round, SampleCount, Upload
from virta.flows.archive import FORMAT
from virta.flows.archive.answers import answers_of
from virta.flows.archive.attached import attachments_of, files_of
from virta.flows.archive.outcomes import outcomes_of
from virta.flows.archive.rounds import rounds_of
from virta.flows.archive.saved_views import people_of, views_of
from virta.people.models import Membership, Person, Workspace
from virta.records.kinds import Kind, kinds, others
from virta.records.models import Comment, NoticeSetting, Record, Revision
from virta.records.saving import own_fields, own_relations, snapshot_of_new

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same time for every file, so that content alone counts
CHUNK = 2000

Row = dict[str, Any]


def write(workspace: Workspace, out: IO[bytes], now: datetime) -> None:
    """Write the whole workspace as a zip."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "manifest.json", json_text(manifest(workspace, now)))
        put(archive, "workspace.json", json_text(facts(workspace)))
        put(archive, "people.json", lines(people(workspace)))
        for kind in kinds():
            put(archive, f"objects/{kind.name}.json", lines(objects(kind, workspace)))
        put(archive, "history.json", lines(history(workspace)))
        put(archive, "comments.json", lines(comments(workspace)))
        put(archive, "views.json", lines(views_of(workspace)))
        put(archive, "outcomes.json", lines(outcomes_of(workspace)))
        put(archive, "approvals.json", lines(answers_of(workspace)))
        put(archive, "attachments.json", lines(attachments_of(workspace)))
        put(archive, "rounds.json", lines(rounds_of(workspace)))
        put(archive, "effort.json", lines(effort(workspace)))
        put(archive, "bundles.json", lines(bundles(workspace)))
        for name, content in files_of(workspace):
            # Pictures and films are packed as they are: packing them again gains nothing.
            archive.writestr(entry(name, zipfile.ZIP_STORED), content)


def put(archive: zipfile.ZipFile, name: str, parts: Iterable[str]) -> None:
    """One file of the archive, written piece by piece."""
    made = entry(name, zipfile.ZIP_DEFLATED)
    with archive.open(made, "w", force_zip64=True) as file, io.TextIOWrapper(file, "utf-8") as text:
        for part in parts:
            text.write(part)


def entry(name: str, compress_type: int) -> zipfile.ZipInfo:
    """Where a file of the archive stands, the same whenever and wherever it is written."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = compress_type
    info.external_attr = 0o644 << 16
    return info


def json_text(content: Row) -> list[str]:
    return [json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1), "\n"]


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """A JSON array with one object a line."""
    yield "["
    divider = "\n"
    for row in rows:
        yield divider + json.dumps(row, ensure_ascii=False, sort_keys=True)
        divider = ",\n"
    yield "\n]\n"


def manifest(workspace: Workspace, now: datetime) -> Row:
    return {
        "format": FORMAT,
        "short_name": workspace.slug,
        "exported_at": now.isoformat(),
        "installation": settings.BASE_URL,
        "version": __version__,
    }


def facts(workspace: Workspace) -> Row:
    names = ("name", "language", "time_zone", "reference", "is_client")
    return {name: getattr(workspace, name) for name in names} | {"made_at": at(workspace.made_at)}


def at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def people(workspace: Workspace) -> Iterator[Row]:
    """Everybody who belongs or has belonged here, and whoever the history names besides."""
    roles = {one.person_id: one for one in Membership.objects.of(workspace)}
    told = told_how(workspace)
    known = Person.objects.filter(pk__in={*roles, *named_besides(workspace)}).order_by("email")
    for person in known:
        role = roles.get(person.pk)
        row: Row = {"email": person.email, "name": person.name}
        if role:
            row |= {"role": role.role, "since": at(role.since), "ended_at": at(role.ended_at)}
        if person.pk in told:
            row["told"] = told[person.pk]
        yield row


def told_how(workspace: Workspace) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for one in NoticeSetting.objects.of(workspace):
        found.setdefault(one.person_id, {})[one.happening] = one.means
    return found


def named_besides(workspace: Workspace) -> set[int]:
    """People that objects, history, comments and observations name."""
    found: set[int] = set()
    rows: Any
    for kind in kinds():
        for one in own_fields(kind.model):
            if one.is_relation and one.related_model is Person:
                rows = kind.model.everything.of(workspace).exclude(**{one.name: None})
                found |= set(rows.values_list(one.attname, flat=True).distinct())
        for one in own_relations(kind.model):
            if one.related_model is Person:
                rows = kind.model.everything.of(workspace).exclude(**{one.name: None})
                found |= set(rows.values_list(one.name, flat=True).distinct())
    for model, name in (
        (Revision, "by"),
        (Comment, "by"),
        (Comment, "mentioned"),
        (EffortRow, "person"),
    ):
        rows = model._default_manager.filter(workspace=workspace).exclude(**{name: None})
        found |= set(rows.order_by().values_list(name, flat=True).distinct())
    return found | set(assessors(workspace)) | people_of(workspace)


def assessors(workspace: Workspace) -> Iterator[int]:
    """Who observed, counted, and made rounds."""
    for model in (Observation, Round, SampleCount):
        rows = model._default_manager.filter(workspace=workspace, made_by__isnull=False)
        yield from rows.order_by().values_list("made_by", flat=True).distinct()


def objects(kind: Kind, workspace: Workspace) -> Iterator[Row]:
    """Every object of a kind, removed ones too, by key."""
    single = [one.name for one in own_fields(kind.model) if one.is_relation]
    several = [one.name for one in own_relations(kind.model)]
    rows = kind.model.everything.of(workspace).select_related(*single).order_by("key")
    rows = rows.prefetch_related(*(everything_of(kind, name) for name in several))
    for record in rows.iterator(chunk_size=CHUNK):
        yield object_row(record, several)


def everything_of(kind: Kind, name: str) -> Any:
    related: Any = kind.model._meta.get_field(name).related_model
    manager = related.objects if related is Person else related.everything
    return models.Prefetch(name, queryset=manager.all(), to_attr=f"all_{name}")


def object_row(record: Record, several: list[str]) -> Row:
    fields = snapshot_of_new(record)
    for name in several:
        others = getattr(record, f"all_{name}")
        fields[name] = sorted(getattr(one, "email", None) or one.key for one in others)
    return {
        "key": record.key,
        "version": record.version,
        "made_at": at(record.made_at),
        "changed_at": at(record.changed_at),
        "removed_at": at(record.removed_at),
        "fields": fields,
    }


def history(workspace: Workspace) -> Iterator[Row]:
    rows = Revision.objects.of(workspace).select_related("by").order_by("kind", "key", "number")
    for one in rows.iterator(chunk_size=CHUNK):
        yield {
            "kind": one.kind,
            "key": one.key,
            "number": one.number,
            "action": one.action,
            "at": at(one.at),
            "by": one.by.email if one.by else None,
            "reason": one.reason,
            "decision": one.decision,
            "fields": one.fields,
        }


def comments(workspace: Workspace) -> Iterator[Row]:
    staying = [one.name for one in others()]
    rows = Comment.objects.of(workspace).exclude(about_kind__in=staying)
    rows = rows.select_related("by").prefetch_related("mentioned")
    for one in rows.order_by("key"):
        yield {
            "key": one.key,
            "about": {"kind": one.about_kind, "key": one.about_key},
            "by": one.by.email if one.by else None,
            "text": one.text,
            "at": at(one.at),
            "changed_at": at(one.changed_at),
            "removed_at": at(one.removed_at),
            "mentioned": sorted(person.email for person in one.mentioned.all()),
        }


def effort(workspace: Workspace) -> list[Row]:
    """Hours of weeks, without the file that they may have come from."""
    rows = EffortRow.objects.of(workspace).select_related("person")
    found = [
        {
            "week": one.week.isoformat(),
            "factor": one.factor,
            "hours": str(one.hours),
            "person": one.person.email if one.person else None,
        }
        for one in rows.iterator(chunk_size=CHUNK)
    ]
    return sorted(
        found, key=lambda row: (row["week"], row["factor"], row["person"] or "", row["hours"])
    )


def bundles(workspace: Workspace) -> list[Row]:
    """Evidence bundles that are in force, with the round that they belong to."""
    rows = Upload.objects.of(workspace).filter(kind=Upload.Kind.BUNDLE, applied_at__isnull=False)
    found = [
        {
            "name": one.name,
            "round": one.round.key if one.round else None,
            "applied_at": at(one.applied_at),
            "rows": one.rows,
            "bundle": json.loads(bytes(one.content).decode("utf-8-sig")),
        }
        for one in rows.select_related("round")
    ]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))
