"""The dashboard of listening: what is heard, in pictures with their figures."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from virta.balance.framework import Factor
from virta.kit.sheets import csv_file
from virta.listening import asking, folding, panels, surplus_told
from virta.listening.forms_look import LookForm
from virta.listening.models import Mention
from virta.listening.panels_lists import PANELS
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
    """All panels for the searches and the period that were chosen."""
    form, look = looked(request, panels.MOST)
    workspace = request.workspace
    context = {
        "form": form,
        "look": look,
        "panels": [make(look) for make in PANELS.values()],
        "surplus": surplus_told.within(
            workspace, look.scope.searches or form.searches, look.period.first, look.period.last
        ),
        "as_of": asking.as_of(look.scope, look.period),
        "query": request.GET.urlencode(),
        "picked": {one.key for one in look.scope.searches},
        "mentions_url": look.mentions_url(),
        "search_new_url": named("search").new_url(workspace),
        "sources_url": reverse("listening:sources", args=[workspace.slug]),
        "may_write": request.may[Action.WORK],
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/dashboard.html", context)


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
