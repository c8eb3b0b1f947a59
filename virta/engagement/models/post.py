"""What the organisation says: one text, a version for each channel."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.activities.models import Activity, Pillar, Slot
from virta.audiences.models import Channel
from virta.kit.derived import DerivedChar, DerivedText
from virta.people.models import Person
from virta.records.models import Record

TOO_LATE = 360
"""A post this many minutes late is asked about, where nobody has said otherwise."""

OWN_TEXTS = "*"
"""The digest of a post whose channels have texts of their own: only reading it tells them."""


class Repeats(models.TextChoices):
    """How a post comes again: a recurrence rule of RFC 5545, counted from the post's own day."""

    DAILY = "FREQ=DAILY", _("every day")
    WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", _("on working days")
    WEEKLY = "FREQ=WEEKLY", _("every week")
    FORTNIGHTLY = "FREQ=WEEKLY;INTERVAL=2", _("every second week")
    MONTHLY = "FREQ=MONTHLY", _("every month")
    YEARLY = "FREQ=YEARLY", _("every year")


def digest_of_text(text: str) -> str:
    """The hash of a text, whatever its white space and capitals; nothing for no text."""
    bare = " ".join(text.split()).casefold()
    return hashlib.sha256(bare.encode()).hexdigest() if bare else ""


class Post(Record):
    """A post in the making, and the record of it once it is out."""

    title = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("For ourselves; left empty, the beginning of the text stands for it."),
    )
    text = models.TextField(_("text"), blank=True, max_length=100_000)
    versions = models.JSONField(_("versions"), default=dict, blank=True, editable=False)
    """By channel key: `{"text": …, "options": {…}}` where a channel says it otherwise."""
    channels: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Channel, verbose_name=_("channels"), related_name="posts", blank=True
    )
    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        help_text=_("What it is part of. Without one the post is off plan and counts as such."),
    )
    pillar = models.ForeignKey(
        Pillar,
        verbose_name=_("content pillar"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
    )
    slot = models.ForeignKey(
        Slot,
        verbose_name=_("planned slot"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="posts",
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("who writes it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("time"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("Such as fi, sv or en.")
    )
    too_late = models.PositiveIntegerField(
        _("too late after"),
        default=TOO_LATE,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 30)],
        help_text=_("Minutes. A post that is later is not sent but asked about."),
    )
    note = models.TextField(_("note"), blank=True)
    repeats = models.CharField(_("comes again"), max_length=60, choices=Repeats, blank=True)
    repeats_until = models.DateField(_("comes again until"), null=True, blank=True)
    schedules_itself = models.BooleanField(
        _("schedule each time by itself"),
        default=False,
        help_text=_(
            "Each time goes out without anybody looking at it again; where a rule asks for an "
            "approval, it waits for that. Otherwise each waits as a draft."
        ),
    )
    repeat_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="repeated",
        db_index=False,
    )
    """The post whose repetition made this one."""
    repeat_day = models.DateField(null=True, editable=False)
    """The day of the repetition for which it was made; it stays when the post is moved."""
    found_at = models.DateTimeField(null=True, editable=False)
    """When Virta found it on its network, where it was published without Virta; nothing for what
    was written here. Such a post never goes out from here, and its text stays as it was found."""
    text_digest = DerivedChar(max_length=64, by="digest_of_texts")
    """By which the same text twice is found: its digest, or OWN_TEXTS where channels have others."""
    sought = DerivedText(by="words_sought")
    """Its words as a search looks for them."""

    class Meta(Record.Meta):
        verbose_name = _("post")
        indexes: ClassVar[list[Any]] = [
            # Every list leaves out the removed ones; so their number and order need no table.
            models.Index(
                fields=["workspace", "at", "id"],
                condition=models.Q(removed_at__isnull=True),
                name="engagement_living_posts",
            ),
            models.Index(fields=["workspace", "text_digest", "at"]),
            models.Index(fields=["workspace", "repeats"]),
            # Hardly any post repeats another: an index of all of them tells a database nothing.
            models.Index(
                fields=["repeat_of", "at"],
                condition=models.Q(repeat_of__isnull=False),
                name="engagement_repeated",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["repeat_of", "repeat_day"], name="one_post_a_repeat"),
        ]

    def __str__(self) -> str:
        none = _("post without text") if self.found_at else _("empty post")
        return self.title or " ".join(self.text.split())[:60] or str(none)

    def own_texts(self) -> list[str]:
        """The texts that channels have for themselves."""
        return [one["text"] for one in self.versions.values() if one.get("text")]

    def digest_of_texts(self) -> str:
        return OWN_TEXTS if self.own_texts() else digest_of_text(self.text)

    def words_sought(self) -> str:
        """Name and all texts in small letters."""
        return "\n".join([self.title, self.text, *self.own_texts()]).casefold()

    @property
    def local(self) -> datetime:
        """Its moment by the clock of the zone in which it was agreed."""
        if self.at is None:
            raise ValueError("A post without a time has no clock.")
        return self.at.astimezone(ZoneInfo(self.zone or self.workspace.time_zone))

    @property
    def addresses(self) -> list[str]:
        """Where it is on the networks, in the order in which it came out there."""
        out = [one for one in self.deliveries.all() if one.url and one.published_at]
        return [one.url for one in sorted(out, key=lambda one: one.published_at) if one.is_out]

    def text_for(self, channel: Channel) -> str:
        """What goes out on a channel."""
        own = self.versions.get(channel.key, {}).get("text", "")
        return own or self.text

    def options_for(self, channel: Channel) -> dict[str, str]:
        """What was chosen of the network's own options."""
        chosen: dict[str, str] = self.versions.get(channel.key, {}).get("options", {})
        return chosen
