"""The results of a closed round, and the files that owners may take out of it."""

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from virta.assessment import evidence, exports
from virta.assessment import results as figures
from virta.assessment.bank import load
from virta.assessment.models import Round
from virta.assessment.results import MERGED, Results
from virta.assessment.views.rounds import the_round
from virta.balance import words
from virta.balance.findings import Estimate
from virta.balance.framework import FACTORS, Factor
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request

KINDS = {
    "csv": ("text/csv; charset=utf-8", exports.as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        exports.as_xlsx,
    ),
}


@require_safe
@needs(Action.SEE)
def results(request: Request, round_id: int) -> HttpResponse:
    """Profile, agreement, groups, load, comments, change. Only of a closed round."""
    round = the_round(request, round_id)
    if round.state != Round.State.CLOSED:
        return redirect("assessment:round", request.workspace.slug, round.pk)
    found = figures.of(round)
    context: dict[str, Any] = {"round": round, "results": found}
    if found:
        context |= shown(round, found, get_language() or "en")
    return render(request, "assessment/results.html", context)


def shown(round: Round, found: Results, language: str) -> dict[str, Any]:
    """The results in the reader's words."""
    names = dict(round.groups.values_list("key", "name"))
    names[MERGED] = get_text_list(sorted(names[key] for key in found.together), _("and"))
    earlier = figures.before(round)
    then = figures.of(earlier) if earlier else None
    moved = {one.factor: one for one in figures.changes(found, then)} if then else {}
    texts = {one.id: one.text.in_(language) for one in load(round.bank_version).statements()}
    factors = [factor_shown(found, factor, moved, texts, language) for factor in FACTORS]
    return {
        "factors": factors,
        "earlier": earlier if then else None,
        "clear_changes": [one for one in factors if one["change"] and one["change"]["is_clear"]],
        "group_heads": [(names[key], key, n) for key, n in found.groups.items()],
        "group_rows": group_rows(found, factors),
        "together": names[MERGED] if MERGED in found.groups else "",
        "differences": [difference_shown(one, names, language) for one in found.differences],
        "load_groups": [
            (names[key], found.load_groups[key].estimate())
            for key in found.groups
            if key in found.load_groups
        ],
        "load_change": signed(figures.load_change(found, then)) if then else None,
        "load_bars": load_bars(round, found, language),
        "comments": [
            {"name": words.factor_name(factor, language), "texts": texts}
            for factor, texts in figures.comments(round, found).items()
        ],
    }


def factor_shown(
    found: Results,
    factor: Factor,
    moved: dict[Factor, figures.Change],
    texts: dict[str, str],
    language: str,
) -> dict[str, Any]:
    result = found.factors[factor]
    return {
        "factor": factor,
        "number": FACTORS.index(factor) + 1,
        "name": words.factor_name(factor, language),
        "result": result,
        "estimate": result.estimate,
        "change": change_shown(moved.get(factor)),
        "statements": [
            {
                "text": texts[one.statement],
                "result": one,
                "estimate": one.all.estimate(),
                "bars": bars(one.bars),
            }
            for one in result.statements
        ],
    }


def change_shown(moved: figures.Change | None) -> dict[str, Any] | None:
    if moved is None:
        return None
    return {"words": signed(moved.gap), "is_clear": moved.is_clear}


def signed(gap: Estimate | None) -> dict[str, str] | None:
    """A difference in levels with its sign; the bounds finer, so that clearing zero shows."""
    if gap is None:
        return None
    return {
        "value": with_sign(gap.value, 1),
        "low": with_sign(gap.low, 2),
        "high": with_sign(gap.high, 2),
    }


def with_sign(value: float, places: int) -> str:
    """+0.3, −1.2, 0.0: a sign only where it says something."""
    shown = float(f"{value:.{places}f}")
    sign = "" if shown == 0 else "+" if shown > 0 else "−"
    return sign + number_format(abs(value), decimal_pos=places)


def bars(levels: list[tuple[int, int, float]]) -> list[dict[str, str | int]]:
    """Where to draw how many gave each level, in a box of 120 × 40 with its marks at the foot."""
    return [
        {
            "level": level,
            "x": 20 * level + 2,
            "middle": 20 * level + 10,
            "y": f"{29 - 28 * share:.1f}",
            "height": f"{28 * share:.1f}",
        }
        for level, _count, share in levels
    ]


def group_rows(found: Results, factors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a factor: its name and each shown group's estimate, or None."""
    return [
        {
            "name": row["name"],
            "number": row["number"],
            "cells": [
                mean.estimate() if (mean := row["result"].groups.get(key)) else None
                for key in found.groups
            ],
        }
        for row in factors
    ]


def difference_shown(
    one: figures.Difference, names: dict[str, str], language: str
) -> dict[str, Any]:
    return {
        "factor": words.factor_name(one.factor, language),
        "higher": names[one.higher],
        "lower": names[one.lower],
        "gap": one.gap,
    }


def load_bars(round: Round, found: Results, language: str) -> list[dict[str, Any]]:
    """How many bear the load how, with each level's words."""
    if found.load is None:
        return []
    levels = load(round.bank_version).load.levels
    return [
        {"level": level, "text": levels[level].in_(language), "count": count}
        for level, count in enumerate(found.load.counts)
    ]


@require_safe
@needs(Action.EXPORT_ANSWERS)
def evidence_file(request: Request, round_id: int) -> HttpResponse:
    """The round's evidence bundle, as `bin/virta diagnose` reads it."""
    round = the_round(request, round_id)
    made = evidence.bundle(request.workspace, round)
    body = json.dumps(made, ensure_ascii=False, indent=1).encode()
    return file(request, round, body, "application/json", "json")


@require_safe
@needs(Action.EXPORT_ANSWERS)
def answers_file(request: Request, round_id: int, ending: str) -> HttpResponse:
    """A closed round's answers as a table."""
    if ending not in KINDS:
        raise Http404
    round = the_round(request, round_id)
    exports.require_answers(round)
    kind, make = KINDS[ending]
    return file(request, round, make(round, get_language() or "en"), kind, ending)


def file(request: Request, round: Round, body: bytes, kind: str, ending: str) -> HttpResponse:
    """A download, written to the audit log: answers leave the workspace."""
    name = f"virta-{request.workspace.slug}-{round.pk}-{timezone.localdate():%Y-%m-%d}.{ending}"
    audit.record(request.workspace, request.user, "answers_exported", round=round.name, file=name)
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
