"""If … then …: what is done with mentions as they come in."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.listening.models.mention import Mention
from virta.listening.models.search import Search
from virta.listening.models.tag import Tag
from virta.people.models import Person, WorkspaceRow
from virta.records.models import Record, Titled


class MentionRule(Titled):
    """Conditions that a mention must all meet, and what is then done with it.

    Rules are asked in the order of their place; one may say that none after it is asked.
    """

    title = models.CharField(_("name"), max_length=120)
    place = models.PositiveIntegerField(
        _("place"), default=10, help_text=_("Rules with a smaller number are asked first.")
    )
    is_on = models.BooleanField(_("is in use"), default=True)

    searches: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Search,
        verbose_name=_("heard by one of these searches"),
        related_name="rules",
        blank=True,
    )
    query = models.TextField(
        _("matches this query"), blank=True, help_text=_("In the listening language.")
    )
    network = models.CharField(_("comes from this network"), max_length=20, blank=True)
    language = models.CharField(
        _("is in this language"),
        max_length=12,
        blank=True,
        help_text=_("A code of two or three letters, such as fi."),
    )
    sentiment = models.SmallIntegerField(
        _("has this sentiment"), choices=Mention.Sentiment, null=True, blank=True
    )
    followers = models.PositiveBigIntegerField(
        _("its author has at least so many followers"), null=True, blank=True
    )
    authors = models.TextField(
        _("was written by one of these"),
        blank=True,
        help_text=_("One a line: @name, account address or DID."),
    )

    tags: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Tag, verbose_name=_("put these tags on it"), related_name="rules", blank=True
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("give it to"),
    )
    to_watch = models.BooleanField(_("give it to whoever is on watch"), default=False)
    is_handled = models.BooleanField(_("mark it as handled"), default=False)
    alarms = models.BooleanField(
        _("raise an alarm"),
        default=False,
        help_text=_(
            "Whoever is on watch is told at once, and it goes along the escalation path until "
            "somebody sees to it."
        ),
    )
    stops = models.BooleanField(_("ask no rule after this one"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("rule")


class Untried(WorkspaceRow):
    """A mention that came in and that the rules have not been asked about yet."""

    mention = models.OneToOneField(Mention, on_delete=models.CASCADE, related_name="+")
