"""Rotations and watches."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership import showing
from virta.ownership.kinds.filters import by_number, people, times
from virta.ownership.models import Rotation, Watch
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="rotation",
        path="rotations",
        model=Rotation,
        factor=Factor.OWNERSHIP,
        one=_("rotation"),
        many=_("rotations"),
        form="virta.ownership.forms.watching.RotationForm",
        lead=_("Who takes the watch after whom, and when turns change."),
        empty=_("A rotation makes the turns on watch by itself, weeks ahead."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("every", _("length of a turn"), showing.length_of_turn),
            Column("at", _("turns change at"), lambda one: one.at.strftime("%H:%M")),
            Column("zone", _("time zone"), lambda one: one.zone, "zone"),
            Column("starts_on", _("first turn"), lambda one: one.starts_on, "starts_on", "date"),
            Column("until_on", _("no turns after"), lambda one: one.until_on, "until_on", "date"),
        ],
        order=("title",),
        page="ownership/rotation.html",
        context=showing.rotation,
        down=("watches",),
        icon="repeat",
    )
)
register(
    Kind(
        name="watch",
        path="watches",
        model=Watch,
        factor=Factor.OWNERSHIP,
        one=_("watch"),
        many=_("watches"),
        form="virta.ownership.forms.watching.WatchForm",
        lead=_("Every turn on watch, as a list."),
        empty=_("Make a rotation: it makes the turns by itself."),
        columns=[
            Column(
                "person", _("who is on watch"), lambda one: one.person, "person__name", "person"
            ),
            Column("starts_at", _("begins"), lambda one: one.starts_at, "starts_at", "moment"),
            Column("ends_at", _("ends"), lambda one: one.ends_at, "ends_at", "moment"),
            Column(
                "rotation", _("rotation"), lambda one: one.rotation, "rotation__title", "record"
            ),
            Column("handover", _("handover note"), lambda one: one.handover),
        ],
        filters=[
            Filter("person", _("person"), people, by_number("person")),
            Filter("time", _("when"), times, showing.watches_at),
        ],
        search=("person__name", "handover"),
        order=("-starts_at",),
        related=("person", "rotation", "rotation__workspace"),
        page="ownership/watch.html",
        up=("rotation",),
        icon="eye",
    )
)
