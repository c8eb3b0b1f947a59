"""Pages of connecting: every channel, one channel, and coming back from a network."""

from typing import Any

import httpx
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.audiences.models import Channel
from virta.engagement import handing
from virta.engagement.models import Connection
from virta.flows.publishing.checking import check as check_now
from virta.kit.problems import Problem
from virta.networks.errors import NetworkError
from virta.networks.protocol import ByOAuth, Network
from virta.networks.registry import named
from virta.pages.connecting import accounts, begun, own
from virta.pages.connecting.forms import SignInForm
from virta.pages.connecting.showing import Standing
from virta.people.access import Action, allows, needs, role_in
from virta.people.http import PublicRequest, Request
from virta.people.models import Workspace


@require_safe
@needs(Action.WORK)
def channels(request: Request) -> HttpResponse:
    """Every channel, and whether its network lets us in."""
    found = Channel.objects.of(request.workspace).select_related("connection").order_by("title")
    rows = [Standing.of(one, language()) for one in found]
    return render(request, "pages/connecting/channels.html", {"rows": rows})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def channel(request: Request, record_key: str) -> HttpResponse:
    """How one channel is signed in, and the ways of signing in, as its network describes them."""
    one = channel_of(request, record_key)
    network = named(one.network)
    forms = [
        SignInForm(way, language(), request.POST if request.POST.get("way") == way.key else None)
        for way in (network.ways if network else ())
    ]
    if request.method == "POST":
        form = next((form for form in forms if form.is_bound), None)
        if form is None or network is None:
            raise Http404
        answer = sent(request, one, network, form) if form.is_valid() else None
        if answer is not None:
            return answer
    standing, is_refused = Standing.of(one, language()), request.method == "POST"
    is_well = standing.state == "open" and not standing.has_moved
    is_ending = standing.connection is not None and standing.connection.is_ending
    folded = is_well and not is_ending and not is_refused
    context = {"standing": standing, "forms": forms, "folded": folded, "choices": own.CHOICES}
    status = 422 if is_refused else 200
    return render(request, "pages/connecting/channel.html", context, status=status)


def sent(request: Request, one: Channel, network: Network, form: SignInForm) -> HttpResponse | None:
    """Sign in with what was typed, or lead to the network; None where that was refused."""
    try:
        with accounts.asking() as http:
            if isinstance(form.way, ByOAuth):
                return led_away(request, one, form.way, form.cleaned_data, http)
            credentials = form.way.sign_in(form.cleaned_data, http)
            now = timezone.now()
            kept = accounts.sign_in(
                one, network, form.way.key, credentials, request.user, http, now
            )
    except NetworkError as error:
        accounts.failed(one, network.key, request.user)
        form.refused(error)
        return None
    return welcomed(request, kept)


def led_away(
    request: Request, one: Channel, way: ByOAuth, filled: dict[str, Any], http: httpx.Client
) -> HttpResponse:
    """A page with a link to the network: so no form of ours ever leads to another host."""
    started = way.begin(filled, accounts.ours(), http)
    url = accounts.safe(started.url)
    waiting = begun.Waiting(
        workspace=request.workspace.slug,
        channel=one.key,
        network=one.network,
        way=way.key,
        person=request.user.pk,
        begun_at=timezone.now().timestamp(),
        keep=dict(started.keep),
    )
    begun.put(request.session, started.state, waiting)
    context = {"channel": one, "url": str(url), "host": url.host}
    return render(request, "pages/connecting/onward.html", context)


def welcomed(request: Any, connection: Connection) -> HttpResponse:
    """Say whose account it is, and let what waited for the sign-in go on."""
    told = _("The channel is connected as %(handle)s.") % {"handle": name_of(connection)}
    messages.success(request, f"{told} {gone_on(connection)}".strip())
    one = connection.channel
    return redirect("connecting:channel", connection.workspace.slug, one.key)


def gone_on(connection: Connection) -> str:
    """Let what waited for the sign-in go on; a sentence on how many, empty where none did."""
    count = handing.connected(connection)
    if not count:
        return ""
    return ngettext(
        "%(count)s post that waited for this goes out now.",
        "%(count)s posts that waited for this go out now.",
        count,
    ) % {"count": count}


@require_POST
@needs(Action.LEAD)
def check(request: Request, record_key: str) -> HttpResponse:
    """Try whether the sign-in still holds. The trouble, if any, stands on the channel's page."""
    connection = get_object_or_404(
        Connection.objects.of(request.workspace), channel=channel_of(request, record_key)
    )
    now = timezone.now()
    if connection.not_before and connection.not_before > now:
        at = timezone.localtime(connection.not_before)
        raise Problem(
            _("The network asked to be left alone until %(time)s. Try again after that.")
            % {"time": time_format(at)}
        )
    with accounts.asking() as http:
        trouble = check_now(connection, http, now)
    if trouble is None:
        told = _("The connection works: %(handle)s.") % {"handle": name_of(connection)}
        messages.success(request, f"{told} {gone_on(connection)}".strip())
    return redirect("connecting:channel", request.workspace.slug, record_key)


@require_POST
@needs(Action.LEAD)
def choose_own(request: Request, record_key: str) -> HttpResponse:
    """Whether, and from when on, what is published there without Virta is found."""
    rows = Connection.objects.of(request.workspace)
    connection = get_object_or_404(rows, channel=channel_of(request, record_key))
    said = own.choose(connection, request.POST.get("since", ""), timezone.now())
    messages.success(request, said)
    return redirect("connecting:channel", request.workspace.slug, record_key)


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def disconnect(request: Request, record_key: str) -> HttpResponse:
    """Ask once, then forget the sign-in. What has gone out, and its history, stays."""
    one = channel_of(request, record_key)
    connection = accounts.connection_of(one)
    if connection is None:
        return redirect("connecting:channel", request.workspace.slug, one.key)
    if request.method == "POST":
        is_told = accounts.disconnect(connection, request.user)
        messages.success(request, parted(one, is_told))
        return redirect("connecting:channel", request.workspace.slug, one.key)
    context = {
        "standing": Standing.of(one, language()),
        "waiting": accounts.waiting(one),
    }
    return render(request, "pages/connecting/disconnect.html", context)


def parted(one: Channel, is_told: bool) -> str:
    """That a channel is no longer connected, and whether its network knows."""
    said = _("“%(channel)s” is no longer connected, and Virta has erased the sign-in.")
    if is_told:
        more = _("The network has been told, too.")
    else:
        more = _(
            "The network could not be told. Take Virta away there too, in the account's settings."
        )
    return f"{said % {'channel': one.title}} {more}"


@never_cache
@require_safe
def back(request: PublicRequest) -> HttpResponse:
    """Where networks send people back to: end the sign-in that was begun, or say why not."""
    returned = {key: str(value) for key, value in request.GET.items()}
    waiting: begun.Waiting | None = None
    try:
        waiting = begun.take(
            request.session, returned.get("state", ""), request.user.pk, timezone.now()
        )
        return welcomed(request, finished(request, waiting, returned))
    except Problem as problem:
        trouble = {"sentence": str(problem)}
    except NetworkError as error:
        trouble = {"sentence": error.said.to(language()), "reason": error.reason}
        told_failed(request, waiting)
    context = {"trouble": trouble, "begun": waiting}
    return render(request, "pages/connecting/back.html", context, status=422)


def finished(
    request: PublicRequest, waiting: begun.Waiting, returned: dict[str, str]
) -> Connection:
    """The sign-in that was begun, ended. Raises Problem or a NetworkError."""
    one = still_there(request, waiting)
    network = named(waiting.network)
    ways = network.ways if network else ()
    way = next((way for way in ways if way.key == waiting.way), None)
    if network is None or not isinstance(way, ByOAuth):
        raise begun.not_begun()
    with accounts.asking() as http:
        credentials = way.finish(waiting.keep, returned, accounts.ours(), http)
        now = timezone.now()
        return accounts.sign_in(one, network, way.key, credentials, request.user, http, now)


def told_failed(request: PublicRequest, waiting: begun.Waiting | None) -> None:
    """Write down that a sign-in at the network was not ended well."""
    if waiting is None:
        return
    workspace = Workspace.objects.filter(slug=waiting.workspace).first()
    one = Channel.objects.of(workspace).filter(key=waiting.channel).first() if workspace else None
    if one is not None:
        accounts.failed(one, waiting.network, request.user)


def still_there(request: PublicRequest, waiting: begun.Waiting) -> Channel:
    """The channel, if the person may still connect it. Raises Problem."""
    workspace = Workspace.objects.filter(slug=waiting.workspace).first()
    if workspace and allows(role_in(workspace, request.user), Action.LEAD):
        found: Channel | None = (
            Channel.objects.of(workspace)
            .filter(key=waiting.channel, network=waiting.network)
            .first()
        )
        if found is not None:
            return found
    raise Problem(
        _(
            "The channel that you were connecting has been changed or taken away meanwhile, or "
            "your role no longer covers this. Look at the workspace's connections."
        )
    )


@require_safe
def client(request: PublicRequest) -> HttpResponse:
    """Who we are, for networks that know their clients by an address (RFC 7591, as a document)."""
    return JsonResponse(accounts.document())


def channel_of(request: Request, key: str) -> Channel:
    """The channel of this workspace, or 404."""
    here = Channel.objects.of(request.workspace).select_related("connection", "workspace")
    found: Channel = get_object_or_404(here, key=key)
    return found


def name_of(connection: Connection) -> str:
    """What the account is called: a blog has no handle."""
    return connection.handle or connection.name or connection.remote_id


def language() -> str:
    return get_language() or "en"
