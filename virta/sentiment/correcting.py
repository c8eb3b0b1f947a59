"""Learns from one workspace's corrections: a few kilobytes beside the model.

Logistic regression again, over the same features, on top of what the model says: the most probable
adjustment given the corrections, where each weight is expected near nothing (a Gaussian prior), so
that few corrections move little but what they are about. Made anew of all corrections each time.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from virta.sentiment.features import SIZE, Numbers, features
from virta.sentiment.labels import LANGUAGES, Label
from virta.sentiment.learned import HEAD, ROW, entries, summed
from virta.sentiment.model import logits

LARGEST = 64 * 1024
"""Bytes an adjustment may take; the smallest weights are left out."""
PRIOR = 0.1
STEPS = 150

Correction = tuple[str, str, Label]


def learn(corrections: Sequence[Correction]) -> bytes:
    """The adjustment that corrections (text, language, label) ask for, at most LARGEST bytes.

    Corrections in languages that are not judged change nothing.
    """
    rows = [_of_language(corrections, language) for language in LANGUAGES]
    table = np.concatenate(rows)
    room = (LARGEST - len(HEAD)) // ROW.itemsize
    size = np.abs(table["weights"]).max(axis=1, initial=0)
    kept = np.sort(np.argsort(-size, kind="stable")[:room])
    return HEAD + table[kept].tobytes() if len(table) else b""


def _of_language(corrections: Sequence[Correction], language: str) -> NDArray[np.void]:
    own = [(text, label) for text, code, label in corrections if code[:2].lower() == language]
    if not own:
        return np.zeros(0, ROW)
    texts = [text for text, _ in own]
    right = np.eye(len(Label))[[label for _, label in own]]
    row, bucket, value = entries(list(features(texts)))
    used, column = np.unique(bucket, return_inverse=True)
    base = np.maximum(logits(texts, language), -20.0)
    table = np.zeros(len(used), ROW)
    table["bucket"] = used + LANGUAGES.index(language) * SIZE
    table["weights"] = _fitted(base, right, row, column, value, len(used))
    return table


def _fitted(
    base: Numbers, right: Numbers, row: Numbers, column: Numbers, value: Numbers, width: int
) -> NDArray[np.float64]:
    """Weights (width, 3) by gradient descent with a step for each (Adagrad, Duchi et al. 2011)."""
    weights = np.zeros((width, 3))
    seen = np.full((width, 3), 1e-8)
    for _ in range(STEPS):
        told = base + summed(row, value[:, None] * weights[column], len(base))
        raised = np.exp(told - told.max(axis=1, keepdims=True))
        miss = raised / raised.sum(axis=1, keepdims=True) - right
        slope = summed(column, value[:, None] * miss[row], width) + PRIOR * weights
        seen += slope**2
        weights -= 0.2 * slope / np.sqrt(seen)
    return weights
