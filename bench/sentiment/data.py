"""XED's lines with one of three labels, and which part each line belongs to.

The folder is XED's own: AnnotatedData and Projections (Öhman et al. 2020, CC BY 4.0).
"""

import csv
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from virta.sentiment.labels import Label

NEGATIVE, POSITIVE = {1, 3, 4, 6}, {2, 5, 8}
"""Anger, disgust, fear, sadness; anticipation, joy, trust. Surprise (7) leans neither way."""
EMOTIONS = {
    "fi": "AnnotatedData/fi-annotated.tsv",
    "en": "AnnotatedData/en-annotated.tsv",
    "sv": "Projections/sv-projections.tsv",
}
NEUTRAL = {"fi": "AnnotatedData/neu_fi.txt", "en": "AnnotatedData/neu_en.txt"}
STEM = 5


class Part(Enum):
    """Training, calibrating, and the part that is held back and only measured on."""

    TRAIN = "train"
    CALIBRATE = "calibrate"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Line:
    """One subtitle line."""

    text: str
    label: Label

    @property
    def part(self) -> Part:
        """By a hash of the set of its words' beginnings, so that near-duplicates stay together."""
        words = re.findall(r"[^\W\d_]+", self.text.lower())
        key = " ".join(sorted({word[:STEM] for word in words})) or self.text
        place = zlib.crc32(key.encode()) % 10
        return Part.TEST if place < 2 else Part.CALIBRATE if place == 2 else Part.TRAIN


def lines(folder: Path, language: str) -> list[Line]:
    """All lines of one language that get a label, each text with a label once."""
    found = list(_emotional(folder / EMOTIONS[language]))
    if language in NEUTRAL:
        found += _neutral(folder / NEUTRAL[language])
    return list(dict.fromkeys(found))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _emotional(path: Path) -> Iterator[Line]:
    for row in _rows(path):
        if len(row) < 2 or not re.fullmatch(r"[\d, ]+", row[1]):
            continue  # the Swedish file names its sources between the lines
        emotions = {int(number) for number in re.findall(r"\d", row[1])}
        leaning = len(emotions & POSITIVE) - len(emotions & NEGATIVE)
        if leaning:
            yield Line(row[0], Label.POSITIVE if leaning > 0 else Label.NEGATIVE)


def _neutral(path: Path) -> Iterator[Line]:
    for row in _rows(path):
        if len(row) > 1:
            yield Line(row[1], Label.NEUTRAL)
