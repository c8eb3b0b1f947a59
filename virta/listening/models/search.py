"""What is listened for."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person
from virta.records.models import Record, Titled


class Search(Titled):
    """A question to the stream, in the listening language (`virta.matching`)."""

    class About(models.TextChoices):
        """Whom it is about: shares of voice set the own against the peers."""

        OWN = "own", _("ourselves")
        PEER = "peer", _("a competitor or peer")
        PEER_OWN = "peer_own", _("what a competitor or peer says itself")
        TOPIC = "topic", _("a topic")

    title = models.CharField(_("name"), max_length=120)
    query = models.TextField(
        _("query"),
        help_text=_(
            "Words with AND, OR and NOT, “phrases”, brackets and lang:fi. Example: "
            "(virta OR “social media”) AND NOT job"
        ),
    )
    about = models.CharField(_("about"), max_length=8, choices=About, default=About.TOPIC)
    peer = models.ForeignKey(
        "audiences.Peer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="searches",
        verbose_name=_("competitor or peer"),
    )
    why = models.TextField(
        _("why we listen"), blank=True, help_text=_("What would we do with what we hear?")
    )
    objectives: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "objectives.Objective", verbose_name=_("objectives"), related_name="searches", blank=True
    )
    audiences: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "audiences.Audience", verbose_name=_("target groups"), related_name="searches", blank=True
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    is_on = models.BooleanField(_("is listening"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("search")
