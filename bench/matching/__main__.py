"""Holds saved searches against posts with Virta and with its peers, and compares.

    python -m bench.matching [--queries 1000 10000 100000] [--posts 50000] [--seed 1]
                             [--peers tantivy fts5 lucene] [--seconds 20] [--write FOLDER]

Ends with status 1 where an engine's answers differ from Virta's, or where not between one and six
posts in a hundred match. Lucene Monitor needs Java and VIRTA_BENCH_LUCENE; `docs/matching-speed.md`
says how. With --write the posts and searches are only made, for other tools to read.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.matching.data import write
from bench.matching.peers import lucene
from bench.matching.searches import LEAST, MOST
from bench.matching.table import build_line, change_lines, difference, rows

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
PEERS = ("tantivy", "fts5", "lucene")


def measured(engine: str, folder: Path, seconds: float) -> dict:
    """What a process of the engine's own tells."""
    if engine == "lucene":
        return lucene.measure(folder, seconds)
    told = subprocess.run(
        [sys.executable, "-m", "bench.matching.worker", engine, str(folder), str(seconds)],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict = json.loads(told.stdout)
    return found


def answers(folder: Path, engine: str) -> list[list[str]]:
    """For each post the ids of the searches that matched, sorted; as far as the engine got."""
    with (folder / f"{engine}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def agree(folder: Path, peers: Sequence[str]) -> bool:
    """Whether all answers are Virta's; tells what differs, and how many posts match."""
    ours = answers(folder, "virta")
    share = sum(map(bool, ours)) / len(ours)
    print(f"\n{100 * share:.1f} % of {len(ours):,} posts match.")
    is_well = LEAST <= share <= MOST
    if not is_well:
        print(f"It should be between {100 * LEAST:.0f} and {100 * MOST:.0f} %.")
    for peer in peers:
        theirs = answers(folder, peer)
        differing = [at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
        pairs = sum(map(len, theirs))
        print(f"{peer}: {len(theirs):,} posts, {pairs:,} pairs, {len(differing)} posts differ.")
        for at in differing[:5]:
            print(difference(folder, at, ours[at], theirs[at]))
        is_well = is_well and not differing
    return is_well


def compare(folder: Path, count: int, peers: Sequence[str], seconds: float) -> bool:
    """One number of searches, all engines."""
    print(f"\n{count:,} searches", flush=True)
    told = []
    for engine in ("virta", *peers):
        told.append(measured(engine, folder, seconds))
        for line in rows(told[-1], told[0]):
            print(line, flush=True)
    print()
    for one in told:
        print(build_line(one))
    for line in change_lines(told[0]):
        print(line)
    return agree(folder, peers)


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    asked = argparse.ArgumentParser(prog="python -m bench.matching")
    asked.add_argument("--queries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    asked.add_argument("--posts", type=int, default=50_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    asked.add_argument("--seconds", type=float, default=20, help="CPU for each size of batch")
    asked.add_argument("--write", type=Path, metavar="FOLDER")
    return asked.parse_args(arguments)


def main() -> int:
    """Measures every number of searches; status 1 where something is not as it should be."""
    asked = options()
    missing = lucene.missing()
    if "lucene" in asked.peers and missing:
        print(missing)
        asked.peers.remove("lucene")
    is_well = True
    with tempfile.TemporaryDirectory() as name:
        for count in asked.queries:
            folder = (asked.write or Path(name)) / str(count)
            write(folder, asked.seed, count, asked.posts)
            if asked.write is None:
                is_well = compare(folder, count, asked.peers, asked.seconds) and is_well
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
