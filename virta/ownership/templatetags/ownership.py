"""Pieces of ownership for the pages of other factors: who does what for an object, its tasks."""

from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from virta.ownership.access import warnings
from virta.ownership.matrix import Row
from virta.ownership.models import Assignment, Task
from virta.ownership.policies import shares, waiting_for
from virta.records.kinds import kind_of
from virta.records.models import Record

GAP, DOT = "\N{EN DASH}", "\N{MIDDLE DOT}"

register = template.Library()


@register.inclusion_tag("ownership/who_does_what.html", takes_context=True)
def who_does_what(context: Any, record: Record) -> dict[str, Any]:
    """The parts that people have in an object and its open tasks, for beside its page."""
    kind = kind_of(record).name
    about = {"about_kind": kind, "about_key": record.key}
    request = context["request"]
    tasks = Task.objects.of(request.workspace).filter(state=Task.State.OPEN, **about)
    parts = Assignment.objects.of(request.workspace).filter(**about)
    return {
        "request": request,
        "may": request.may,
        "record": record,
        "kind_name": kind,
        "parts": parts.select_related("person").order_by("part", "person__name"),
        "tasks": tasks.select_related("owner", "workspace").order_by("due_on", "pk")[:10],
    }


@register.inclusion_tag("ownership/access_warnings.html", takes_context=True)
def access_warnings(context: Any) -> dict[str, Any]:
    """What is wrong in the access register, for the top of its list."""
    request = context["request"]
    found = warnings(request.workspace, timezone.localdate())
    return {"request": request, "may": request.may, "warnings": found[:20], "count": len(found)}


@register.inclusion_tag("ownership/my_policies.html", takes_context=True)
def my_policies(context: Any) -> dict[str, Any]:
    """What the visitor must still accept, and how every policy stands."""
    request = context["request"]
    mine = request.user.is_authenticated and waiting_for(
        request.workspace, request.user, str(request.role)
    )
    return {"request": request, "mine": mine or [], "shares": shares(request.workspace)}


@register.simple_tag(takes_context=True)
def raci_cells(context: Any, row: Row) -> SafeString:
    """The cells of one row of the matrix; in one go, since there may be thousands on a page."""
    if not context["request"].may["work"]:
        return format_html_join(
            "",
            '<td><span class="raci-cell raci-{}">{}</span></td>',
            ((cell.part or "none", cell.part or GAP) for cell in row.cells),
        )
    slug, nothing = context["request"].workspace.slug, escape(_("no part"))
    address = reverse("ownership:row", args=[slug, row.kind, row.key])
    return SafeString(
        "".join(
            f'<td><a href="{address}?person={cell.person.pk}" '
            f'class="raci-cell raci-{cell.part or "none"}" data-person="{cell.person.pk}" '
            f'aria-label="{escaped(str(cell.person))}: {cell.part or nothing}">'
            f"{cell.part or DOT}</a></td>"
            for cell in row.cells
        )
    )


@lru_cache(2048)
def escaped(text: str) -> str:
    """A name for HTML: the same few hundred stand in every row."""
    return str(escape(text))
