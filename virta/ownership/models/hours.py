"""How much time people have for this work, and when they are away."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from virta.people.models import Person
from virta.records.models import Record


class Capacity(Record):
    """How many hours a week a person has for social media work, from a day, perhaps until one."""

    who = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    hours = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("capacity")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(hours__gte=0) & models.Q(hours__lte=168),
                name="a_week_has_168_hours",
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.hours:.1f}".removesuffix(".0")
        return f"{self.who}: {hours} h"


class Absence(Record):
    """That a person is away, both days included, and who stands in."""

    who = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    from_on = models.DateField(_("first day away"))
    until_on = models.DateField(_("last day away"))
    stand_in = models.ForeignKey(
        Person,
        verbose_name=_("who stands in"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("absence")
        indexes = [models.Index(fields=["workspace", "from_on", "until_on"])]

    def __str__(self) -> str:
        days = [date_format(day, "SHORT_DATE_FORMAT") for day in (self.from_on, self.until_on)]
        return f"{self.who}, {'–'.join(dict.fromkeys(days))}"
