"""A list of one kind: narrowed, searched, sorted, cut into pages, and written to a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from virta.kit import sheets
from virta.people.models import Workspace
from virta.records.kinds import Column, Kind

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: its label, and where a click on it leads."""

    column: Column
    url: str  # empty: cannot be sorted
    sorted: str  # "ascending", "descending" or empty


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter as the page shows it."""

    name: str
    label: Any
    choices: list[tuple[str, Any]]
    chosen: str


class Pages(Paginator):  # type: ignore[type-arg]
    """Pages of row numbers. What fills one page needs no counting."""

    MOST = 10_000

    def __init__(self, rows: Any, *, is_search: bool) -> None:
        super().__init__(rows, A_PAGE)
        self._rows, self._is_search = rows, is_search

    @cached_property
    def first(self) -> list[int]:
        """The first page, and one more where there is another."""
        return list(self._rows[: A_PAGE + 1])

    @cached_property
    def found(self) -> int:
        """How many there are. What a search finds is counted as far as anybody leafs: to hold all
        that there is against its words takes longer than the rest of the page."""
        if len(self.first) <= A_PAGE:
            return len(self.first)
        rows = self._rows.order_by()
        return int((rows[: self.MOST + 1] if self._is_search else rows).count())

    @property
    def is_more(self) -> bool:
        """Whether a search found more than was counted."""
        return self._is_search and self.found > self.MOST

    @property
    def count(self) -> int:
        return self.MOST if self.is_more else self.found

    def page(self, number: int | str) -> Page[Any]:
        page = super().page(number)
        if page.number == 1:
            page.object_list = self.first[:A_PAGE]
        return page


class Listing:
    """The objects of a kind as an address's query asks for them: `q`, `sort`, `page`, filters.

    An unknown column or choice is passed over: a link kept from an older version still opens.
    """

    def __init__(self, kind: Kind, workspace: Workspace, query: Mapping[str, str]) -> None:
        self.kind, self.workspace = kind, workspace
        self.query = {name: value for name, value in query.items() if value and name != "page"}
        self.number = query.get("page", "1")
        self.words = self.query.get("q", "").strip()
        self.shows_removed = self.query.get("removed") == "1"

    @property
    def rows(self) -> Any:
        """The objects, as a query that has not run yet."""
        return self.whole(self.narrowed())

    def narrowed(self) -> Any:
        """The objects in their order, without what hangs on them."""
        manager = self.kind.model.everything
        found = manager.of(self.workspace).filter(removed_at__isnull=not self.shows_removed)
        for one in self.kind.filters:
            if value := self.query.get(one.name):
                found = one.apply(found, value)
        if self.words:
            found = found.filter(self.matching())
        return found.order_by(*self.ordering())

    def whole(self, rows: Any) -> Any:
        """The same rows with what is shown of their relations."""
        found = rows.select_related("workspace", *self.kind.related)
        return found.prefetch_related(*self.kind.prefetch)

    def matching(self) -> Q:
        """Every word of the search stands somewhere in the searched fields."""
        wanted = Q()
        for word in self.words.split():
            wanted &= self.holding(word)
        return wanted

    def holding(self, word: str) -> Q:
        if self.kind.sought:
            return Q(**{f"{self.kind.sought}__contains": word.casefold()})
        either = Q()
        for name in self.kind.search:
            for spelled in spellings(word):
                either |= Q(**{f"{name}__icontains": spelled})
        return either

    def ordering(self) -> list[str]:
        wanted = self.query.get("sort", "")
        for column in self.kind.columns:
            if column.sort and column.name == wanted.removeprefix("-"):
                return [f"-{column.sort}" if wanted.startswith("-") else column.sort, "pk"]
        order = list(self.kind.order)
        return order if {"pk", "-pk"} & set(order) else [*order, "pk"]

    @property
    def page(self) -> Page[Any]:
        """A page of the objects: their row numbers are found first, since sorting whole rows with
        all their relations takes a database a second where there are many."""
        rows = self.narrowed().values_list("pk", flat=True)
        page = Pages(rows, is_search=bool(self.words)).get_page(self.number)
        numbers = list(page.object_list)
        whole = {
            one.pk: one for one in self.whole(self.kind.model.everything.filter(pk__in=numbers))
        }
        page.object_list = [whole[pk] for pk in numbers if pk in whole]
        return page

    @property
    def headings(self) -> list[Heading]:
        now = self.query.get("sort", "")
        return [self.heading(column, now) for column in self.kind.columns]

    def heading(self, column: Column, now: str) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
        then = f"-{column.name}" if now == column.name else column.name
        return Heading(column, self.url(sort=then), direction)

    @property
    def narrowings(self) -> list[Narrowing]:
        return [
            Narrowing(
                one.name,
                one.label,
                [(str(value), label) for value, label in one.choices(self.workspace)],
                self.query.get(one.name, ""),
            )
            for one in self.kind.filters
        ]

    def url(self, **changed: str) -> str:
        """The same list with something changed, as a query."""
        return f"?{urlencode({name: value for name, value in (self.query | changed).items() if value})}"

    @property
    def rest(self) -> str:
        """The query without its page, for the pagination."""
        return f"{urlencode(self.query)}&" if self.query else ""

    @property
    def is_narrowed(self) -> bool:
        return bool(set(self.query) - {"sort"})

    def table(self) -> tuple[list[str], Iterator[list[Any]]]:
        """Header and rows of all pages, for a file."""
        own = self.kind.in_file
        columns = own(self.workspace) if own else self.kind.columns
        header = [str(column.label) for column in columns]
        return header, (
            [in_file(column.value(row)) for column in columns]
            for row in self.rows.iterator(chunk_size=1000)
        )

    def csv(self) -> bytes:
        return sheets.csv_file(*self.table())

    def xlsx(self) -> bytes:
        header, rows = self.table()
        return sheets.xlsx_file([(str(self.kind.many), header, rows)])


def spellings(word: str) -> set[str]:
    """A word as it may be written: SQLite knows the capitals of ASCII only."""
    if word.isascii():
        return {word}
    return {word, word.lower(), word.upper(), word.capitalize()}


def in_file(value: Any) -> Any:
    """A value as a cell: relations by their names, moments in the reader's zone."""
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        several = value.all() if hasattr(value, "all") else value
        return "; ".join(str(one) for one in several)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if value is None or isinstance(value, int | float | date | str) and not isinstance(value, bool):
        return value
    return str(value)
