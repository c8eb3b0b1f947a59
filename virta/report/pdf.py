"""The report as PDF, set by typst.

Everything a person wrote reaches typst as JSON data, never as markup, so nothing in it is ever
run or formatted. The file is tagged and meets PDF/UA-1 wherever a font has every letter in it.
"""

import json
import re
import string
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from virta.report.model import Report
from virta.report.story import Story, tell
from virta.report.texts import clean, mapped

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "report.typ"
FONTS = HERE / "fonts"
Standard = Literal["ua-1"]
LONGEST_WORD, LONGEST_RUN = 30, 18
"""Words and other runs (addresses, codes) longer than this may break anywhere, to stay on the page."""
FACE = re.compile(r'font-family="[^"]*"')
RUN = re.compile(r"\S+")
JOINT = re.compile(r"([/?&=#_.,;:])(?=[\w%])")
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"


def make(report: Report) -> bytes:
    """The report as a PDF file. The same report gives the same bytes."""
    return set_story(tell(report), stamp(report))


def stamp(report: Report) -> int:
    """The file's own time, in seconds since 1970: the report's day, not the moment of setting it."""
    day = report.made_on or date.fromisoformat(report.diagnosis.end)
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def set_story(story: Story, timestamp: int) -> bytes:
    data = asdict(mapped(story, printable))
    for shown, told in zip(data["observations"], story.observations, strict=True):
        shown["address"] = clean(told.address)  # a link leads where it says, unbroken
    for size in ("picture", "picture_small"):
        data[size] = FACE.sub('font-family="Inter"', data[size])  # alike on every machine
    try:
        return compiled(data, timestamp, "ua-1")
    except typst.TypstError as problem:
        # PDF/UA wants a glyph for every letter, and no machine has a font for all of Unicode.
        # The same file without that promise is still tagged, and shows the letters it can.
        if "could not be displayed" not in str(problem):
            raise
        return compiled(data, timestamp, None)


def compiled(data: Any, timestamp: int, standard: Standard | None) -> bytes:
    document = typst.compile(
        TEMPLATE,
        font_paths=[FONTS],
        sys_inputs={"story": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standard,
        timestamp=timestamp,
    )
    if not isinstance(document, bytes):
        raise TypeError(f"typst gave a {type(document).__name__} where one PDF was expected.")
    return document


def printable(text: str) -> str:
    """A text without what cannot be set, that may break wherever the line ends."""
    return breakable(clean(text))


def breakable(text: str) -> str:
    """Let very long runs without a space break. Words are left to hyphenation while it can help."""
    return RUN.sub(lambda run: run[0] if fits(run[0]) else chunked(run[0]), text)


def fits(word: str) -> bool:
    letters = word.strip(string.punctuation).replace("-", "")
    return len(word) <= (LONGEST_WORD if letters.isalpha() else LONGEST_RUN)


def chunked(word: str) -> str:
    """Breaks after the joints of an address, and within what is still too long between them."""
    parts = JOINT.sub("\\1 ", word).split(" ")
    return ZERO_WIDTH_SPACE.join(part if fits(part) else pieces(part) for part in parts)


def pieces(part: str) -> str:
    return ZERO_WIDTH_SPACE.join(part[start : start + 6] for start in range(0, len(part), 6))
