"""How long a text is on X, exactly as X counts it (twitter-text, configuration 3).

A link counts 23 whatever its length, an emoji 2 whatever it is made of, most European writing 1 a
sign, all else 2, after Unicode's normalisation form C. The tests go through all of the
conformance cases of twitter-text 3.1. https://docs.x.com/fundamentals/counting-characters
"""

import unicodedata
from typing import NamedTuple

import regex

from virta.networks.text import x_entities

_INVALID = regex.compile(r"[\uFFFE\uFEFF\uFFFF]")
# ©, ® and ™ are letters unless a variation selector makes them emoji, as in X's own table.
_PICTURE = r"(?:(?![©®™])\p{Extended_Pictographic}(?!\uFE0E)|[©®™](?=\uFE0F))"
_ONE = rf"{_PICTURE}(?:\p{{Emoji_Modifier}}|\uFE0F)?"
_EMOJI = regex.compile(
    rf"\p{{RI}}\p{{RI}}|[0-9#*]\uFE0F?\u20E3|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    rf"|{_ONE}(?:\u200D{_ONE})*|\p{{Emoji_Modifier}}|\p{{RI}}"
)


class Rules(NamedTuple):
    """A configuration of twitter-text. Weights are in `scale` parts of a sign."""

    most: int
    scale: int
    weight: int
    """What a sign weighs that is in none of the `ranges`."""
    link: int
    """How many signs a link counts as."""
    ranges: tuple[tuple[int, int, int], ...]
    """First and last code point, and the weight of those between and of them."""
    emoji: bool
    """Whether an emoji weighs as one sign, however many code points it has."""


NOW = Rules(
    most=280,
    scale=100,
    weight=200,
    link=23,
    ranges=((0, 4351, 100), (8192, 8205, 100), (8208, 8223, 100), (8242, 8247, 100)),
    emoji=True,
)


class Measured(NamedTuple):
    """What X makes of a text."""

    length: int
    valid: bool
    permillage: int
    """Of the longest text."""
    valid_end: int
    """The last UTF-16 code unit of the part that could be posted, as it stood before it was
    normalised; 0 where there is none."""


def length(text: str) -> int:
    """The weighted length by today's rules: at most 280 may be posted."""
    return measured(text).length


def measured(text: str, rules: Rules = NOW) -> Measured:
    """The weighted length, and how much of the text could be posted."""
    normal = unicodedata.normalize("NFC", text)
    weight = place = last = 0
    valid = True
    for piece, heavy in _pieces(normal, rules):
        weight += heavy
        place += _units(piece)
        valid = valid and not _INVALID.search(piece)
        if valid and weight <= rules.most * rules.scale:
            last = place - 1
    count = weight // rules.scale
    return Measured(
        length=count,
        valid=valid and 0 < weight <= rules.most * rules.scale,
        permillage=1000 * weight // (rules.most * rules.scale),
        valid_end=last + _units(text) - _units(normal),
    )


def _pieces(text: str, rules: Rules) -> list[tuple[str, int]]:
    """Links, emoji and single signs, in order, each with its weight."""
    found: list[tuple[str, int]] = []
    done = 0
    for link in x_entities.links(text):
        found += _signs(text[done : link.start], rules)
        found.append((text[link.start : link.end], rules.link * rules.scale))
        done = link.end
    return found + _signs(text[done:], rules)


def _signs(text: str, rules: Rules) -> list[tuple[str, int]]:
    if not rules.emoji:
        return [(sign, _weight(sign, rules)) for sign in text]
    found: list[tuple[str, int]] = []
    done = 0
    for emoji in _EMOJI.finditer(text):
        found += [(sign, _weight(sign, rules)) for sign in text[done : emoji.start()]]
        found.append((emoji[0], rules.weight))
        done = emoji.end()
    return found + [(sign, _weight(sign, rules)) for sign in text[done:]]


def _weight(sign: str, rules: Rules) -> int:
    code = ord(sign)
    for first, last, weight in rules.ranges:
        if first <= code <= last:
            return weight
    return rules.weight


def _units(text: str) -> int:
    """UTF-16 code units: what X's own libraries count places in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
