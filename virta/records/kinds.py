"""What kinds of objects there are, described as data.

A factor's `kinds.py` calls `register(Kind(…))` for each of its own; every app's is found at start.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.urls import reverse

from virta.balance.framework import Factor
from virta.people.access import Action
from virta.people.models import Workspace
from virta.records.models import Record

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str

Shows = Literal[
    "text", "number", "percent", "date", "moment", "person", "state", "record", "records"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list and of its export.

    `value` gives what stands there for an object (None is a gap); `sort` names the field to order
    by, or nothing where the column cannot be sorted; `shows` says how it is drawn.
    """

    name: str
    label: Text
    value: Callable[[Any], Any]
    sort: str = ""
    shows: Shows = "text"


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list: `choices` gives (value, label) pairs for a workspace, `apply` the
    objects that fit a value."""

    name: str
    label: Text
    choices: Callable[[Workspace], Iterable[tuple[str, Any]]]
    apply: Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """How objects of a kind become items of the evidence, where being made does not make them one.

    `rows` narrows the kind's objects to those that count and gives each its moment under the name
    `at_name`; `facts` tells by key what else the items of a workspace say of themselves; `mark` is
    a cheap value that changes whenever any of this does.
    """

    at_name: str
    rows: Callable[[Any], Any]
    facts: Callable[[Workspace], dict[str, dict[str, Any]]]
    mark: Callable[[Workspace], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: its names, model, form, list and place in the thread.

    `up` names the attributes that lead to what an object came from (a foreign key or a
    many-to-many to records), `down` those that lead to what came of it; either may go over others
    (`activities__posts`). `item` is its kind in the evidence, if it is one there.
    """

    name: str
    path: str
    model: type[Record]
    factor: Factor
    one: Text
    many: Text
    form: str
    """The dotted path of its `RecordForm`."""
    columns: Sequence[Column]
    in_file: Callable[[Workspace], Sequence[Column]] | None = None
    """The columns of its list as a file, where they are others than on the page: such as an import
    takes back."""
    lead: Text = ""
    """One sentence above the list: what these are for."""
    empty: Text = ""
    """What to do first, where there are none yet."""
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ("title",)
    sought: str = ""
    """A field with all that is searched in small letters, where there may be very many: to compare
    regardless of capitals takes a database twice as long."""
    order: Sequence[str] = ("pk",)
    related: Sequence[str] = ()
    """What the list fetches along (foreign keys)."""
    prefetch: Sequence[str] = ()
    up: Sequence[str] = ()
    down: Sequence[str] = ()
    item: str = ""
    trace: Trace | None = None
    page: str = "records/page.html"
    """The template of its page; a factor's own extends records/page.html."""
    context: Callable[[Any, Any], dict[str, Any]] | None = None
    """(request, object) → more context for its page."""
    listed: str = "records/list.html"
    write: Action = Action.WORK
    icon: str = "circle"
    in_menu: bool = True
    """Whether its list is a place of its own; parts of another object are not."""
    icons: dict[str, str] = field(default_factory=dict)
    changed: Callable[[Any], None] | None = None
    """Told of every change of an object after the first, in the same transaction."""
    notice_url: Callable[[Record, str], str] | None = None
    """(object, name of the notice) → where a notice about it leads, where that is not its own
    page; nothing says that it is."""

    def url(self, record: Record) -> str:
        # Written here and not reversed: a page of fifty rows has hundreds of these.
        return f"/w/{record.workspace.slug}/{self.path}/{record.key}/"

    def list_url(self, workspace: Workspace) -> str:
        return reverse(f"records:{self.name}_list", args=[workspace.slug])

    def new_url(self, workspace: Workspace) -> str:
        return reverse(f"records:{self.name}_new", args=[workspace.slug])

    @property
    def is_strategy(self) -> bool:
        """Whether a change of it, with a reason, is a change of the strategy."""
        return self.item in {"objective", "audience", "channel", "activity", "assignment"}


_known: dict[str, Kind] = {}
_by_model: dict[type[Record], Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. A name or path used twice is a mistake in the code: ValueError."""
    if kind.name in _known or any(kind.path == other.path for other in _known.values()):
        raise ValueError(f"There are two kinds called {kind.name} or {kind.path}.")
    _known[kind.name] = kind
    _by_model[kind.model] = kind
    return kind


def kinds() -> list[Kind]:
    """All kinds, in the order of the factors and of their registration."""
    places = list(Factor)
    return sorted(_known.values(), key=lambda kind: places.index(kind.factor))


def named(name: str) -> Kind:
    """The kind of this name; KeyError where there is none."""
    return _known[name]


def kind_of(record: Record | type[Record]) -> Kind:
    """The kind of an object or of a model."""
    model = record if isinstance(record, type) else type(record)
    return _by_model[model]


def find(workspace: Workspace, name: str, key: str) -> Record | None:
    """An object by its kind and key, also when removed; None where there is none."""
    kind = _known.get(name)
    found: Record | None = (
        kind.model.everything.of(workspace).filter(key=key).first() if kind else None
    )
    return found


@dataclass(frozen=True, slots=True)
class Other:
    """What is no object with a history, yet people comment on it and are told of it.

    `model` stands for one of them: it has a `workspace` and, to be commented on, a `key` of up to 16
    characters.
    """

    name: str
    factor: Factor
    model: type[Any]
    find: Callable[[Workspace, str], Any]
    url: Callable[[Any], str]
    title: Callable[[Any], str] = str


_others: dict[str, Other] = {}


def register_other(other: Other) -> None:
    """Let people comment on what is no object."""
    _others[other.name] = other


def others() -> list[Other]:
    """What is no object and can be commented on."""
    return list(_others.values())


def subject(workspace: Workspace, name: str, key: str) -> Any:
    """What a notice or a comment is about; None where it is no more."""
    other = _others.get(name)
    return other.find(workspace, key) if other else find(workspace, name, key)


def name_of(about: Any) -> str:
    """The kind of what a notice or a comment is about."""
    found = (one.name for one in _others.values() if isinstance(about, one.model))
    return next(found, "") or kind_of(about).name


def url_of(about: Any) -> str:
    """Where it is read."""
    other = _others.get(name_of(about))
    return other.url(about) if other else kind_of(about).url(about)


def title_of(about: Any) -> str:
    """What an object, or anything else that notices are of, is called."""
    other = _others.get(name_of(about))
    return other.title(about) if other else str(about)


def in_order(known: list[Kind]) -> list[Kind]:
    """Kinds so that each comes after those that its foreign keys lead to."""
    waiting, ordered = list(known), list[Kind]()
    models_known: set[Any] = {kind.model for kind in known}
    while waiting:
        there = {kind.model for kind in ordered}
        ready = [kind for kind in waiting if needed(kind.model, models_known) <= there]
        if not ready:
            raise AssertionError("The foreign keys of the kinds go round in a circle.")
        ordered += ready
        waiting = [kind for kind in waiting if kind not in ready]
    return ordered


def needed(model: type[Record], known: set[Any]) -> set[Any]:
    """The models that a model's own foreign keys lead to, but for itself."""
    others = {one.related_model for one in model._meta.concrete_fields if one.is_relation}
    return (others & known) - {model}
