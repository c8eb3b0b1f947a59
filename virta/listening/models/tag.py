"""The workspace's own words for what mentions are about."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from virta.listening.models.mention import Mention
from virta.people.models import Person, WorkspaceRow
from virta.records.models import Record, Titled


class Tag(Titled):
    """A word that people and rules put on mentions. Its colour helps the eye; its name tells."""

    class Colour(models.TextChoices):
        """The colours of the design, by name."""

        WATER = "water", _("water blue")
        GO = "go", _("green")
        HEED = "heed", _("amber")
        ALARM = "alarm", _("red")
        PLAIN = "plain", _("grey")

    title = models.CharField(_("name"), max_length=40)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour, default=Colour.WATER)
    about = models.CharField(
        _("when it is used"),
        max_length=200,
        blank=True,
        help_text=_("So that everybody uses it for the same."),
    )

    class Meta(Record.Meta):
        verbose_name = _("tag")
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                "workspace",
                name="listening_one_tag_a_name",
                condition=models.Q(removed_at__isnull=True),
                violation_error_message=_("There is a tag of this name already. Use that one."),
            ),
            models.UniqueConstraint(fields=["workspace", "key"], name="listening_tag_one_key"),
        ]


class MentionTag(WorkspaceRow):
    """That a mention has a tag."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="uses", db_index=False)
    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="tagged")
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """Nobody where a rule did it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "mention"], name="listening_one_tag_a_mention")
        ]
