"""Answering, without an account: from a link to "thank you"."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from virta.assessment import answering
from virta.assessment import questionnaire as pages
from virta.assessment.answering import NoSuchKey, NotTaken, NotYet, Sheet
from virta.assessment.bank import load
from virta.assessment.models import Group, Invitee, Round
from virta.balance import words
from virta.balance.framework import FACTORS, Factor
from virta.kit.problems import Problem
from virta.people.http import PublicRequest, kept_out

COOKIE_AGE = 120 * 24 * 3600
MOST_BEGINNINGS = 90
WINDOW = 600  # seconds
"""So many may begin by one link from one network address within the window."""

View = Callable[..., HttpResponse]


class TooMany(Problem):
    """More people begin from one address than an organisation has."""

    status = 429


def outside(view: View) -> View:
    """A page for those who answer, and for no search engine, cache or other site."""

    @wraps(view)
    def wrapped(request: PublicRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (NoSuchKey, NotTaken, NotYet, TooMany) as problem:
            response = closed_door(request, problem)
        return kept_out(response)

    return wrapped


def closed_door(request: PublicRequest, problem: Problem) -> HttpResponse:
    """A friendly page that says why there is nothing to answer here."""
    if request.htmx:
        return HttpResponseClientRefresh()
    context = {"problem": problem}
    return render(request, "assessment/closed_door.html", context, status=problem.status)


def speak(request: Any, language: str) -> str:
    """Speak the language chosen on this device, else this one."""
    if not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        translation.activate(language)
        request.LANGUAGE_CODE = language
    return get_language() or language


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def open_link(request: PublicRequest, link_key: str) -> HttpResponse:
    """A group's open link: what this is about, and a beginning."""
    group = Group.objects.select_related("round__workspace").filter(link_key=link_key).first()
    if group is None:
        raise NoSuchKey(answering.unknown_link())
    language = speak(request, group.round.language)
    answering.require_open(group.round, timezone.now())
    mine = begun_here(request, group)
    if request.method == "POST":
        return begin(request, group)
    if mine is None:
        answering.require_link(group)
    return intro(request, group.round, language, resume=mine)


def begun_here(request: PublicRequest, group: Group) -> Sheet | None:
    """What this device has begun by this link."""
    key = request.COOKIES.get(cookie_name(group), "")
    if not key:
        return None
    try:
        sheet = answering.sheet_of(key, timezone.now())
    except (NoSuchKey, NotTaken, NotYet):
        return None
    return sheet if sheet.respondent and sheet.group.pk == group.pk else None


def cookie_name(group: Group) -> str:
    return f"virta_answers_{group.pk}"


def begin(request: PublicRequest, group: Group) -> HttpResponse:
    """Hand out a key. Nothing is kept until the first answer."""
    answering.require_link(group)
    count_beginning(request, group)
    key = answering.key_for_group(group)
    response = redirect("assessment:answer_page", key, pages.STEPS[0])
    response.set_cookie(
        cookie_name(group),
        key,
        max_age=COOKIE_AGE,
        path=reverse("assessment:open_link", args=[group.link_key]),
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )
    return response


def count_beginning(request: PublicRequest, group: Group) -> None:
    """Refuse a flood. The address is kept only as a digest, and only for the window."""
    source = f"{group.link_key}:{request.META.get('REMOTE_ADDR', '')}"
    name = "virta-beginnings-" + hashlib.sha256(source.encode()).hexdigest()
    cache.add(name, 0, WINDOW)
    if cache.incr(name) > MOST_BEGINNINGS:
        raise TooMany(
            _("Very many people have begun from here within minutes. Try again in ten minutes.")
        )


@require_http_methods(["GET", "HEAD"])
@outside
def personal_link(request: PublicRequest, link_key: str) -> HttpResponse:
    """Someone's own link: it begins, and later goes on."""
    people = Invitee.objects.select_related("group__round__workspace", "respondent")
    invitee = people.filter(link_key=link_key).first()
    if invitee is None:
        raise NoSuchKey(answering.unknown_link())
    language = speak(request, invitee.language)
    answering.require_open(invitee.group.round, timezone.now())
    sheet = answering.sheet_of(answering.key_for_invitee(invitee), timezone.now())
    return intro(request, sheet.round, language, personal=sheet, name=invitee.name)


def intro(request: PublicRequest, round: Round, language: str, **more: Any) -> HttpResponse:
    names = ("title", "who", "why", "time", "anonymity")
    context = {
        "round": round,
        "organisation": round.workspace.name,
        "texts": {name: pages.said(round, f"intro.{name}", language) for name in names},
        "factors": [words.factor_name(factor, language) for factor in FACTORS],
        "resume": None,
        **more,
    }
    return render(request, "assessment/intro.html", context)


@require_http_methods(["GET", "HEAD"])
@outside
def resume(request: PublicRequest, key: str) -> HttpResponse:
    """Go on where something is still unanswered."""
    sheet = answering.sheet_of(key, timezone.now())
    return redirect("assessment:answer_page", key, pages.first_open(sheet, "en"))


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def page(request: PublicRequest, key: str, step: str) -> HttpResponse:
    """One page of the questionnaire. What is sent is kept, whether by htmx or by the form."""
    if step not in pages.STEPS:
        raise Http404
    sheet = answering.sheet_of(key, timezone.now())
    chosen = sheet.respondent.language if sheet.respondent else default_language(sheet)
    language = speak(request, chosen)
    if request.method == "POST":
        return answered(request, sheet, step, language)
    template = {pages.HOURS: "hours", pages.LOAD: "load", pages.REVIEW: "review"}.get(
        step, "factor"
    )
    context = frame(request, sheet, step, language) | content(sheet, step, language)
    return render(request, f"assessment/answer_{template}.html", context)


def default_language(sheet: Sheet) -> str:
    return sheet.invitee.language if sheet.invitee else sheet.round.language


def answered(request: PublicRequest, sheet: Sheet, step: str, language: str) -> HttpResponse:
    if step == pages.REVIEW:
        return said_done(request, sheet)
    whole = not request.htmx and request.POST.get("go") != "back"
    given = pages.read(request.POST, sheet, whole=whole)
    answering.keep(sheet, given, language=language, now=timezone.now())
    if request.htmx:
        return HttpResponse(status=204)
    if whole:
        explain(request, given)
    return redirect("assessment:answer_page", sheet.key, next_step(request.POST.get("go"), step))


def next_step(go: str | None, step: str) -> str:
    if go == "back":
        return pages.before(step) or step
    return go if go in pages.STEPS else pages.after(step)


def explain(request: PublicRequest, given: answering.Given) -> None:
    """Say what was done where the hours did not come to 100."""
    if (total := pages.odd_sum(given)) is not None:
        messages.info(
            request,
            _(
                "Your hours came to %(total)s. They were scaled to 100 in the same proportions; "
                "you can go back and change them."
            )
            % {"total": number_format(total.normalize(), use_l10n=True)},
        )


def said_done(request: PublicRequest, sheet: Sheet) -> HttpResponse:
    """Done, or not done after all."""
    answering.finish(sheet, is_done=request.POST.get("done") == "1", now=timezone.now())
    return redirect("assessment:answer_page", sheet.key, pages.REVIEW)


def frame(request: PublicRequest, sheet: Sheet, step: str, language: str) -> dict[str, Any]:
    """What every page of the questionnaire shows."""
    return {
        "sheet": sheet,
        "round": sheet.round,
        "organisation": sheet.round.workspace.name,
        "step": step,
        "title": pages.title(step, language),
        "back": pages.before(step),
        "position": pages.STEPS.index(step) + 1,
        "pages": len(pages.STEPS) - 1,
        "keep_url": request.build_absolute_uri(reverse("assessment:resume", args=[sheet.key])),
    }


def content(sheet: Sheet, step: str, language: str) -> dict[str, Any]:
    """What this page of the questionnaire asks."""
    bank = load(sheet.round.bank_version)
    if step == pages.HOURS:
        asked = [getattr(bank.allocation, name).in_(language) for name in ("title", "text", "hint")]
        return {"rows": pages.hours(sheet, language), "asked": asked}
    if step == pages.LOAD:
        question = pages.load_question(sheet, language)
        return {"question": question, "hint": bank.load.hint.in_(language)}
    if step == pages.REVIEW:
        parts = pages.parts(sheet, language)
        texts = [bank.texts[f"thanks.{name}"].in_(language) for name in ("title", "text")]
        return {
            "thanks": texts,
            "parts": parts,
            "open_parts": [one for one in parts if one.done < one.total],
        }
    factor = Factor(step)
    return {
        "factor": factor,
        "number": FACTORS.index(factor) + 1,
        "lead": bank.factor(factor).question.in_(language),
        "prompt": bank.factor(factor).comment.in_(language),
        "questions": pages.questions(sheet, factor, language),
        "comment": pages.comment(sheet, factor),
    }
