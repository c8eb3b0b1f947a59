"""The kinds of objects of the factor Activities."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from virta.activities.models import Activity, Cadence, Day, Pillar, Slot
from virta.activities.showing import activity_page, cadence_page, pillar_page, slot_page
from virta.balance.framework import Factor
from virta.people.models import Workspace
from virta.records.filters import by, by_number, people
from virta.records.kinds import Column, Filter, Kind, register


def of_model(model: Any) -> Callable[[Workspace], list[tuple[str, str]]]:
    """The objects of a kind, named by their title, as choices of a filter."""
    return lambda workspace: list(model.objects.of(workspace).values_list("key", "title"))


def of_relation(model: Any, name: str) -> Callable[[Workspace], list[tuple[str, str]]]:
    """The objects that a relation of a model leads to, as choices of a filter."""
    return lambda workspace: of_model(model._meta.get_field(name).related_model)(workspace)


YES_NO = [("1", _("yes")), ("0", _("no"))]

register(
    Kind(
        name="activity",
        path="activities",
        model=Activity,
        factor=Factor.ACTIVITIES,
        one=_("activity"),
        many=_("activities"),
        form="virta.activities.forms.ActivityForm",
        lead=_("Campaigns and continuous work: whom they serve, where, when and by how much work."),
        empty=_("Begin with what you already do every week, then add your next campaign."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("type", _("type"), lambda one: one.get_type_display(), "type", "state"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("starts_on", _("begins"), lambda one: one.starts_on, "starts_on", "date"),
            Column("ends_on", _("ends"), lambda one: one.ends_on, "ends_on", "date"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
            Column("objectives", _("objectives"), lambda one: one.objectives, "", "records"),
            Column("audiences", _("target groups"), lambda one: one.audiences, "", "records"),
            Column("channels", _("channels"), lambda one: one.channels, "", "records"),
            Column("pillars", _("content pillars"), lambda one: one.pillars, "", "records"),
            Column(
                "budgeted_hours",
                _("budgeted hours"),
                lambda one: one.budgeted_hours,
                "budgeted_hours",
                "number",
            ),
            Column("hours_per", _("hours are"), lambda one: one.get_hours_per_display()),
        ],
        filters=[
            Filter("type", _("type"), lambda _workspace: Activity.Type.choices, by("type")),
            Filter("state", _("state"), lambda _workspace: Activity.State.choices, by("state")),
            Filter("owner", _("owner"), people, by_number("owner")),
            Filter("channel", _("channel"), of_relation(Activity, "channels"), by("channels__key")),
            Filter("is_template", _("template"), lambda _workspace: YES_NO, by("is_template")),
        ],
        search=("title", "brief"),
        order=("starts_on", "title"),
        related=("owner",),
        prefetch=tuple(
            f"{name}{more}"
            for name in ("objectives", "audiences", "channels", "pillars")
            for more in ("", "__workspace")
        ),
        up=("objectives", "audiences", "channels", "pillars"),
        down=("cadences", "posts"),
        item="activity",
        page="activities/activity.html",
        context=activity_page,
        listed="activities/activity_list.html",
        icon="megaphone",
    )
)
register(
    Kind(
        name="pillar",
        path="pillars",
        model=Pillar,
        factor=Factor.ACTIVITIES,
        one=_("content pillar"),
        many=_("content pillars"),
        form="virta.activities.forms.PillarForm",
        lead=_(
            "The few things you talk about again and again, and how much of each there should be."
        ),
        empty=_("Three to five pillars are enough: name what people should know you for."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column(
                "target_share",
                _("target share"),
                lambda one: one.target_share,
                "target_share",
                "number",
            ),
            Column("description", _("what belongs to it"), lambda one: one.description),
        ],
        search=("title", "description"),
        order=("title",),
        down=("activities",),
        page="activities/pillar.html",
        context=pillar_page,
        icon="columns-3",
    )
)
register(
    Kind(
        name="cadence",
        path="cadences",
        model=Cadence,
        factor=Factor.ACTIVITIES,
        one=_("cadence"),
        many=_("cadences"),
        form="virta.activities.forms.CadenceForm",
        lead=_("How often each activity speaks on each channel."),
        empty=_(
            "A cadence makes the planned slots by itself. Begin with one activity and channel."
        ),
        columns=[
            Column("pattern", _("when"), lambda one: one.in_words),
            Column(
                "activity", _("activity"), lambda one: one.activity, "activity__title", "record"
            ),
            Column("channel", _("channel"), lambda one: one.channel, "channel", "record"),
            Column(
                "pillar", _("content pillar"), lambda one: one.pillar, "pillar__title", "record"
            ),
            Column("starts_on", _("from"), lambda one: one.starts_on, "starts_on", "date"),
            Column("ends_on", _("until"), lambda one: one.ends_on, "ends_on", "date"),
            Column("zone", _("time zone"), lambda one: one.zone, "zone"),
        ],
        search=("activity__title",),
        order=("activity__title", "starts_on"),
        related=(
            "activity__workspace",
            "channel__workspace",
            "pillar__workspace",
        ),
        up=("activity", "channel", "pillar"),
        page="activities/cadence.html",
        context=cadence_page,
        in_menu=False,
        icon="repeat",
    )
)
register(
    Kind(
        name="slot",
        path="slots",
        model=Slot,
        factor=Factor.ACTIVITIES,
        one=_("planned slot"),
        many=_("planned slots"),
        form="virta.activities.forms.SlotForm",
        lead=_("Every place in the plan: what comes out when and where."),
        empty=_("Make a cadence, or bring the content calendar you have from a file."),
        columns=[
            Column("title", _("title"), lambda one: one.title),
            Column("day", _("day"), lambda one: one.local.date(), "at", "date"),
            Column("clock", _("time"), lambda one: one.local.strftime("%H:%M")),
            Column("zone", _("time zone"), lambda one: one.zone),
            Column("channel", _("channel"), lambda one: one.channel, "channel", "record"),
            Column(
                "activity", _("activity"), lambda one: one.activity, "activity__title", "record"
            ),
            Column(
                "pillar", _("content pillar"), lambda one: one.pillar, "pillar__title", "record"
            ),
            Column("owner", _("who does it"), lambda one: one.owner, "owner__name", "person"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("note", _("note"), lambda one: one.note),
        ],
        filters=[
            Filter("state", _("state"), lambda _workspace: Slot.State.choices, by("state")),
            Filter("channel", _("channel"), of_relation(Slot, "channel"), by("channel__key")),
            Filter("activity", _("activity"), of_model(Activity), by("activity__key")),
            Filter("pillar", _("content pillar"), of_model(Pillar), by("pillar__key")),
            Filter("owner", _("who does it"), people, by_number("owner")),
        ],
        search=("title", "note", "activity__title"),
        order=("at",),
        related=(
            "activity__workspace",
            "channel__workspace",
            "pillar__workspace",
            "owner",
        ),
        up=("activity", "channel", "pillar"),
        page="activities/slot.html",
        context=slot_page,
        in_menu=False,
        icon="calendar-clock",
    )
)
register(
    Kind(
        name="day",
        path="days",
        model=Day,
        factor=Factor.ACTIVITIES,
        one=_("day that matters"),
        many=_("days that matter"),
        form="virta.activities.forms.DayForm",
        lead=_("Holidays, fairs, elections: what the plan should know of."),
        empty=_("Bring a calendar file with public holidays, or add the days one by one."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("starts_on", _("day"), lambda one: one.starts_on, "starts_on", "date"),
            Column("ends_on", _("last day"), lambda one: one.ends_on, "ends_on", "date"),
            Column(
                "clock", _("time of day"), lambda one: one.clock and one.clock.strftime("%H:%M")
            ),
            Column("note", _("note"), lambda one: one.note),
            Column("address", _("address"), lambda one: one.address),
            Column("source", _("from the file"), lambda one: one.source),
        ],
        search=("title", "note"),
        order=("starts_on", "title"),
        listed="activities/day_list.html",
        icon="star",
    )
)
