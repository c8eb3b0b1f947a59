"""`bin/virta backfill`: the archives of a network searched for what a workspace listens for."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from distributed.comm.core import CommClosedError
from django.conf import settings
from django.urls import reverse

from virta.flows import backfilling
from virta.flows.archive.cli import named
from virta.listening.retention import retention_of
from virta.matching.archives import NoArchive, Part, parts_of
from virta.people.models import Workspace

DESCRIPTION = """\
Search archives of posts for what a workspace listens for, and store what matches as mentions. An
archive is JSON lines (as `bin/virta match` reads them; also .gz, .bz2, .xz, .zst) or Parquet, a file or a
folder, here or at an address that fsspec reaches (s3://…, with its package installed). What was
searched is not searched again: after a break give the same command. By default the cores of this
machine do it; --scheduler gives the same work to a Dask cluster, whose workers need Virta's code,
the same packages, and to reach the archive under the same name.
"""
NOT_READ, INTERRUPTED = 1, 130


def main(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run the command; returns the exit status."""
    given = parser_of().parse_args(arguments)
    workspace = named(given.workspace, err)
    if workspace is None:
        return NOT_READ
    queries = backfilling.queries_of(workspace, given.search)
    if not queries:
        err.write("This workspace has no such search that is on. Write one, then try again.\n")
        return NOT_READ
    try:
        parts = [part for name in given.archive for part in parts_of(name)]
        progress = run(given, workspace, parts, queries, err)
    except NoArchive as trouble:
        err.write(f"{trouble}\n")
        return NOT_READ
    except (OSError, CommClosedError) as trouble:
        err.write(f"{trouble} What was searched is kept; give the same command again.\n")
        return NOT_READ
    except KeyboardInterrupt:
        err.write("\nStopped. What was searched is kept; give the same command to go on.\n")
        return INTERRUPTED
    out.write(
        f"{progress.posts} posts searched, {progress.matches} match, {progress.stored} new mentions.\n"
    )
    err.writelines(left_out(workspace, progress))
    return NOT_READ if progress.unreadable else 0


def left_out(workspace: Workspace, progress: backfilling.Progress) -> Iterator[str]:
    """What was not stored, or not read, and why."""
    if progress.timeless:
        yield f"{progress.timeless} of them have no time, or one to come, and were not stored.\n"
    if progress.too_old:
        months = retention_of(workspace).months
        page = settings.BASE_URL + reverse("listening:kept", args=[workspace.slug])
        yield (
            f"{progress.too_old} of them are older than the {months} months that this workspace keeps, "
            f"and were not stored. Change that at {page}, then give the same command again.\n"
        )
    if progress.unreadable:
        yield f"{progress.unreadable} posts could not be read and were passed over.\n"


def parser_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/virta backfill",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workspace", help="its short name, as in its address")
    parser.add_argument("archive", nargs="+", help="a file, a folder, or an address")
    parser.add_argument(
        "--search", action="append", default=[], metavar="KEY", help="only this search; repeatable"
    )
    parser.add_argument("--scheduler", default="", help="a Dask scheduler, such as tcp://host:8786")
    parser.add_argument(
        "--workers", type=int, default=0, help="processes on this machine (one for each core)"
    )
    parser.add_argument("--results", type=Path, help="a folder for what was found (data/backfill)")
    parser.add_argument(
        "--only-search", action="store_true", help="leave the mentions as they are; count only"
    )
    return parser


def run(
    given: argparse.Namespace,
    workspace: Workspace,
    parts: list[Part],
    queries: backfilling.Queries,
    err: TextIO,
) -> backfilling.Progress:
    results = backfilling.Results(given.results or settings.DATA_DIR / "backfill", queries)
    err.write(
        f"{len(parts)} parts, {len(queries)} searches. What is found is kept in {results.folder}.\n"
    )
    with backfilling.connected(given.scheduler, given.workers) as client:
        return backfilling.backfill(
            workspace,
            parts,
            queries,
            client,
            results,
            backfilling.Telling(err),
            is_storing=not given.only_search,
        )
