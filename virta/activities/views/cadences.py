"""Cadences, and the slots that are made as soon as one is saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from virta.activities import planning
from virta.activities.models import Cadence
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.kinds import kind_of, named
from virta.records.views.pages import Pages, after


def found(request: Request, record_key: str) -> Cadence:
    rows = Cadence.objects.of(request.workspace)
    rows = rows.select_related("workspace", "activity__owner", "channel", "pillar")
    cadence: Cadence = get_object_or_404(rows, key=record_key)
    return cadence


def bring_up_to_date(request: Request, cadence: Cadence) -> None:
    """Make and take away slots, and say how many."""
    new, gone = planning.bring_up_to_date(cadence, timezone.now(), request.user)
    if new:
        said = ngettext("%(n)s slot is planned.", "%(n)s slots are planned.", new)
        messages.success(request, said % {"n": new})
    if gone:
        said = ngettext(
            "%(n)s slot that nobody had touched is taken away.",
            "%(n)s slots that nobody had touched are taken away.",
            gone,
        )
        messages.info(request, said % {"n": gone})
    if not new and not gone:
        messages.info(request, _("The planned slots are as the cadence says."))


@require_POST
@needs(Action.WORK)
def slots(request: Request, record_key: str) -> HttpResponse:
    """Bring the slots to come to what the cadence says."""
    cadence = found(request, record_key)
    bring_up_to_date(request, cadence)
    return redirect(kind_of(cadence).url(cadence))


class CadencePages(Pages):
    """The form of a cadence; what is saved is planned at once."""

    def for_new(self, request: Request) -> HttpResponse:
        """Make a cadence and its slots."""
        form = self.form(request, None)
        if request.method != "POST" or not form.is_valid():
            return self.formed(request, form, None)
        record = form.finished()
        saving.store(record, request.user, many=form.many)
        bring_up_to_date(request, found(request, record.key))
        return redirect(after(request) or self.kind.url(record))

    def for_edit(self, request: Request, record_key: str) -> HttpResponse:
        """Change a cadence; the slots to come that nobody has touched follow it."""
        response = super().for_edit(request, record_key)
        if request.method == "POST" and response.status_code == 302:
            bring_up_to_date(request, found(request, record_key))
        return response


pages = CadencePages(named("cadence"))
new, edit = pages.new, pages.edit
