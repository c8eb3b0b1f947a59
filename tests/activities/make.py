"""Activities, pillars, cadences, slots and days to test with, one by one and by the thousand."""

from datetime import UTC, date, datetime, time, timedelta

from tests.audiences.make import make_audience as make_audience
from tests.audiences.make import make_channel as make_channel
from virta.activities.models import Activity, Cadence, Day, Pillar, Slot
from virta.audiences.models import Audience, Channel
from virta.kit.wallclock import moment
from virta.objectives.models import Objective
from virta.records import saving
from virta.records.kinds import kind_of

ZONE = "Europe/Helsinki"
NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def stored(record, by=None, **many):
    saving.store(record, by, many=many)
    return record


def make_pillar(workspace, title="Everyday help", **facts):
    return stored(Pillar(workspace=workspace, title=title, **facts))


def make_activity(workspace, title="Spring campaign", by=None, **facts):
    """An activity; `objectives`, `audiences`, `channels` and `pillars` are lists."""
    names = ("objectives", "audiences", "channels", "pillars")
    many = {name: facts.pop(name) for name in names if name in facts}
    usual = {"state": Activity.State.PLANNED}
    return stored(Activity(workspace=workspace, title=title, **usual | facts), by, **many)


def make_cadence(workspace, **facts):
    """Tuesdays at 9:00 in Helsinki from 1 January 2026 on."""
    usual = {
        "activity": facts.pop("activity", None) or make_activity(workspace),
        "channel": facts.pop("channel", None) or make_channel(workspace),
        "weekdays": "1",
        "times": "09:00",
        "zone": ZONE,
        "starts_on": date(2026, 1, 1),
    }
    return stored(Cadence(workspace=workspace, **usual | facts))


def make_slot(workspace, at=NOON, **facts):
    return stored(Slot(workspace=workspace, at=at, zone=ZONE, **{"title": "A tip"} | facts))


def make_day(workspace, title="May Day", starts_on=date(2026, 5, 1), **facts):
    return stored(Day(workspace=workspace, title=title, starts_on=starts_on, **facts))


def many(workspace, *, activities=500, channels=100, slots=50_000, year=2026):
    """A plan at scale: the same one every time. Relations are spread evenly, no chance is used."""
    made_channels = [Channel(workspace=workspace, title=f"Channel {n}") for n in range(channels)]
    groups = [Audience(workspace=workspace, title=f"Group {n}") for n in range(20)]
    goals = [Objective(workspace=workspace, title=f"Objective {n}") for n in range(20)]
    pillars = [Pillar(workspace=workspace, title=f"Pillar {n}", target_share=20) for n in range(5)]
    made = [activity_number(workspace, n, year) for n in range(activities)]
    for several in (made_channels, groups, goals, pillars, made):
        saving.store_new(several, None)
    relate(made, made_channels, groups, goals)
    for start in range(0, slots, 5_000):
        numbers = range(start, min(start + 5_000, slots))
        found = [
            slot_number(workspace, n, slots, made, made_channels, pillars, year) for n in numbers
        ]
        saving.store_new(found, None)
    return made


def activity_number(workspace, number, year):
    starts = date(year, 1, 1) + timedelta(days=number * 7 % 340)
    continuous = number % 3 == 0
    return Activity(
        workspace=workspace,
        title=f"Activity {number}",
        type=Activity.Type.CONTINUOUS if continuous else Activity.Type.CAMPAIGN,
        state=Activity.State.RUNNING if continuous else Activity.State.PLANNED,
        starts_on=starts,
        ends_on=None if continuous else starts + timedelta(days=10 + number % 50),
        budgeted_hours=number % 40 + 1,
        hours_per=Activity.Per.WEEK if continuous else Activity.Per.WHOLE,
    )


def relate(made, channels, groups, goals):
    """Two channels, a target group and an objective for each activity, in four statements."""
    pairs = (
        (Activity.channels.through, "channel", channels, (1, 7)),
        (Activity.audiences.through, "audience", groups, (1,)),
        (Activity.objectives.through, "objective", goals, (1,)),
    )
    for through, name, others, steps in pairs:
        rows = {
            (activity.pk, others[number * step % len(others)].pk)
            for number, activity in enumerate(made)
            for step in steps
        }
        through.objects.bulk_create(
            [through(**{"activity_id": one, f"{name}_id": other}) for one, other in sorted(rows)],
            batch_size=500,
        )


def slot_number(workspace, number, slots, made, channels, pillars, year):
    """Slots evenly over two years, half of them in the year asked for."""
    day = date(year - 1, 7, 1) + timedelta(days=number * 730 // slots)
    return Slot(
        workspace=workspace,
        title=f"Slot {number}",
        at=moment(day, time(8 + number % 10, number % 4 * 15), ZONE),
        zone=ZONE,
        activity=made[number % len(made)],
        channel=channels[number % len(channels)],
        pillar=pillars[number % len(pillars)] if number % 4 else None,
    )


def url(record):
    """The address of an object's page."""
    return kind_of(record).url(record)
