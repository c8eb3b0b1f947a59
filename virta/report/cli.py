"""`virta diagnose`: evidence files in, one diagnosis each out. Needs no database and no Django."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from virta.balance.engine import diagnose
from virta.balance.evidence import Evidence
from virta.balance.findings import Diagnosis
from virta.balance.reading import LIMIT, Unreadable, read, read_bytes
from virta.balance.trouble import Trouble, warning_text
from virta.balance.writing import to_contract
from virta.report.model import Language, from_diagnosis
from virta.report.terminal import page

DESCRIPTION = """\
Diagnose evidence files (virta-evidence/1): which of the four stumbling blocks are there, how sure
that is and why, and what is easiest to do. A file that cannot be read is named with every place in
it, the others are done all the same, and the exit status is then 1. “-” reads standard input.
"""


def main(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run the command. Only results go to `out`; progress and warnings go to `err`."""
    parser = parser_of()
    wanted = parser.parse_args(arguments)
    if wanted.report and len(wanted.files) > 1:
        parser.error("--report takes one file; name one evidence file at a time.")
    try:
        return run(wanted, out, err)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/virta diagnose",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="an evidence file, JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--report", metavar="OUT.pdf", help="write the report as PDF")
    parser.add_argument(
        "--lang", choices=["en", "fi"], default=usual_language(), help="language of the words"
    )
    return parser


def usual_language() -> Language:
    return "fi" if os.environ.get("LANG", "").startswith("fi") else "en"


def run(wanted: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    status = 0
    for number, name in enumerate(wanted.files, start=1):
        if len(wanted.files) > 1 and err.isatty():
            err.write(f"\r{number} of {len(wanted.files)}: {name[:60]:60}")
        try:
            diagnosis = diagnose(taken(name))
        except Unreadable as trouble:
            status = 1
            tell(name, trouble, wanted, out, err)
            continue
        for warning in diagnosis.warnings:
            err.write(f"{name}: {warning_text(warning, wanted.lang)}\n")
        show(name, diagnosis, wanted, out)
        if wanted.report:
            status = write_report(diagnosis, wanted, err) or status
    return status


def taken(name: str) -> Evidence:
    if name != "-":
        return read(name)
    data = sys.stdin.buffer.read(LIMIT + 1)
    if len(data) > LIMIT:
        size = {"size": f"> {LIMIT // 10**6}", "limit": LIMIT // 10**6}
        raise Unreadable([Trouble("", "too_large", size)])
    return read_bytes(data)


def tell(
    name: str, trouble: Unreadable, wanted: argparse.Namespace, out: TextIO, err: TextIO
) -> None:
    """A file that cannot be read: on its line of the JSON, or in words."""
    sentences = trouble.sentences(wanted.lang)
    if wanted.json:
        write(out, {"file": plain(name), "error": " ".join(sentences), "problems": sentences})
        return
    err.write(f"{name}:\n" + "".join(f"  {sentence}\n" for sentence in sentences))


def show(name: str, diagnosis: Diagnosis, wanted: argparse.Namespace, out: TextIO) -> None:
    if wanted.json:
        write(out, {"file": plain(name)} | to_contract(diagnosis, wanted.lang))
    else:
        out.write(page(diagnosis, wanted.lang) + ("\n" if len(wanted.files) > 1 else ""))
        out.flush()


def plain(name: str) -> str:
    """A file's name as text that can be written; bytes of it that are not UTF-8 become marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def write(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
    out.flush()


def write_report(diagnosis: Diagnosis, wanted: argparse.Namespace, err: TextIO) -> int:
    # Typesetting loads a font engine that the other uses of the command do not need.
    from virta.report.pdf import make  # noqa: PLC0415

    try:
        Path(wanted.report).write_bytes(make(from_diagnosis(diagnosis, wanted.lang)))
    except OSError as problem:
        err.write(
            f"{wanted.report} cannot be written ({problem.strerror}). Choose another place.\n"
        )
        return 1
    err.write(f"The report is in {wanted.report}.\n")
    return 0
