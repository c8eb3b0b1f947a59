"""How fast the pages answer on a large workspace, on the database that DATABASE_URL names.

    VIRTA_DATA=$(mktemp -d) python -m bench.pages [respondents] [rounds]

Fills a workspace with closed rounds, thousands of respondents each, hours, comments and members,
then asks for every page many times over and prints the median and the 95th percentile in
milliseconds. Ends with status 1 where a page's 95th percentile is over 100 ms.
"""

import os
import sys
import time
from datetime import UTC, date, datetime, timedelta

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from virta.assessment.bank import CURRENT, load  # noqa: E402
from virta.assessment.models import Allocation, Answer, EffortRow, Group, Respondent, Round  # noqa: E402
from virta.balance.framework import FACTORS, REFERENCE  # noqa: E402
from virta.flows.serving import prepare  # noqa: E402
from virta.people.models import Membership, Person, Role, Workspace  # noqa: E402

TIMES = 30
LIMIT = 100.0  # milliseconds, at the 95th percentile
FIRST = date(2022, 1, 3)


def fill(respondents: int, rounds: int) -> Workspace:
    """A workspace with `rounds` closed rounds of `respondents` each."""
    rng = np.random.default_rng(1)
    workspace = Workspace.objects.create(name="Bench Oy", slug="bench")
    owner = Person.objects.create_user("owner@example.org", "x", name="Owner")
    Membership.objects.create(workspace=workspace, person=owner, role=Role.OWNER)
    people = [
        Person.objects.create_user(f"p{n}@example.org", None, name=f"P {n}") for n in range(100)
    ]
    for person in people:
        Membership.objects.create(workspace=workspace, person=person, role=Role.MEMBER)
    statements = load(CURRENT).statements()
    for number in range(rounds):
        start = FIRST + timedelta(weeks=26 * number)
        fill_round(workspace, start, respondents, statements, rng)
    return workspace


def fill_round(workspace: Workspace, start: date, respondents: int, statements, rng) -> None:
    end = start + timedelta(weeks=26) - timedelta(days=1)
    closed = datetime.combine(end, datetime.min.time(), UTC)
    round = Round.objects.create(
        workspace=workspace,
        name=f"Round {start}",
        bank_version=CURRENT,
        starts_on=start,
        ends_on=end,
        state=Round.State.CLOSED,
        opened_at=closed,
        closed_at=closed,
    )
    groups = [
        Group.objects.create(round=round, key=f"g{n}", name=f"Group {n}", position=n)
        for n in range(4)
    ]
    made = Respondent.objects.bulk_create(
        [
            Respondent(
                round=round,
                group=groups[n % 4],
                source="open",
                started_at=closed,
                finished_at=closed,
                load=n % 6,
            )
            for n in range(respondents)
        ],
        batch_size=1000,
    )
    levels = np.clip(np.rint(rng.normal(2.8, 1.0, (respondents, len(statements)))), 0, 5).astype(
        int
    )
    Answer.objects.bulk_create(
        (
            Answer(respondent=who, statement=one.id, factor=one.factor, level=int(levels[n, at]))
            for n, who in enumerate(made)
            for at, one in enumerate(statements)
        ),
        batch_size=5000,
    )
    Allocation.objects.bulk_create(
        (
            Allocation(respondent=who, factor=factor, percent=round_percent(REFERENCE[factor]))
            for who in made
            for factor in FACTORS
        ),
        batch_size=5000,
    )
    EffortRow.objects.bulk_create(
        EffortRow(
            workspace=workspace,
            week=start + timedelta(weeks=week),
            factor=factor,
            hours=round_percent(REFERENCE[factor]),
        )
        for week in range(26)
        for factor in FACTORS
    )


def round_percent(share: float) -> float:
    return round(100 * share, 2)


def main(respondents: int, rounds: int) -> int:
    prepare()
    begun = time.perf_counter()
    workspace = fill(respondents, rounds)
    print(
        f"{rounds} rounds of {respondents} respondents, made in {time.perf_counter() - begun:.0f} s"
    )
    call_command("work", "--once")
    newest = Round.objects.of(workspace).first()
    base = f"/w/{workspace.slug}/"
    pages = [
        "",
        "diagnosis/",
        "strategy/",
        "execution/",
        "factors/listening/",
        "assess/",
        f"assess/{newest.pk}/",
        f"assess/{newest.pk}/results/",
        f"report/{newest.pk}/",
        "people/",
        "settings/",
        "settings/reference/",
        "audit/",
    ]
    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(email="owner@example.org"))
    slow = 0
    for page in pages:
        first, taken = asked(client, base + page)
        median, worst = np.median(taken), np.quantile(taken, 0.95)
        slow += worst > LIMIT
        print(
            f"{page or 'today':24} median {median:6.1f} ms   95 % {worst:6.1f} ms   first {first:8.1f} ms"
        )
    return 1 if slow else 0


def asked(client: Client, url: str) -> tuple[float, list[float]]:
    """Milliseconds of the first call, and of TIMES more."""
    taken = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        response = client.get(url)
        taken.append(1000 * (time.perf_counter() - begun))
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}.")
    return taken[0], taken[1:]


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(numbers or [3000, 4])))
