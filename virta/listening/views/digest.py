"""The letter about what was heard: how often one gets it, and how it would read now."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from virta.balance.framework import Factor
from virta.listening import digesting
from virta.listening.models import Digest
from virta.people.access import Action, needs
from virta.people.http import Request

NEVER = "never"


class DigestForm(forms.Form):
    """How often one is told."""

    every = forms.ChoiceField(
        label=gettext_lazy("How often"),
        widget=forms.RadioSelect,
        choices=[(NEVER, gettext_lazy("never")), *Digest.Every.choices],
    )


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def digest(request: Request) -> HttpResponse:
    """One's own choice, and the letter as it would be written now."""
    if not request.user.is_authenticated:
        raise Http404  # the example's visitors are sent nothing
    mine = Digest.objects.of(request.workspace).filter(person=request.user)
    every = mine.values_list("every", flat=True).first() or NEVER
    form = DigestForm(request.POST or None, initial={"every": every})
    if request.method == "POST" and form.is_valid():
        choose(request, form.cleaned_data["every"])
        return redirect("listening:digest", request.workspace.slug)
    length = Digest.Every.DAY if every == NEVER else every
    subject, text = digesting.worded(request.workspace, length, timezone.now())
    context = {"form": form, "subject": subject, "text": text, "factor": Factor.LISTENING}
    return render(request, "listening/digest.html", context)


def choose(request: Request, every: str) -> None:
    """Keep how often somebody wants the letter."""
    if every != NEVER:
        Digest.objects.update_or_create(
            workspace=request.workspace, person=request.user, defaults={"every": every}
        )
        messages.success(request, _("The letter comes at seven in the morning of your own day."))
    else:
        Digest.objects.of(request.workspace).filter(person=request.user).delete()
        messages.success(request, _("You get no letter about what is heard any more."))
