"""What a post's addresses lead to: changing a link's card, leaving it out, fetching it again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from virta.engagement import lookups, media
from virta.engagement.models import Lookup
from virta.engagement.views.media import shown
from virta.engagement.views.posts import back
from virta.kit.problems import Problem
from virta.networks.errors import Refused
from virta.people.access import Action, needs
from virta.people.http import Request

LONGEST = {"title": 300, "description": 1000, "alt": 1000}
State = Lookup.State


def one_of(request: Request, record_key: str, card_key: str) -> Lookup:
    rows = Lookup.objects.of(request.workspace).select_related("post__workspace", "picture")
    found: Lookup = get_object_or_404(rows, post__key=record_key, key=card_key)
    return found


@require_POST
@needs(Action.WORK)
def change(request: Request, record_key: str, card_key: str) -> HttpResponse:
    """Keep a person's words for a card, leave the card out, or have the address looked up again."""
    one, what = one_of(request, record_key, card_key), request.POST.get("do", "save")
    if what == "again":
        lookups.again(one, timezone.now())
        messages.success(request, _("It is fetched again. Look at this page in a moment."))
    elif one.what != Lookup.What.CARD:
        raise Problem(_("Only a link's card can be changed or left out."))
    elif what == "leave":
        Lookup.objects.filter(pk=one.pk).update(state=State.LEFT, done_at=timezone.now())
        messages.success(request, _("The post goes out without this card."))
    else:
        keep(request, one)
        messages.success(request, _("The card is kept as you wrote it."))
    return back(one.post)


def keep(request: Request, one: Lookup) -> None:
    """The card as a person has it. Raises Problem where there is no title."""
    facts = {name: request.POST.get(name, "").strip()[:most] for name, most in LONGEST.items()}
    if not facts["title"]:
        raise Problem(_("A card needs a title. Write one, or leave the card out."))
    picture = None if "without_picture" in request.POST else one.picture
    file = request.FILES.get("picture")
    if file is not None:
        try:
            picture = media.stored(one.workspace, file.read())
        except Refused as trouble:
            raise Problem(trouble.said.to(get_language() or "en")) from None
    if picture is not None and picture.is_film:
        raise Problem(_("A card has a picture, not a film. Choose a picture."))
    rows = Lookup.objects.filter(pk=one.pk)
    rows.update(state=State.FOUND, facts=facts, picture=picture, done_at=timezone.now(), said={})


@require_safe
@needs(Action.SEE)
def picture(request: Request, record_key: str, card_key: str) -> HttpResponse:
    """The small picture of a card."""
    one = one_of(request, record_key, card_key)
    if one.picture is None or not one.picture.thumb:
        raise Http404
    return shown(bytes(one.picture.thumb), "image/jpeg")
