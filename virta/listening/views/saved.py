"""Saved views, and what a rule would have held for."""

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from virta.kit.problems import Problem
from virta.listening import choosing, jobs, trying, viewing
from virta.listening.forms_work import RuleForm
from virta.listening.models import SavedView
from virta.listening.ruling import Conditions
from virta.people.access import Action, needs
from virta.people.http import Request


@require_POST
@needs(Action.WORK)
def save(request: Request) -> HttpResponse:
    """Keep the filters of the page under a name; the same name of one's own takes the new ones."""
    title = " ".join(request.POST.get("title", "").split())[:80]
    if not title:
        raise Problem(_("Write a name for the view, then send it again."))
    query = request.POST.get("query", "")
    if jobs.filters(request.workspace, query) is None:
        raise Problem(_("These filters cannot be read. Set them anew and try again."))
    names = choosing.ChoosingForm({}, request.workspace).fields
    facts = {
        "query": viewing.query_of(dict(parse_qsl(query)), names),
        "is_shared": bool(request.POST.get("is_shared")),
    }
    view, is_new = SavedView.objects.update_or_create(
        workspace=request.workspace, owner=request.user, title=title, defaults=facts
    )
    if request.POST.get("is_default"):
        viewing.make_default(request.workspace, request.user, view)
    words = _("The view “%(view)s” is kept.") if is_new else _("The view “%(view)s” is changed.")
    messages.success(request, words % {"view": view})
    return redirect(address(request, view))


def address(request: Request, view: SavedView | None) -> str:
    """Where a view is seen: an address that can be sent to a colleague."""
    mentions = reverse("listening:mentions", args=[request.workspace.slug])
    return f"{mentions}?{(view.query if view else '') or 'all=1'}"


@require_POST
@needs(Action.WORK)
def default(request: Request, view_key: str) -> HttpResponse:
    """Let the page of mentions open with this view, or no longer."""
    view = get_object_or_404(viewing.visible(request.workspace, request.user), key=view_key)
    now = viewing.default_of(request.workspace, request.user)
    is_off = now == view
    viewing.make_default(request.workspace, request.user, None if is_off else view)
    words = (
        _("The page of mentions opens with everything again.")
        if is_off
        else _("The page of mentions opens with “%(view)s” from now on.")
    )
    messages.success(request, words % {"view": view})
    return redirect(address(request, view))


@require_POST
@needs(Action.WORK)
def remove(request: Request, view_key: str) -> HttpResponse:
    """Remove a view: one's own, or a shared one for those who lead."""
    view = get_object_or_404(viewing.visible(request.workspace, request.user), key=view_key)
    if view.owner_id != request.user.pk and not request.may[Action.LEAD]:
        raise Problem(_("Only who made a view, or somebody who leads, can remove it."))
    view.delete()
    messages.success(request, _("The view “%(view)s” is removed.") % {"view": view})
    return redirect(address(request, None))


@require_POST
@needs(Action.WORK)
def try_rule(request: Request) -> HttpResponse:
    """What the rule that is being written would have held for."""
    form = RuleForm(request.POST, workspace=request.workspace)
    form.full_clean()
    wrong = [form[name] for name in RuleForm.CONDITIONS if name in form.errors]
    context: dict[str, object] = {"wrong": wrong}
    if not wrong:
        values = form.cleaned_data
        conditions = Conditions.of(values, values["searches"])
        context["tried"] = trying.tried(request.workspace, conditions)
    return render(request, "listening/rule_tried.html", context)
