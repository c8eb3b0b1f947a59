"""Saying something about an object, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from virta.kit.problems import Problem
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import commenting
from virta.records.forms import CommentForm
from virta.records.kinds import Kind, subject, url_of
from virta.records.models import Comment
from virta.records.views.pages import Pages


class Comments:
    """The comment view of one kind. Who takes part now and then may comment too."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.say = needs(Action.TAKE_PART)(require_POST(self.for_say))

    def for_say(self, request: Request, record_key: str) -> HttpResponse:
        """Keep the comment and tell those whom it concerns."""
        record = Pages(self.kind).found(request, record_key)
        form = CommentForm(request.POST)
        if form.is_valid():
            comment = commenting.say(record, request.user, form.cleaned_data["text"])
            return redirect(f"{self.kind.url(record)}#comment-{comment.pk}")
        messages.warning(request, " ".join(str(why) for why in form.errors["text"]))
        return redirect(f"{self.kind.url(record)}#comments")


@require_POST
@needs(Action.TAKE_PART)
def take_back(request: Request, comment_id: int) -> HttpResponse:
    """Remove a comment: one's own, or any for those who lead."""
    comment = get_object_or_404(Comment.objects.of(request.workspace), pk=comment_id)
    if comment.by != request.user and not request.may["lead"]:
        raise Problem(_("Only who wrote a comment, or a lead, can remove it."))
    comment.removed_at = timezone.now()
    comment.save(update_fields=["removed_at"])
    messages.success(request, _("The comment is removed."))
    record = subject(request.workspace, comment.about_kind, comment.about_key)
    if record is None:
        return redirect("pages:today", request.workspace.slug)
    return redirect(url_of(record))
