"""One mention: what it is, whose, what was done with it, and what came of it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.balance.framework import Factor
from virta.kit.problems import Problem
from virta.listening import acting, choosing, event_words, folding, naming, subjects
from virta.listening.beside import neighbours
from virta.listening.models import Mention, Tag
from virta.networks.bluesky.reading import address as bluesky_address
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import commenting
from virta.records.forms import CommentForm, members
from virta.records.views.pages import after

COPIES = 20


def one_of(request: Request, mention_id: int) -> Mention:
    """The mention of this workspace, or a 404."""
    rows = Mention.objects.of(request.workspace).select_related("workspace", "given__person")
    mention: Mention = get_object_or_404(rows, pk=mention_id)
    return mention


def back(request: Request, mention: Mention) -> HttpResponse:
    """To where the button was, else to the page of the mention."""
    return redirect(after(request) or subjects.url_of(mention))


@require_safe
@needs(Action.SEE)
def show(request: Request, mention_id: int) -> HttpResponse:
    """Everything about one mention."""
    mention = one_of(request, mention_id)
    copies = folding.alike(mention).exclude(pk=mention.pk)
    context = {
        "mention": mention,
        "one": {"mention": mention, "others": 0},
        "copies": copies.select_related("workspace").order_by("-pk")[:COPIES],
        "copies_count": copies.count(),
        "parent": parent_of(mention),
        "history": event_words.told(list(mention.events.select_related("by", "rule"))),
        "searches": searches_of(mention),
        "insights": mention.insights.select_related("insight__workspace", "insight__owner"),
        "comments": commenting.comments_on(subjects.Subject(mention)),
        "comment_form": CommentForm(),
        "tags": [
            one.tag
            for one in mention.tagged.select_related("tag__workspace")
            if not one.tag.removed_at
        ],
        "every_tag": Tag.objects.of(request.workspace).order_by("title"),
        "members": members(request.workspace),
        "states": Mention.State.choices,
        "sentiments": Mention.Sentiment.choices,
        "may_write": request.may[Action.WORK],
        "may_lead": request.may[Action.LEAD],
        "here": request.get_full_path(),
        "comment_next": quote(request.get_full_path()),
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/mention_page.html", context | within(request, mention))


def within(request: Request, mention: Mention) -> dict[str, Any]:
    """Its place in the list that the address names: the filters, and what stands beside it."""
    form = choosing.ChoosingForm(request.GET, request.workspace)
    home = reverse("listening:mentions", args=[request.workspace.slug])
    if not request.GET or not form.is_valid():
        return {"list_url": home}
    query = request.GET.urlencode()
    beside = neighbours(mention, form.cleaned_data, request.user)
    numbers = {"newer_url": beside.newer, "older_url": beside.older}
    return {"list_url": f"{home}?{query}#m{mention.pk}", "is_in_list": True} | {
        name: f"{reverse('listening:mention', args=[request.workspace.slug, number])}?{query}"
        for name, number in numbers.items()
        if number
    }


def searches_of(mention: Mention) -> list[Any]:
    """The searches that heard it, with what they are listened for."""
    rows = mention.hits.filter(search__removed_at__isnull=True).select_related("search__workspace")
    return [one.search for one in rows.prefetch_related("search__objectives__workspace")]


def parent_of(mention: Mention) -> dict[str, Any] | None:
    """What it answers, reposts or quotes: stored here, or where it was published."""
    if not mention.about:
        return None
    print_ = naming.fingerprint(mention.workspace_id, mention.network, mention.about)
    stored = Mention.objects.filter(fingerprint=print_).select_related("workspace").first()
    address = mention.about
    if address.startswith("at://"):
        address = bluesky_address(address.split("/")[2], address)
    return {"mention": stored, "url": address}


@require_POST
@needs(Action.WORK)
def tag(request: Request, mention_id: int) -> HttpResponse:
    """Put a tag on, made where there is none of this name yet; or take one off."""
    mention, why = one_of(request, mention_id), acting.Why(timezone.now(), request.user)
    off = Tag.objects.of(request.workspace).filter(key=request.POST.get("off", "")).first()
    if off:
        acting.take_tag(request.workspace, [mention.pk], off, why)
        messages.success(request, _("The tag “%(tag)s” is taken off.") % {"tag": off})
    else:
        put = acting.tag_named(request.workspace, request.POST.get("tag", ""), request.user)
        acting.put_tag(request.workspace, [mention.pk], put, why)
        messages.success(request, _("The tag “%(tag)s” is on it.") % {"tag": put})
    return back(request, mention)


@require_POST
@needs(Action.WORK)
def give(request: Request, mention_id: int) -> HttpResponse:
    """Give it to somebody, with a word if one was written; or to nobody."""
    mention, why = one_of(request, mention_id), acting.Why(timezone.now(), request.user)
    person = member(request, request.POST.get("person", ""))
    acting.give(request.workspace, [mention.pk], person, why)
    note = request.POST.get("note", "").strip()[:5000]
    if note:
        commenting.say(subjects.Subject(one_of(request, mention_id)), request.user, note)
    messages.success(
        request,
        _("%(person)s has it now. It waits in their week until it is handled.") % {"person": person}
        if person
        else _("Nobody has it now."),
    )
    return back(request, mention)


def member(request: Request, typed: str) -> Any:
    """The member that a form names, None for nobody. Raises Problem."""
    if not typed:
        return None
    found = members(request.workspace).filter(pk=int(typed) if typed.isdecimal() else 0).first()
    if found is None:
        raise Problem(_("This person is not in the workspace. Choose somebody who is."))
    return found


@require_POST
@needs(Action.TAKE_PART)
def comment(request: Request, mention_id: int) -> HttpResponse:
    """Say something about it; whoever has it and whoever is called is told."""
    mention, form = one_of(request, mention_id), CommentForm(request.POST)
    page = after(request) or subjects.url_of(mention)
    if not form.is_valid():
        messages.warning(request, " ".join(str(why) for why in form.errors["text"]))
        return redirect(f"{page}#comments")
    said = commenting.say(subjects.Subject(mention), request.user, form.cleaned_data["text"])
    return redirect(f"{page}#comment-{said.pk}")
