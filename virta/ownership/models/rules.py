"""Where trouble goes, and who lets things out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.ownership.about import AboutRecord
from virta.people.models import Person


class Escalation(AboutRecord):
    """What to do when something happens: to whom, within what time, by which means."""

    class Means(models.TextChoices):
        VIRTA = "virta", _("a notice in Virta")
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        WEBHOOK = "webhook", _("webhook")

    title = models.CharField(_("what has happened"), max_length=200)
    when = models.TextField(_("how to know it"), blank=True)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("who keeps this path in order"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    steps = models.JSONField(_("steps"), default=list)
    """In order: {"to": e-mail of a member or "", "name": somebody outside, "contact": phone,
    address or the key of a webhook, "means": one of Means, "within": minutes since it was noticed}."""

    class Meta(AboutRecord.Meta):
        abstract = False
        verbose_name = _("escalation path")

    def __str__(self) -> str:
        return self.title


class ApprovalRule(AboutRecord):
    """Who must say yes before something goes out: for a channel, an activity, a pillar, or all."""

    title = models.CharField(_("name"), max_length=120)
    steps = models.JSONField(_("steps"), default=list)
    """In order: {"how": "any" or "all", "people": [e-mail…], "roles": [role…],
    "outside": [e-mail…]}; `virta.ownership.approving` reads them."""
    note = models.TextField(_("what to look at"), blank=True)

    class Meta(AboutRecord.Meta):
        abstract = False
        verbose_name = _("approval rule")

    def __str__(self) -> str:
        return self.title
