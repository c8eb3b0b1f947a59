"""Moving a planned slot, and saying what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from virta.activities import planning
from virta.activities.forms import MoveForm
from virta.activities.models import Slot
from virta.kit.problems import Problem
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.kinds import kind_of
from virta.records.views.pages import after


def found(request: Request, record_key: str) -> Slot:
    rows = Slot.objects.of(request.workspace).select_related("workspace", "channel", "activity")
    slot: Slot = get_object_or_404(rows, key=record_key)
    return slot


def conflicted(request: Request, slot: Slot) -> HttpResponse:
    """Somebody else was first: nothing is written, and what is there now is shown."""
    said = _(
        "Somebody else has changed “%(title)s” meanwhile. This is how it is now; move it again."
    )
    messages.warning(request, said % {"title": slot})
    return redirect(after(request) or kind_of(slot).url(slot))


@require_POST
@needs(Action.WORK)
def move(request: Request, record_key: str) -> HttpResponse:
    """Put a slot elsewhere: by `shift` days (the calendar), or on a `day` at a `clock` (its page)."""
    slot = found(request, record_key)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Problem(" ".join(str(why) for reasons in form.errors.values() for why in reasons))
    day, clock = form.place(slot)
    try:
        moved = planning.move(slot, day, clock, form.cleaned_data["seen"], request.user)
    except saving.Conflict:
        return conflicted(request, slot)
    if moved:
        said = _("“%(title)s” is moved to %(when)s.")
        messages.success(
            request, said % {"title": slot.title or slot.channel or slot, "when": slot.when}
        )
    return redirect(after(request) or kind_of(slot).url(slot))


@require_POST
@needs(Action.WORK)
def state(request: Request, record_key: str) -> HttpResponse:
    """Say what became of a slot."""
    slot = found(request, record_key)
    chosen, seen = request.POST.get("state", ""), request.POST.get("seen", "")
    if chosen not in Slot.State.values:
        raise Problem(_("Choose what became of the slot."))
    slot.state = chosen
    try:
        saving.store(slot, request.user, seen=int(seen) if seen.isdecimal() else slot.version)
    except saving.Conflict:
        return conflicted(request, slot)
    messages.success(request, _("“%(title)s” is changed.") % {"title": slot})
    return redirect(after(request) or kind_of(slot).url(slot))
