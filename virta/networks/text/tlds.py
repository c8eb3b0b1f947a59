"""Top-level domains: what tells a web address without https:// from any words with a dot."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("tlds.txt")


@cache
def country() -> frozenset[str]:
    """Those of countries, in small letters, without a dot: fi, 한국."""
    return _listed()["country"]


@cache
def generic() -> frozenset[str]:
    """All others: com, museum, 网址."""
    return _listed()["generic"]


def is_domain(name: str) -> bool:
    """Whether its last part is a top-level domain, and something stands before it."""
    before, dot, last = name.lower().rpartition(".")
    return bool(before and dot) and (last in country() or last in generic())


@cache
def _listed() -> dict[str, frozenset[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    middle = lines.index("# generic")
    first, second = lines[lines.index("# country") + 1 : middle], lines[middle + 1 :]
    return {"country": frozenset(first), "generic": frozenset(second)}
