"""Guidelines and policies that people read and accept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person
from virta.records.models import Record, Titled


class Policy(Titled):
    """A text that holds for the work. A new edition has to be accepted anew."""

    class Readers(models.TextChoices):
        NOBODY = "nobody", _("nobody has to accept it")
        TEAM = "team", _("the team")
        TAKING_PART = "taking_part", _("the team and contributors")

    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"))
    """Markdown; `virta.ownership.policies.rendered` draws it."""
    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)
    in_force_on = models.DateField(_("in force from"))
    readers = models.CharField(
        _("who must accept it"), max_length=12, choices=Readers, default=Readers.TEAM
    )
    accept_by = models.DateField(_("to be accepted by"), null=True, blank=True)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("policy")
        verbose_name_plural = _("policies")


class Acceptance(Record):
    """That a person has read and accepted one edition of a policy."""

    class How(models.TextChoices):
        HERE = "here", _("in Virta")
        PAPER = "paper", _("on paper")

    policy = models.ForeignKey(
        Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="acceptances"
    )
    edition = models.PositiveIntegerField(_("edition"))
    who = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    accepted_on = models.DateField(_("accepted on"))
    how = models.CharField(_("how"), max_length=5, choices=How, default=How.HERE)

    class Meta(Record.Meta):
        verbose_name = _("acceptance")
        indexes = [models.Index(fields=["workspace", "policy", "edition"])]

    def __str__(self) -> str:
        return f"{self.who}: {self.policy} ({self.edition})"
