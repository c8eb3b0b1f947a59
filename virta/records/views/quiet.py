"""Quiet hours: one's own, and those of the workspace."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from virta.people.access import Action, needs
from virta.people.http import Request
from virta.people.models import Person, Workspace
from virta.records.models import QuietHours

SAME, OWN, NONE = "same", "own", "none"
CHOICES = {
    SAME: gettext_lazy("as the workspace has them"),
    OWN: gettext_lazy("these:"),
    NONE: gettext_lazy("no quiet hours"),
}


class QuietForm(forms.ModelForm):  # type: ignore[type-arg]
    """From when until when, if at all."""

    which = forms.ChoiceField(label=gettext_lazy("Quiet hours"), widget=forms.RadioSelect)

    class Meta:
        model = QuietHours
        fields: ClassVar[list[str]] = ["begins", "ends"]
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in fields
        }

    field_order = ("which", "begins", "ends")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        is_own = self.instance.person is not None
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (key, label) for key, label in CHOICES.items() if is_own or key != SAME
        ]
        unkept = SAME if is_own else NONE
        kept = OWN if self.instance.is_on else NONE
        self.initial["which"] = kept if self.instance.pk else unkept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("begins") and cleaned.get("begins") == cleaned.get("ends"):
            self.add_error("ends", _("They cannot end when they begin. Choose another time."))
        return cleaned

    def keep(self) -> None:
        """Keep what was chosen; who has them as the workspace has no row."""
        which = self.cleaned_data["which"]
        if which == SAME:
            QuietHours.objects.filter(pk=self.instance.pk).delete()
            return
        QuietHours.objects.update_or_create(
            workspace=self.instance.workspace,
            person=self.instance.person,
            defaults={
                "is_on": which == OWN,
                "begins": self.cleaned_data["begins"],
                "ends": self.cleaned_data["ends"],
            },
        )


def hours(workspace: Workspace, person: Person | None) -> QuietHours:
    """The row of somebody, or of the workspace; a new one where there is none."""
    kept: QuietHours | None = QuietHours.objects.of(workspace).filter(person=person).first()
    return kept or QuietHours(workspace=workspace, person=person)


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def quiet_hours(request: Request) -> HttpResponse:
    """When one is not to be woken; those who lead choose for the workspace here, too."""
    if not request.user.is_authenticated:
        raise Http404  # the example's visitors are told nothing
    form = QuietForm(request.POST or None, instance=hours(request.workspace, request.user))
    if form.is_valid():
        form.keep()
        messages.success(request, _("From now on your quiet hours are these."))
        return redirect("records:quiet_hours", request.workspace.slug)
    return _shown(request, form, None)


@require_POST
@needs(Action.LEAD)
def quiet_default(request: Request) -> HttpResponse:
    """The quiet hours of everybody who has not chosen their own."""
    form = QuietForm(request.POST, instance=hours(request.workspace, None), prefix="all")
    if not form.is_valid():
        mine = QuietForm(instance=hours(request.workspace, request.user))
        return _shown(request, mine, form)
    form.keep()
    messages.success(request, _("These hold now for everybody who has not chosen their own."))
    return redirect("records:quiet_hours", request.workspace.slug)


def _shown(request: Request, mine: QuietForm, everybodys: QuietForm | None) -> HttpResponse:
    default = hours(request.workspace, None)
    context = {
        "form": mine,
        "default": default if default.pk and default.is_on else None,
        "default_form": everybodys or QuietForm(instance=default, prefix="all"),
        "may_lead": request.may[Action.LEAD],
    }
    return render(request, "records/quiet_hours.html", context)
