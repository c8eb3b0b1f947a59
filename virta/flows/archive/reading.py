"""An archive into a new workspace: everything or nothing.

What is wrong with an archive is said with the file and the place in it, before or while it is
read; the whole is one transaction, so that nothing half stands afterwards.
"""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.assessment.models import EffortRow, Upload
from virta.flows.archive import FORMAT, answers, attached, outcomes, rounds, saved_views
from virta.kit.problems import Problem
from virta.people.models import Membership, Person, Role, Workspace
from virta.records.kinds import Kind, in_order, kinds, named
from virta.records.models import Comment, NoticeSetting, Record, Revision
from virta.records.saving import own_fields, own_relations

MOST_BYTES = 4 * 1024**3  # of one archive, unpacked
AT_A_TIME = 1000

Row = dict[str, Any]
Objects = dict[type[Record], dict[str, Any]]  # model → key → primary key


@dataclass(slots=True)
class Brought:
    """What an archive brought: the workspace, and how much of what."""

    workspace: Workspace
    counts: dict[str, int] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    """Addresses of people who were not known here and came in as inactive."""


def read(file: IO[bytes], slug: str, owner: Person | None = None) -> Brought:
    """Bring an archive in as a new workspace of that short name, for `owner` to own besides those
    whom the archive names. Raises a Problem."""
    if Workspace.objects.filter(slug=slug).exists():
        raise Problem(
            _("There is a workspace called “%(name)s” already. Choose another short name.")
            % {"name": slug}
        )
    try:
        with zipfile.ZipFile(file) as archive:
            check(archive)
            with transaction.atomic():
                brought = Bringing(archive, slug).run()
                if owner is not None:
                    give(brought.workspace, owner)
                return brought
    except zipfile.BadZipFile as problem:
        raise Problem(
            _("This is no archive of a workspace, or it is cut short. Export it again.")
        ) from problem


def give(workspace: Workspace, owner: Person) -> None:
    """Make somebody an owner, whatever the archive says of them."""
    Membership.objects.update_or_create(
        workspace=workspace, person=owner, defaults={"role": Role.OWNER, "ended_at": None}
    )


def check(archive: zipfile.ZipFile) -> None:
    """Refuse what is too large or of another format before anything is read from it."""
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise Problem(_("The archive is larger than 4 GB when unpacked and is not read."))
    found = content_of(archive, "manifest.json").get("format")
    if found != FORMAT:
        raise Problem(
            _("The archive says its format is “%(found)s”; this Virta reads “%(wanted)s”.")
            % {"found": found, "wanted": FORMAT}
        )


def content_of(archive: zipfile.ZipFile, name: str) -> Any:
    """A file of the archive as JSON; a missing one or a broken one is named."""
    try:
        return json.loads(archive.read(name).decode("utf-8"))
    except KeyError as problem:
        raise trouble(name, _("it is missing")) from problem
    except UnicodeDecodeError as problem:
        raise trouble(name, _("it is not UTF-8")) from problem
    except (json.JSONDecodeError, RecursionError) as problem:
        place = getattr(problem, "lineno", "?")
        raise trouble(name, _("line %(line)s is no JSON") % {"line": place}) from problem


def trouble(name: str, why: str) -> Problem:
    return Problem(
        _("The archive cannot be brought in because of %(file)s: %(why)s. Nothing was changed.")
        % {"file": name, "why": why}
    )


class Bringing:
    """One archive on its way in."""

    def __init__(self, archive: zipfile.ZipFile, slug: str) -> None:
        self.archive, self.slug = archive, slug
        self.people: dict[str, Person] = {}
        self.made: Objects = {}
        self.place = ""

    def run(self) -> Brought:
        try:
            return self.everything()
        except (KeyError, TypeError, AttributeError) as problem:
            raise trouble(
                self.place, _("%(what)s is missing or odd") % {"what": problem}
            ) from problem
        except (ValueError, ArithmeticError, FieldError, ValidationError, DataError) as problem:
            raise trouble(self.place, str(problem)) from problem
        except IntegrityError as problem:
            raise trouble(
                self.place, _("it says something twice, or of something that is not there")
            ) from problem

    def everything(self) -> Brought:
        workspace = self.workspace()
        brought = Brought(workspace)
        brought.strangers = self.bring_people(workspace)
        known = in_order(kinds())
        self.refuse_unknown(known)
        waiting = [self.bring_kind(workspace, kind, brought) for kind in known]
        for later in waiting:
            later.settle(self)
        self.bring_history(workspace)
        self.bring_comments(workspace)
        if "outcomes.json" in self.archive.namelist():  # archives of earlier versions have none
            outcomes.bring(workspace, self.rows("outcomes.json"))
        if "approvals.json" in self.archive.namelist():
            answers.bring(workspace, self.rows("approvals.json"))
        if "attachments.json" in self.archive.namelist():
            attached.bring(workspace, self.rows("attachments.json"), self.archive)
        if "views.json" in self.archive.namelist():
            saved_views.bring(workspace, self.rows("views.json"), self.people)
        rows = self.rows("rounds.json")
        if odd := rounds.odd_bank(rows):
            raise trouble("rounds.json", odd)
        made = rounds.bring(workspace, rows, self.people)
        brought.counts["round"] = len(made)
        self.bring_effort(workspace)
        self.bring_bundles(workspace, made)
        return brought

    def rows(self, name: str) -> list[Row]:
        self.place = name
        found = content_of(self.archive, name)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise trouble(name, _("it is no list of objects"))
        return found

    def workspace(self) -> Workspace:
        self.place = "workspace.json"
        facts = content_of(self.archive, self.place)
        names = ("name", "language", "time_zone", "reference", "is_client")
        workspace = Workspace(slug=self.slug, **{name: facts[name] for name in names})
        workspace.full_clean()
        workspace.save()
        Workspace.objects.filter(pk=workspace.pk).update(made_at=moment(facts["made_at"]))
        return workspace

    def bring_people(self, workspace: Workspace) -> list[str]:
        """People by their addresses; who is not known here comes in without a way to sign in."""
        strangers = []
        for row in self.rows("people.json"):
            email = str(row["email"]).lower()
            person = Person.objects.filter(email=email).first()
            if person is None:
                person = Person(email=email, name=str(row["name"])[:150], is_active=False)
                person.set_unusable_password()
                person.full_clean(exclude=["password"])
                person.save()
                strangers.append(email)
            self.people[row["email"]] = person
            self.place_in(workspace, person, row)
        return strangers

    def place_in(self, workspace: Workspace, person: Person, row: Row) -> None:
        if "role" in row:
            made = Membership(
                workspace=workspace,
                person=person,
                role=row["role"],
                ended_at=moment(row["ended_at"]),
            )
            made.full_clean(exclude=["since"])
            made.save()
            Membership.objects.filter(pk=made.pk).update(since=moment(row["since"]))
        NoticeSetting.objects.bulk_create(
            NoticeSetting(workspace=workspace, person=person, happening=happening, means=means)
            for happening, means in row.get("told", {}).items()
        )

    def refuse_unknown(self, known: list[Kind]) -> None:
        there = {name for name in self.archive.namelist() if name.startswith("objects/")}
        if odd := sorted(there - {f"objects/{kind.name}.json" for kind in known}):
            raise trouble(odd[0], _("this Virta does not know such objects"))

    def bring_kind(self, workspace: Workspace, kind: Kind, brought: Brought) -> "Later":
        """All objects of a kind; what leads to objects that come later is set afterwards."""
        name = f"objects/{kind.name}.json"
        rows = self.rows(name) if name in self.archive.namelist() else []
        later, records = Later(kind), []
        for number, row in enumerate(rows, start=1):
            self.place = f"{name}[{number}]"
            records.append(self.record(workspace, kind, row, later))
        kind.model.everything.bulk_create(records, batch_size=AT_A_TIME)
        self.made[kind.model] = dict(kind.model.everything.of(workspace).values_list("key", "pk"))
        brought.counts[kind.name] = len(records)
        return later

    def record(self, workspace: Workspace, kind: Kind, row: Row, later: "Later") -> Record:
        fields = row["fields"]
        record = kind.model(
            workspace=workspace,
            key=row["key"],
            version=row["version"],
            made_at=moment(row["made_at"]),
            changed_at=moment(row["changed_at"]),
            removed_at=moment(row["removed_at"]),
        )
        for one in own_fields(kind.model):
            if one.name in fields:
                self.set_field(record, one, fields[one.name], later)
        for one in own_relations(kind.model):
            later.several += [(one.name, row["key"], other) for other in fields.get(one.name, [])]
        return record

    def set_field(self, record: Record, one: Any, value: Any, later: "Later") -> None:
        if not one.is_relation:
            setattr(
                record, one.name, one.clean(value, record) if value not in (None, "") else value
            )
        elif value is None:
            setattr(record, one.attname, None)
        elif one.related_model is Person:
            setattr(record, one.attname, self.people[value].pk)
        elif one.related_model is type(record):
            later.single.append((one, record.key, value))
        else:
            setattr(record, one.attname, self.made[one.related_model][value])

    def bring_history(self, workspace: Workspace) -> None:
        rows = self.rows("history.json")
        Revision.objects.bulk_create(
            (
                Revision(
                    workspace=workspace,
                    kind=row["kind"],
                    key=row["key"],
                    number=row["number"],
                    action=row["action"],
                    at=moment(row["at"]),
                    by=self.people[row["by"]] if row["by"] else None,
                    reason=row["reason"],
                    decision=row["decision"],
                    fields=row["fields"],
                )
                for row in rows
            ),
            batch_size=AT_A_TIME,
        )

    def bring_comments(self, workspace: Workspace) -> None:
        for row in self.rows("comments.json"):
            comment = Comment.objects.create(
                workspace=workspace,
                key=row["key"],
                about_kind=named(row["about"]["kind"]).name,
                about_key=row["about"]["key"],
                by=self.people[row["by"]] if row["by"] else None,
                text=row["text"],
                at=moment(row["at"]),
                changed_at=moment(row["changed_at"]),
                removed_at=moment(row["removed_at"]),
            )
            comment.mentioned.set(self.people[email] for email in row["mentioned"])

    def bring_effort(self, workspace: Workspace) -> None:
        EffortRow.objects.bulk_create(
            (
                EffortRow(
                    workspace=workspace,
                    week=date.fromisoformat(row["week"]),
                    factor=row["factor"],
                    hours=Decimal(row["hours"]),
                    person=self.people[row["person"]] if row["person"] else None,
                )
                for row in self.rows("effort.json")
            ),
            batch_size=AT_A_TIME,
        )

    def bring_bundles(self, workspace: Workspace, made: dict[str, Any]) -> None:
        for row in self.rows("bundles.json"):
            Upload.objects.create(
                workspace=workspace,
                round=made[row["round"]] if row["round"] else None,
                kind=Upload.Kind.BUNDLE,
                name=row["name"],
                content=json.dumps(row["bundle"], ensure_ascii=False).encode(),
                applied_at=moment(row["applied_at"]) or timezone.now(),
                rows=row["rows"],
            )


@dataclass(slots=True)
class Later:
    """Relations of a kind that wait until everything is there."""

    kind: Kind
    single: list[tuple[Any, str, str]] = field(default_factory=list)  # field, key, other's key
    several: list[tuple[str, str, str]] = field(default_factory=list)  # relation, key, other

    def settle(self, bringing: Bringing) -> None:
        bringing.place = f"objects/{self.kind.name}.json"
        mine = bringing.made[self.kind.model]
        for one, key, other in self.single:
            rows = self.kind.model.everything.filter(pk=mine[key])
            rows.update(**{one.attname: mine[other]})
        by_name: dict[str, list[tuple[str, str]]] = {}
        for name, key, other in self.several:
            by_name.setdefault(name, []).append((key, other))
        for name, pairs in by_name.items():
            self.link(bringing, name, mine, pairs)

    def link(
        self, bringing: Bringing, name: str, mine: dict[str, Any], pairs: Iterable[tuple[str, str]]
    ) -> None:
        """The rows of one many-to-many relation."""
        one: Any = self.kind.model._meta.get_field(name)
        through: Any = one.remote_field.through
        here, there = one.m2m_column_name(), one.m2m_reverse_name()
        is_person = one.related_model is Person
        through._default_manager.bulk_create(
            (
                through(
                    **{
                        here: mine[key],
                        there: bringing.people[other].pk
                        if is_person
                        else bringing.made[one.related_model][other],
                    }
                )
                for key, other in pairs
            ),
            batch_size=AT_A_TIME,
        )


def moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None
