"""How fast the pages of the strategy cycle answer on a large workspace.

    VIRTA_DATA=$(mktemp -d) python -m bench.strategy

200 objectives with key results, 100 channels, 500 activities, 50,000 planned slots, 200 people and
a responsibility for each thing. Asks for every list, a page of every kind, and every place of the
four factors, many times over, and prints the median and the 95th percentile in milliseconds. Ends
with status 1 where a page's 95th percentile is over 100 ms.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from virta.activities.models import Activity, Cadence, Pillar, Slot  # noqa: E402
from virta.audiences.models import Audience, AudienceFit, Channel, ChannelRole  # noqa: E402
from virta.balance.framework import INNER  # noqa: E402
from virta.flows.serving import prepare  # noqa: E402
from virta.objectives.models import CheckIn, KeyResult, Objective  # noqa: E402
from virta.ownership.models import Assignment, Capacity, Task  # noqa: E402
from virta.people.models import Membership, Person, Role, Workspace  # noqa: E402
from virta.records import saving  # noqa: E402
from virta.records.kinds import kind_of, kinds  # noqa: E402
from virta.records.places import places_of  # noqa: E402

TIMES = 20
LIMIT = 100.0  # milliseconds, at the 95th percentile
ZONE = "Europe/Helsinki"
OBJECTIVES, CHANNELS, ACTIVITIES, SLOTS, PEOPLE = 200, 100, 500, 50_000, 200


def people_of(workspace: Workspace) -> list[Person]:
    made = Person.objects.bulk_create(
        Person(email=f"p{n}@example.org", name=f"Person {n}") for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(workspace=workspace, person=one, role=Role.OWNER if not n else Role.MEMBER)
        for n, one in enumerate(made)
    )
    return made


def kept(records: list) -> list:
    saving.store_new(records, None)
    return records


def fill(workspace: Workspace, people: list[Person]) -> None:
    """Everything, spread evenly over the year about today."""
    today = timezone.localdate()
    start, due = today - timedelta(days=180), today + timedelta(days=180)
    objectives = strategy(workspace, people, start, due)
    channels = kept(
        [
            Channel(workspace=workspace, title=f"Channel {n}", network="mastodon", owner=people[n])
            for n in range(CHANNELS)
        ]
    )
    groups = kept([Audience(workspace=workspace, title=f"Group {n}") for n in range(30)])
    kept(
        [
            AudienceFit(
                workspace=workspace,
                audience=one,
                channel=channels[(7 * n + k) % CHANNELS],
                fit=k % 4,
            )
            for n, one in enumerate(groups)
            for k in range(10)
        ]
    )
    kept(
        [
            ChannelRole(
                workspace=workspace, objective=objectives[n], channel=channels[n % CHANNELS]
            )
            for n in range(OBJECTIVES)
        ]
    )
    activities = plan(workspace, people, channels, groups, objectives, start)
    owned = [*objectives, *channels, *activities]
    kept(
        [
            Assignment(
                workspace=workspace,
                person=people[n % PEOPLE],
                part="A",
                about_kind=kind_of(one).name,
                about_key=one.key,
            )
            for n, one in enumerate(owned)
        ]
    )
    kept([Capacity(workspace=workspace, who=one, hours=10, from_on=start) for one in people])
    kept(
        [
            Task(workspace=workspace, title=f"Task {n}", owner=people[n % PEOPLE], due_on=today)
            for n in range(1000)
        ]
    )


def strategy(workspace: Workspace, people: list[Person], start, due) -> list:
    goals = kept(
        [Objective(workspace=workspace, title=f"Goal {n}", level="goal") for n in range(10)]
    )
    below = kept(
        [
            Objective(
                workspace=workspace,
                title=f"Objective {n}",
                parent=goals[n % 10],
                owner=people[n % PEOPLE],
                starts_on=start,
                due_on=due,
            )
            for n in range(OBJECTIVES - 10)
        ]
    )
    results = kept(
        [
            KeyResult(
                workspace=workspace,
                objective=one,
                title=f"Key result {n}",
                baseline=0,
                target=100,
                starts_on=start,
                due_on=due,
                owner=people[n % PEOPLE],
            )
            for n, one in enumerate(below)
        ]
    )
    kept(
        [
            CheckIn(
                workspace=workspace,
                key_result=one,
                day=start + timedelta(weeks=week),
                value=3 * week,
            )
            for one in results
            for week in range(20)
        ]
    )
    return [*goals, *below]


def plan(workspace: Workspace, people, channels, groups, objectives, start) -> list:
    pillars = kept(
        [Pillar(workspace=workspace, title=f"Pillar {n}", target_share=20) for n in range(5)]
    )
    activities = kept(
        [
            Activity(
                workspace=workspace,
                title=f"Activity {n}",
                state="running",
                owner=people[n % PEOPLE],
                starts_on=start + timedelta(days=n % 300),
                ends_on=start + timedelta(days=n % 300 + 40),
                budgeted_hours=20,
            )
            for n in range(ACTIVITIES)
        ]
    )
    for n, one in enumerate(activities):
        one.objectives.set([objectives[n % OBJECTIVES]])
        one.audiences.set([groups[n % 30]])
        one.channels.set([channels[n % CHANNELS]])
        one.pillars.set([pillars[n % 5]])
    kept(
        [
            Cadence(
                workspace=workspace,
                activity=one,
                channel=channels[n % CHANNELS],
                weekdays="1",
                times="09:00",
                zone=ZONE,
                starts_on=start,
            )
            for n, one in enumerate(activities)
        ]
    )
    first = datetime.combine(start, datetime.min.time(), ZoneInfo(ZONE))
    minutes = 360 * 24 * 60 // SLOTS
    kept(
        [
            Slot(
                workspace=workspace,
                activity=activities[n % ACTIVITIES],
                channel=channels[n % CHANNELS],
                pillar=pillars[n % 5],
                zone=ZONE,
                at=first + timedelta(minutes=minutes * n),
            )
            for n in range(SLOTS)
        ]
    )
    return activities


def pages(workspace: Workspace) -> Iterator[str]:
    """Every list, a page of every kind that there is one of, and every place of the factors."""
    yield from (f"/w/{workspace.slug}/", f"/w/{workspace.slug}/find/?q=activity+7")
    for factor in INNER:
        yield f"/w/{workspace.slug}/factors/{factor}/"
        yield from (url for _label, url, _icon in places_of(workspace, factor))
    yield f"/w/{workspace.slug}/plan/?view=year"
    yield f"/w/{workspace.slug}/plan/?span=year"
    for kind in kinds():
        yield kind.list_url(workspace)
        if one := kind.model.objects.of(workspace).select_related("workspace").first():
            yield kind.url(one)


def asked(client: Client, address: str) -> tuple[float, list[float]]:
    """Milliseconds of the first answer, and of the ones after it."""
    taken = []
    for _again in range(TIMES + 1):
        begun = time.perf_counter()
        status = client.get(address).status_code
        taken.append(1000 * (time.perf_counter() - begun))
        if status != 200:
            raise SystemExit(f"{address} answered {status}.")
    return taken[0], taken[1:]


def main() -> int:
    prepare()
    begun = time.perf_counter()
    workspace = Workspace.objects.create(name="Bench Oy", slug="bench")
    people = people_of(workspace)
    fill(workspace, people)
    print(f"{SLOTS} slots and the rest made in {time.perf_counter() - begun:.0f} s")
    client = Client(headers={"host": "localhost"})
    client.force_login(people[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    slow = 0
    for address in dict.fromkeys(pages(workspace)):
        first, taken = asked(client, address)
        median, worst = np.median(taken), np.quantile(taken, 0.95)
        slow += worst > LIMIT
        mark = "  over" if worst > LIMIT else ""
        print(f"{address:48} first {first:6.0f}  median {median:6.1f}  p95 {worst:6.1f}{mark}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
