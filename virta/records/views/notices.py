"""What somebody has been told of, and how they want to be told."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import commenting, telling
from virta.records.kinds import subject
from virta.records.models import Happening, Means, Notice

A_PAGE = 40


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def notices(request: Request) -> HttpResponse:
    """One's notices, newest first; a POST marks them all as seen."""
    if not request.user.is_authenticated:
        raise Http404  # the example's visitors are told nothing
    mine = Notice.objects.of(request.workspace).filter(person=request.user).select_related("by")
    if request.method == "POST":
        commenting.see(mine.filter(seen_at__isnull=True), timezone.now())
        return redirect("records:notices", request.workspace.slug)
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    rows = [telling.told(one) for one in page]
    return render(request, "records/notices.html", {"page_obj": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def follow(request: Request, notice_id: int) -> HttpResponse:
    """Open what a notice is about, and mark it as seen."""
    mine = Notice.objects.of(request.workspace).filter(person_id=request.user.pk)
    notice = get_object_or_404(mine, pk=notice_id)
    commenting.see([notice], timezone.now())
    about = subject(request.workspace, notice.kind, notice.key)
    if about is None:
        return redirect("records:notices", request.workspace.slug)
    return redirect(telling.place_of(notice, about))


class MeansForm(forms.Form):
    """For each sort of happening, by which way one is told."""

    def __init__(self, *args: object, chosen: dict[str, str], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        for value, label in Happening.choices:
            self.fields[value] = forms.ChoiceField(
                label=label, choices=Means.choices, initial=chosen[value]
            )


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def settings(request: Request) -> HttpResponse:
    """How one wants to be told in this workspace."""
    if not request.user.is_authenticated:
        raise Http404
    chosen = telling.means_of(request.workspace, request.user)
    form = MeansForm(request.POST or None, chosen=chosen)
    if form.is_valid():
        telling.set_means(request.workspace, request.user, form.cleaned_data)
        messages.success(request, _("From now on you are told this way."))
        return redirect("records:notice_settings", request.workspace.slug)
    return render(request, "records/notice_settings.html", {"form": form})
