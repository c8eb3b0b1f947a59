"""Keys of JSON objects that come twice: decoders keep the last one and say nothing, Virta says so."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

KEY = re.compile(rb'"\s*:')
BEFORE_VALUE = re.compile(rb'[\s{,]*"(?:[^"\\]|\\.)*"\s*:\s*')


class Repeated(Exception):
    """A key that comes twice in one object."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def repeated_in_row(raw: msgspec.Raw, keys: int) -> str | None:
    """The key that a small object repeats, if it does; `keys` is how many a decoder found in it.

    Only where something in it looks like more keys than that is it read again, slowly.
    """
    text = bytes(raw)
    if len(KEY.findall(text)) <= keys:
        return None
    try:
        json.loads(text, object_pairs_hook=once)
    except Repeated as found:
        return found.key
    except RecursionError:
        return None
    return None


def looks_like_keys(data: bytes, begin: int = 0, end: int | None = None) -> int:
    """About how many keys stand here: exactly, unless a text or odd spacing looks like one."""
    return data.count(b'":', begin, end) + data.count(b'" :', begin, end)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What json makes of an object, unless a key comes twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _value in pairs]
    raise Repeated(next(name for name in names if names.count(name) > 1))


def repeated_at_top(data: bytes, top: Mapping[str, msgspec.Raw]) -> str | None:
    """A key that the whole repeats: its lost value stands in the gap before another value.

    Raw values look into `data` itself, so that where each lies is known without reading it again.
    """
    base = address(data)
    end = 0
    for name, raw in sorted(top.items(), key=lambda pair: address(pair[1])):
        at = address(raw) - base
        if not BEFORE_VALUE.fullmatch(data, end, at):
            return lost_key(data, end) or name
        end = at + len(memoryview(raw))
    return None if data[end:].strip() == b"}" else lost_key(data, end)


def lost_key(data: bytes, start: int) -> str | None:
    found = BEFORE_VALUE.match(data, start)
    if found is None:
        return None
    text = re.sub(rb"^[\s{,]*|\s*:\s*$", b"", found.group())
    return str(msgspec.json.decode(text, type=str))


def address(data: bytes | msgspec.Raw) -> int:
    """Where in memory these bytes begin."""
    return int(np.frombuffer(data, dtype=np.uint8).__array_interface__["data"][0])
