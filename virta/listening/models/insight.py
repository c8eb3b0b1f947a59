"""What was understood from what was heard."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.listening.models.mention import Mention
from virta.listening.models.search import Search
from virta.people.models import Person, WorkspaceRow
from virta.records.models import Record, Titled


class Insight(Titled):
    """What we heard, how sure we are, and for whom it matters; it waits to be decided on."""

    class Sureness(models.TextChoices):
        """How well founded it is."""

        HINT = "hint", _("a hint")
        LIKELY = "likely", _("likely")
        SURE = "sure", _("sure")

    class State(models.TextChoices):
        """Whether somebody has decided what follows."""

        WAITS = "waits", _("waits for a decision")
        CHANGE = "change", _("we change something")
        TRY = "try", _("we try something")
        LEAVE = "leave", _("we leave it")

    title = models.CharField(_("what we heard"), max_length=200)
    detail = models.TextField(_("what it means"), blank=True)
    sureness = models.CharField(
        _("how sure"), max_length=8, choices=Sureness, default=Sureness.HINT
    )
    search = models.ForeignKey(
        Search,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="insights",
        verbose_name=_("search"),
    )
    objectives: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "objectives.Objective", verbose_name=_("objectives"), related_name="insights", blank=True
    )
    audiences: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "audiences.Audience", verbose_name=_("target groups"), related_name="insights", blank=True
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITS)
    decision = models.TextField(
        _("what was decided"), blank=True, help_text=_("And what was changed because of it.")
    )

    class Meta(Record.Meta):
        verbose_name = _("insight")


class InsightMention(WorkspaceRow):
    """A mention that an insight rests on.

    When the mention is erased for its age, a short excerpt without author stays in its place; when
    its author or network takes it back, nothing does.
    """

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="rests_on")
    mention = models.ForeignKey(
        Mention, on_delete=models.CASCADE, null=True, related_name="insights"
    )
    excerpt = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=20, blank=True)
    on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["insight", "mention"], name="listening_insight_once")
        ]
