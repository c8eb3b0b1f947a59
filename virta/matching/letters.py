"""What the scanner knows of every character, made once a process from the rules of `words`."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
import regex
from numba import config

from virta.matching import words
from virta.matching.arrays import Bytes, Ints
from virta.matching.scan import (
    ALONE,
    APART,
    AT,
    DROPPED,
    FLAG,
    HARD,
    HASH,
    LETTER,
    PICTURE,
    SIGN,
    SPACE,
)
from virta.matching.tables import Letters

SIMPLE = (
    (r"\S", SIGN),
    (r"\p{C}", APART),
    (r"\s", SPACE),
    (words.PICTURE, PICTURE),
    (words.FLAG, FLAG),
    (r"\#", HASH),
    (r"@", AT),
)
"""The later ones win, as letters go before emoji and emoji before symbols in `words`."""
ODD = (0x17F, 0x2139)
"""ſ stands for an s, so that “httpſ://” begins a link; ℹ is a letter and joins emoji."""

numba_config: Any = config
ALL = 0x110000
CHANGING = (
    *((0x0, 0x3400), (0xA000, 0xD7A4), (0xF900, 0x20000), (0x2F800, 0x2FA20), (0xE0000, 0xE0200)),
)
"""Where characters stand that folding changes: everywhere but among ideographs."""


def _changing() -> Iterator[str]:
    return map(chr, chain.from_iterable(range(*bounds) for bounds in CHANGING))


def _needs_neighbours() -> set[int]:
    """Code points that are not NFC, or whose NFC form hangs on what stands before them.

    The second member of every canonical pair may join what stands before it; Hangul vowels and
    final consonants do so by rule.
    """
    hard = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3), *range(0xD800, 0xE000)}
    for letter in _changing():
        if not unicodedata.is_normalized("NFC", letter):
            hard.add(ord(letter))
        parts = unicodedata.decomposition(letter).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            hard.add(int(parts[1], 16))
    return hard


def _is(pattern: str) -> np.ndarray:
    """Which of all code points a pattern meets."""
    met = np.zeros(ALL, dtype=np.bool_)
    for run in regex.compile(f"(?:{pattern})+", regex.VERSION1).finditer(_everything()):
        met[run.start() : run.end()] = True
    return met


@cache
def _everything() -> str:
    return "".join(map(chr, range(ALL)))


def _is_word() -> np.ndarray:
    """Which code points Python takes for letters, digits or the low line."""
    met = np.zeros(ALL, dtype=np.bool_)
    for run in re.finditer(r"\w+", _everything()):
        met[run.start() : run.end()] = True
    return met


def _classes() -> Bytes:
    """The class of every character; what is neither clear nor common is left to Python.

    Letters are put together here as `words.pattern` does it, since to try its long list of
    letters on every code point takes seconds.
    """
    classes = np.zeros(ALL, dtype=np.uint8)
    for pattern, kind in SIMPLE:
        classes[_is(pattern)] = kind
    dropped = _is(f"[{words.DROPPED}]")
    letters = (_is_word() | _is(r"\p{M}")) & ~dropped
    classes[letters] = LETTER
    classes[letters & _is(f"[{words.UNSPACED}]")] = ALONE
    classes[dropped] = DROPPED
    classes[list(_needs_neighbours().union(ODD))] = HARD
    return classes


class _Longer:
    """Rows for characters that become none or several."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.ends: list[int] = [0]
        self.letters: list[int] = []

    def row(self, text: str) -> int:
        known = self.rows.get(text)
        if known is None:
            known = self.rows[text] = len(self.rows)
            self.letters += map(ord, text)
            self.ends.append(len(self.letters))
        return known

    def table(self, fold: Callable[[str], str]) -> Ints:
        """What every code point becomes: one code point, or -1 - its row here."""
        table = np.arange(ALL, dtype=np.int32)
        for letter in _changing():
            to = fold(letter)
            if to != letter:
                table[ord(letter)] = ord(to) if len(to) == 1 else -1 - self.row(to)
        return table


@cache
def letters() -> Letters:
    """The tables: read from where the compiled functions are kept, else made in some seconds."""
    kept = Path(numba_config.CACHE_DIR) / "letters.npz"
    try:
        with np.load(kept, allow_pickle=False) as held:
            return Letters(**{name: held[name] for name in Letters._fields})
    except (OSError, KeyError, ValueError, BadZipFile):
        made = _made()
    with suppress(OSError):  # without a place to keep them they are made at every start
        kept.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            np.savez(file, **made._asdict())
        Path(file.name).replace(kept)
    return made


def _made() -> Letters:
    longer = _Longer()
    folded = longer.table(words.folded)
    own = longer.table(lambda letter: words.folded(letter, "sv"))
    cased = longer.table(words.cased)
    ends = np.asarray(longer.ends, dtype=np.int32)
    return Letters(
        classes=_classes(),
        folded=folded,
        own=own,
        cased=cased,
        same=np.arange(ALL, dtype=np.int32),
        longer=np.ascontiguousarray(np.stack([ends[:-1], ends[1:]], axis=1)),
        several=np.asarray(longer.letters, dtype=np.int32),
    )
