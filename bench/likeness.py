"""How well near-copies are found: `python -m bench.likeness FOLDER`, the folder xed-finnish.

The pairs are made: sentences of films (XED, CC BY 4.0) of eight words or more, each changed as
people change what they copy (alike), as a template is filled anew, or half rewritten, or beside
another sentence (not alike). Prints precision and recall by threshold and time a text; fails
where both are not at least 0.9 at the threshold in use.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

from virta.listening import likeness

CHANCE = random.Random(20260302)  # noqa: S311 - a trial
FILES = ("AnnotatedData/fi-annotated.tsv", "AnnotatedData/en-annotated.tsv")
FEWEST, MOST = 8, 4000


def sentences(folder: Path) -> list[str]:
    """Distinct sentences of eight words or more, in two languages."""
    found = {
        line.split("\t")[0].strip()
        for name in FILES
        for line in (folder / name).read_text().splitlines()
    }
    fit = sorted(one for one in found if len(likeness.words_of(one)) >= FEWEST)
    return CHANCE.sample(fit, min(MOST, len(fit)))


def other(every: list[str]) -> str:
    return CHANCE.choice(likeness.words_of(CHANCE.choice(every)))


def some_words(text: str, every: list[str], share: float) -> str:
    """With a share of its words, at least one, put in the place of others."""
    words = text.split()
    for at in CHANCE.sample(range(len(words)), max(1, round(share * len(words)))):
        words[at] = other(every)
    return " ".join(words)


ALIKE: dict[str, Callable[[str, list[str]], str]] = {
    "one word changed": lambda text, every: some_words(text, every, 0.01),
    "a word left out": lambda text, _every: " ".join(text.split()[1:]),
    "a word put in": lambda text, every: f"{text} {other(every)}",
    "greeting before, sign behind": lambda text, _every: f"Hei! {text} 👍👍 #linnut",
    "capitals and a link": lambda text, _every: f"{text.upper()} https://a.example/{len(text)}",
}
APART: dict[str, Callable[[str, list[str]], str]] = {
    "another sentence": lambda _text, every: CHANCE.choice(every),
    "half of the words": lambda text, every: some_words(text, every, 0.5),
    "same beginning": lambda text, every: " ".join(
        [*text.split()[:4], *CHANCE.choice(every).split()[4:]]
    ),
}


def judged(pairs: list[tuple[str, str]]) -> tuple["np.ndarray", "np.ndarray"]:
    """For each pair whether its sketches lead to a comparison, and its Jaccard index."""
    one, two = ([pair[side] for pair in pairs] for side in (0, 1))
    left, right = (
        likeness.places_of(
            np.array(
                [x or 0 for x in likeness.sketches(list(map(likeness.words_of, part)))], np.int64
            )
        )
        for part in (one, two)
    )
    in_band = np.zeros(len(pairs), bool)
    for band in likeness.BANDS:
        in_band |= (left[:, band] == right[:, band]).all(axis=1)
    enough = (left == right).sum(axis=1) >= likeness.ENOUGH
    indices = [
        likeness.jaccard(*(likeness.shingles(likeness.words_of(text)) for text in pair))
        for pair in pairs
    ]
    return in_band & enough, np.array(indices)


def main(folder: str) -> int:
    every = sentences(Path(folder))
    alike = {how: judged([(t, change(t, every)) for t in every]) for how, change in ALIKE.items()}
    apart = {how: judged([(t, change(t, every)) for t in every]) for how, change in APART.items()}
    good = True
    for limit in (0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        found = {how: (seen & (index >= limit)).mean() for how, (seen, index) in alike.items()}
        wrong = {how: (seen & (index >= limit)).mean() for how, (seen, index) in apart.items()}
        true, false = sum(found.values()), sum(wrong.values())
        recall, precision = true / len(found), true / (true + false)
        parts = ", ".join(f"{how} {share:.3f}" for how, share in (found | wrong).items())
        print(f"{limit:.2f}: precision {precision:.3f}, recall {recall:.3f} ({parts})")
        if limit == likeness.ALIKE:
            good = precision >= 0.9 and recall >= 0.9
    begun = process_time()
    likeness.sketches(list(map(likeness.words_of, every)))
    each = (process_time() - begun) / len(every)
    print(f"{len(every)} texts, {each * 1e6:.1f} µs a text")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
