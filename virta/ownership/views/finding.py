"""Finding the object that an address names."""

from typing import Any, TypeVar

from django.http import Http404

from virta.people.http import Request
from virta.records.models import Record

One = TypeVar("One", bound=Record)


def found(model: type[One], request: Request, key: str, **narrower: Any) -> One:
    """A living object of the workspace by its key; 404 where there is none."""
    rows = model.objects.of(request.workspace).select_related("workspace")
    record: One | None = rows.filter(key=key, **narrower).first()
    if record is None:
        raise Http404
    return record


def home(request: Request, wanted: str, otherwise: str) -> str:
    """Where a form asked to go afterwards, if that is within this workspace."""
    inside = f"/w/{request.workspace.slug}/"
    fine = wanted.startswith(inside) and "//" not in wanted and "\\" not in wanted
    return wanted if fine else otherwise
