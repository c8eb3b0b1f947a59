"""`bin/virta export`, `import` and `evidence`: a workspace as a file, and its evidence."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from virta.assessment import evidence
from virta.assessment.models import Round
from virta.flows.archive import reading, writing
from virta.flows.diagnosing import latest
from virta.kit.problems import Problem
from virta.people import audit
from virta.people.models import Person, Workspace


def export(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Write a workspace to a file; the file appears only when it is whole."""
    parser = argparse.ArgumentParser(prog="bin/virta export")
    parser.add_argument("workspace", help="its short name, as in its address")
    parser.add_argument("file", type=Path, help="the archive to write, e.g. out.zip")
    given = parser.parse_args(arguments)
    workspace = named(given.workspace, err)
    if workspace is None:
        return 1
    part = given.file.with_name(given.file.name + ".part")
    try:
        with part.open("wb") as file:
            writing.write(workspace, file, datetime.now(UTC))
        part.replace(given.file)
    except OSError as problem:
        err.write(f"{given.file} cannot be written: {problem.strerror}. Choose another place.\n")
        return 1
    audit.record(workspace, None, "workspace_exported")
    err.write(f"{workspace.name} is in {given.file}.\n")
    return 0


def bring(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Bring an archive in as a new workspace."""
    parser = argparse.ArgumentParser(prog="bin/virta import")
    parser.add_argument("file", type=Path, help="an archive made by bin/virta export")
    parser.add_argument("--as", dest="slug", required=True, help="short name of the new workspace")
    parser.add_argument("--owner", help="e-mail address of an account that shall own it")
    given = parser.parse_args(arguments)
    owner = Person.objects.filter(email=(given.owner or "").lower()).first()
    if given.owner and owner is None:
        err.write(f"Nobody here has the address {given.owner}. Choose an account that exists.\n")
        return 1
    try:
        validate_slug(given.slug)
        with given.file.open("rb") as file:
            brought = reading.read(file, given.slug, owner)
    except ValidationError:
        err.write("A short name has only letters a–z, digits, hyphens and underscores.\n")
        return 1
    except OSError as problem:
        err.write(f"{given.file} cannot be read: {problem.strerror}.\n")
        return 1
    except Problem as problem:
        err.write(f"{problem}\n")
        return 1
    audit.record(brought.workspace, None, "workspace_imported", file=given.file.name)
    total = sum(brought.counts.values())
    err.write(f"{brought.workspace.name} is in Virta as “{given.slug}”, with {total} objects.\n")
    if brought.strangers:
        err.write(
            f"{len(brought.strangers)} people are new here and cannot sign in until invited.\n"
        )
    return 0


def show_evidence(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Print the evidence of a workspace's newest round, as the browser's diagnosis uses it."""
    parser = argparse.ArgumentParser(prog="bin/virta evidence")
    parser.add_argument("workspace", help="its short name, as in its address")
    parser.add_argument("--round", type=int, help="the number of a round, as in its address")
    given = parser.parse_args(arguments)
    workspace = named(given.workspace, err)
    if workspace is None:
        return 1
    round = chosen(workspace, given.round)
    if given.round and round is None:
        err.write(f"{workspace.name} has no round with the number {given.round}.\n")
        return 1
    json.dump(evidence.bundle(workspace, round), out, ensure_ascii=False)
    out.write("\n")
    return 0


def chosen(workspace: Workspace, number: int | None) -> Round | None:
    """The round asked for, else the one that the first page shows."""
    if number:
        found: Round | None = Round.objects.of(workspace).filter(pk=number).first()
        return found
    current = latest(workspace)
    return current.round if current else None


def named(slug: str, err: TextIO) -> Workspace | None:
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20])
        err.write(f"There is no workspace called “{slug}”. There are: {known or 'none yet'}.\n")
    return workspace
