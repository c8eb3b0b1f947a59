"""The cells of a matrix, written in one go: a page has hundreds."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from virta.audiences.matrix import Cell, Table, url_of

register = template.Library()


@register.simple_tag(takes_context=True)
def matrix_cell(
    context: Any, table: Table, cell: Cell, row: Any, columns: Any, number: int, may: bool
) -> SafeString:
    """A cell: a choice for who may change it, else its words."""
    labels = dict(table.choices)
    if not may:
        return format_html("<td>{}</td>", labels.get(cell.chosen, "–"))
    options = mark_safe(  # noqa: S308 - values and labels are escaped
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == cell.chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in (("", "–"), *table.choices)
        )
    )
    url = reverse("audiences:fill", args=[context["request"].workspace.slug, table.name])
    more = (
        format_html(
            '<a class="matrix-more" href="{}" aria-label="{}">…</a>',
            url_of(cell.record),
            _("More about %(what)s") % {"what": f"{row}, {columns[number]}"},
        )
        if cell.record is not None
        else ""
    )
    return format_html(
        '<td class="matrix-{}"><select name="{}" aria-label="{}" hx-post="{}" hx-trigger="change" '
        'hx-swap="none" hx-include="[name=loaded_at]">{}</select>{}</td>',
        cell.chosen or "none",
        cell.name,
        f"{row}, {columns[number]}",
        url,
        options,
        more,
    )
