"""Mentions: reading them, saying how they were meant, and what they mean for us."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from virta.balance.framework import Factor
from virta.kit.problems import Problem
from virta.listening import choosing, judging, surplus_told, taking, viewing
from virta.listening.forms import checked_query
from virta.listening.models import Insight, InsightMention, Mention, Search, Source
from virta.listening.searching import matching, refusal_of
from virta.listening.tags import used
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.forms import members
from virta.records.kinds import kind_of, named
from virta.records.views.pages import after

MOST = 200
LAST = 2**63 - 1
"""The greatest number that a mention can have."""


@require_safe
@needs(Action.SEE)
def listed(request: Request) -> HttpResponse:
    """What was heard, newest first, narrowed by the filters or by a saved view."""
    first = viewing.default_of(request.workspace, request.user) if not request.GET else None
    if first:
        return redirect(f"{request.path}?{first.query or 'all=1'}")
    form = choosing.ChoosingForm(request.GET, request.workspace)
    page = choosing.Page([], None)
    if form.is_valid():
        start = number_of(request.GET.get("before", ""))
        page = choosing.chosen(request.workspace, form.cleaned_data, start, request.user)
        mentions = [one.mention for one in page.rows]
        prefetch_related_objects(mentions, "tagged__tag", "given__person")
    query = request.GET.copy()
    query["before"] = str(page.before or "")
    narrowing = viewing.query_of(request.GET, form.fields)
    context = {
        "form": form,
        "page": page,
        "surplus": _surplus(request, form) if form.is_valid() else [],
        "next_url": f"?{query.urlencode()}" if page.before else "",
        "narrowing": narrowing,
        "list_query": list_query(request, narrowing),
        "set_filters": sum(bool(request.GET.get(name)) for name in form.fields),
        "here": request.get_full_path(),
    }
    context |= empty_state(request) | beside(request, narrowing)
    return render(request, "listening/mentions.html", context)


def list_query(request: Request, narrowing: str) -> str:
    """How the pages of its mentions know the list: filters, and where its page begins."""
    before = number_of(request.GET.get("before", ""))
    return "&".join(filter(None, [narrowing, f"before={before}" if before else ""])) or "all=1"


def empty_state(request: Request) -> dict[str, Any]:
    """What to do first, where there is nothing yet."""
    return {
        "has_searches": Search.objects.of(request.workspace).exists(),
        "has_sources": Source.objects.of(request.workspace).exists(),
        "search_new_url": named("search").new_url(request.workspace),
        "sources_url": reverse("listening:sources", args=[request.workspace.slug]),
    }


def beside(request: Request, narrowing: str) -> dict[str, Any]:
    """What can be done with the mentions on the page, and the saved views."""
    views = list(viewing.visible(request.workspace, request.user))
    default = viewing.default_of(request.workspace, request.user)
    may_write = request.may[Action.WORK]
    return {
        "views": views,
        "default_view": default,
        "view_now": next((one for one in views if one.query == narrowing), None),
        "may_write": may_write,
        "may_lead": request.may[Action.LEAD],
        "factor": Factor.LISTENING,
        "sentiments": Mention.Sentiment.choices,
        "states": Mention.State.choices,
        "used_tags": used(request.workspace),
        "members": members(request.workspace) if may_write else [],
    }


def _surplus(request: Request, form: choosing.ChoosingForm) -> list[surplus_told.Told]:
    """What was counted and not kept of the searches and the period that are shown."""
    wanted = form.cleaned_data
    rows = Search.objects.of(request.workspace).select_related("workspace")
    searches = rows.filter(key=wanted["search"]) if wanted["search"] else rows
    return surplus_told.within(request.workspace, searches, wanted["since"], wanted["until"])


def number_of(text: str) -> int | None:
    """A mention's number as an address or a form has it; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    return min(int(text), LAST) if is_number else None


def back(request: Request) -> HttpResponse:
    """To the page the button was on, filters and all."""
    mentions = reverse("listening:mentions", args=[request.workspace.slug])
    return redirect(after(request) or mentions)


def one_of(request: Request, mention_id: int) -> Mention:
    mention: Mention = get_object_or_404(Mention.objects.of(request.workspace), pk=mention_id)
    return mention


@require_POST
@needs(Action.WORK)
def sentiment(request: Request, mention_id: int) -> HttpResponse:
    """Say how a mention was meant."""
    mention, typed = one_of(request, mention_id), request.POST.get("sentiment", "")
    if typed not in {str(value) for value in Mention.Sentiment.values}:
        raise Problem(_("Choose negative, neutral or positive, then send it again."))
    judging.correct(mention, int(typed), request.user)
    messages.success(request, _("Thank you. The figures now count it so."))
    return back(request)


@require_POST
@needs(Action.WORK)
def insight(request: Request) -> HttpResponse:
    """Make an insight of the marked mentions; its page asks for the rest."""
    title = request.POST.get("title", "").strip()
    wanted = [
        number for one in request.POST.getlist("mention")[:MOST] if (number := number_of(one))
    ]
    marked = list(Mention.objects.of(request.workspace).filter(pk__in=wanted))
    if not marked:
        raise Problem(_("Mark at least one mention that tells it, then send it again."))
    if not title:
        raise Problem(_("Write in a sentence what you heard, then send it again."))
    made = Insight(workspace=request.workspace, title=title[:200], owner=request.user)
    search = Search.objects.of(request.workspace).filter(key=request.POST.get("search", ""))
    made.search = search.first()
    with transaction.atomic():
        saving.store(made, request.user)
        InsightMention.objects.bulk_create(
            [InsightMention(workspace=request.workspace, insight=made, mention=m) for m in marked]
        )
    messages.success(request, _("The insight is kept. Say now for whom it matters."))
    return redirect(f"{kind_of(made).url(made)}edit/")


@require_GET
@needs(Action.WORK)
def tried(request: Request) -> HttpResponse:
    """What a query that is being written finds among the newest mentions of the workspace."""
    context: dict[str, Any] = {}
    try:
        query = checked_query(request.GET.get("query", ""))
    except ValidationError as trouble:
        context["trouble"] = trouble.messages[0]
    else:
        rows = Mention.objects.of(request.workspace).order_by("-pk")[: choosing.LOOKED_AT]
        seen = list(rows)
        found = matching(query, seen)
        context |= {"seen": len(seen), "count": len(found), "found": found[:5]}
    return render(request, "listening/tried.html", context)


@require_POST
@needs(Action.WORK)
def again(request: Request, record_key: str) -> HttpResponse:
    """Hold a search against what is stored already, and take in what it matches."""
    search = get_object_or_404(Search.objects.of(request.workspace), key=record_key)
    if refusal := refusal_of(search.query):
        raise Problem(refusal.message(get_language() or "en"))
    rows = Mention.objects.of(request.workspace).order_by("-pk")[: choosing.LOOKED_AT]
    found = matching(search.query, list(rows))
    count = taking.fill(request.workspace, search.pk, found)
    words = ngettext(
        "%(count)s stored mention came to this search.",
        "%(count)s stored mentions came to this search.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(kind_of(search).url(search))
