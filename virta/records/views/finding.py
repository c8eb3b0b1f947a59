"""Finding any object of the workspace by its words."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Workspace
from virta.records.kinds import Kind, kinds
from virta.records.listing import Listing

MOST = 8  # of one kind


@dataclass(frozen=True, slots=True)
class Found:
    """The first objects of one kind that fit, and where the rest is."""

    kind: Kind
    records: list[Any]
    url: str
    has_more: bool


@require_safe
@needs(Action.SEE)
def find(request: Request) -> HttpResponse:
    """Objects of every kind with all the words; for the palette, only the list."""
    words = request.GET.get("q", "").strip()
    found = everywhere(request.workspace, words) if len(words) > 1 else []
    template = "records/find.html#found" if request.htmx else "records/find.html"
    return render(request, template, {"words": words, "found": found})


def everywhere(workspace: Workspace, words: str) -> list[Found]:
    """What fits in each kind that has any."""
    looked = [in_kind(kind, workspace, words) for kind in kinds() if kind.search]
    return [one for one in looked if one.records]


def in_kind(kind: Kind, workspace: Workspace, words: str) -> Found:
    listing = Listing(kind, workspace, {"q": words})
    records = list(listing.rows[: MOST + 1])
    url = kind.list_url(workspace) + listing.url()
    return Found(kind, records[:MOST], url, len(records) > MOST)
