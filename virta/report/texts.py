"""Texts that people wrote, made fit for paper, page and workbook. Drawings pass through untouched."""

import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any


class Drawing(str):
    """SVG that Virta drew itself; the only text that may reach a page as markup."""


def clean(text: str) -> str:
    """Without what no medium can hold: control characters, half surrogates, noncharacters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        character if character == "\n" or is_sound(character) else " " for character in whole
    )


def is_sound(character: str) -> bool:
    code = ord(character)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return unicodedata.category(character) != "Cc" and not is_noncharacter


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same data (dataclasses, tuples, dicts) with every text changed, and no drawing."""
    if isinstance(value, Drawing):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {key: mapped(each, change) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: mapped(getattr(value, one.name), change) for one in fields(value)}
        return replace(value, **changed)
    return value
