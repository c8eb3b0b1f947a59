"""Doing one thing with many mentions: marked ones, those on the page, or all that fit the filters."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from virta.balance.framework import Factor
from virta.kit.problems import NotAllowed, Problem
from virta.listening import acting, exporting, folding, jobs
from virta.listening.models import Mention, MentionJob, MentionRule, Tag
from virta.listening.views.mention import member, one_of
from virta.listening.views.mentions import number_of
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records.views.pages import after

Kind = MentionJob.Kind
MOST = 1000
"""Mentions that can be marked one by one."""
SURE = {"all"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done: its kind, exactly what, and how it reads."""

    kind: str
    options: dict[str, Any]
    words: str


@require_POST
@needs(Action.WORK)
def bulk(request: Request) -> HttpResponse:
    """Do it, or show first with how many it would be done."""
    asked, scope = asked_for(request), request.POST.get("scope", "marked")
    query = request.POST.get("query", "")
    which: dict[str, Any] = (
        {"query": query} if scope == "all" else {"marked": marked(request, scope)}
    )
    counted = count_of(request, which)
    must_confirm = scope == "all" or asked.kind == Kind.ERASE
    if must_confirm and not request.POST.get("confirmed"):
        context = {
            "asked": asked,
            "counted": counted,
            "scope": scope,
            "query": query,
            "marked": which.get("marked", []),
            "next": after(request),
            "sent": {
                name: request.POST.get(name, "") for name in ("do", "tag", "person", "ending")
            },
            "factor": Factor.LISTENING,
        }
        return render(request, "listening/bulk.html", context)
    if asked.kind == Kind.EXPORT and asked.options["ending"] == "xlsx":
        check_size(counted)
    total = counted.count if counted.is_whole else None
    job = jobs.ask(
        request.workspace,
        request.user,
        asked.kind,
        asked.options,
        timezone.now(),
        total=total,
        **which,
    )
    log(request, job, counted.count)
    return done(request, job)


def asked_for(request: Request) -> Asked:
    """What the button that was pressed asks for. Raises Problem."""
    kind, _colon, value = request.POST.get("do", "").partition(":")
    match kind:
        case "tag" | "untag":
            return of_tag(request, kind)
        case "assign":
            person = member(request, request.POST.get("person", ""))
            words = _("give to %(person)s") % {"person": person or _("nobody")}
            return Asked(Kind.ASSIGN, {"person": person.pk if person else None}, words)
        case "state" if value in Mention.State.values:
            words = _("set the state to “%(state)s”") % {"state": Mention.State(value).label}
            return Asked(Kind.STATE, {"state": value}, words)
        case "export":
            return of_export(request)
        case "erase":
            if not request.may[Action.LEAD]:
                raise NotAllowed(_("Only those who lead can erase mentions. Ask one of them."))
            return Asked(Kind.ERASE, {}, _("erase for good"))
        case _other:
            raise Problem(_("Choose what is to be done with the mentions, then send it again."))


def of_tag(request: Request, kind: str) -> Asked:
    name = request.POST.get("tag", "")
    if kind == "untag":
        tag = Tag.objects.of(request.workspace).filter(title__iexact=name.strip()).first()
        if tag is None:
            raise Problem(_("There is no tag of this name. Choose one of those that there are."))
        words = _("take the tag “%(tag)s” off") % {"tag": tag}
        return Asked(Kind.UNTAG, {"tag": tag.key}, words)
    tag = acting.tag_named(request.workspace, name, request.user)
    return Asked(Kind.TAG, {"tag": tag.key}, _("put the tag “%(tag)s” on") % {"tag": tag})


def of_export(request: Request) -> Asked:
    ending = request.POST.get("ending", "")
    if ending not in exporting.TYPES:
        raise Problem(_("Choose CSV, XLSX or JSON lines, then send it again."))
    return Asked(
        Kind.EXPORT, {"ending": ending}, _("write to a file (%(kind)s)") % {"kind": ending}
    )


def marked(request: Request, scope: str) -> list[int]:
    """The numbers that were marked, or all on the page. Raises Problem where there are none."""
    typed = request.POST.getlist("mention" if scope == "marked" else "shown")
    numbers = [one for text in typed[:MOST] if (one := number_of(text)) is not None]
    rows = Mention.objects.of(request.workspace).filter(pk__in=numbers)
    found = sorted(rows.values_list("pk", flat=True), reverse=True)
    if not found:
        raise Problem(_("Mark at least one mention, then choose again what to do with it."))
    return found


def count_of(request: Request, which: dict[str, Any]) -> jobs.Counted:
    if "marked" in which:
        return jobs.Counted(len(which["marked"]), True)
    wanted = jobs.filters(request.workspace, which["query"])
    if wanted is None:
        raise Problem(_("These filters cannot be read. Set them anew and try again."))
    return jobs.count(request.workspace, wanted, request.user)


def check_size(counted: jobs.Counted) -> None:
    if counted.count > exporting.MOST_IN_XLSX or not counted.is_whole:
        raise Problem(
            _("A workbook holds at most %(count)s mentions. Choose CSV, or narrow the filters.")
            % {"count": exporting.MOST_IN_XLSX}
        )


def log(request: Request, job: MentionJob, count: int) -> None:
    """What leaves the workspace or is erased stands in the log."""
    if job.kind in {Kind.EXPORT, Kind.ERASE}:
        event = "mentions_exported" if job.kind == Kind.EXPORT else "mentions_erased"
        audit.record(request.workspace, request.user, event, count=count)


def done(request: Request, job: MentionJob) -> HttpResponse:
    """Back with a word and an undo where it is done; to its page while the worker has it."""
    page = reverse("listening:job", args=[request.workspace.slug, job.key])
    if job.done_at is None or job.kind == Kind.EXPORT:
        return redirect(page)
    words = ngettext(
        "Done: %(count)s mention was changed.",
        "Done: %(count)s mentions were changed.",
        job.changed,
    ) % {"count": job.changed}
    back = after(request)
    undo = f"undo:{page}undo/?{urlencode({'next': back})}"
    is_undo = job.can_be_undone and bool(job.changed)
    messages.success(request, words, extra_tags=undo if is_undo else "")
    return redirect(back or reverse("listening:mentions", args=[request.workspace.slug]))


@require_POST
@needs(Action.WORK)
def state(request: Request, mention_id: int) -> HttpResponse:
    """Note that a mention is new, seen or handled, and with it all that says the same."""
    mention, typed = one_of(request, mention_id), request.POST.get("state", "")
    if typed not in Mention.State.values:
        raise Problem(_("Choose new, seen or handled, then send it again."))
    numbers = sorted(folding.alike(mention).values_list("pk", flat=True), reverse=True)
    job = jobs.ask(
        request.workspace,
        request.user,
        Kind.STATE,
        {"state": typed},
        timezone.now(),
        total=len(numbers),
        marked=numbers,
    )
    return done(request, job)


def mine(request: Request, job_key: str) -> MentionJob:
    """A job of this visitor; nobody sees another's."""
    person = request.user.pk if request.user.is_authenticated else None
    rows = MentionJob.objects.of(request.workspace).select_related("workspace", "person")
    job: MentionJob = get_object_or_404(rows, key=job_key, person=person)
    return job


@require_safe
@needs(Action.WORK)
def job(request: Request, job_key: str) -> HttpResponse:
    """How far it has come, its file, and its undo."""
    row = mine(request, job_key)
    context = {
        "job": row,
        "share": min(row.looked_at / row.total, 1.0) if row.total else None,
        "factor": Factor.LISTENING,
        "mentions_url": reverse("listening:mentions", args=[request.workspace.slug]),
    }
    if request.htmx:
        return render(request, "listening/job.html#progress", context)
    return render(request, "listening/job.html", context)


@require_safe
@needs(Action.WORK)
def job_file(request: Request, job_key: str) -> HttpResponse | StreamingHttpResponse:
    """The file, for whoever asked for it."""
    row = mine(request, job_key)
    if row.kind != Kind.EXPORT or row.done_at is None:
        raise Http404
    response = StreamingHttpResponse(
        exporting.parts(row), content_type=exporting.TYPES[row.options["ending"]]
    )
    response["Content-Disposition"] = f'attachment; filename="{exporting.name_of(row)}"'
    return response


@require_POST
@needs(Action.WORK)
def job_undo(request: Request, job_key: str) -> HttpResponse:
    """Bring the mentions back to what they were."""
    row = mine(request, job_key)
    if not row.can_be_undone:
        raise Problem(_("This cannot be undone, or it has been undone already."))
    undone = jobs.ask(
        request.workspace,
        request.user,
        Kind.UNDO,
        {"job": row.pk},
        timezone.now(),
        total=row.changed,
    )
    return done(request, undone)


@require_POST
@needs(Action.WORK)
def apply_rule(request: Request, record_key: str) -> HttpResponse:
    """Do with what is stored already what a rule says."""
    rule = get_object_or_404(MentionRule.objects.of(request.workspace), key=record_key)
    total = Mention.objects.of(request.workspace).count()
    made = jobs.ask(
        request.workspace, request.user, Kind.RULE, {"rule": rule.key}, timezone.now(), total=total
    )
    return redirect("listening:job", request.workspace.slug, made.key)
