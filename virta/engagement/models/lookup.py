"""What the addresses in a post lead to, asked outside by the worker and kept."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import Channel
from virta.engagement.models.attachment import MediaFile
from virta.engagement.models.post import Post
from virta.kit.claims import Claimable
from virta.people.models import WorkspaceRow, WorkspaceRowQuerySet
from virta.records.models import new_key


class LookupQuerySet(WorkspaceRowQuerySet):
    """Lookups, by what is to be done about them."""

    def due(self, now: datetime) -> Self:
        """Those whose time has come and that no living worker holds, oldest first."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.filter(free, done_at__isnull=True, due_at__lte=now).order_by("due_at")


class Lookup(Claimable, WorkspaceRow):
    """One address of one post: the card of a link, or another post that is quoted or answered."""

    class What(models.TextChoices):
        """What is to be found there."""

        CARD = "card", _("link card")
        QUOTED = "quoted", _("quoted post")
        ANSWERED = "answered", _("answered post")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("being fetched")
        FOUND = "found", _("found")
        TROUBLE = "trouble", _("not found")
        LEFT = "left", _("left out")

    key = models.CharField(max_length=16, default=new_key, editable=False, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="lookups")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    """By whose account it is looked up; a link's card needs none."""
    what = models.CharField(max_length=8, choices=What)
    address = models.CharField(max_length=2000)
    place = models.CharField(max_length=64)
    """The digest of what, channel and address: the same is looked up once for a post."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    facts = models.JSONField(default=dict)
    """What was found: title, description and alt of a card; names and words of a post."""
    picture = models.ForeignKey(
        MediaFile, on_delete=models.SET_NULL, null=True, related_name="lookups"
    )
    said = models.JSONField(default=dict)
    """Why it was not found, as `{"en": …, "fi": …}`."""

    objects: ClassVar[Any] = LookupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["post", "place"], name="one_lookup_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.address[:60]}"

    @property
    def words(self) -> str:
        """Why it was not found, in the reader's language."""
        language = "fi" if (get_language() or "en").startswith("fi") else "en"
        return str(self.said.get(language) or self.said.get("en", ""))
