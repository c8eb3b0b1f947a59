"""An archive searched by one Dask worker, by two, and by two of which one is killed in the middle.

    python -m bench.backfill [--posts 10000000] [--queries 10000] [--parts 40]

Writes an archive of JSON lines to a temporary folder (about 250 bytes a post), searches it three
times and compares what was found, post by post. Prints posts a second; the exit status is 1 where
the three do not agree, or where two workers are less than 1.8 times as fast as one.
"""

import argparse
import hashlib
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.matching import data

WANTED = 1.8
LINES = 20_000
"""So many different posts are made; the archive repeats them under names of their own."""


def write(folder: Path, made: Path, posts: int, files: int) -> None:
    """The archive: the posts that were made, over and over, each time under a name of its own."""
    tails = []
    with (made / data.POSTS).open(encoding="utf-8") as file:
        for line in file:
            tails.append(json.dumps({k: v for k, v in json.loads(line).items() if k != "id"})[1:])
    each = -(-posts // files)
    for number in range(files):
        with (folder / f"{number:04}.jsonl").open("w", encoding="utf-8", buffering=1 << 20) as out:
            for one in range(number * each, min((number + 1) * each, posts)):
                out.write(f'{{"id": "{one}", {tails[one % len(tails)]}\n')


def asked(made: Path) -> tuple[tuple[str, str], ...]:
    """The queries by their ids."""
    lines = (made / data.QUERIES).read_text(encoding="utf-8").splitlines()
    return tuple((key, query) for key, _tab, query in (one.partition("\t") for one in lines))


def searched(parts: list[Any], queries: Any, workers: int, folder: Path, kill: bool) -> Any:
    """Posts, matches, a digest of all that was found, and the seconds it took."""
    from virta.flows import backfilling  # noqa: PLC0415 - after django.setup()

    results = backfilling.Results(folder, queries)
    posts = matches = 0
    killed = False
    with backfilling.connected("", workers) as client:
        # The matcher is made, and compiled, before the clock runs: an archive takes hours.
        client.run(warm, queries)
        begun = time.perf_counter()
        for number, (_part, held) in enumerate(
            backfilling.found_in(client, parts, queries, results)
        ):
            posts += held.posts
            matches += len(held.matches)
            if kill and not killed and number >= len(parts) // 2:
                os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
                killed = True
        seconds = time.perf_counter() - begun
    whole = hashlib.sha256()
    for one in parts:
        whole.update(results.path(one).read_bytes())
    return posts, matches, whole.hexdigest()[:16], seconds


def warm(queries: Any) -> int:
    """Make a worker's matcher."""
    from virta.matching.archives import matcher_of  # noqa: PLC0415 - on the worker
    from virta.matching.posts import Post  # noqa: PLC0415

    matcher = matcher_of(queries)
    matcher.match([Post(id="0", text="warm")] * 1000)
    return len(matcher)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_000_000)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--parts", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("VIRTA_DATA", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "virta.settings"
        import django  # noqa: PLC0415 - the environment is set first

        django.setup()
        from virta.matching.archives import parts_of  # noqa: PLC0415

        made, archive = Path(folder) / "made", Path(folder) / "archive"
        archive.mkdir()
        data.write(made, 1, given.queries, min(LINES, given.posts))
        write(archive, made, given.posts, 4)
        size = sum(one.stat().st_size for one in archive.iterdir())
        parts = list(parts_of(str(archive), size=-(-size // given.parts)))
        queries = asked(made)
        print(
            f"{given.posts:,} posts, {size / 1e9:.1f} GB, {len(parts)} parts, {given.queries:,} queries"
        )
        told = {}
        for name, workers, kill in (
            ("one worker", 1, False),
            ("two workers", 2, False),
            ("two, one killed", 2, True),
        ):
            held = searched(parts, queries, workers, Path(folder) / name.replace(" ", "-"), kill)
            posts, matches, whole, seconds = told[name] = held
            print(
                f"{name:16} {seconds:7.1f} s  {posts / seconds:9,.0f} posts a second  {matches:,} match  {whole}",
                flush=True,
            )
    faster = told["one worker"][3] / told["two workers"][3]
    agree = len({one[:3] for one in told.values()}) == 1
    print(
        f"Two workers are {faster:.2f} times as fast as one; {'all three agree' if agree else 'THEY DIFFER'}."
    )
    return 0 if agree and faster >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
