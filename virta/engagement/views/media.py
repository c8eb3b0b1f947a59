"""Pictures and films of a post: adding, describing, ordering and taking out; and showing them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from virta.engagement import fitting, following, media
from virta.engagement.models import Attachment, Post
from virta.engagement.views.posts import back, found
from virta.kit.problems import Problem
from virta.people.access import Action, needs
from virta.people.http import Request

LONGEST_ALT = 2000
ENDINGS = {"image/jpeg": "jpg", "video/quicktime": "mov"}


def one_of(request: Request, record_key: str, media_key: str) -> Attachment:
    rows = Attachment.objects.of(request.workspace).select_related("post__workspace", "file")
    attachment: Attachment = get_object_or_404(rows, post__key=record_key, key=media_key)
    return attachment


@require_POST
@needs(Action.WORK)
def add(request: Request, record_key: str) -> HttpResponse:
    """Add the chosen files. What cannot be taken is named; the others are in."""
    post = found(request, record_key)
    taken = 0
    for file in request.FILES.getlist("files"):
        try:
            media.attach(post, file.name or "", file.read())
            taken += 1
        except Problem as trouble:
            messages.warning(request, str(trouble))
    if taken:
        warn(request, post)
        following.changed(post)
        said = ngettext("%(count)s file is added.", "%(count)s files are added.", taken)
        messages.success(request, said % {"count": taken})
    return back(post)


def warn(request: Request, post: Post) -> None:
    """Say at once where pictures and films cannot go out as they are, and what to do."""
    for channel, limits in fitting.bounds_of(post):
        for said in media.troubles_by(post, channel, limits):
            messages.warning(request, said)


@require_POST
@needs(Action.WORK)
def change(request: Request, record_key: str, media_key: str) -> HttpResponse:
    """Describe it, move it, or take it out."""
    attachment = one_of(request, record_key, media_key)
    what = request.POST.get("do", "alt")
    alt = request.POST.get("alt", attachment.alt).strip()
    if len(alt) > LONGEST_ALT:
        raise Problem(_("An alt text holds at most 2,000 characters. Shorten it."))
    if what == "remove":
        attachment.delete()
        following.changed(attachment.post)
        messages.success(request, _("It is taken out of the post."))
        return back(attachment.post)
    focus = focus_in(request) if "focus_left" in request.POST else {}
    Attachment.objects.filter(pk=attachment.pk).update(alt=alt, **focus)
    if what in {"earlier", "later"}:
        media.move(attachment, -1 if what == "earlier" else 1)
    following.changed(attachment.post)
    return back(attachment.post)


def focus_in(request: Request) -> dict[str, float | None]:
    """The point to keep in view, from percents; both empty is none."""
    typed = [request.POST.get(name, "").strip() for name in ("focus_left", "focus_top")]
    if not any(typed):
        return {"focus_x": None, "focus_y": None}
    try:
        left, top = (float(one.replace(",", ".")) for one in typed)
    except ValueError:
        left, top = -1.0, -1.0
    if not (0 <= left <= 100 and 0 <= top <= 100):
        raise Problem(_("Give the point by two numbers from 0 to 100, or leave both empty."))
    return {"focus_x": left / 50 - 1, "focus_y": 1 - top / 50}


@require_safe
@needs(Action.SEE)
def show(request: Request, record_key: str, media_key: str) -> HttpResponse:
    """The small picture, or with `?whole` the file itself, cleaned as it is."""
    attachment = one_of(request, record_key, media_key)
    file = attachment.file
    if "whole" not in request.GET:
        if not file.thumb:
            return redirect(f"{request.path}?whole=1")
        return shown(bytes(file.thumb), "image/jpeg")
    response = shown(bytes(file.content), file.mime)
    ending = ENDINGS.get(file.mime, file.mime.rpartition("/")[2])
    response["Content-Disposition"] = f'inline; filename="{attachment.key}.{ending}"'
    return response


def shown(content: bytes, mime: str) -> HttpResponse:
    """Bytes that never change under their address, for this person's browser only."""
    response = HttpResponse(content, content_type=mime)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
