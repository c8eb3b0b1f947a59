"""`bin/virta spikes`: a series in, a JSON line for each alarm out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO, get_args

from virta.spikes.detector import Detector, Sensitivity
from virta.spikes.problems import SAID, Unreadable
from virta.spikes.reading import LONGEST, read_series

DESCRIPTION = """\
Read a series of counts (CSV with the columns timestamp and value, in even steps; a missing row or
an empty value is a gap) and print a JSON line for each rise or drop that its hour and weekday do
not let expect, as soon as it is seen. The exit status is 2 when a line cannot be read; alarms
before that line are printed. “-” reads standard input.
"""


def main(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run the command; returns the exit status. Only alarms go to `out`."""
    wanted = parser_of().parse_args(arguments)
    try:
        if wanted.file == "-":
            tell(sys.stdin.buffer, wanted.sensitivity, out)
        else:
            with Path(wanted.file).open("rb") as file:
                tell(file, wanted.sensitivity, out)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`). Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Unreadable as problem:
        err.write(f"{problem.text(wanted.lang)}\n")
        return 2
    except OSError as problem:
        said = SAID["file"][wanted.lang].format(name=wanted.file, why=problem.strerror)
        err.write(f"{said}\n")
        return 2
    return 0


def parser_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/virta spikes",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="SERIES.csv", help="counts in even steps")
    parser.add_argument(
        "--sensitivity",
        choices=get_args(Sensitivity),
        default="default",
        help="how rare a surprise must be to be told",
    )
    usual = "fi" if os.environ.get("LANG", "").startswith("fi") else "en"
    parser.add_argument(
        "--lang", choices=["en", "fi"], default=usual, help="language of the messages"
    )
    return parser


def tell(file: BinaryIO, sensitivity: Sensitivity, out: TextIO) -> None:
    """Print the alarms of a file. Raises Unreadable at the first line that is wrong."""
    for alarm in alarms(pieces(file), sensitivity):
        out.write(json.dumps(alarm, ensure_ascii=False) + "\n")
        out.flush()  # somebody may be waiting for it at the other end of a pipe


def alarms(lines: Iterable[bytes], sensitivity: Sensitivity) -> Iterator[dict[str, object]]:
    """The alarms of a file as they are printed, each with its row's own time as written."""
    series = read_series(lines)
    if series.step is None:
        return
    detector = Detector(series.step, sensitivity)
    for row in series.rows:
        alarm = detector.update(row.at, row.value)
        if alarm is not None:
            yield {"at": row.text} | alarm.to_json()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that never ends, no more than is needed to refuse it."""
    while line := file.readline(LONGEST + 1):
        yield line
