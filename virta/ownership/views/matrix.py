"""The responsibility matrix, and each row of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.kit.problems import Problem
from virta.ownership import leaving, matrix
from virta.ownership.about import FACTOR, owned_kinds
from virta.ownership.forms.row import RowForm
from virta.ownership.models import Part
from virta.ownership.views.finding import home
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Person
from virta.records.forms import members

A_PAGE = 20


@require_safe
@needs(Action.SEE)
def show(request: Request) -> HttpResponse:
    """Who has which part in what; what is wrong with that comes first."""
    state = matrix.State.of(request.workspace)
    chosen = request.GET.dict()
    wanted = narrowed(state, chosen)
    page = Paginator(wanted, A_PAGE).get_page(chosen.get("page"))
    people, rows = matrix.rows(state, list(page.object_list))
    context = {
        "page_obj": page,
        "people": people,
        "rows": rows,
        "kind_choices": [(FACTOR, _("factors")), *((k.name, k.many) for k in owned_kinds())],
        "chosen": chosen,
        "rest": "".join(f"{n}={v}&" for n, v in chosen.items() if n != "page" and v.isalnum()),
        "members": members(request.workspace),
        "parts": Part.choices,
        **remarks(request, state),
    }
    return render(request, "ownership/matrix.html", context)


def narrowed(state: matrix.State, chosen: dict[str, str]) -> list[matrix.Place]:
    """The things that fit the filters of the page."""
    wanted = state.things
    if kind := chosen.get("kind"):
        wanted = [place for place in wanted if place[0] == kind]
    if chosen.get("only") == "gaps":
        wanted = [place for place in wanted if state.trouble(place)]
    if (person := chosen.get("person", "")).isdecimal():
        mine = {
            p for p, parts in state.parts.items() if any(who == int(person) for who, _p in parts)
        }
        wanted = [place for place in wanted if place in mine]
    return wanted


def remarks(request: Request, state: matrix.State) -> dict[str, Any]:
    """Gaps, overload and people who left, for the top of the page."""
    troubles = list(state.troubles.values())
    much = matrix.overloaded(state.answers_for)
    people = {one.pk: one for one in Person.objects.filter(pk__in=much)}
    return {
        "total": len(state.things),
        "in_order": len(state.things) - len(troubles),
        "nobody": troubles.count("nobody"),
        "several": troubles.count("several"),
        "left": troubles.count("left"),
        "overloaded": [(people[pk], n) for pk, n in sorted(much.items(), key=lambda x: -x[1])],
        "gone": leaving.find_left(request.workspace, timezone.now()),
    }


@require_http_methods(["GET", "POST"])
@needs(Action.WORK)
def row(request: Request, about_kind: str, about_key: str) -> HttpResponse:
    """Everybody's part in one thing, as a plain form."""
    place = (about_kind, about_key)
    name = matrix.names_of(request.workspace, [place]).get(place) if known(about_kind) else None
    if name is None:
        raise Http404
    after = home(request, request.POST.get("next", request.GET.get("next", "")), "")
    form = RowForm(
        request.POST or None,
        workspace=request.workspace,
        place=place,
        first=request.GET.get("person", ""),
    )
    if request.method == "POST" and form.is_valid():
        form.store(request.user)
        messages.success(request, _("Who does what for “%(name)s” is kept.") % {"name": name})
        return redirect(after or reverse("ownership:matrix", args=[request.workspace.slug]))
    context = {"form": form, "name": name, "place": place, "next": after}
    context["url"] = matrix.address(request.workspace, place)
    return render(request, "ownership/row.html", context)


def known(about_kind: str) -> bool:
    return about_kind == FACTOR or about_kind in {one.name for one in owned_kinds()}


@require_POST
@needs(Action.WORK)
def cell(request: Request) -> HttpResponse:
    """One cell, by a key press: answers with the row as it is now."""
    kind, _colon, key = request.POST.get("place", "").partition(":")
    person = members(request.workspace).filter(pk=number(request.POST.get("person"))).first()
    part = request.POST.get("part", "")
    if person is None or not known(kind) or part not in {"", *Part.values}:
        raise Problem(_("This person or part is not known here. Open the matrix again."))
    matrix.set_part(request.workspace, (kind, key), person, part, request.user)
    if not request.htmx:
        return redirect("ownership:matrix", request.workspace.slug)
    state = matrix.State.of(request.workspace)
    columns = [number(one) for one in request.POST.get("columns", "").split(",")]
    found = {one.pk: one for one in Person.objects.filter(pk__in=columns)}
    people = [found[pk] for pk in columns if pk in found]
    name = matrix.names_of(request.workspace, [(kind, key)])[kind, key]
    made = matrix.row_of(state, (kind, key), name, state.parts.get((kind, key), []), people)
    return render(request, "ownership/matrix_row.html", {"row": made})


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


@require_POST
@needs(Action.WORK)
def owners(request: Request) -> HttpResponse:
    """Let owners answer for what they own, where nobody does."""
    made = matrix.adopt_owners(request.workspace, request.user)
    if made:
        words = ngettext("%(n)s owner answers now.", "%(n)s owners answer now.", made)
        messages.success(request, words % {"n": made})
    else:
        messages.info(request, _("Nothing without anybody to answer for it has an owner."))
    return redirect("ownership:matrix", request.workspace.slug)


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def hand_over(request: Request, person_id: int) -> HttpResponse:
    """All that one person owns, and to whom it goes, in one step."""
    old = Person.objects.filter(pk=person_id, memberships__workspace=request.workspace).first()
    if old is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        new = members(request.workspace).filter(pk=number(request.POST.get("to"))).first()
        count = leaving.hand_over(request.workspace, old, new or old, request.user, now)
        words = ngettext(
            "%(n)s thing of %(old)s is %(new)s’s now.",
            "%(n)s things of %(old)s are %(new)s’s now.",
            count,
        )
        messages.success(request, words % {"n": count, "old": old, "new": new})
        return redirect("ownership:matrix", request.workspace.slug)
    context = {
        "old": old,
        "owned": leaving.owned_by(request.workspace, old, now),
        "to": members(request.workspace).exclude(pk=old.pk),
    }
    return render(request, "ownership/hand_over.html", context)
