"""Webhooks: the addresses outside that a workspace's alarms are sent to."""

from typing import Any, ClassVar

import httpx
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.networks import typed
from virta.networks.errors import NetworkError
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import hooking
from virta.records.models import Webhook


class HookForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name, an address, and of what it is told."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=typed.LONGEST,
        help_text=gettext_lazy("It begins with https:// and is kept encrypted."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Webhook
        fields: ClassVar[list[str]] = ["title", "takes_all"]
        help_texts: ClassVar[dict[str, Any]] = {
            "takes_all": gettext_lazy("Else only where a step of an escalation path names it.")
        }

    field_order = ("title", "address", "takes_all")

    def clean_address(self) -> httpx.URL:
        try:
            url = typed.address(self.cleaned_data["address"])
        except NetworkError as trouble:
            raise ValidationError(trouble.said.to(get_language() or "en")) from None
        if url.scheme != "https" and not {url.host, url.netloc.decode()} & set(listed()):
            raise ValidationError(_("The address must begin with https://."))
        return url


def listed() -> list[str]:
    """Hosts that the operator has named: these may be asked without encryption, too."""
    return [str(one).strip() for one in settings.REACHABLE_HOSTS]


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def webhooks(request: Request) -> HttpResponse:
    """All webhooks, and a form for a new one, whose secret is shown once."""
    form = HookForm(request.POST or None)
    if not form.is_valid():
        return _shown(request, form, "")
    url, secret = form.cleaned_data["address"], hooking.new_secret()
    hook = form.save(commit=False)
    hook.workspace, hook.made_by = request.workspace, request.user
    hook.host, hook.sealed = url.netloc.decode(), hooking.sealed(str(url), secret)
    hook.save()
    log(request, "webhook_added", hook)
    return _shown(request, HookForm(), secret)


def _shown(request: Request, form: HookForm, secret: str) -> HttpResponse:
    rows = Webhook.objects.of(request.workspace).order_by("title", "pk")
    context = {"form": form, "rows": list(rows), "secret": secret}
    return render(request, "records/webhooks.html", context)


def log(request: Request, event: str, hook: Webhook) -> None:
    audit.record(request.workspace, request.user, event, name=hook.title, host=hook.host)


def one_of(request: Request, hook_id: int) -> Webhook:
    hook: Webhook = get_object_or_404(Webhook.objects.of(request.workspace), pk=hook_id)
    return hook


@require_POST
@needs(Action.LEAD)
def test(request: Request, hook_id: int) -> HttpResponse:
    """Have a test sent; its answer stands on the page afterwards."""
    hook = one_of(request, hook_id)
    text = _("A test from Virta: alarms of %(workspace)s come here.")
    words = text % {"workspace": request.workspace.name}
    hooking.queue(hook, "test", words, {"workspace": request.workspace.slug}, timezone.now())
    log(request, "webhook_tried", hook)
    messages.success(request, _("A test is on its way. In a moment this page shows the answer."))
    return redirect("records:webhooks", request.workspace.slug)


@require_POST
@needs(Action.LEAD)
def turn(request: Request, hook_id: int) -> HttpResponse:
    """Turn a webhook off or on."""
    hook = one_of(request, hook_id)
    Webhook.objects.filter(pk=hook.pk).update(is_on=not hook.is_on, failing_since=None)
    log(request, "webhook_turned_off" if hook.is_on else "webhook_turned_on", hook)
    words = _("It is told nothing any more.") if hook.is_on else _("It is told of alarms again.")
    messages.success(request, words)
    return redirect("records:webhooks", request.workspace.slug)


@require_POST
@needs(Action.LEAD)
def remove(request: Request, hook_id: int) -> HttpResponse:
    """Remove a webhook, its address and its secret."""
    hook = one_of(request, hook_id)
    log(request, "webhook_removed", hook)
    hook.delete()
    messages.success(request, _("The webhook, its address and its secret are removed."))
    return redirect("records:webhooks", request.workspace.slug)
