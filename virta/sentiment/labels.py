"""The three labels and the languages, in the order the figures have them."""

from enum import IntEnum


class Label(IntEnum):
    """What a text is; the number is its column in `judge`'s answer."""

    NEGATIVE = 0
    NEUTRAL = 1
    POSITIVE = 2


LANGUAGES = ("fi", "sv", "en")
"""What is judged, as ISO 639-1 codes. Of texts in any other language nothing is said."""
