"""Coming in, and looking after people and workspaces."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.people import audit, services
from virta.people.access import Action, needs
from virta.people.forms import (
    AccountForm,
    InvitationForm,
    NewWorkspaceForm,
    ProfileForm,
    ReferenceForm,
    RoleForm,
    SetupForm,
    WorkspaceForm,
)
from virta.people.http import PublicRequest, Request
from virta.people.models import (
    AuditEvent,
    Invitation,
    Membership,
    Role,
    SetupLink,
    Workspace,
    digest,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EVENTS_A_PAGE = 50
PEOPLE_A_PAGE = 40


@require_safe
@never_cache
def front(request: PublicRequest) -> HttpResponse:
    """The door: before set-up it says where the link is; else sign-in, or one's workspaces."""
    if not services.is_set_up():
        example = Workspace.objects.filter(is_example=True).first()
        return render(request, "people/not_set_up.html", {"example": example})
    if not request.user.is_authenticated:
        example = Workspace.objects.filter(is_example=True).first()
        return render(request, "people/front.html", {"example": example})
    mine = list(Workspace.objects.mine(request.user).order_by("name"))
    if len(mine) == 1:
        return redirect("pages:today", mine[0].slug)
    return render(request, "people/workspaces.html", {"mine": mine})


@login_required
@require_safe
def workspaces(request: PublicRequest) -> HttpResponse:
    """All of one's workspaces, also where there is only one."""
    mine = Workspace.objects.mine(request.user).order_by("name")
    return render(request, "people/workspaces.html", {"mine": mine})


@require_http_methods(["GET", "POST"])
@never_cache
def setup(request: PublicRequest, token: str) -> HttpResponse:
    """The first account and workspace, by the one-time link."""
    known = SetupLink.objects.filter(used_at__isnull=True).values_list("token_digest", flat=True)
    if services.is_set_up() or not any(
        secrets.compare_digest(digest(token), kept) for kept in known
    ):
        return render(request, "people/link_gone.html", {"kind": "setup"}, status=404)
    form = SetupForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        person = services.set_up(token, **form.cleaned_data)
        login(request, person, backend=BACKEND)
        workspace = Workspace.objects.mine(person).get()
        messages.success(request, _("Welcome. This is your workspace; you are its owner."))
        return redirect("pages:today", workspace.slug)
    return render(request, "people/setup.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
def join(request: PublicRequest, token: str) -> HttpResponse:
    """Accept an invitation, with the account one has or with a new one."""
    invitation = (
        Invitation.objects.select_related("workspace", "invited_by")
        .filter(token_digest=digest(token))
        .first()
    )
    if invitation is None:
        return render(request, "people/link_gone.html", {"kind": "guess"}, status=404)
    if not invitation.is_open(timezone.now()):
        return render(request, "people/link_gone.html", {"kind": "join"}, status=410)
    if request.user.is_authenticated:
        return join_signed_in(request, invitation)
    initial = {"email": invitation.email, "language": invitation.workspace.language}
    form = AccountForm(request.POST or None, initial=initial)
    if invitation.email:
        form.fields["email"].disabled = True
    if form.is_valid():
        person = services.new_person(**form.cleaned_data)
        services.accept(invitation, person, timezone.now())
        login(request, person, backend=BACKEND)
        return redirect("pages:today", invitation.workspace.slug)
    context = {"invitation": invitation, "form": form}
    return render(request, "people/join.html", context)


def join_signed_in(request: PublicRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        services.accept(invitation, request.user, timezone.now())
        return redirect("pages:today", invitation.workspace.slug)
    return render(request, "people/join.html", {"invitation": invitation, "form": None})


@login_required
@require_http_methods(["GET", "POST"])
def me(request: PublicRequest) -> HttpResponse:
    """One's own account."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        response = redirect("people:me")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, request.user.language, samesite="Lax", max_age=31_536_000
        )
        messages.success(request, _("Your account is changed."))
        return response
    return render(request, "people/me.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def new_workspace(request: PublicRequest) -> HttpResponse:
    """One more organisation in this installation; whoever makes it owns it."""
    form = NewWorkspaceForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        workspace = services.new_workspace(request.user, **form.cleaned_data)
        return redirect("pages:today", workspace.slug)
    return render(request, "people/workspace_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Action.SEE)
def people(request: Request) -> HttpResponse:
    """Who belongs here and as what; for owners, invitations."""
    if not request.user.is_authenticated:
        raise Http404  # the example's visitors have no business with its people
    form = InvitationForm(request.POST or None) if request.may["manage_people"] else None
    link = ""
    if request.method == "POST" and form is not None and form.is_valid():
        base = request.build_absolute_uri("/").rstrip("/")
        _invitation, link = services.invite(
            request.workspace, request.user, base_url=base, **form.cleaned_data
        )
        form = InvitationForm()
    context = {"form": form, "link": link, "roles": Role.choices} | everybody(request)
    return render(request, "people/people.html", context)


def everybody(request: Request) -> dict[str, Any]:
    members = Membership.objects.of(request.workspace).filter(ended_at__isnull=True)
    waiting = Invitation.objects.of(request.workspace).filter(
        used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    return {
        "page_obj": Paginator(
            members.select_related("person").order_by("person__name", "pk"), PEOPLE_A_PAGE
        ).get_page(request.GET.get("page")),
        "invitations": waiting.select_related("invited_by").order_by("expires_at"),
    }


@require_POST
@needs(Action.MANAGE_PEOPLE)
def role(request: Request, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    membership = get_object_or_404(Membership.objects.of(request.workspace), pk=membership_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        services.change_role(membership, form.cleaned_data["role"], request.user)
        messages.success(request, _("The role is changed."))
    return redirect("people:people", request.workspace.slug)


@require_POST
@needs(Action.MANAGE_PEOPLE)
def end(request: Request, membership_id: int) -> HttpResponse:
    """End a membership."""
    membership = get_object_or_404(Membership.objects.of(request.workspace), pk=membership_id)
    services.end_membership(membership, request.user, timezone.now())
    messages.success(request, _("The membership has ended. What was done stays."))
    return redirect("people:people", request.workspace.slug)


@require_POST
@needs(Action.MANAGE_PEOPLE)
def revoke(request: Request, invitation_id: int) -> HttpResponse:
    """Make an invitation worthless."""
    invitation = get_object_or_404(Invitation.objects.of(request.workspace), pk=invitation_id)
    services.revoke(invitation, request.user, timezone.now())
    messages.success(request, _("The invitation is revoked; its link no longer works."))
    return redirect("people:people", request.workspace.slug)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_PEOPLE)
def workspace(request: Request) -> HttpResponse:
    """Name, language and time zone of the workspace."""
    form = WorkspaceForm(request.POST or None, instance=request.workspace)
    if form.is_valid():
        form.save()
        audit.record(request.workspace, request.user, "workspace_changed")
        messages.success(request, _("The settings are changed."))
        return redirect("people:workspace", request.workspace.slug)
    return render(request, "people/workspace.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def reference(request: Request) -> HttpResponse:
    """The intended profile that attention is read against."""
    if request.method == "POST" and "reset" in request.POST:
        services.set_reference(request.workspace, None, request.user)
        messages.success(request, _("The framework's own profile is the reference again."))
        return redirect("people:reference", request.workspace.slug)
    form = ReferenceForm(request.POST or None, reference=request.workspace.reference)
    if form.is_valid():
        services.set_reference(request.workspace, form.cleaned_data, request.user)
        messages.success(request, _("The profile is changed; diagnoses are made anew with it."))
        return redirect("people:reference", request.workspace.slug)
    return render(request, "people/reference.html", {"form": form})


@require_safe
@needs(Action.SEE_AUDIT)
def audit_log(request: Request) -> HttpResponse:
    """What was done that bears on security, newest first."""
    events = AuditEvent.objects.filter(workspace=request.workspace).select_related("actor")
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"at": event.at, "actor": event.actor, "sentence": audit.sentence(event)} for event in page
    ]
    return render(request, "people/audit.html", {"page_obj": page, "rows": rows})
