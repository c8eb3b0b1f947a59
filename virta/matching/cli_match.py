"""`bin/virta match`: which queries each post of a file matches."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from virta.matching.problems import Problem
from virta.matching.queries import Line, read_queries
from virta.matching.stream_match import Run
from virta.matching.tree import Node

DESCRIPTION = """\
Hold a file of queries (id, tab, query a line) against a file of posts (one JSON object a line with
id and text). For every post that matches something a JSON line is printed, in the order of the
posts. The exit status is 2 when a query is refused (then nothing is matched), 1 when a line of the
posts could not be read, 3 when --check found a difference. “-” reads posts from standard input.
"""
REFUSED, UNREADABLE, DIFFERENT, INTERRUPTED = 2, 1, 3, 130


def main(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run the command; returns the exit status. Only results go to `out`."""
    wanted = parser_of().parse_args(arguments)
    try:
        nodes = queries_of(Path(wanted.queries), wanted.lang, err)
        if nodes is None:
            return REFUSED
        return run(wanted, nodes, out, err)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        err.write("\nStopped. What has been printed is whole; the rest was not matched.\n")
        return INTERRUPTED
    except OSError as problem:
        name = problem.filename or wanted.posts
        err.write(f"{name} cannot be read ({problem.strerror}). Check its name and rights.\n")
        return REFUSED


def parser_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/virta match",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usual = "fi" if os.environ.get("LANG", "").startswith("fi") else "en"
    parser.add_argument("--queries", metavar="Q.tsv", required=True, help="a file of queries")
    parser.add_argument("--posts", metavar="P.jsonl", required=True, help="a file of posts, or -")
    parser.add_argument("--stats", action="store_true", help="tell figures on standard error")
    parser.add_argument(
        "--check",
        action="store_true",
        help="hold every answer against the simple matcher, which is slow",
    )
    parser.add_argument(
        "--lang", choices=["en", "fi"], default=usual, help="language of the messages"
    )
    return parser


def queries_of(file: Path, language: str, err: TextIO) -> dict[str, Node] | None:
    """The queries by their ids; None where one is refused, after all refusals have been told."""
    nodes: dict[str, Node] = {}
    refused = 0
    with file.open("rb") as lines:
        for line in read_queries(lines):
            for problem in line.refusals:
                err.write(told(file.name, line, problem, language))
            refused += bool(line.refusals)
            if line.parsed is not None:
                nodes[line.id] = line.parsed.node
    if refused:
        err.write(f"{refused} of the queries refused; nothing was matched.\n")
        return None
    return nodes


def told(name: str, line: Line, problem: Problem, language: str) -> str:
    """A refusal as a sentence with its line, its place in the query, and what to write instead."""
    place = problem.place
    where = f"{name}, line {line.number}, query {line.id or '?'}, characters {place.start + 1}–{place.end}"
    instead = " ".join(f"\n    write instead: {one}" for one in problem.proposals)
    return f"{where}: {problem.message(language)}{instead}\n"


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def run(wanted: argparse.Namespace, nodes: dict[str, Node], out: TextIO, err: TextIO) -> int:
    """Match the whole file; returns the exit status."""
    with opened(wanted.posts) as file:
        matching = Run(nodes, out, err, wanted.lang, is_checking=wanted.check)
        matching.go_through(file)
    if wanted.stats:
        err.write(matching.stats())
    if matching.unreadable:
        err.write(f"{matching.unreadable} of the lines could not be read and were passed over.\n")
    if matching.differences:
        err.write(f"{matching.differences} answers differ from the simple matcher's.\n")
        return DIFFERENT
    return UNREADABLE if matching.unreadable else 0
