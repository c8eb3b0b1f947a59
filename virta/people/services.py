"""What people do about accounts and workspaces that takes more than one row."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from virta.balance.framework import FACTORS
from virta.kit.problems import Problem
from virta.people.audit import record
from virta.people.models import (
    Invitation,
    Letter,
    Membership,
    Person,
    Role,
    SetupLink,
    Workspace,
    digest,
)

TAKEN_SLUGS = {"new", "example"}


def is_set_up() -> bool:
    """Whether the installation has its first person. The example's made-up people are nobody."""
    mine = Q(memberships__isnull=True) | Q(memberships__workspace__is_example=False)
    return Person.objects.filter(mine).exists()


def setup_url(base_url: str) -> str | None:
    """A fresh one-time link for the first account; None once somebody is here."""
    if is_set_up():
        return None
    return f"{base_url}/setup/{SetupLink.fresh()}/"


@transaction.atomic
def set_up(
    token: str, *, email: str, name: str, password: str, language: str, organisation: str
) -> Person:
    """Make the first account and workspace. Of two who try with one link, one gets in."""
    mine = SetupLink.objects.filter(token_digest=digest(token), used_at__isnull=True)
    if is_set_up() or not mine.update(used_at=timezone.now()):
        raise Problem(_("This link has been used or replaced. Sign in, or ask for an invitation."))
    person = new_person(email=email, name=name, password=password, language=language)
    workspace = new_workspace(person, name=organisation, language=language)
    record(workspace, person, "set_up")
    return person


def new_person(*, email: str, name: str, password: str, language: str) -> Person:
    """An account; its address counts as verified, since a link or an owner vouched for it."""
    person = Person.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def new_workspace(
    person: Person, *, name: str, language: str, is_client: bool = False
) -> Workspace:
    """A workspace of which this person is the owner."""
    workspace = Workspace.objects.create(
        name=name,
        slug=free_slug(name),
        language=language,
        time_zone=person.time_zone,
        is_client=is_client,
    )
    Membership.objects.create(workspace=workspace, person=person, role=Role.OWNER)
    record(workspace, person, "workspace_made")
    return workspace


def free_slug(name: str) -> str:
    """A short name made from the name; with a number where it is taken."""
    base = slugify(name.translate(str.maketrans("äöåÄÖÅ", "aoaAOA")))[:40] or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 4))]
    return next(slug for slug in candidates if slug not in taken | TAKEN_SLUGS)


@transaction.atomic
def invite(
    workspace: Workspace, by: Person, *, email: str, role: str, days: int, base_url: str
) -> tuple[Invitation, str]:
    """An invitation and its link, which is known only now: what is stored cannot make it again."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email.lower(),
        role=role,
        token_digest=digest(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    link = f"{base_url}/join/{token}/"
    if email and settings.SMTP.hostname:
        post_invitation(invitation, link)
    record(workspace, by, "invited", email=email or "–", role=str(invitation.get_role_display()))
    return invitation, link


def post_invitation(invitation: Invitation, link: str) -> None:
    workspace = invitation.workspace
    with translation.override(workspace.language):
        Letter.objects.create(
            workspace=workspace,
            to=invitation.email,
            subject=_("Join %(workspace)s in Virta") % {"workspace": workspace.name},
            text=_(
                "%(person)s invites you to %(workspace)s in Virta.\n\n%(link)s\n\n"
                "The link works once, until %(until)s."
            )
            % {
                "person": invitation.invited_by,
                "workspace": workspace.name,
                "link": link,
                "until": f"{invitation.expires_at:%d.%m.%Y}",
            },
            due_at=timezone.now(),
            about=f"invitation:{invitation.pk}",
        )


@transaction.atomic
def accept(invitation: Invitation, person: Person, now: datetime) -> Membership:
    """Join by an invitation, once. One who belonged here before gets the new role."""
    if invitation.email and invitation.email != person.email:
        raise Problem(
            _("This invitation is for %(email)s. Sign in with that address, or ask for another.")
            % {"email": invitation.email}
        )
    open_now = Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    )
    if not open_now.update(used_at=now, used_by=person):
        raise Problem(_("This invitation has been used or has expired. Ask for a new one."))
    earlier = Membership.objects.filter(workspace=invitation.workspace, person=person).first()
    if earlier and earlier.ended_at is None and earlier.role == Role.OWNER:
        kept: Membership = earlier
        return kept  # an invitation never takes ownership away
    membership: Membership
    membership, _new = Membership.objects.update_or_create(
        workspace=invitation.workspace,
        person=person,
        defaults={"role": invitation.role, "ended_at": None},
    )
    record(invitation.workspace, person, "joined", role=str(membership.get_role_display()))
    return membership


def revoke(invitation: Invitation, by: Person, now: datetime) -> None:
    """Make an unused invitation worthless."""
    waiting = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at=None)
    if waiting.update(revoked_at=now):
        record(invitation.workspace, by, "invitation_revoked", email=invitation.email or "–")


@transaction.atomic
def change_role(membership: Membership, role: str, by: Person) -> None:
    """Give a member another role; the last owner stays one."""
    if role != Role.OWNER:
        keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(
        membership.workspace,
        by,
        "role_changed",
        person=str(membership.person),
        role=str(membership.get_role_display()),
    )


@transaction.atomic
def end_membership(membership: Membership, by: Person, now: datetime) -> None:
    """Someone leaves the workspace; what they did stays."""
    keep_an_owner(membership)
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    record(membership.workspace, by, "membership_ended", person=str(membership.person))


def keep_an_owner(leaving: Membership) -> None:
    """Refuse what would leave a workspace without an owner. Locks the owners' rows meanwhile."""
    owners = Membership.objects.select_for_update().filter(
        workspace=leaving.workspace, role=Role.OWNER, ended_at__isnull=True
    )
    if {owner.pk for owner in owners} == {leaving.pk}:
        raise Problem(
            _("%(person)s is the only owner. Make somebody else an owner first.")
            % {"person": leaving.person}
        )


def set_reference(workspace: Workspace, percents: dict[str, float] | None, by: Person) -> None:
    """Keep the intended profile (percents that sum to 100), or go back to the framework's own."""
    if percents is None:
        workspace.reference = None
    else:
        total = sum(percents.values())
        workspace.reference = {one.value: float(percents[one] / total) for one in FACTORS}
    workspace.save(update_fields=["reference"])
    record(workspace, by, "reference_changed")
