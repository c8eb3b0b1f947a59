"""One engine in a process of its own: builds it, times it, writes its answers.

    python -m bench.matching.worker ENGINE FOLDER SECONDS [SIZE ...]

Each batch size gets as many of the posts, from the first on, as SECONDS allow. What was measured
is printed as one JSON object; the answers of the size that got furthest stand in ENGINE.jsonl.
"""

import gc
import importlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.matching.data import POSTS, read_asked, read_posts
from bench.matching.peers import Answers, Engine
from bench.matching.peers.virta import Virta
from virta.matching.posts import Post, read_post

ENGINES = {
    "virta": ("bench.matching.peers.virta", "Virta"),
    "tantivy": ("bench.matching.peers.tantivy", "Tantivy"),
    "fts5": ("bench.matching.peers.fts5", "Fts5"),
}


def made(name: str) -> Engine:
    """The engine of that name; its package is imported only in its own process."""
    module, kind = ENGINES[name]
    engine: Engine = getattr(importlib.import_module(module), kind)()
    return engine


def peak_memory() -> float:
    """In MB. getrusage would count what the parent held when it began this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(x.split()[1] for x in status.splitlines() if x.startswith("VmHWM"))) / 1000


def timed(engine: Engine, posts: Sequence[Post], size: int, seconds: float) -> tuple[dict, Answers]:
    """Matches batch after batch, over and over until at least a fifth of the time is used."""
    answers: Answers = []
    rates, wall_rates, used = [], [], 0.0
    while used < seconds / 5:
        done, cpu, wall = 0, time.process_time(), time.perf_counter()
        held: Answers = []
        while done < len(posts) and time.process_time() - cpu < seconds - used:
            held += engine.match(posts[done : done + size])
            done = min(done + size, len(posts))
        spent = time.process_time() - cpu
        used += spent
        rates.append(done / spent)
        wall_rates.append(done / (time.perf_counter() - wall))
        answers = max(answers, held, key=len)
    middle = len(rates) // 2
    told = {"size": size, "rate": sorted(rates)[middle], "wall": sorted(wall_rates)[middle]}
    return told | {"posts": len(answers), "passes": len(rates)}, answers


def spent(begun: tuple[float, float]) -> dict[str, float]:
    """CPU and wall seconds since `begun`."""
    return {"cpu": time.process_time() - begun[0], "wall": time.perf_counter() - begun[1]}


def now() -> tuple[float, float]:
    """The CPU and wall clocks."""
    return time.process_time(), time.perf_counter()


def measure(name: str, folder: Path, seconds: float, sizes: Sequence[int]) -> dict:
    """Everything about one engine."""
    posts, asked = read_posts(folder), read_asked(folder)
    engine = made(name)
    begun = now()
    engine.warm()
    told: dict = {"engine": name, "warm": spent(begun), "memory_before": peak_memory()}
    begun = now()
    engine.build(asked)
    told["build"] = spent(begun)
    gc.collect()
    gc.freeze()
    best: Answers = []
    told["runs"] = []
    for size in sizes or engine.sizes:
        engine.match(posts[: max(size, 100)] if size > 1 else posts[:1])  # warm, as in service
        run, answers = timed(engine, posts, size, seconds)
        told["runs"].append(run)
        best = max(best, answers, key=len)
    told["memory"] = peak_memory()
    if isinstance(engine, Virta):
        told["lines"] = from_lines(engine, folder, seconds)
        told["changes"] = engine.changes(asked, posts)
    told["memory_after"] = peak_memory()
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(sorted(ids))}\n" for ids in best)
    return told


def from_lines(engine: Engine, folder: Path, seconds: float) -> float:
    """Posts per CPU-second from JSON lines to answers, in batches of 1,000."""
    lines = (folder / POSTS).read_bytes().splitlines()
    begun, done = time.process_time(), 0
    while time.process_time() - begun < seconds / 5:
        at = done % len(lines)
        batch = [read_post(line) for line in lines[at : at + 1000]]
        engine.match(batch)
        done += len(batch)
    return done / (time.process_time() - begun)


def main(arguments: Sequence[str]) -> None:
    """Measures what the command line names."""
    name, folder, seconds, *sizes = arguments
    told = measure(name, Path(folder), float(seconds), [int(size) for size in sizes])
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
