"""Lucene Monitor, in a Java process of its own.

Its jars (core, memory, monitor, queries, queryparser and the common analyzers, 8.x) are looked for
in the folder that VIRTA_BENCH_LUCENE names. It is tried one post at a time and in batches, with
three tunings of its presearcher: `terms` (wildcards are always tried), `grams` (wildcards are
found by parts of words) and `passes` (the same, in two passes over what a search needs).
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.matching.asked import Asked, Term, either
from bench.matching.data import read_asked, read_posts
from bench.matching.words import hashtags

FOLDER = "VIRTA_BENCH_LUCENE"
SOURCE = Path(__file__).with_name("Percolate.java")
TUNINGS = ("terms", "grams", "passes")
SIZES = (1, 1000, 5000)
MEMORY = "-Xmx3g"


def missing() -> str:
    """What is missing for Lucene Monitor to be compared, in a sentence; empty where nothing is."""
    folder = os.environ.get(FOLDER)
    if not folder or not list(Path(folder).glob("*monitor*.jar")):
        return f"Lucene Monitor is left out: {FOLDER} names no folder with its jars."
    if not shutil.which("java") or not shutil.which("javac"):
        return "Lucene Monitor is left out: java and javac are not installed."
    return ""


def expression(asked: Asked) -> str:
    """The search in the language of Lucene's classic query parser."""
    parts = [f"+{either([_term(term) for term in group])}" for group in asked.groups]
    if asked.language:
        parts.append(f"+language:{asked.language}")
    parts += [f"-{_term(term)}" for term in asked.without]
    return " ".join(parts)


def _term(term: Term) -> str:
    text = " ".join(term.left)
    if term.kind == "near":
        # Slop is in one order what NEAR is; in the other it reaches less far, so both are asked.
        pairs = [pair for a, b in term.sides for pair in (f"{a} {b}", f"{b} {a}")]
        return either([f'"{pair}"~{term.between}' for pair in pairs])
    shown = {"word": text, "prefix": f"/{text}.*/", "hashtag": f"tags:{text}"}
    return shown.get(term.kind, f'"{text}"')


def _write(folder: Path) -> None:
    with (folder / "lucene-posts.tsv").open("w", encoding="utf-8") as file:
        for post in read_posts(folder):
            file.write(f"{post.text}\t{hashtags(post.text)}\t{post.language or ''}\n")
    with (folder / "lucene-searches.tsv").open("w", encoding="utf-8") as file:
        file.writelines(f"{one.id}\t{expression(one)}\n" for one in read_asked(folder))


def measure(folder: Path, seconds: float) -> dict:
    """What the Java processes tell: the first one's figures with the runs of all tunings."""
    _write(folder)
    jars = f"{os.environ[FOLDER]}/*"
    with tempfile.TemporaryDirectory() as classes:
        subprocess.run(["javac", "-cp", jars, "-d", classes, str(SOURCE)], check=True)
        told = [_run(f"{classes}:{jars}", folder, seconds, how) for how in TUNINGS]
    runs = [run for one in told for run in one["runs"]]
    return told[0] | {"runs": runs}


def _run(path: str, folder: Path, seconds: float, how: str) -> dict:
    sizes = map(str, SIZES)
    command = ["java", MEMORY, "-XX:+UseSerialGC", "-cp", path, "Percolate", str(folder)]
    done = subprocess.run(
        [*command, str(seconds), how, *sizes], stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict = json.loads(done.stdout)
    return told
