"""The tree of objectives, written in one go: two hundred includes would take half a second."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from virta.kit.templatetags.kit import figure, percent
from virta.objectives.models import Objective
from virta.objectives.services import Branch, Standing
from virta.records.kinds import kind_of
from virta.records.templatetags.records import progress_bar

register = template.Library()


@register.simple_tag
def tree(branches: Iterable[Branch]) -> SafeString:
    """Branches as nested lists."""
    return format_html('<ul class="branches branches-top">{}</ul>', joined(branches))


def joined(branches: Iterable[Branch]) -> SafeString:
    return format_html_join("", "{}", ((branch_shown(one),) for one in branches))


def branch_shown(branch: Branch) -> SafeString:
    """One objective with its key results and what stands below it."""
    one = branch.objective
    results = format_html_join("", "{}", ((result_shown(each),) for each in branch.standings))
    return format_html(
        '<li class="branch"><div class="branch-head"><div class="rows-main"><a href="{}">{}</a>'
        '<p class="rows-note">{}</p></div><div class="branch-progress">{}</div></div>{}{}</li>',
        kind_of(one).url(one),
        one,
        note(one),
        how_far(branch.progress),
        format_html('<ul class="branch-results">{}</ul>', results) if results else "",
        format_html('<ul class="branches">{}</ul>', joined(branch.children))
        if branch.children
        else "",
    )


def note(one: Objective) -> str:
    """Level, owner, day, state and score, as far as they are known."""
    level = str(one.get_level_display())
    parts: list[Any] = [level[:1].upper() + level[1:]]
    parts += [one.owner] if one.owner else []
    parts += [date_format(one.due_on, "SHORT_DATE_FORMAT")] if one.due_on else []
    parts += [one.get_state_display()] if one.state != Objective.State.ACTIVE else []
    if one.score is not None:
        parts.append(_("score %(score)s") % {"score": figure(float(one.score))})
    return " · ".join(str(part) for part in parts)


def how_far(progress: float | None) -> SafeString:
    if progress is None:
        return format_html('<span class="soft small">{}</span>', _("not measured yet"))
    return format_html('<span class="num">{}</span>{}', percent(progress), progress_bar(progress))


def result_shown(one: Standing) -> SafeString:
    """A key result: its value against its target, and how sure its owner is."""
    result = one.key_result
    facts = _("no value yet")
    if one.value is not None:
        facts = f"{figure(one.value, -2)} → {figure(float(result.target), -2)} {result.unit}"
    if one.last is not None and one.last.confidence is not None:
        facts += " · " + _("confidence %(n)s/10") % {"n": one.last.confidence}
    behind = format_html(' <span class="badge badge-heed">{}</span>', _("behind"))
    return format_html(
        '<li><a href="{}">{}</a> <span class="soft small">{}</span>{}</li>',
        kind_of(result).url(result),
        result,
        facts,
        behind if one.is_behind else "",
    )
