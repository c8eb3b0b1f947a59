"""Capacity and absences."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership.kinds.filters import by_number, by_time, people, times
from virta.ownership.models import Absence, Capacity
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="capacity",
        path="capacities",
        model=Capacity,
        factor=Factor.OWNERSHIP,
        one=_("capacity"),
        many=_("capacities"),
        form="virta.ownership.forms.hours.CapacityForm",
        lead=_("How many hours a week people have for social media work."),
        empty=_("Say for each person how many hours a week they have for this work."),
        columns=[
            Column("who", _("person"), lambda one: one.who, "who__name", "person"),
            Column("hours", _("hours a week"), lambda one: one.hours, "hours", "number"),
            Column("from_on", _("from"), lambda one: one.from_on, "from_on", "date"),
            Column("until_on", _("until"), lambda one: one.until_on, "until_on", "date"),
        ],
        filters=[
            Filter("who", _("person"), people, by_number("who")),
            Filter("time", _("when"), times, by_time("from_on", "until_on")),
        ],
        search=("who__name",),
        order=("who__name", "from_on"),
        related=("who",),
        icon="hourglass",
    )
)
register(
    Kind(
        name="absence",
        path="absences",
        model=Absence,
        factor=Factor.OWNERSHIP,
        one=_("absence"),
        many=_("absences"),
        form="virta.ownership.forms.hours.AbsenceForm",
        lead=_("Who is away when, and who stands in."),
        empty=_("Holidays and other days away belong here, with who stands in."),
        columns=[
            Column("who", _("person"), lambda one: one.who, "who__name", "person"),
            Column("from_on", _("first day away"), lambda one: one.from_on, "from_on", "date"),
            Column("until_on", _("last day away"), lambda one: one.until_on, "until_on", "date"),
            Column(
                "stand_in", _("who stands in"), lambda one: one.stand_in, "stand_in__name", "person"
            ),
            Column("note", _("remark"), lambda one: one.note),
        ],
        filters=[
            Filter("who", _("person"), people, by_number("who")),
            Filter("time", _("when"), times, by_time("from_on", "until_on")),
        ],
        search=("who__name", "stand_in__name", "note"),
        order=("-from_on",),
        related=("who", "stand_in"),
        icon="plane",
    )
)
