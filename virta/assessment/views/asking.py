"""Links and invitations: how people are asked to answer."""

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.assessment import inviting, services
from virta.assessment.forms import InviteForm
from virta.assessment.models import Group, Invitee, Round
from virta.assessment.views.rounds import base_url, the_round
from virta.kit.problems import Problem
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request

PEOPLE_A_PAGE = 50


@require_POST
@needs(Action.ASSESS)
def group_link(request: Request, round_id: int, group_id: int) -> HttpResponse:
    """Close a group's open link, open it again, or give it a new address."""
    round = the_round(request, round_id)
    group = get_object_or_404(Group, round=round, pk=group_id)
    if round.state == Round.State.CLOSED:
        raise Problem(_("The round is closed for good, and so are its links."))
    what = request.POST.get("what")
    if what == "renew":
        services.renew_link(group)
        said = _("“%(group)s” has a new link. The old one lets nobody in any more.")
    elif what == "close":
        services.set_link(group, is_open=False)
        said = _("The link of “%(group)s” lets nobody new in.")
    else:
        services.set_link(group, is_open=True)
        said = _("The link of “%(group)s” takes answers again.")
    audit.record(request.workspace, request.user, "link_changed", group=group.name, what=what)
    messages.success(request, said % {"group": group.name})
    return redirect("assessment:round", request.workspace.slug, round.pk)


@require_safe
@needs(Action.ASSESS)
def group_qr(request: Request, round_id: int, group_id: int) -> HttpResponse:
    """The open link as a QR code, as large as one likes."""
    group = get_object_or_404(Group, round=the_round(request, round_id), pk=group_id)
    out = io.BytesIO()
    code = segno.make(inviting.open_url(group, base_url(request)), error="m")
    code.save(out, kind="svg", scale=8, border=4, dark="#1d3640", light="#ffffff", nl=False)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def invitees(request: Request, round_id: int) -> HttpResponse:
    """People asked by name: paste a list, look it over, and each has a link."""
    round = the_round(request, round_id)
    form = InviteForm(round, request.POST or None)
    pasted = None
    if form.is_valid():
        known = round.invitees.values_list("email", flat=True)
        pasted = inviting.read(form.cleaned_data["people"], known)
        if "yes" in request.POST and pasted.good:
            return invited(request, round, form, pasted)
    people = Paginator(round.invitees.select_related("group"), PEOPLE_A_PAGE)
    page = people.get_page(request.GET.get("page"))
    context = {
        "round": round,
        "form": form,
        "pasted": pasted,
        "page_obj": page,
        "people": [
            {"one": one, "url": inviting.personal_url(one, base_url(request))} for one in page
        ],
        "can_mail": bool(settings.SMTP.hostname),
        "waiting": round.invitees.filter(sent_at__isnull=True).exclude(email="").count(),
        "unfinished": round.invitees.filter(finished=False).count(),
    }
    return render(request, "assessment/invitees.html", context)


def invited(
    request: Request, round: Round, form: InviteForm, pasted: inviting.Pasted
) -> HttpResponse:
    group, language = form.cleaned_data["group"], form.cleaned_data["language"]
    made = inviting.invite(group, pasted.good, language)
    audit.record(request.workspace, request.user, "people_invited", count=len(made))
    messages.success(
        request, _("%(count)s people have a link of their own now.") % {"count": len(made)}
    )
    return redirect("assessment:invitees", request.workspace.slug, round.pk)


@require_safe
@needs(Action.ASSESS)
def invitation(request: Request, round_id: int, invitee_id: int) -> HttpResponse:
    """The invitation and the reminder of one person, to copy."""
    round = the_round(request, round_id)
    invitee = get_object_or_404(Invitee.objects.select_related("group"), round=round, pk=invitee_id)
    url = inviting.personal_url(invitee, base_url(request))
    context = {
        "round": round,
        "invitee": invitee,
        "url": url,
        "letters": [
            inviting.words_for(round, kind, invitee.language, url)
            for kind in ("invitation", "reminder")
        ],
    }
    return render(request, "assessment/invitation.html", context)


@require_POST
@needs(Action.ASSESS)
def invitee_gone(request: Request, round_id: int, invitee_id: int) -> HttpResponse:
    """Take an invitation back. Answers that were given stay, and are nobody's any more."""
    round = the_round(request, round_id)
    invitee = get_object_or_404(Invitee, round=round, pk=invitee_id)
    invitee.delete()
    audit.record(request.workspace, request.user, "invitation_taken_back", round=round.name)
    messages.success(request, _("The invitation is taken back, and its link opens nothing."))
    return redirect("assessment:invitees", request.workspace.slug, round.pk)


@require_POST
@needs(Action.ASSESS)
def send(request: Request, round_id: int) -> HttpResponse:
    """Write the letters that are due: invitations, or reminders."""
    round = the_round(request, round_id)
    if not settings.SMTP.hostname:
        raise Problem(
            _(
                "No mail server is set, so copy the texts instead. docs/settings.md tells how to set one."
            )
        )
    if request.POST.get("kind") == "reminder":
        count = inviting.send_reminders(round, base_url(request), timezone.now())
    else:
        count = inviting.send_invitations(round, base_url(request), timezone.now())
    messages.success(request, said_sent(count))
    return redirect("assessment:invitees", request.workspace.slug, round.pk)


def said_sent(count: int) -> str:
    if count == 0:
        return _("Nobody was waiting for a letter. Nobody gets more than one a day.")
    return _("%(count)s letters are on their way.") % {"count": count}
