"""The plan as entries of a calendar: planned slots, days that matter, activities."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from virta.activities.calendars import A_DAY, Calendar, Entry, Frame, all_days, laid_out
from virta.activities.models import Activity, Day, Slot
from virta.activities.outcomes import Outcome, outcomes
from virta.activities.shares import midnight
from virta.kit.stretches import numbers_in_each
from virta.people.models import Workspace
from virta.records.kinds import kind_of

ICONS = {
    Slot.State.PLANNED: "circle-dashed",
    Slot.State.MOVED: "circle-arrow-right",
    Slot.State.SKIPPED: "circle-slash",
    Slot.State.FULFILLED: "circle-check",
}
LIGHT = 600
"""Rows of a frame that are read at once; where there are more, each day is asked for by itself."""
NARROWED_BY = ("channel", "activity", "pillar")


def narrowing(query: dict[str, str]) -> Q:
    """What an address narrows the slots to."""
    wanted = Q()
    for name in NARROWED_BY:
        if value := query.get(name):
            wanted &= Q(**{f"{name}__key": value})
    if query.get("owner", "").isdecimal():
        wanted &= Q(owner=query["owner"])
    if query.get("state") in Slot.State.values:
        wanted &= Q(state=query["state"])
    return wanted


def slots_of(workspace: Workspace, query: dict[str, str]) -> Any:
    """The living slots of living activities, narrowed as an address asks."""
    rows = Slot.objects.of(workspace).filter(narrowing(query))
    return rows.exclude(activity__removed_at__isnull=False).exclude(activity__is_template=True)


Told = dict[int, Outcome]


def told(workspace: Workspace, frame: Frame, query: dict[str, str]) -> Told:
    """What became of the slots of a frame, narrowed as an address asks, by row number."""
    start, end = bounds(frame)
    found = outcomes(workspace, start, end)
    if found:
        rows = slots_of(workspace, query).filter(at__gte=start, at__lt=end).order_by()
        found = {pk: found[pk] for pk in rows.values_list("pk", flat=True) if pk in found}
    return found


def calendar(
    workspace: Workspace,
    frame: Frame,
    query: dict[str, str],
    told: Told | None = None,
    *,
    movable: bool,
) -> Calendar:
    """The plan on the days of a frame, with what has been `told` of its slots. Of crowded days
    only the first slots are fetched whole."""
    slots, counts = slot_entries(workspace, frame, query, told, movable=movable)
    spans = [] if frame.view == "month" else activity_entries(workspace, frame, query)
    return laid_out(frame, [*day_entries(workspace, frame), *spans, *slots], counts)


def bounds(frame: Frame) -> tuple[datetime, datetime]:
    """The instants between which a frame lies in the reader's zone, the end not included."""
    return midnight(frame.first), midnight(frame.last + timedelta(days=1))


def slot_entries(
    workspace: Workspace,
    frame: Frame,
    query: dict[str, str],
    told: Told | None = None,
    *,
    movable: bool,
    only: Any = None,
) -> tuple[list[Entry], dict[date, int]]:
    """The first slots of each day as entries, and how many there are in all; `only` is a condition
    of the database that narrows them further."""
    rows = slots_of(workspace, query)
    if only is not None:
        rows = rows.filter(only)
    wanted, counts = first_of_each_day(rows, frame)
    drawing = Drawing(workspace, timezone.get_current_timezone(), told or {}, movable=movable)
    return drawing.entries(wanted), counts


def first_of_each_day(rows: Any, frame: Frame) -> tuple[list[int], dict[date, int]]:
    """Of rows with a moment `at`: the numbers of those that are drawn on the days of a frame, and
    how many there are on each day in all. One question, and one or two a day on crowded frames."""
    start, end = bounds(frame)
    inside = rows.filter(at__gte=start, at__lt=end).order_by("at", "pk")
    found = list(inside.values_list("pk", "at")[: LIGHT + 1])
    if len(found) > LIGHT:
        return first_of_crowded_days(rows, frame)
    zone = timezone.get_current_timezone()
    on: dict[date, list[int]] = defaultdict(list)
    for number, at in found:
        on[at.astimezone(zone).date()].append(number)
    wanted = [pk for several in on.values() for pk in several[: A_DAY[frame.view]]]
    return wanted, {day: len(several) for day, several in on.items()}


def first_of_crowded_days(rows: Any, frame: Frame) -> tuple[list[int], dict[date, int]]:
    """The same, day by day: each is a stretch of an index. To number the rows of a crowded month
    in one question takes forty times as long."""
    most = A_DAY[frame.view]
    wanted: list[int] = []
    counts: dict[date, int] = {}
    days = all_days(frame)
    stretches = [(midnight(day), midnight(day + timedelta(days=1))) for day in days]
    for day, found in zip(days, numbers_in_each(rows.order_by("at", "pk"), stretches), strict=True):
        if found:
            wanted += found[:most]
            counts[day] = len(found)
    return wanted, counts


class Drawing:
    """Slots as entries, with few questions to the database and few objects."""

    FIELDS = ("pk", "key", "at", "zone", "title", "state", "version", "channel", "activity")

    def __init__(
        self, workspace: Workspace, zone: Any, outcomes: dict[int, Outcome], *, movable: bool
    ) -> None:
        self.zone, self.outcomes, self.movable = zone, outcomes, movable
        self.base = kind_of(Slot).list_url(workspace)
        self.states = {value: str(label) for value, label in Slot.State.choices}

    def entries(self, numbers: list[int]) -> list[Entry]:
        """The slots of these row numbers, in their order."""
        rows = Slot.objects.filter(pk__in=numbers).order_by("at", "pk").values(*self.FIELDS)
        slots = list(rows)
        channels = named(Slot, "channel", {one["channel"] for one in slots})
        activities = named(Slot, "activity", {one["activity"] for one in slots})
        return [self.entry(one, channels, activities) for one in slots]

    def entry(self, slot: Any, channels: dict[int, str], activities: dict[int, str]) -> Entry:
        """One slot at its time in the reader's own zone."""
        here = slot["at"].astimezone(self.zone)
        both = (channels.get(slot["channel"]), activities.get(slot["activity"]))
        beside = [one for one in both if one]
        detail = " · ".join(beside if slot["title"] else beside[1:])
        url = f"{self.base}{slot['key']}/"
        icon, mark, tone = self.standing(slot)
        return Entry(
            title=slot["title"] or (beside[0] if beside else _("planned slot")),
            url=url,
            day=here.date(),
            clock=here.time().replace(second=0, microsecond=0),
            detail=detail + other_zone(slot["at"], slot["zone"], here),
            icon=icon,
            mark=mark,
            tone=tone,
            move_url=f"{url}move/" if self.movable else "",
            seen=slot["version"],
            key=slot["key"],
        )

    def standing(self, slot: Any) -> tuple[str, str, str]:
        """Icon, word and tone: what became of it, else its own state."""
        told = self.outcomes.get(slot["pk"])
        if told is None or told.is_open:
            return ICONS[slot["state"]], self.states[slot["state"]], slot["state"]
        return told.icon, told.label, told.tone


def named(model: Any, name: str, numbers: set[int | None]) -> dict[int, str]:
    """What the objects of a relation are called, by row number."""
    related = model._meta.get_field(name).related_model
    found = related.objects.in_bulk(number for number in numbers if number)
    return {number: str(one) for number, one in found.items()}


def other_zone(at: datetime, zone: str, here: datetime) -> str:
    """The agreed wall-clock time, where it is not the reader's own."""
    there = at.astimezone(ZoneInfo(zone))
    if there.utcoffset() == here.utcoffset():
        return ""
    return f" ({there:%H.%M} {zone})"


def day_entries(workspace: Workspace, frame: Frame) -> list[Entry]:
    """The days that matter."""
    rows = Day.objects.of(workspace).filter(starts_on__lte=frame.last)
    rows = rows.filter(
        Q(ends_on__gte=frame.first) | Q(ends_on__isnull=True, starts_on__gte=frame.first)
    )
    return [
        Entry(
            title=one.title,
            url=kind_of(one).url(one),
            day=one.starts_on,
            ends_on=one.ends_on,
            detail=one.clock.strftime("%H.%M") if one.clock else "",
            icon="star",
            tone="day",
            key=one.key,
        )
        for one in rows.select_related("workspace").order_by("starts_on", "title")[:500]
    ]


def activity_entries(workspace: Workspace, frame: Frame, query: dict[str, str]) -> list[Entry]:
    """The campaigns that run on these days."""
    rows = Activity.objects.of(workspace).filter(
        type=Activity.Type.CAMPAIGN,
        is_template=False,
        starts_on__lte=frame.last,
        ends_on__gte=frame.first,
    )
    if key := query.get("activity"):
        rows = rows.filter(key=key)
    if key := query.get("channel"):
        rows = rows.filter(channels__key=key)
    return [
        Entry(
            title=one.title,
            url=kind_of(one).url(one),
            day=one.starts_on,
            ends_on=one.ends_on,
            icon="megaphone",
            mark=one.get_state_display(),
            tone="span",
            key=one.key,
        )
        for one in rows.select_related("workspace")
        .defer("brief")
        .order_by("starts_on", "title")[:100]
    ]
