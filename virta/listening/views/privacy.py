"""How long what others wrote is kept; and what is stored of one person, given to them or erased."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.balance.framework import Factor
from virta.kit.problems import Problem
from virta.listening import authors, jobs
from virta.listening.forms_work import RetentionForm
from virta.listening.models import Unwanted
from virta.listening.retention import retention_of
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.sources.registry import networks

SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def kept(request: Request) -> HttpResponse:
    """For how long each class of data is kept, and what the last tidying erased."""
    retention = retention_of(request.workspace)
    form = RetentionForm(request.POST or None, instance=retention)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.record(
            request.workspace, request.user, "retention_changed", months=form.instance.months
        )
        messages.success(request, _("From now on what is older is erased, a little at a time."))
        return redirect("listening:kept", request.workspace.slug)
    context = {
        "form": form,
        "retention": retention_of(request.workspace),
        "unwanted": Unwanted.objects.of(request.workspace).count(),
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/kept.html", context)


@require_safe
@needs(Action.LEAD)
def find(request: Request) -> HttpResponse:
    """Look for somebody by account, handle or name."""
    typed = request.GET.get("q", "").strip()[:300]
    found = authors.find(request.workspace, typed) if typed else []
    context = {"typed": typed, "found": found, "factor": Factor.LISTENING}
    return render(request, "listening/authors.html", context)


def author_of(values: object) -> authors.Author:
    """Whom an address or a form names. Raises Problem."""
    held = {name: values.get(name, "")[:300] for name in ("author", "handle", "name")}  # type: ignore[attr-defined]
    network = values.get("network", "")  # type: ignore[attr-defined]
    found = authors.Author(network, **held)
    if network not in networks() or not found.is_known:
        raise Problem(_("Look for the author first, and choose one of those that are found."))
    return found


@require_safe
@needs(Action.LEAD)
def data(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Everything stored of somebody, to read or as a file."""
    author, now = author_of(request.GET), timezone.now()
    if request.GET.get("format") == "json":
        audit.record(request.workspace, request.user, "author_exported")
        pieces = authors.as_json(request.workspace, author, now)
        response = StreamingHttpResponse(pieces, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="author.json"'
        return response
    rows = authors.stored_of(request.workspace, author)
    query = request.GET.copy()
    query["format"] = "json"
    context = {
        "author": author,
        "count": rows.count(),
        "rows": rows[:SHOWN],
        "shown": SHOWN,
        "json_url": f"?{query.urlencode()}",
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/author.html", context)


@require_POST
@needs(Action.LEAD)
def erase(request: Request) -> HttpResponse:
    """Erase all that somebody wrote, on their request; with a tick, store nothing of them again."""
    author = author_of(request.POST)
    refuse = bool(request.POST.get("refuse"))
    count = author.rows(request.workspace).count()
    if count > jobs.FEW:
        return erase_many(request, author, count, refuse=refuse)
    erased = authors.erase(request.workspace, author, timezone.now(), refuse=refuse)
    audit.record(request.workspace, request.user, "author_erased", mentions=erased)
    words = ngettext(
        "%(count)s mention of this author was erased.",
        "%(count)s mentions of this author were erased.",
        erased,
    ) % {"count": erased}
    if refuse:
        words = f"{words} {_('Nothing of theirs is stored from now on.')}"
    messages.success(request, words)
    return redirect("listening:authors", request.workspace.slug)


def erase_many(
    request: Request, author: authors.Author, count: int, *, refuse: bool
) -> HttpResponse:
    """The same by the worker, while a page tells how far it is."""
    job = authors.erase_by_worker(
        request.workspace, author, timezone.now(), request.user, refuse=refuse
    )
    audit.record(request.workspace, request.user, "author_erased", mentions=count)
    if refuse:
        messages.success(request, _("Nothing of theirs is stored from now on."))
    return redirect("listening:job", request.workspace.slug, job.key)
