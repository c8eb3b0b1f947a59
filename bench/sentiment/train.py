"""Trains virta/sentiment's model file from a copy of XED.

    python -m bench.sentiment.train FOLDER

Nothing in it is left to chance: the same folder gives the same weights on the same machine.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import log_softmax, softmax

from bench.sentiment.data import Line, Part, lines
from virta.sentiment.features import SIZE, features
from virta.sentiment.labels import LANGUAGES
from virta.sentiment.learned import entries
from virta.sentiment.model import FILE, pack, sums

RIDGE = {"fi": 0.3, "sv": 0.6, "en": 0.3}
COVERED = 0.705
"""Lines of the calibrating part that are given a label; a little over the 0.70 that is asked."""
NEVER = -1e3
"""The offset of a label that a language has no lines of."""


def matrix(texts: list[str]) -> csr_array:
    """Features (texts, SIZE), scaled as `model.sums` scales them."""
    row, bucket, value = entries(list(features(texts)))
    return csr_array((value, (row, bucket)), shape=(len(texts), SIZE))


def fitted(seen: csr_array, labels: NDArray[np.int64], ridge: float) -> NDArray[np.float64]:
    """Weights (SIZE, 3) of multinomial logistic regression by L-BFGS (Liu and Nocedal 1989)."""
    used = np.unique(seen.indices)
    small = seen[:, used].tocsr()
    right = np.eye(3)[labels]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(-1, 3)
        logs = log_softmax(small @ weights, axis=1)
        slope = small.T @ (np.exp(logs) - right) + ridge * weights
        return -(logs * right).sum() + ridge / 2 * (flat @ flat), slope.ravel()

    start = np.zeros(len(used) * 3)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    weights = np.zeros((SIZE, 3))
    weights[used] = found.x.reshape(-1, 3)
    return weights


def calibrated(
    scores: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Slope, offsets and the sureness that leaves COVERED of the lines with a label."""
    there = np.isin(np.arange(3), labels)

    def logits(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return scores * at[0] + np.where(there, at[1:], NEVER)

    def loss(at: NDArray[np.float64]) -> float:
        told = log_softmax(logits(at), axis=1)
        return -float(told[np.arange(len(labels)), labels].mean()) + 1e-4 * float(at[1:] @ at[1:])

    spread = 1 / max(float(scores.std()), 1e-9)
    at = minimize(loss, np.array([spread, 0.0, 0.0, 0.0]), method="Nelder-Mead",
                  options={"maxiter": 2000, "xatol": 1e-5, "fatol": 1e-7}).x  # fmt: skip
    sure = np.quantile(softmax(logits(at), axis=1).max(axis=1), 1 - COVERED)
    return np.full(3, at[0]), np.where(there, at[1:], NEVER), float(sure)


def trained(found: list[Line], language: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of one language, as the model file has them."""
    train = [line for line in found if line.part is Part.TRAIN]
    held = [line for line in found if line.part is Part.CALIBRATE]
    labels = np.array([line.label for line in train])
    weights = fitted(matrix([line.text for line in train]), labels, RIDGE[language])
    scale = np.quantile(np.abs(weights[weights != 0]), 0.9995) / 127
    small = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    scores = sums(list(features([line.text for line in held])), pack(small))
    slope, offset, sure = calibrated(scores, np.array([line.label for line in held]))
    arrays = {"weights": small, "slope": slope, "offset": offset, "sure": np.array(sure)}
    return {f"{language}_{name}": array for name, array in arrays.items()}


def main(folder: Path) -> None:
    """Trains every language and writes the file."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for language in LANGUAGES:
        arrays |= trained(lines(folder, language), language)
        print(f"{language}: sure from {float(arrays[f'{language}_sure']):.3f}")
    np.savez_compressed(FILE, allow_pickle=False, **arrays)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where XED is: python -m bench.sentiment.train FOLDER")
    main(Path(sys.argv[1]))
