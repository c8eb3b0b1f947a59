"""Sources: where the workspace listens, and how each is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.audiences.models import Peer, PeerAccount
from virta.balance.framework import Factor
from virta.listening.filing import described_of
from virta.listening.following import Followed, follow, kind_and_settings
from virta.listening.forms import SourceForm
from virta.listening.models import Source
from virta.listening.models.source import sealed
from virta.listening.outward import door
from virta.listening.sampling import sample
from virta.networks.errors import NetworkError
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Workspace
from virta.sources import registry
from virta.sources.protocol import Heard
from virta.sources.protocol import Source as Described


@dataclass(frozen=True, slots=True)
class Health:
    """A source as the page shows it."""

    source: Source
    kind: str
    icon: str
    words: str
    trouble: str
    lag: timedelta | None
    is_file: bool = False
    patience: timedelta | None = None
    """How long it may give nothing before somebody is told."""
    too_old: int = 0
    """Rows of a file that were older than what the workspace keeps."""


def health(source: Source, language: str) -> Health:
    """How a source is, in words."""
    described = described_of(source)
    kind = described.name.to(language) if described else source.kind
    trouble = str(source.trouble.get("fi" if language.startswith("fi") else "en", ""))
    icon, words = state(source, described, trouble)
    lag = None
    if described and described.stream and source.seen_until and source.looked_at:
        lag = max(source.looked_at - source.seen_until, timedelta(0))
    is_file = source.kind == Source.FILE
    patience = source.patience(described) if described and not is_file else None
    too_old = getattr(getattr(source, "file", None), "too_old", 0) if is_file else 0
    return Health(source, kind, icon, words, trouble, lag, is_file, patience, too_old)


def state(source: Source, described: Described | None, trouble: str) -> tuple[str, str]:
    """The icon and the words for how a source is."""
    if described is None:
        return "circle-x", _("cannot be used any more")
    if trouble:
        return "triangle-alert", _("does not answer")
    if source.kind == Source.FILE:
        return progress(source)
    if not source.is_on:
        return "circle-pause", _("turned off")
    if source.looked_at is None:
        return "hourglass", _("has not been asked yet")
    if source.is_silent(timezone.now(), described):
        return "triangle-alert", _("has been silent for longer than is usual")
    return "circle-check", _("listening")


def progress(source: Source) -> tuple[str, str]:
    """How far a file is read."""
    figures = {"read": int(source.cursor or 0), "rows": source.file.rows}
    if figures["read"] >= figures["rows"]:
        return "circle-check", _("read to the end, %(rows)s rows") % figures
    icon = "hourglass" if source.is_on else "circle-pause"
    return icon, _("%(read)s of %(rows)s rows read") % figures


@require_safe
@needs(Action.SEE)
def listed(request: Request) -> HttpResponse:
    """Every source with its health, and the kinds that can be added."""
    language = get_language() or "en"
    rows = Source.objects.of(request.workspace).select_related("account__peer__workspace")
    rows = rows.select_related("file").defer("file__content")
    context = {
        "rows": [health(one, language) for one in rows],
        "peers": peers_of(request.workspace),
        "broken": [one.said.to(language) for one in registry.known().broken],
        "kinds": [
            (one.key, one.name.to(language), one.help.to(language))
            for one in registry.known().sources.values()
        ],
        "may_lead": request.may[Action.LEAD],
        "factor": Factor.LISTENING,
    }
    return render(request, "listening/sources.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def new(request: Request, source_kind: str) -> HttpResponse:
    """Add a source; what was typed is tried before it is kept."""
    described = registry.named(source_kind)
    if described is None:
        raise Http404
    language = get_language() or "en"
    form = SourceForm(request.POST or None, described=described)
    found: list[Heard] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            kept = _checked(described, form.typed())
            if "try" in request.POST:
                found = sample(described, kept, door())
        except NetworkError as trouble:
            form.add_error(form.first, trouble.said.to(language))
        else:
            if found is not None:
                return _shown(request, described, form, found)
            title = form.cleaned_data["title"].strip() or _title(described, kept, language)
            Source.objects.create(
                workspace=request.workspace,
                kind=described.key,
                title=title[:200],
                sealed=sealed(kept),
                made_by=request.user,
            )
            messages.success(request, _("From now on Virta listens here, too."))
            return redirect("listening:sources", request.workspace.slug)
    return _shown(request, described, form, found)


def _shown(
    request: Request, described: Described, form: SourceForm, found: list[Heard] | None
) -> HttpResponse:
    """The form, with the first few posts where it was tried."""
    language = get_language() or "en"
    context: dict[str, Any] = {
        "form": form,
        "name": described.name.to(language),
        "help": described.help.to(language),
        "found": found,
        "is_stream": described.stream is not None,
    }
    return render(request, "listening/source_new.html", context)


def _checked(described: Described, typed: dict[str, str]) -> dict[str, str]:
    if described.check is None:
        return typed
    with door().client() as http:
        return dict(described.check(typed, http))


def _title(described: Described, kept: dict[str, str], language: str) -> str:
    shown = [kept.get(one.name, "") for one in described.fields if one.kind != "secret"]
    return f"{described.name.to(language)}: {' '.join(filter(None, shown))}"


def one_of(request: Request, source_id: int) -> Source:
    source: Source = get_object_or_404(Source.objects.of(request.workspace), pk=source_id)
    return source


@require_POST
@needs(Action.LEAD)
def turn(request: Request, source_id: int) -> HttpResponse:
    """Turn a source off or on; it goes on from where it was."""
    source = one_of(request, source_id)
    now = timezone.now()
    # What it did not give while it was off is no silence.
    Source.objects.filter(pk=source.pk).update(is_on=not source.is_on, due_at=now, on_since=now)
    words = _("Virta no longer listens there.") if source.is_on else _("Virta listens there again.")
    messages.success(request, words)
    return redirect("listening:sources", request.workspace.slug)


@require_POST
@needs(Action.LEAD)
def remove(request: Request, source_id: int) -> HttpResponse:
    """Remove a source; what was heard there stays."""
    one_of(request, source_id).delete()
    messages.success(request, _("The source is removed. What was heard there stays."))
    return redirect("listening:sources", request.workspace.slug)


@dataclass(frozen=True, slots=True)
class Watched:
    """A peer as the page shows it: how many of its accounts can be heard, and how many are."""

    peer: Peer
    hearable: int
    heard: int


def peers_of(workspace: Workspace) -> list[Watched]:
    """The peers that have accounts which can be listened to."""
    accounts = PeerAccount.objects.of(workspace).filter(peer__removed_at__isnull=True)
    followed = set(Source.objects.of(workspace).values_list("account_id", flat=True))
    found: dict[int, list[PeerAccount]] = {}
    for one in accounts.select_related("peer__workspace").order_by("peer__title", "pk"):
        if kind_and_settings(one):
            found.setdefault(one.peer_id, []).append(one)
    return [
        Watched(ones[0].peer, len(ones), sum(one.pk in followed for one in ones))
        for ones in found.values()
    ]


@require_POST
@needs(Action.LEAD)
def listen_to_peer(request: Request, record_key: str) -> HttpResponse:
    """Make sources of all accounts of a peer that can be heard."""
    peer = get_object_or_404(Peer.objects.of(request.workspace), key=record_key)
    with door().client() as http:
        followed = follow(peer, request.user, http)
    tell(request, followed)
    return redirect("listening:sources", request.workspace.slug)


def tell(request: Request, followed: Followed) -> None:
    """What came of it, in words."""
    language = get_language() or "en"
    count = len(followed.made)
    if count:
        words = ngettext(
            "Virta now listens to %(count)s account. What it says itself is marked as its own words.",
            "Virta now listens to %(count)s accounts. What they say is marked as their own words.",
            count,
        )
        messages.success(request, words % {"count": count})
    for account, said in followed.failed:
        messages.error(request, f"{account}: {said.to(language)}")
    if followed.elsewhere:
        names = ", ".join(str(one.get_network_display()) for one in followed.elsewhere)
        messages.info(
            request, _("Nobody is let listen to accounts there: %(names)s.") % {"names": names}
        )
    if not (count or followed.failed or followed.elsewhere):
        messages.info(request, _("There is nothing new to listen to."))
