"""How fast evidence is read and diagnosed, and how much memory that takes.

    python -m bench.speed

Each case runs in a process of its own, on one core, and tells its seconds and its peak memory:
a thousand organisations' half-years, one organisation with a million items and links, a million
answers, and 200 MB of evidence. Ends with status 1 where a case misses its target.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from virta.balance.engine import diagnose
from virta.balance.framework import FACTORS
from virta.balance.reading import read
from virta.balance.simulation import simulate

GIGABYTE = 1_000_000  # in kilobytes, as the system tells peak memory
HEAD = {
    "format": "virta-evidence/1",
    "organisation": "Suuri Oy",
    "period": {"start": "2026-01-05", "end": "2026-07-05"},
}
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """What is made, and within what it must be diagnosed. `make` returns the files' folder."""

    name: str
    make: Callable[[Path], None]
    seconds: float
    kilobytes: int = GIGABYTE


def half_years(folder: Path) -> None:
    """One thousand organisations, as the simulator gives them, all evidence."""
    for seed in range(1000):
        bundle, _truth = simulate(seed)
        (folder / f"{seed:04}.json").write_text(json.dumps(bundle), encoding="utf-8")


def million_items(folder: Path, rows: int = 500_000) -> None:
    """Activities with 49 posts each: `rows` items in all, and nearly as many links."""
    rng = np.random.default_rng(1)
    items, links = [], []
    for number, day in enumerate(np.sort(rng.uniform(0, 181, rows))):
        at = (BEGIN + timedelta(days=float(day))).strftime("%Y-%m-%dT%H:%M:%SZ")
        is_activity = number % 50 == 0
        kind, factor = ("activity", "activities") if is_activity else ("post", "engagement")
        items.append({"id": f"i{number}", "kind": kind, "factor": factor, "at": at})
        if not is_activity:
            links.append({"from": f"i{number}", "to": f"i{number - number % 50}", "at": at})
    bundle = HEAD | {"items": items, "links": links}
    (folder / "items.json").write_text(json.dumps(bundle), encoding="utf-8")


def many_answers(folder: Path, rows: int, padding: str = "") -> None:
    """Answers of people to four statements a factor."""
    rng = np.random.default_rng(2)
    levels = rng.integers(0, 6, rows).tolist()
    with (folder / "answers.json").open("w", encoding="utf-8") as file:
        file.write(json.dumps(HEAD)[:-1] + ', "answers": [')
        for number, level in enumerate(levels):
            factor = FACTORS[number % 8]
            row = {
                "respondent": f"r{number // 32:06}",
                "group": "staff" + padding,
                "factor": factor,
                "item": f"{factor}.{number // 8 % 4 + 1}",
                "level": level,
            }
            file.write((", " if number else "") + json.dumps(row))
        file.write("]}")


CASES = [
    Case("1,000 half-years", half_years, 60),
    Case("a million items and links", million_items, 10),
    Case("a million of each", lambda folder: million_items(folder, 1_000_000), 20),
    Case("a million answers", lambda folder: many_answers(folder, 1_000_000), 20),
    Case("200 MB", lambda folder: many_answers(folder, 1_600_000, " of the house"), 20),
]


def measure(folder: Path) -> None:
    """Read and diagnose all files of a folder; tell the seconds and the peak memory."""
    begun = time.perf_counter()
    for path in sorted(folder.iterdir()):
        diagnose(read(path))
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "kilobytes": peak_memory()}))


def peak_memory() -> int:
    """In kilobytes. getrusage would count what the parent held when it began this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def run(case: Case) -> bool:
    """Run one case apart; tell how it went, and whether it is within its targets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case.make(folder)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        told = subprocess.run(
            [sys.executable, "-m", "bench.speed", name],
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = json.loads(told.stdout)
    well = found["seconds"] <= case.seconds and found["kilobytes"] <= case.kilobytes
    print(
        f"{case.name:28} {size:7.1f} MB  {found['seconds']:6.1f} s of {case.seconds} s  "
        f"{found['kilobytes'] / 1000:6.0f} MB of {case.kilobytes / 1000:.0f} MB"
        f"{'' if well else '  over'}",
        flush=True,
    )
    return well


def main() -> int:
    misses = sum(not run(case) for case in CASES)
    return 1 if misses else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        sys.exit(main())
