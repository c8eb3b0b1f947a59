"""What must never be missed: important accounts, and words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from virta.balance.framework import Factor
from virta.listening import never
from virta.listening.forms_never import AccountsForm, WordsForm
from virta.listening.models import MentionRule
from virta.listening.views.mentions import empty_state
from virta.people.access import Action, needs
from virta.people.http import Request


@require_safe
@needs(Action.SEE)
def never_miss(request: Request) -> HttpResponse:
    """What people are always told of, with whom it tells and how often; the address may begin an
    entry."""
    begin = {
        name: value[:300]
        for field, name in (("account", "accounts"), ("network", "network"))
        if (value := request.GET.get(field, ""))
    }
    return page(request, AccountsForm(initial=begin), WordsForm())


@require_POST
@needs(Action.WORK)
def add(request: Request) -> HttpResponse:
    """Add accounts or words."""
    if "query" in request.POST:
        words = WordsForm(request.POST)
        if not words.is_valid():
            return page(request, AccountsForm(), words)
        query = words.cleaned_data["query"]
        return added(request, never.add_words(request.workspace, query, request.user))
    accounts = AccountsForm(request.POST)
    if not accounts.is_valid():
        return page(request, accounts, WordsForm())
    names, network = accounts.cleaned_data["accounts"], accounts.cleaned_data["network"]
    return added(request, never.add_accounts(request.workspace, names, network, request.user))


def page(request: Request, accounts: AccountsForm, words: WordsForm) -> HttpResponse:
    context = {
        "accounts": accounts,
        "words": words,
        "entries": never.entries(request.workspace, timezone.now()),
        "factor": Factor.LISTENING,
        "may_write": request.may[Action.WORK],
        "may_lead": request.may[Action.LEAD],
    }
    return render(request, "listening/never_miss.html", context | empty_state(request))


def added(request: Request, new: list[MentionRule]) -> HttpResponse:
    """Back to the page, with what the new ones would have caught."""
    if not new:
        messages.info(request, _("It is on the list already."))
    else:
        names = ", ".join(f"“{one}”" for one in new)
        said = _("From now on people are told of every mention: %(names)s.") % {"names": names}
        messages.success(request, f"{said} {would_have(request, new)}")
    return redirect("listening:never_miss", request.workspace.slug)


def would_have(request: Request, new: list[MentionRule]) -> str:
    """How many stored mentions of the last thirty days they would have caught."""
    tried = never.tried(request.workspace, new, timezone.now())
    if not tried.seen:
        return _("Nothing of the last 30 days is stored on which it could be tried.")
    if tried.is_whole:
        words = ngettext(
            "Of the stored mentions of the last 30 days it would have caught %(count)s.",
            "Of the stored mentions of the last 30 days they would have caught %(count)s.",
            len(new),
        )
        return words % {"count": tried.count}
    words = ngettext(
        "Of the newest %(seen)s stored mentions it would have caught %(count)s.",
        "Of the newest %(seen)s stored mentions they would have caught %(count)s.",
        len(new),
    )
    return words % {"count": tried.count, "seen": tried.seen}
