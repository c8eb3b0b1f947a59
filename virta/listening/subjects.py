"""Mentions as what people comment on and are told of, though they are no objects with a history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from virta.balance.framework import Factor
from virta.kit.portions import portions
from virta.listening.models import Mention
from virta.people.models import Person, Workspace
from virta.records.kinds import Other, register_other
from virta.records.models import Comment, Notice

NAME = "mention"


@dataclass(frozen=True, slots=True)
class Subject:
    """A mention, as comments and notices know it."""

    mention: Mention

    def __str__(self) -> str:
        return str(self.mention)

    @property
    def key(self) -> str:
        return int_to_base36(self.mention.pk)

    @property
    def workspace(self) -> Workspace:
        return self.mention.workspace

    @property
    def workspace_id(self) -> int:
        return self.mention.workspace_id

    @property
    def person(self) -> Person | None:
        """Whose it is."""
        given: Any = getattr(self.mention, "given", None)
        return given.person if given else None


def url_of(mention: Mention) -> str:
    """The page of a mention."""
    return reverse("listening:mention", args=[mention.workspace.slug, mention.pk])


def found(workspace: Workspace, key: str) -> Subject | None:
    try:
        number = base36_to_int(key)
    except ValueError:
        return None
    rows = Mention.objects.of(workspace).select_related("workspace", "given__person")
    mention = rows.filter(pk=number).first()
    return Subject(mention) if mention else None


def forget(workspace: Workspace, numbers: Iterable[int]) -> None:
    """Erase what was said and told about mentions that are going."""
    keys = [int_to_base36(one) for one in numbers]
    for some in portions(keys):
        Comment.objects.of(workspace).filter(about_kind=NAME, about_key__in=some).delete()
        Notice.objects.of(workspace).filter(kind=NAME, key__in=some).delete()


register_other(
    Other(NAME, Factor.LISTENING, Subject, found, lambda subject: url_of(subject.mention))
)
