"""The list of a kind, and the same list as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.kinds import Kind
from virta.records.listing import Listing

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Lists:
    """The list views of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.show = needs(Action.SEE)(require_safe(self.for_show))
        self.fetch = needs(Action.SEE)(require_safe(self.for_fetch))

    def for_show(self, request: Request) -> HttpResponse:
        """Search, filters, sorting and pages of the objects; what to do first where there are none."""
        listing = Listing(self.kind, request.workspace, request.GET.dict())
        context = {
            "kind": self.kind,
            "listing": listing,
            "page_obj": listing.page,
            "may_write": request.may[self.kind.write],
            "new_url": self.kind.new_url(request.workspace),
        }
        if request.htmx and request.htmx.target == "list":
            return render(request, "records/list.html#rows", context)
        return render(request, self.kind.listed, context)

    def for_fetch(self, request: Request, ending: str) -> HttpResponse:
        """All pages of the narrowed list as CSV or XLSX."""
        if ending not in TYPES:
            raise Http404
        listing = Listing(self.kind, request.workspace, request.GET.dict())
        content = listing.csv() if ending == "csv" else listing.xlsx()
        response = HttpResponse(content, content_type=TYPES[ending])
        name = f"{request.workspace.slug}-{self.kind.path}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        actor = request.user if request.user.is_authenticated else None
        audit.record(request.workspace, actor, "list_fetched", file=name)
        return response
