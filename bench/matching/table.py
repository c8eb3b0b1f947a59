"""How what was measured is shown."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.matching.data import POSTS, QUERIES


def best(told: dict) -> float:
    """The most posts per CPU-second of all batch sizes."""
    return max(float(run["rate"]) for run in told["runs"])


def rows(told: dict, virta: dict) -> Iterator[str]:
    """A line for every size of batch: posts per CPU-second and second, and how far from Virta."""
    ratio = f"Virta's best is {best(virta) / best(told):.1f} times the best"
    for run in told["runs"]:
        name = f"{told['engine']}{' ' + run['how'] if 'how' in run else ''}"
        size = f"batches of {run['size']:,}" if run["size"] > 1 else "one at a time"
        note = f"   {ratio}" if run["rate"] == best(told) and told is not virta else ""
        yield f"{name:24} {size:18} {run['rate']:12,.0f} /CPU-s {run['wall']:12,.0f} /s{note}"
    if "lines" in told:
        size = "batches of 1,000"
        yield f"{told['engine'] + ' from JSON lines':24} {size:18} {told['lines']:12,.0f} /CPU-s"


def build_line(told: dict) -> str:
    """Seconds before the first answer, and memory without and with the searches."""
    warm, build = told["warm"], told["build"]
    return (
        f"{told['engine']:24} starting {warm['wall']:.1f} s, building {build['cpu']:.2f} CPU-s; "
        f"memory {told['memory_before']:.0f} MB with the posts, {told['memory']:.0f} MB at the peak"
    )


def change_lines(told: dict) -> Iterator[str]:
    """Milliseconds of the changes: in the middle, of 99 in 100, and the longest."""
    for name, values in told["changes"].items():
        middle, most = values[len(values) // 2], values[int(len(values) * 0.99)]
        what = "the post after a change" if name == "next" else f"{name} a search"
        yield f"{what:24} {middle:.2f} ms, 99 in 100 {most:.2f} ms, longest {values[-1]:.2f} ms"


def difference(folder: Path, at: int, ours: Sequence[str], theirs: Sequence[str]) -> str:
    """The post, and the searches that only one of the two found."""
    with (folder / POSTS).open(encoding="utf-8") as file:
        post = json.loads(next(islice(file, at, None)))
    lines = [f"  {post['text']} ({post.get('language')})"]
    with (folder / QUERIES).open(encoding="utf-8") as file:
        searches = dict(line.rstrip("\n").split("\t") for line in file)
    for name in sorted({*ours} ^ {*theirs}):
        lines.append(f"    {'only Virta' if name in ours else 'not Virta'}: {searches[name]}")
    return "\n".join(lines)
