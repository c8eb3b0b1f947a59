"""That something is about any object, or about a factor: by kind and key, read without one query each.

Objects of all factors can be assigned, done and ruled, also those of factors that ownership knows
nothing of. A kind's name and a key say which; both survive export and import.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from virta.balance.framework import FACTORS, Factor
from virta.balance.words import factor_name
from virta.people.models import Workspace
from virta.records import kinds
from virta.records.models import Record

FACTOR = "factor"
OWNED = ("objective", "audience", "channel", "activity", "pillar", "search", "inbox")
"""Kinds that somebody must answer for, in the order of the matrix."""
RULED = ("activity", "pillar", "channel")
"""Kinds that approval rules can be for, the most particular first."""


class AboutDescriptor:
    """The object that a row is about; `prefetch_related("about")` gets those of many at once.

    None for a factor, for nothing, and for an object that is no more.
    """

    name = "about"

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        if not self.is_cached(row):
            row._state.fields_cache[self.name] = kinds.find(
                row.workspace, row.about_kind, row.about_key
            )
        return row._state.fields_cache[self.name]

    def is_cached(self, row: Any) -> bool:
        return self.name in row._state.fields_cache

    def get_prefetch_querysets(
        self, instances: Sequence[Any], querysets: Any = None
    ) -> tuple[list[Record], Callable[[Any], Any], Callable[[Any], Any], bool, str, bool]:
        """What Django's prefetching asks of a relation; see `django.db.models.query`."""
        wanted: dict[tuple[int, str], set[str]] = {}
        for row in instances:
            wanted.setdefault((row.workspace_id, row.about_kind), set()).add(row.about_key)
        found = [one for (place, name), keys in wanted.items() for one in named(place, name, keys)]
        return found, place_of, place_of_about, True, self.name, False


def place_of(record: Record) -> tuple[int, str, str]:
    return record.workspace_id, kinds.kind_of(record).name, record.key


def place_of_about(row: Any) -> tuple[int, str, str]:
    return row.workspace_id, row.about_kind, row.about_key


def named(workspace_id: int, kind_name: str, keys: Iterable[str]) -> Iterable[Record]:
    """The objects of one kind with these keys, with their workspace."""
    kind = known(kind_name)
    if kind is None:
        return []
    rows: Iterable[Record] = kind.model.everything.filter(
        workspace_id=workspace_id, key__in=list(keys)
    ).select_related("workspace")
    return rows


def known(kind_name: str) -> kinds.Kind | None:
    """A kind by its name, or None where this installation has none such."""
    return next((kind for kind in kinds.kinds() if kind.name == kind_name), None)


class AboutRecord(Record):
    """Base of what is about an object or a factor (`about_kind` is then `factor`)."""

    about_kind = models.CharField(_("kind"), max_length=40, blank=True)
    about_key = models.CharField(_("about"), max_length=16, blank=True)

    about = AboutDescriptor()

    class Meta(Record.Meta):
        abstract = True
        indexes = [models.Index(fields=["workspace", "about_kind", "about_key"])]

    @property
    def place(self) -> str:
        """Kind and key in one, as forms and addresses have it: `channel:k3…`; empty for nothing."""
        return f"{self.about_kind}:{self.about_key}" if self.about_kind else ""

    @place.setter
    def place(self, value: str) -> None:
        self.about_kind, _colon, self.about_key = value.partition(":")

    @property
    def about_name(self) -> str | None:
        """What it is about, by its name; None for nothing and for what is no more."""
        if self.about_kind == FACTOR:
            return name_of_factor(self.about_key)
        return str(self.about) if self.about else None

    @property
    def about_url(self) -> str:
        """Where what it is about stands; empty where it stands nowhere."""
        if self.about_kind == FACTOR:
            return f"/w/{self.workspace.slug}/factors/{self.about_key}/"
        about = self.about
        return kinds.kind_of(about).url(about) if about else ""


def spoken() -> str:
    """The reader's language as the framework's words know it."""
    return "fi" if (get_language() or "").startswith("fi") else "en"


def name_of_factor(slug: str) -> str | None:
    if slug not in set(Factor):
        return None
    return factor_name(Factor(slug), spoken())


def owned_kinds() -> list[kinds.Kind]:
    """The kinds that somebody must answer for, as far as this installation has them."""
    return [kind for name in OWNED if (kind := known(name))]


def factor_places() -> list[tuple[str, str]]:
    return [(f"{FACTOR}:{one.value}", str(name_of_factor(one.value))) for one in FACTORS]


def places(workspace: Workspace, names: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a form, by kind: (label of the kind, [(place, name)…])."""
    groups = []
    for name in names:
        if kind := known(name):
            label = str(kind.many)
            rows = sorted(
                ((f"{name}:{key}", title) for key, title in titles(kind, workspace)),
                key=lambda pair: pair[1].casefold(),
            )
            groups.append((label[:1].upper() + label[1:], rows))
    return groups


def titles(kind: kinds.Kind, workspace: Workspace) -> Iterable[tuple[str, str]]:
    """Key and name of every living object of a kind, without the rest of it where it has a title."""
    rows = kind.model.objects.of(workspace)
    if any(one.name == "title" for one in kind.model._meta.concrete_fields):
        pairs: Iterable[tuple[str, str]] = rows.values_list("key", "title")
        return pairs
    return ((one.key, str(one)) for one in rows)


def exists(workspace: Workspace, place: str) -> bool:
    """Whether a place names a factor or a living object of the workspace."""
    name, _colon, key = place.partition(":")
    if name == FACTOR:
        return key in set(Factor)
    record = kinds.find(workspace, name, key) if known(name) else None
    return record is not None and record.removed_at is None
