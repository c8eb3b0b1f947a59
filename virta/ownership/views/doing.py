"""One click: a task is done, a text is accepted, an access is checked, turns are made."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from virta.kit.problems import Problem
from virta.ownership import policies, reminding, watching
from virta.ownership.models import AccessEntry, Policy, Rotation, Task
from virta.ownership.showing import may_do
from virta.ownership.views.finding import found, home
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.records import saving
from virta.records.kinds import kind_of


@require_POST
@needs(Action.TAKE_PART)
def task_done(request: Request, record_key: str) -> HttpResponse:
    """Say that a task is done, or open it again."""
    task = found(Task, request, record_key)
    if not may_do(request, task):
        raise Problem(_("This task is somebody else's. Ask them, or somebody of the team."))
    state = request.POST.get("state", Task.State.DONE)
    if state not in Task.State.values:
        raise Problem(_("A task is open, done or dropped. Choose one of these."))
    task.state = state
    task.done_at = timezone.now() if state == Task.State.DONE else None
    saving.store(task, request.user)
    if state == Task.State.DONE:
        messages.success(request, _("“%(title)s” is done.") % {"title": task})
    return redirect(home(request, request.POST.get("next", ""), kind_of(task).url(task)))


@require_POST
@needs(Action.TAKE_PART)
def accept(request: Request, record_key: str) -> HttpResponse:
    """Accept the edition that one has read."""
    policy = found(Policy, request, record_key)
    edition = request.POST.get("edition", "")
    policies.accept(
        policy, int(edition) if edition.isdecimal() else 0, request.user, timezone.localdate()
    )
    messages.success(request, _("You have accepted “%(title)s”.") % {"title": policy})
    return redirect(kind_of(policy).url(policy))


@require_POST
@needs(Action.WORK)
def remind(request: Request, record_key: str) -> HttpResponse:
    """Remind everybody who must still accept a text; at most once a day."""
    policy = found(Policy, request, record_key)
    told = reminding.remind(policy, timezone.localdate(), request.user)
    if told:
        messages.success(
            request,
            ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", told) % {"n": told},
        )
    else:
        messages.info(request, _("Nobody else is to be reminded today."))
    return redirect(kind_of(policy).url(policy))


@require_POST
@needs(Action.WORK)
def checked(request: Request, record_key: str) -> HttpResponse:
    """Keep that an access was looked at today and is as the register says."""
    entry = found(AccessEntry, request, record_key)
    entry.checked_on = timezone.localdate()
    saving.store(entry, request.user)
    messages.success(request, _("“%(title)s” was checked today.") % {"title": entry})
    return redirect(home(request, request.POST.get("next", ""), kind_of(entry).url(entry)))


@require_POST
@needs(Action.WORK)
def turns(request: Request, record_key: str) -> HttpResponse:
    """Make the turns of a rotation for the weeks ahead, or plan them anew."""
    rotation, now = found(Rotation, request, record_key), timezone.now()
    if request.POST.get("anew"):
        _removed, made = watching.plan_anew(rotation, now, request.user)
    else:
        made = watching.make_turns(rotation, now, request.user)
    if made:
        messages.success(
            request, ngettext("%(n)s turn is made.", "%(n)s turns are made.", made) % {"n": made}
        )
    else:
        messages.info(request, _("There was no turn to make."))
    return redirect(kind_of(rotation).url(rotation))
