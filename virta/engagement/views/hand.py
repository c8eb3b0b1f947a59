"""The page for publishing by hand: one post at a time, made for a phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.engagement import hand, handing, media, scheduling
from virta.engagement.models import Delivery
from virta.engagement.views.media import ENDINGS, shown
from virta.kit.problems import Problem
from virta.networks.errors import Refused
from virta.networks.registry import named
from virta.people.access import Action, needs
from virta.people.http import Request


def one_of(request: Request, hand_key: str) -> Delivery:
    """The delivery of the address; that of a published one still opens, to say so."""
    rows = Delivery.objects.of(request.workspace).select_related(
        "post__workspace", "post__owner", "channel__workspace"
    )
    delivery: Delivery = get_object_or_404(rows, key=hand_key)
    return delivery


@require_safe
@needs(Action.WORK)
def due(request: Request) -> HttpResponse:
    """The next one that is due, this person's own first; or that nothing is."""
    now = timezone.now()
    rows = hand.mine_first(hand.waiting(request.workspace, now), request.user)
    if rows:
        return redirect("engagement:hand_one", request.workspace.slug, rows[0].key)
    pause = request.workspace.pauses.first()
    context = {"coming": hand.coming(request.workspace, now), "pause": pause}
    return render(request, "engagement/hand_none.html", context)


@require_safe
@needs(Action.WORK)
def one(request: Request, hand_key: str) -> HttpResponse:
    """Everything that is needed to publish one post, and where to say how it went."""
    delivery = one_of(request, hand_key)
    rows = hand.mine_first(hand.waiting(request.workspace, timezone.now()), request.user)
    keys = [row.key for row in rows]
    at = keys.index(delivery.key) if delivery.key in keys else None
    out = delivery.receipts
    parts = [text for text in delivery.content.get("parts", [])[len(out) :] if text]
    context = {
        "delivery": delivery,
        "post": delivery.post,
        "network": named(delivery.channel.network),
        "pause": request.workspace.pauses.first(),
        "is_open": handing.is_for_hand(delivery),
        "is_asked": delivery.state == Delivery.State.BY_HAND,
        "parts": parts,
        "out": out,
        "number_out": len(out),
        "media": [] if out else delivery.content.get("media", []),
        "composer": hand.composer(delivery.channel, parts[0] if parts else ""),
        "number": None if at is None else at + 1,
        "count": len(keys),
        "next": rows[(at + 1) % len(rows)] if at is not None and len(rows) > 1 else None,
    }
    return render(request, "engagement/hand.html", context)


@require_safe
@needs(Action.WORK)
def file(request: Request, hand_key: str, place: int) -> HttpResponse:
    """A picture or film of it, as the network takes it, to be saved."""
    delivery = one_of(request, hand_key)
    kept = delivery.content.get("media", [])[place : place + 1]
    network = named(delivery.channel.network)
    if not kept or network is None:
        return HttpResponse(status=404)
    try:
        (made,) = media.ready(request.workspace, kept, network.limits({}))
    except Refused as trouble:
        raise Problem(trouble.said.to(get_language() or "en")) from None
    ending = ENDINGS.get(made.mime, made.mime.rpartition("/")[2])
    response = shown(made.content, made.mime)
    response["Content-Disposition"] = f'attachment; filename="{delivery.post.key}-{place}.{ending}"'
    return response


@require_POST
@needs(Action.WORK)
def done(request: Request, hand_key: str) -> HttpResponse:
    """It is out: its address completes the plan and the thread. The next one follows."""
    delivery = one_of(request, hand_key)
    network = named(delivery.channel.network)
    url = hand.address_on(network, request.POST.get("url", ""))
    scheduling.settled_by_hand(delivery, url, timezone.now())
    if request.workspace.pauses.exists():
        said = _(
            "Noted: it came out although everything is stopped. See whether it may stay there."
        )
        messages.warning(request, said)
    else:
        messages.success(request, _("Noted: the post is out."))
    return redirect("engagement:hand", request.workspace.slug)


@require_POST
@needs(Action.WORK)
def could_not(request: Request, hand_key: str) -> HttpResponse:
    """It could not be published: whoever wrote it is told and decides."""
    delivery = one_of(request, hand_key)
    hand.could_not(delivery, request.POST.get("reason", "").strip()[:500])
    messages.success(request, _("Noted. Whoever wrote it is told and decides."))
    return redirect("engagement:hand", request.workspace.slug)
