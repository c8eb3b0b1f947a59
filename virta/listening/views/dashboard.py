"""The dashboard of listening: what is heard, in pictures with their figures."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from virta.balance.framework import Factor
from virta.kit.sheets import csv_file
from virta.listening import asking, folding, panels, surplus_told
from virta.listening.forms_look import LookForm
from virta.listening.models import Mention
from virta.listening.panels_lists import FIRST, PANELS, PARTS, made
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.kinds import named

LAST = 2**63 - 1
"""The greatest number that a mention can have."""
MOST_ALIKE = 200


def looked(request: Request, most: int) -> tuple[LookForm, panels.Look]:
    """What was chosen; where that cannot be, the last thirty days of everything."""
    now = timezone.now()
    form = LookForm(request.GET, request.workspace, timezone.localdate(now))
    form.is_valid()
    period = form.looked_at()
    scope = asking.Scope(request.workspace, tuple(form.chosen()))
    by = form.cleaned_data.get("by") or "others"
    compared = form.compared(period)
    return form, panels.Look(scope, period, compared, form.searches, now, most, by)


@require_safe
@needs(Action.SEE)
def shown(request: Request) -> HttpResponse:
    """The panels for the searches and the period that were chosen. Those that are not first come by
    themselves, for nobody to wait for all of them; with `whole` all stand on the page."""
    form, look = looked(request, panels.MOST)
    workspace = request.workspace
    query = request.GET.copy()
    is_whole = bool(query.pop("whole", None))
    address = reverse("listening:dashboard", args=[workspace.slug])
    context = {
        "form": form,
        "look": look,
        "panels": made(look, PANELS if is_whole else FIRST) if form.searches else [],
        "parts": [] if is_whole else later(request, query.urlencode()),
        "is_whole": is_whole,
        "whole_url": f"{address}?{with_whole(query)}",
        "surplus": surplus_told.within(
            workspace, look.scope.searches or form.searches, look.period.first, look.period.last
        ),
        "as_of": asking.as_of(look.scope, look.period),
        "query": query.urlencode(),
        "picked": {one.key for one in look.scope.searches},
        "mentions_url": look.mentions_url(),
        "search_new_url": named("search").new_url(workspace),
        "sources_url": reverse("listening:sources", args=[workspace.slug]),
        "may_write": request.may[Action.WORK],
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/dashboard.html", context)


def later(request: Request, query: str) -> list[dict[str, Any]]:
    """The parts that come by themselves: where each is, and the titles of its panels."""
    return [
        {
            "url": reverse("listening:dashboard_part", args=[request.workspace.slug, part])
            + (f"?{query}" if query else ""),
            "titles": [(key, panels.TITLES[key]) for key in keys],
        }
        for part, keys in PARTS.items()
    ]


def with_whole(query: QueryDict) -> str:
    """The same query for all panels on one page."""
    asked = query.copy()
    asked["whole"] = "1"
    return asked.urlencode()


@require_safe
@needs(Action.SEE)
def part(request: Request, part: str) -> HttpResponse:
    """Some panels for the dashboard to take in; to a browser without scripts, the whole page."""
    if part not in PARTS:
        raise Http404
    if not request.htmx:
        address = reverse("listening:dashboard", args=[request.workspace.slug])
        return redirect(f"{address}?{with_whole(request.GET)}#panel-{PARTS[part][0]}")
    _form, look = looked(request, panels.MOST)
    context = {"panels": made(look, PARTS[part]), "query": request.GET.urlencode()}
    return render(request, "listening/panels.html", context)


@require_safe
@needs(Action.SEE)
def table(request: Request, table: str) -> HttpResponse:
    """The figures of one panel as CSV, longer than on the page."""
    if table not in PANELS:
        raise Http404
    _form, look = looked(request, panels.MOST_CSV)
    panel = PANELS[table](look)
    content = csv_file(panel.header, (row.cells for row in panel.rows))
    name = f"{table}-{look.period.first}-{look.period.last}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@needs(Action.SEE)
def same(request: Request, mention_id: int) -> HttpResponse:
    """All mentions that say the same as one: copies, near-copies, and what passes it on."""
    if mention_id > LAST:
        raise Http404
    mention = get_object_or_404(Mention.objects.of(request.workspace), pk=mention_id)
    rows = folding.alike(mention)
    context = {
        "mention": mention,
        "count": rows.count(),
        "mentions": rows.order_by("pk")[:MOST_ALIKE],
        "most": MOST_ALIKE,
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/same.html", context)
