"""What the compiled functions of the matcher share: the compiler, the codes and the tables.

The functions are compiled when first called, in some seconds, and kept in a folder for the next
start. The folder is `NUMBA_CACHE_DIR` where it is set, else `matching` under `VIRTA_DATA`, else
one of the user's own under the folder for temporary files; it need not exist beforehand.
"""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import __version__ as numba_version
from numba import config, njit
from numpy.typing import NDArray

# The options are more than the compiler's own types tell of.
_njit: Any = njit
_config: Any = config

F = TypeVar("F", bound=Callable[..., object])


KERNEL = ("numbers", "lookup", "evaluate", "plan", "scan", "pieces", "run")
"""The modules with compiled functions. The compiler looks only at the file of the function that
is called first, so the folder is named after what all of them hold."""


def _cache_folder() -> str:
    data = os.environ.get("VIRTA_DATA")
    base = Path(data) if data else Path(tempfile.gettempdir()) / f"virta-{os.getuid()}"
    digest = sha256(numba_version.encode())
    for name in KERNEL:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return str(base / "matching" / digest.hexdigest()[:16])


if not _config.CACHE_DIR:
    _config.CACHE_DIR = _cache_folder()

entry = cast(Callable[[F], F], _njit(cache=True, nogil=True, _nrt=False))
"""Compiles a function that Python calls."""
whole = cast(
    Callable[[F], F],
    _njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True),
)
"""Compiles a function that only compiled ones call."""
compiled = cast(
    Callable[[F], F],
    _njit(nogil=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True),
)
"""Compiles a function into the ones that call it: handing the tables over costs more than most
of these functions do."""

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

# What a query is compiled to: postfix code over truth values and over lists of spans.
TERM, RANGE, AND, OR, NOT, ASK = 0, 1, 2, 3, 4, 5
ANY_SPAN, SPAN_TERM, SPAN_PHRASE, SPAN_NEAR, SPAN_OR = 6, 7, 8, 9, 10
GATE = 12  # [values so far, numbers to skip]: an AND ends at its first NO
# What evaluating answers; ASK means that the reference matcher has to be asked.
NO, YES, UNSURE = 0, 1, 2

# How the text of a word is compared: three streams of code points, hashed apart.
FOLDED, ACCENTED, EXACT, NAME, EMOJI, SYMBOL = 0, 1, 2, 3, 4, 5
TAG = 8  # added for the same three streams of a hashtag
# How a term stands to the word: all of it, its start, or a pattern beginning so.
WHOLE, START, PATTERN = 0, 1, 2
MANY, ONE = -1, -2  # `*` and `?` among a pattern's code points

TITLE_PART, TEXT_PART, ANY_PART = 0, 1, 2
TEXT_AT = 1 << 29
"""Positions of the text begin here, those of the title at 0: nothing reaches across the two."""
FAR = 1 << 27
"""The longest distance that is counted; a longer one in a query means this."""


class Index(NamedTuple):
    """The tables of a matcher: a term is a row of `terms`, a query a row of `queries`."""

    keys: Hashes  # open addressing: the hash of a term's literal start; 0 is free
    slots: Ints  # the first term of that hash
    bloom: Hashes  # one bit for a hash
    terms: Ints  # [stream, how, pool at, pool length, literal length, next of the same hash]
    pool: Ints  # code points of all terms
    state: Ints  # [number of the post where last seen, its first hit there]
    counts: Longs  # hits seen so far
    heads: Ints  # the first of `entries` that a term triggers, or -1
    entries: Ints  # [query, next]
    code: Ints
    queries: Ints  # [code at, code end, number of the post where last tried, alive]
    ranges: Floats  # [low, high]
    always: Ints  # queries that no term triggers
    lengths: Longs  # for each stream, bit k: a start or pattern begins with k letters
    loose: Ints  # patterns without a literal start, tried on every word


class Scratch(NamedTuple):
    """Room to work in, kept from batch to batch."""

    hits: Ints  # [term, first position, next hit of the term, last position]
    candidates: Ints  # queries to be evaluated
    spans: Ints  # [first, last]
    lists: Ints  # [from, to] in `spans`
    stack: Ints
    regs: Longs  # see REG_*
    out: Ints  # [post, query, answer]


REG_POST, REG_HITS, REG_SPANS, REG_LISTS, REG_STACK, REG_OUT, REG_FULL = range(7)


class Tokens(NamedTuple):
    """What a post is split into, before any term is looked up."""

    rows: Ints  # [stream, first position, from, to in `letters`, last position]; see also Spelled
    letters: Ints  # code points as the stream compares them
    regs: Longs  # see AT_*


AT_ROW, AT_LETTER, AT_PLACE, AT_FULL, AT_FLAGS, AT_TOKEN = range(6)

# Whether any term asks for a stream beyond the folded one (REG_FLAGS).
WANTS_ACCENTED, WANTS_PLAIN_ACCENTED, WANTS_EXACT = 1, 2, 4
WANTS_TAGS, WANTS_NAMES, WANTS_SIGNS = 8, 16, 32
