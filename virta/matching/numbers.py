"""What the compiled functions of the matcher share: the compiler, the codes and the tables.

The functions are compiled when first called, in some seconds, and kept in a folder for the next
start. The folder is in `NUMBA_CACHE_DIR` where that is set, else `matching` under `VIRTA_DATA`,
else one of the user's own under the folder for temporary files; it need not exist beforehand.
"""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast
from unicodedata import unidata_version

import numpy as np
import regex
from numba import __version__ as numba_version
from numba import config, njit, types

from virta.matching.arrays import Bytes, Floats, Hashes, Ints, Longs

# The options are more than the compiler's own types tell of.
_njit: Any = njit
_config: Any = config

F = TypeVar("F", bound=Callable[..., object])


KERNEL = (
    *("numbers", "tables", "lookup", "evaluate", "plan", "scan", "pieces", "run"),
    *("eights", "json_bytes"),
)
"""The modules with compiled functions. The compiler looks only at the file of the function that
is called first, so the folder is named after what all of them hold."""
CHARACTERS = ("letters", "words")
"""The modules that say what every character is; these tables are kept in the same folder."""


def _cache_folder() -> str:
    data = os.environ.get("VIRTA_DATA")
    base = Path(data) if data else Path(tempfile.gettempdir()) / f"virta-{os.getuid()}"
    given = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(given) if given else base / "matching"
    versions = (numba_version, unidata_version, regex.__version__)
    digest = sha256(" ".join(versions).encode())
    for name in KERNEL + CHARACTERS:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return str(folder / digest.hexdigest()[:16])


_config.CACHE_DIR = _cache_folder()

number = cast(Callable[[Any], int], np.int64)
"""In compiled code numbers of one kind only meet without becoming fractions."""

TYPES: dict[Any, Any] = {
    int: types.int64,
    bool: types.boolean,
    float: types.float64,
    np.uint64: types.uint64,
    Ints: types.int32[::1],
    Longs: types.int64[::1],
    Hashes: types.uint64[::1],
    Floats: types.float64[::1],
    Bytes: types.uint8[::1],
}
"""What the compiler takes the annotations of compiled functions for."""


def _inner(function: F, is_inlined: bool) -> F:
    """Compiles a function that only compiled ones call: once, for the types that it declares.

    Left to itself the compiler makes one more of it for every kind of number that it is called
    with, and for every constant, which takes minutes.
    """
    made = _njit(
        nogil=True,
        _nrt=False,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        forceinline=is_inlined,
    )(function)
    asked = [TYPES.get(kind) for name, kind in function.__annotations__.items() if name != "return"]
    if None in asked:
        return cast(F, made)
    find = made.get_call_template

    def find_the_one(args: Any, kws: Any) -> Any:
        if not made.signatures:
            made.compile(tuple(asked))
            made.disable_compile()
            if not is_inlined:
                for one in made.overloads.values():
                    compiled_one = one.library.get_function(one.fndesc.llvm_func_name)
                    compiled_one.add_function_attribute("noinline")
        return find(args, kws)

    made.get_call_template = find_the_one
    return cast(F, made)


entry = cast(Callable[[F], F], _njit(cache=True, nogil=True, _nrt=False))
"""Compiles a function that Python calls."""


def whole(function: F) -> F:
    """Compiles a function that is called where it is needed, which is seldom: so it stays one."""
    return _inner(function, is_inlined=False)


def compiled(function: F) -> F:
    """Compiles a function into the ones that call it."""
    return _inner(function, is_inlined=True)


# What a query is compiled to: postfix code over truth values and over lists of spans.
TERM, RANGE, AND, OR, NOT, ASK = 0, 1, 2, 3, 4, 5
ANY_SPAN, SPAN_TERM, SPAN_PHRASE, SPAN_NEAR, SPAN_OR = 6, 7, 8, 9, 10
GATE = 12  # [values so far, numbers to skip]: an AND ends at its first NO
# What evaluating answers; ASK means that the reference matcher has to be asked.
NO, YES, UNSURE = 0, 1, 2

# How the text of a word is compared: three streams of code points, hashed apart.
FOLDED, ACCENTED, EXACT, NAME, EMOJI, SYMBOL = 0, 1, 2, 3, 4, 5
TAG = 8  # added for the same three streams of a hashtag
AGAIN = 6
"""The row of `lengths` for words that are read again, beyond the folded stream; bit 0: every word is."""
# How a term stands to the word: all of it, its start, or a pattern beginning so.
WHOLE, START, PATTERN = 0, 1, 2
MANY, ONE = -1, -2  # `*` and `?` among a pattern's code points

TITLE_PART, TEXT_PART, ANY_PART = 0, 1, 2
TEXT_AT = 1 << 29
"""Positions of the text begin here, those of the title at 0: nothing reaches across the two."""
FAR = 1 << 27
"""The longest distance that is counted; a longer one in a query means this."""


T_STREAM, T_HOW, T_POOL, T_LENGTH, T_LITERAL, T_NEXT = 0, 1, 2, 3, 4, 5
"""How a term is compared; where its code points are, how many, how many before a wildcard; the
next term of the same hash."""
T_POST, T_HIT = 6, 7
"""The number of the post where it was last seen, and its latest hit there."""
T_HEAD = 8
"""The first of `entries` that the term triggers, or -1; the next column is for a plan in the making."""
T_SEEN, T_ASKED = 10, 11
"""How often it was seen lately, and how many queries hold it."""
T_LETTERS = 12
"""The code points of a short term, two to a column, so that only long terms are read elsewhere."""
T_COLUMNS = 16
PERHAPS = -1
"""The position of a hit that only some of the languages give that a post may be in."""
EITHER = 2
"""Of a post that may be in languages that keep å, ä, ö, … as letters, and in others."""
SHORT = 8
"""Added to how a term stands to the word, where its letters are eight at most and in the BMP."""
E_QUERY, E_NEXT, E_GUARD = 0, 1, 2
"""A query that a term triggers, the next of them, and in two numbers the four marks of terms one
of which the post must hold as well (`mark_of`); OPEN where there are none."""
OPEN = -1
MARKS = 4096
"""So many marks terms have; a post's own terms share one with a stranger once in 200."""
ALWAYS = 0
"""The term that stands for no term: it triggers the queries that no other does."""


REG_POST, REG_HITS, REG_SPANS, REG_LISTS, REG_STACK, REG_OUT, REG_FULL, REG_TOUCH = range(8)


W_STREAM, W_FROM, W_REACHED, W_LENGTH, W_FIRST, W_LAST, W_TERM, W_POOL = range(8)
"""Stream; first letter, letters looked up, letters of the word; first and last position; what
was found: the first term of the hash, or -1, and where its letters are."""
AT_LETTER, AT_FROM, AT_ROW, AT_PLACE, AT_FULL, AT_FLAGS = range(8, 14)
REGS = 16
"""The next letter, the first of the word at hand, the next row, the position, whether there was
no room, and what streams are asked for."""

# Whether any term asks for a stream beyond the folded one (AT_FLAGS).
WANTS_ACCENTED, WANTS_PLAIN_ACCENTED, WANTS_EXACT = 1, 2, 4
WANTS_TAGS, WANTS_NAMES, WANTS_SIGNS = 8, 16, 32
