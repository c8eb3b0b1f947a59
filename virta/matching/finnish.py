"""How Finnish nouns change before their endings, as far as their basic form shows it.

Snowball's stemmer takes endings off, but leaves kaupungin and kaupunki with stems of their own.
Here the principal forms are built from the basic one (gradation and the commonest types of
declension, after Iso suomen kielioppi, 41-86); a word that shares its stem with any of
them is taken for a form of it. Types that the basic form leaves open give all of their forms.
"""

from collections.abc import Iterator

GRADES = (
    *(("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("mp", "mm"), ("nt", "nn")),
    *(("lt", "ll"), ("rt", "rr"), ("ht", "hd"), ("t", "d"), ("p", "v"), ("k", "")),
)
"""Consonants before the last vowel: strong, weak."""
KEPT = ("st", "sk", "tk", "sp")
"""Consonants that do not change though they end like ones that do."""
VOWELS = frozenset("aeiouyäö")
ENDS = (
    *(("nen", "se", "s"), ("uus", "uude", "uut"), ("yys", "yyde", "yyt"), ("us", "ukse", "us")),
    *(("us", "ude", "ut"), ("ys", "ykse", "ys"), ("ys", "yde", "yt"), ("os", "okse", "os")),
    *(("ös", "ökse", "ös"), ("is", "ikse", "is"), ("es", "ekse", "es"), ("in", "ime", "in")),
    *(("si", "de", "t"), ("si", "te", "t"), ("si", "se", "s"), ("ksi", "kse", "s")),
    *(("ut", "ee", "ut"), ("yt", "ee", "yt"), ("ton", "ttoma", "ton"), ("tön", "ttömä", "tön")),
)
"""The end of the basic form, of the stem before most endings, and of that before -ta."""
STRONG_ENDS = (("as", "aa"), ("äs", "ää"), ("is", "ii"), ("e", "ee"))
"""Ends before which the consonants grow strong: kiuas, kiukaa-; tuote, tuottee-."""
ENDINGS = ("n", "t", "lle", "ssa", "ssä")
PLURALS = {"a": "o", "ä": "ö"}


def principal_forms(word: str) -> set[str]:
    """Forms of a noun or adjective, case-folded, that show each of the stems it may have.

    `word` is the basic form. Some of them may be no Finnish; they are no words in posts either.
    """
    forms = {f"{stem}{ending}" for stem in _stems(word) for ending in ENDINGS}
    for end, _, bare in ENDS:
        if word.endswith(end):
            forms |= {f"{word.removesuffix(end)}{bare}{ending}" for ending in ("ta", "tä", "ten")}
    return forms | set(_plurals(word))


def _stems(word: str) -> Iterator[str]:
    """What stands before endings in the singular."""
    for end, other, _ in ENDS:
        if word.endswith(end) and len(word) > len(end) + 1:
            yield word.removesuffix(end) + other
    for end, other in STRONG_ENDS:
        if word.endswith(end) and len(word) > len(end) + 2:
            before = word.removesuffix(end)
            yield from (strong + other for strong in (before, *_grown(before)))
    if word[-1:] in VOWELS:
        yield from (before + word[-1] for before in (word[:-1], *_weakened(word[:-1])))
    if word.endswith("i"):
        yield from (before + "e" for before in (word[:-1], *_weakened(word[:-1])))


def _plurals(word: str) -> Iterator[str]:
    """Forms of the plural: kissoja, kissoille; töitä; vesiä, vesien."""
    for before in (word[:-1], *_weakened(word[:-1])):
        if word[-1:] in PLURALS:
            stem = before + PLURALS[word[-1]]
            yield from (f"{stem}ja", f"{stem}jä", f"{stem}jen", f"{stem}ille", f"{stem}issa")
            yield from (f"{before}ia", f"{before}iä", f"{before}ille", f"{before}ien")
        if word[-1:] == "i":
            yield from (f"{before}ia", f"{before}iä", f"{before}ien", f"{before}ille")
    for stem in _stems(word):
        before = stem[:-1]
        yield from (f"{before}ia", f"{before}iä", f"{before}ien", f"{before}ille", f"{before}iden")
        yield from (f"{before}ita", f"{before}itä")
    if word.endswith(("uo", "yö", "ie")):
        short = word[:-2] + word[-1]
        yield from (f"{short}itä", f"{short}ita", f"{short}iden", f"{short}ille", f"{short}issä")
        yield from (f"{word}tä", f"{word}ta", f"{word}ssä", f"{word}ssa", f"{word}h{word[-1]}n")


def _weakened(before: str) -> Iterator[str]:
    for strong, weak in GRADES:
        if before.endswith(strong) and not before.endswith(KEPT):
            yield before.removesuffix(strong) + weak
            return


def _grown(before: str) -> Iterator[str]:
    for strong, weak in GRADES:
        if weak and before.endswith(weak):
            yield before.removesuffix(weak) + strong
    if before[-1:] in VOWELS:
        yield f"{before}k"
