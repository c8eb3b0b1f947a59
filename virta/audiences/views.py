"""The matrices and the gaps of target groups and channels."""

import re
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from virta.audiences import matrix
from virta.audiences.gaps import gaps as gaps_of_workspace
from virta.people.access import Action, needs
from virta.people.http import Request

QUERY = re.compile(r"channels=\d{1,4}&page=\d{1,4}")
ROLES = matrix.roles_table(gettext_lazy("serves it"))


@require_safe
@needs(Action.SEE)
def fits(request: Request) -> HttpResponse:
    """Target groups by channels: how well they meet."""
    return table_page(request, matrix.FITS)


@require_safe
@needs(Action.SEE)
def roles(request: Request) -> HttpResponse:
    """Objectives by channels: which channel serves which objective."""
    return table_page(request, ROLES)


@require_POST
@needs(Action.WORK)
def fill(request: Request, table: str) -> HttpResponse:
    """Keep the cells of one of the two tables."""
    known = {matrix.FITS.name: matrix.FITS, ROLES.name: ROLES}
    if table not in known:
        raise Http404
    return table_filled(request, known[table])


def table_page(request: Request, table: matrix.Table) -> HttpResponse:
    rows = Paginator(matrix.rows_of(table, request.workspace), matrix.ROWS)
    columns = Paginator(matrix.channels_of(request.workspace), matrix.COLUMNS)
    page_obj = rows.get_page(request.GET.get("page"))
    channels = columns.get_page(request.GET.get("channels"))
    context = {
        "table": table,
        "page_obj": page_obj,
        "channels": channels,
        "rows": matrix.cells(table, list(page_obj), list(channels)),
        "loaded_at": timezone.now().isoformat(),
        "query": f"channels={channels.number}&",
    }
    return render(request, "audiences/matrix.html", context)


def table_filled(request: Request, table: matrix.Table) -> HttpResponse:
    """Keep what the form says; a cell that a colleague changed meanwhile is named and left."""
    loaded_at = moment(request.POST.get("loaded_at", ""))
    changed, kept = matrix.fill(
        table, request.workspace, request.POST.dict(), request.user, loaded_at
    )
    if request.htmx:
        return HttpResponse(status=204) if not kept else HttpResponse(status=409)
    for one in kept:
        messages.warning(
            request,
            _("“%(cell)s” was changed by somebody else meanwhile and stays as they left it.")
            % {"cell": one},
        )
    messages.success(request, _("%(count)s cells are changed.") % {"count": changed})
    back = reverse(f"audiences:{table.name}", args=[request.workspace.slug])
    query = request.POST.get("query", "")
    return redirect(f"{back}?{query}" if QUERY.fullmatch(query) else back)


def moment(text: str) -> datetime:
    """When the form was loaded; now where it does not say."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo else timezone.now()


@require_safe
@needs(Action.SEE)
def gaps(request: Request) -> HttpResponse:
    """What is missing between target groups, channels and objectives."""
    found = gaps_of_workspace(request.workspace, timezone.localdate())
    context = {"page_obj": Paginator(found, 50).get_page(request.GET.get("page")), "gaps": found}
    return render(request, "audiences/gaps.html", context)
