"""Links to approvers without an account: making one, and putting one out of use."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.engagement import outside_links
from virta.engagement.models import ApprovalLink
from virta.engagement.views.posts import back, found
from virta.kit.problems import Problem
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Language


class AskForm(forms.Form):
    """Whom of those outside to ask, and how the link and its code reach them."""

    email = forms.ChoiceField()
    name = forms.CharField(max_length=150)
    language = forms.ChoiceField(choices=Language.choices)
    by_mail = forms.BooleanField(required=False)
    code = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, emails: list[str], language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["email"] = forms.ChoiceField(
            label=_("Whom"), choices=[(one, one) for one in emails]
        )
        self.fields["name"].label = _("What they are called")
        self.fields["name"].help_text = _("Under this name their answer stands in the history.")
        self.fields["language"].label = _("In which language")
        self.fields["language"].initial = language
        self.fields["by_mail"].label = _("Virta sends them the link by e-mail")
        self.fields["by_mail"].initial = True
        self.fields["code"] = forms.ChoiceField(
            label=_("The code that opens it"),
            choices=[
                ("mailed", _("Virta sends it to their address when they open the link")),
                ("told", _("I tell it to them, by phone or face to face")),
            ],
            initial="mailed",
            widget=forms.RadioSelect,
        )
        if not outside_links.can_mail():
            # Without a mail server both are shown to the asker, who passes them on.
            del self.fields["by_mail"], self.fields["code"]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.WORK)
def ask_outside(request: Request, record_key: str) -> HttpResponse:
    """Make a link for one of those outside whom the rule asks; it is shown once."""
    post, now = found(request, record_key), timezone.now()
    emails = outside_links.may_be_asked(post, now)
    if not emails:
        raise Problem(
            _(
                "Nobody outside is asked now. The approval rule says who is asked, and in which order."
            )
        )
    form = AskForm(request.POST or None, emails=emails, language=request.workspace.language)
    if not form.is_valid():
        return render(request, "engagement/ask_outside.html", {"post": post, "form": form})
    given = form.cleaned_data
    made = outside_links.ask(
        post,
        request.user,
        now,
        email=given["email"],
        name=given["name"],
        language=given["language"],
        by_mail=given.get("by_mail", False),
        is_told=given.get("code") == "told",
    )
    return render(request, "engagement/asked_outside.html", {"post": post, "made": made})


@require_POST
@needs(Action.WORK)
def withdraw_link(request: Request, record_key: str) -> HttpResponse:
    """Put a link out of use."""
    post = found(request, record_key)
    rows = ApprovalLink.objects.of(request.workspace).select_related("workspace")
    link = get_object_or_404(rows, post=post, key=request.POST.get("link", ""))
    if outside_links.withdraw(link, request.user, timezone.now()):
        messages.success(request, _("The link opens no more."))
    return back(post)
