"""Who can reach which account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person
from virta.records.models import Record


class AccessEntry(Record):
    """That somebody, or a firm or tool outside, can get into an account. Never a password."""

    class Level(models.TextChoices):
        ADMIN = "admin", _("admin: may change everything")
        EDITOR = "editor", _("editor: may publish")
        ANALYST = "analyst", _("analyst: may look")

    class SecondFactor(models.TextChoices):
        ON = "on", _("on")
        OFF = "off", _("off")
        UNKNOWN = "unknown", _("not known")

    channel = models.ForeignKey(
        "audiences.Channel",
        verbose_name=_("channel"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="access_entries",
    )
    account = models.CharField(_("other account"), max_length=200, blank=True)
    """Where it is no channel: a business manager, an advertising account, a shared mailbox."""
    holder = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outside = models.CharField(_("somebody outside"), max_length=200, blank=True)
    """A firm, a freelancer or a tool that is no member here."""
    level = models.CharField(_("level"), max_length=8, choices=Level, default=Level.EDITOR)
    second_factor = models.CharField(
        _("second factor"), max_length=8, choices=SecondFactor, default=SecondFactor.UNKNOWN
    )
    since_on = models.DateField(_("since"), null=True, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("access")

    def __str__(self) -> str:
        return f"{self.who_name}: {self.what_name}"

    @property
    def who_name(self) -> str:
        """Who can get in, by name."""
        return str(self.holder) if self.holder else self.outside

    @property
    def what_name(self) -> str:
        """Into what, by name."""
        return str(self.channel) if self.channel else self.account
