"""Judges texts: multinomial logistic regression over hashed features, calibrated by language.

The model file holds, for each language, int8 weights (buckets, 3 labels), the slopes and offsets
that turn sums into calibrated logits (vector scaling, Guo et al. 2017), and how sure a label has
to be before it is told (Chow 1970). `bench.sentiment.train` writes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from virta.sentiment.features import SIZE, Numbers, features
from virta.sentiment.labels import LANGUAGES, Label
from virta.sentiment.learned import adjustment

FILE = Path(__file__).with_name("model.npz")
BATCH = 1024
"""Texts hashed at a time: their buffers then stay in the processor's cache."""
FIELD, BIAS = 21, 128


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of one language. `packed` has three weights, each plus BIAS, in one number."""

    packed: NDArray[np.int64]
    slope: NDArray[np.float64]
    offset: NDArray[np.float64]
    sure: float


def pack(weights: NDArray[np.int8]) -> NDArray[np.int64]:
    """Weights (buckets, 3) as one number a bucket, so that one sum adds all three."""
    fields = weights.astype(np.int64) + BIAS
    packed = fields[:, 0] | fields[:, 1] << FIELD | fields[:, 2] << 2 * FIELD
    return np.append(packed, 0)


@cache
def model(language: str) -> Model:
    """The model of one of LANGUAGES, read from its file when it is first asked for."""
    with np.load(FILE, allow_pickle=False) as file:
        return Model(
            pack(file[f"{language}_weights"]),
            file[f"{language}_slope"],
            file[f"{language}_offset"],
            float(file[f"{language}_sure"]),
        )


def judge(
    texts: Sequence[str], languages: Sequence[str], learned: bytes = b""
) -> NDArray[np.float64]:
    """Probabilities (texts, 3) of negative, neutral and positive, in that order.

    A row is NaN where the language is not one of LANGUAGES: nothing is guessed. Swedish is never
    told neutral (probability 0), for want of labelled lines. `learned` is what `learn` made of a
    workspace's corrections. Raises ValueError where the two lists differ in length.
    """
    if len(texts) != len(languages):
        raise ValueError("There has to be one language for each text.")
    told = np.full((len(texts), len(Label)), np.nan)
    codes = np.array([language[:2].lower() for language in languages], dtype=str)
    for language in LANGUAGES:
        rows = np.flatnonzero(codes == language)
        for at in range(0, len(rows), BATCH):
            some = rows[at : at + BATCH]
            told[some] = _softmax(logits([texts[row] for row in some], language, learned))
    return told


def label(probabilities: NDArray[np.float64], languages: Sequence[str]) -> list[Label | None]:
    """The likeliest label of each row of `judge`, or None where that is not sure enough."""
    needed = np.array([_sure(language[:2].lower()) for language in languages])
    known = np.nan_to_num(probabilities, nan=0.0)
    likeliest = known.argmax(axis=1) if len(known) else np.zeros(0, np.int64)
    sure = known.max(axis=1, initial=0.0) >= needed
    return [Label(int(one)) if said else None for one, said in zip(likeliest, sure, strict=True)]


def _sure(language: str) -> float:
    return model(language).sure if language in LANGUAGES else 2.0


def logits(texts: Sequence[str], language: str, learned: bytes = b"") -> NDArray[np.float64]:
    """Calibrated logits (texts, 3) of texts in one language."""
    known = model(language)
    kinds = list(features(texts))
    told = sums(kinds, known.packed) * known.slope + known.offset
    if learned:
        told += adjustment(learned, language, kinds)
    return told


def sums(kinds: list[tuple[Numbers, Numbers]], packed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums (texts, 3) of the weights of each text's features, over the root of their number."""
    total = np.zeros(len(kinds[0][1]) - 1, np.int64)
    number = np.zeros(len(total), np.int64)
    for buckets, starts in kinds:
        added = np.zeros(len(buckets) + 1, np.int64)
        np.cumsum(packed[buckets], out=added[1:])  # may wrap round; differences stay right
        total += added[starts[1:]] - added[starts[:-1]]
        np.cumsum(buckets != SIZE, out=added[1:])
        number += added[starts[1:]] - added[starts[:-1]]
    mask = (1 << FIELD) - 1
    fields = np.stack([total & mask, total >> FIELD & mask, total >> 2 * FIELD & mask], axis=1)
    weights: NDArray[np.float64] = (fields - BIAS * number[:, None]) / np.sqrt(
        np.maximum(number, 1)
    )[:, None]
    return weights


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    told: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return told
