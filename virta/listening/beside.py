"""The mentions before and after one in the list from which it was opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from virta.listening import choosing
from virta.listening.looking import Scope, look, newest
from virta.listening.models import Mention

NEAR = 200
"""So many mentions are looked at on each side: with long waves between, there may be no neighbour."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The numbers of the mentions that stand above and below; None at the end of the list."""

    newer: int | None
    older: int | None


def neighbours(mention: Mention, wanted: Mapping[str, Any], reader: Any = None) -> Neighbours:
    """Beside a mention in the list of the filters (`ChoosingForm.cleaned_data`).

    Of mentions that say the same the newest stands for all, as in the list.
    """
    scope = choosing.scope_of(mention.workspace, wanted, None)
    if wanted.get("search") and scope.search_id is None:
        return Neighbours(None, None)
    rows = choosing.narrowed(scope, wanted, reader)
    above = replace(scope, low=max(scope.low, mention.pk + 1))
    below = replace(scope, high=min(scope.high, mention.pk))
    words = wanted.get("words") or ""
    return Neighbours(
        first_shown(rows, newer(rows, above, words)), first_shown(rows, older(rows, below, words))
    )


def newer(rows: Any, scope: Scope, words: str) -> Iterable[Mention]:
    """Those above, the nearest first; none where words find more than can be looked at."""
    if not words:
        return newest(rows, scope, NEAR, is_oldest=True)
    looked = look(words, rows, scope, NEAR)
    is_whole = looked.reached is None and len(looked.found) < NEAR
    return reversed(looked.found) if is_whole else []


def older(rows: Any, scope: Scope, words: str) -> Iterable[Mention]:
    """Those below, the nearest first."""
    if not words:
        return newest(rows, scope, NEAR)
    return look(words, rows, scope, NEAR).found


def first_shown(rows: Any, found: Iterable[Mention]) -> int | None:
    """The first of which no newer one says the same."""
    for one in found:
        if not rows.filter(fold=one.fold, pk__gt=one.pk).exists():
            return one.pk
    return None
