"""`bin/virta query-check`: the normal form of every query, or what is wrong with it."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

from virta.matching.queries import read_queries

DESCRIPTION = """\
Check a file of queries, one a line: id, tab, query. For every line a JSON line is printed, with
the normal form and warnings, or with refusals, each with its place and what to write instead. The
exit status is 2 when a query is refused. “-” reads standard input.
"""


def main(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run the command; returns the exit status. Only results go to `out`."""
    wanted = parser_of().parse_args(arguments)
    try:
        if wanted.file == "-":
            return run(sys.stdin.buffer, wanted.lang, out)
        with Path(wanted.file).open("rb") as file:
            return run(file, wanted.lang, out)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        err.write(
            f"{wanted.file} cannot be read ({problem.strerror}). Check its name and rights.\n"
        )
        return 2


def parser_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/virta query-check",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="Q.tsv", help="a file of queries")
    usual = "fi" if os.environ.get("LANG", "").startswith("fi") else "en"
    parser.add_argument(
        "--lang", choices=["en", "fi"], default=usual, help="language of the messages"
    )
    return parser


def run(file: BinaryIO, language: str, out: TextIO) -> int:
    status = 0
    for line in read_queries(file):
        out.write(json.dumps(line.to_json(language), ensure_ascii=False) + "\n")
        status = 2 if line.refusals else status
    return status
