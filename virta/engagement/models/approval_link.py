"""A link by which somebody without an account answers one post."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.engagement.models.post import Post
from virta.people.models import Language, Person, WorkspaceRow
from virta.records.models import new_key


class ApprovalLink(WorkspaceRow):
    """One outside approver's way to one post in one wording, until it is answered or ends.

    Neither the link nor the code that goes with it can be made again from what is stored.
    """

    LIFE = timedelta(days=7)
    MOST_WRONG = 5
    """Wrong codes; then the link is locked for good."""

    class State(models.TextChoices):
        """Whether it still opens, and why not."""

        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VOID = "void", _("void: the post has changed since")
        LOCKED = "locked", _("locked after wrong codes")
        EXPIRED = "expired", _("expired")

    key = models.CharField(max_length=16, default=new_key, editable=False, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="approval_links")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    digest = models.CharField(max_length=64, editable=False)
    """Of the wording that they are asked about."""
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, editable=False)
    codes_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    is_told = models.BooleanField(default=False)
    """Whether the asker tells them the code; else Virta sends one to their address."""
    is_mailed = models.BooleanField(default=False)
    """Whether Virta has sent them the link."""
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    void_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} → {self.post_id}"

    def state(self, now: datetime) -> State:
        """Whether it opens at this moment."""
        ends: tuple[tuple[Any, ApprovalLink.State], ...] = (
            (self.answered_at, self.State.ANSWERED),
            (self.withdrawn_at, self.State.WITHDRAWN),
            (self.void_at, self.State.VOID),
            (self.wrong_codes >= self.MOST_WRONG, self.State.LOCKED),
            (self.expires_at <= now, self.State.EXPIRED),
        )
        return next((state for is_so, state in ends if is_so), self.State.OPEN)
