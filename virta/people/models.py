"""People, the workspaces they belong to, and what they may do there."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from auditlog.registry import auditlog
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.kit.claims import Claimable, ClaimableQuerySet
from virta.kit.sealing import seal, unseal


class Language(models.TextChoices):
    """The languages Virta is written in."""

    ENGLISH = "en", _("English")
    FINNISH = "fi", _("Finnish")


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the e-mail address is who they are."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **more)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. Their role is a matter of each workspace."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Helsinki")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    """Workspaces by who may open them."""

    def mine(self, person: Any) -> Self:
        """The workspaces this person belongs to."""
        return self.filter(memberships__person=person, memberships__ended_at__isnull=True)


class Workspace(models.Model):
    """One organisation's place in this installation. Every row belongs to one."""

    name = models.CharField(_("name of the organisation"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Helsinki")
    reference = models.JSONField(_("reference profile"), null=True, blank=True)
    """Factor slug → intended share, summing to 1; None means the framework's own."""
    is_example = models.BooleanField(default=False)
    is_client = models.BooleanField(default=False)
    """Made by an outside assessor for an organisation that does not use Virta itself."""
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WorkspaceQuerySet] = WorkspaceQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/w/{self.slug}/"


class Role(models.TextChoices):
    """What someone is in a workspace. `virta.people.access` says what each may do."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")
    ASSESSOR = "assessor", _("Assessor")


class WorkspaceRowQuerySet(models.QuerySet[Any]):
    """The one way to ask for the rows of a workspace."""

    def of(self, workspace: Workspace) -> Self:
        return self.filter(workspace=workspace)


class WorkspaceRow(models.Model):
    """Base of everything that belongs to one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Any] = WorkspaceRowQuerySet.as_manager()

    class Meta:
        abstract = True


class Membership(WorkspaceRow):
    """That a person belongs to a workspace, and as what. Ended, never deleted."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "person"], name="one_membership_a_person_and_workspace"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


def digest(token: str) -> str:
    """What is stored of a secret link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(WorkspaceRow):
    """A link by which someone joins a workspace in a role, until it expires or is used."""

    LIFE = timedelta(days=7)

    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.email or '…'} → {self.workspace} ({self.get_role_display()})"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class SetupLink(models.Model):
    """The one-time link with which the first person of an installation comes in."""

    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d %H:%M}"

    @classmethod
    def fresh(cls) -> str:
        """Make a new link's token and forget the earlier ones, which nobody has used."""
        token = secrets.token_urlsafe(32)
        cls.objects.filter(used_at__isnull=True).delete()
        cls.objects.create(token_digest=digest(token))
        return token


class AuditEvent(models.Model):
    """Something done that bears on security: who, when, where, what. Never what was answered."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, null=True, related_name="audit_events"
    )
    actor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    event = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["workspace", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"


class Letter(Claimable):
    """One e-mail to send. Written by a view, sent by the worker."""

    SEALED_FOR: ClassVar[str] = "letters"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, null=True, related_name="letters"
    )
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    sealed = models.TextField(blank=True, editable=False)
    """A text that holds a secret, encrypted until it is sent and then forgotten."""
    about = models.CharField(max_length=60, blank=True)
    """What it is for, so that the same thing is not sent twice, e.g. `invitee:17:reminder:2`."""

    objects: ClassVar[ClaimableQuerySet] = ClaimableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about"], name="one_letter_about_a_thing", condition=~models.Q(about="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @classmethod
    def secret(
        cls, workspace: Workspace, to: str, subject: str, text: str, now: datetime
    ) -> "Letter":
        """A letter whose text nobody reads in the database."""
        sealed = seal({"text": text}, cls.SEALED_FOR)
        return cls.objects.create(
            workspace=workspace, to=to, subject=subject[:200], sealed=sealed, due_at=now
        )

    @property
    def body(self) -> str:
        """What it says. Raises InvalidToken where it was sealed under a foreign key."""
        return unseal(self.sealed, self.SEALED_FOR)["text"] if self.sealed else self.text


auditlog.register(Person, exclude_fields=["password", "last_login"])
auditlog.register(Workspace)
auditlog.register(Membership)
auditlog.register(Invitation, exclude_fields=["token_digest"])
