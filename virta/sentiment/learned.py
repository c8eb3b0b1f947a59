"""What one workspace's corrections change, read from the bytes that `correcting.learn` made."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from virta.sentiment.features import SIZE, Numbers
from virta.sentiment.labels import LANGUAGES

HEAD = b"virta-sentiment-1\n"
ROW = np.dtype([("bucket", "<u4"), ("weights", "<f2", (3,))])

Kinds = list[tuple[Numbers, Numbers]]


def entries(kinds: Kinds) -> tuple[Numbers, Numbers, Numbers]:
    """Row, bucket and value of each feature; a text's values are one over the root of its number."""
    rows, buckets = [], []
    for places, starts in kinds:
        inner = places[starts[0] : starts[-1]]
        row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        rows.append(row[inner != SIZE])
        buckets.append(inner[inner != SIZE])
    row, bucket = np.concatenate(rows), np.concatenate(buckets)
    number = np.bincount(row, minlength=len(kinds[0][1]) - 1)
    return row, bucket, 1.0 / np.sqrt(number[row])


def summed(index: Numbers, values: Numbers, size: int) -> NDArray[np.float64]:
    """The sums (size, 3) of the rows of values that have each index."""
    return np.stack([np.bincount(index, values[:, k], size) for k in range(3)], axis=1)


def adjustment(learned: bytes, language: str, kinds: Kinds) -> NDArray[np.float64]:
    """What corrections add to the logits (texts, 3). Raises ValueError for bytes of another kind."""
    used, weights = _read(learned, LANGUAGES.index(language))
    row, bucket, value = entries(kinds)
    count = len(kinds[0][1]) - 1
    if not len(used):
        return np.zeros((count, 3))
    at = np.minimum(np.searchsorted(used, bucket), len(used) - 1)
    hit = used[at] == bucket
    return summed(row[hit], value[hit, None] * weights[at[hit]], count)


@lru_cache(maxsize=64)
def _read(learned: bytes, language: int) -> tuple[Numbers, Numbers]:
    if not learned.startswith(HEAD) or (len(learned) - len(HEAD)) % ROW.itemsize:
        raise ValueError("These bytes are not what virta.sentiment learned from corrections.")
    table = np.frombuffer(learned, ROW, offset=len(HEAD))
    own = table[table["bucket"] // SIZE == language]
    return own["bucket"] % SIZE, own["weights"].astype(np.float64)
