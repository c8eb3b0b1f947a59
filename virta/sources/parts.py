"""Parts of what strangers' servers answer, each taken only where it is of the kind that it has to be."""

from collections.abc import Mapping
from datetime import UTC, datetime

Whole = Mapping[str, object]


def text_of(whole: Whole, name: str) -> str:
    """A text; empty where there is none."""
    value = whole.get(name)
    return value if isinstance(value, str) else ""


def part_of(whole: Whole, name: str) -> Whole:
    """An object within; an empty one where there is none."""
    value = whole.get(name)
    return value if isinstance(value, Mapping) else {}


def list_of(whole: Whole, name: str) -> list[object]:
    """A list; an empty one where there is none."""
    value = whole.get(name)
    return value if isinstance(value, list) else []


def objects_in(value: object) -> list[Whole]:
    """The objects of a list, without what is none."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def count_of(whole: Whole, name: str) -> int | None:
    """A count; None where it is not known."""
    value = whole.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(text: str) -> datetime | None:
    """A time in UTC; one that names no zone is taken for UTC, None where it is no time."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
