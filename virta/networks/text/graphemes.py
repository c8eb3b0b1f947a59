"""Signs as people see them: a letter with its accents, or a whole emoji, is one.

Extended grapheme clusters, Unicode Standard Annex 29. Bluesky counts in them, and in bytes.
"""

import regex

_SIGN = regex.compile(r"\X")


def count(text: str) -> int:
    return sum(1 for _ in _SIGN.finditer(text))


def ends(text: str) -> list[int]:
    """Where each sign ends, in code points: the only places where a text may be cut."""
    return [one.end() for one in _SIGN.finditer(text)]


def utf8(text: str) -> int:
    """Bytes of UTF-8; half a pair of surrogates, which is no sign at all, counts three."""
    return len(text.encode("utf-8", "surrogatepass"))
