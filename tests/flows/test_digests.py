"""The letter about what was heard: when it comes, to whom, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.listening.make import make_alarm, make_insight, make_search, make_source
from virta.flows.hearing.digests import write_digests
from virta.listening import digesting, tallying
from virta.listening.models import Digest
from virta.people.models import Letter, Membership, Role

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # eight o'clock in Helsinki


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def person(workspace):
    person = make.member(workspace, Role.MEMBER)
    person.time_zone, person.language = "Europe/Helsinki", "en"
    person.save()
    return person


def wants(workspace, person, every):
    return Digest.objects.create(workspace=workspace, person=person, every=every)


def count(search, hour, number, sentiment=tallying.UNKNOWN):
    tallying.add(search.workspace_id, {(search.pk, hour, "bluesky", "fi", sentiment): number})


def test_a_daily_letter_comes_once_each_morning_of_the_persons_own_day(workspace, person):
    wants(workspace, person, "day")

    assert write_digests(MONDAY - timedelta(hours=2)) == 0, "six in the morning"
    assert write_digests(MONDAY) == 1
    assert write_digests(MONDAY + timedelta(hours=5)) == 0
    assert write_digests(MONDAY + timedelta(days=1)) == 1
    assert set(Letter.objects.values_list("to", flat=True)) == {person.email}


def test_a_weekly_letter_comes_on_mondays(workspace, person):
    wants(workspace, person, "week")

    written = [write_digests(MONDAY + timedelta(days=day)) for day in range(-3, 9)]

    assert written == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]


def test_whoever_has_left_gets_no_letter(workspace, person):
    wants(workspace, person, "day")
    Membership.objects.filter(person=person).update(ended_at=MONDAY)

    assert write_digests(MONDAY) == 0


def test_the_letter_tells_how_much_was_heard_and_how_people_spoke(workspace, person):
    sauna, lake = make_search(workspace, "sauna"), make_search(workspace, "lake")
    make_source(workspace, looked_at=MONDAY)
    count(sauna, MONDAY - timedelta(hours=5), 6)
    count(sauna, MONDAY - timedelta(hours=4), 3, sentiment=-1)
    count(sauna, MONDAY - timedelta(hours=4), 5, sentiment=1)
    count(sauna, MONDAY - timedelta(hours=30), 4)
    make_alarm(sauna, at=MONDAY - timedelta(hours=4))
    make_insight(workspace, made_at=MONDAY - timedelta(hours=3))

    subject, text = digesting.worded(workspace, "day", MONDAY)

    assert subject.startswith(f"What {workspace.name} heard, ")
    assert (
        "sauna: 14 mentions (4 in the period before); 38 % negative of the 8 whose sentiment can be told."
        in text
    )
    assert f"{lake}: 0 mentions (0 in the period before)." in text
    assert "1 alarm, of which 1 has nobody who sees to it." in text
    assert "New insights:\n– People ask for later opening hours" in text
    assert "1 insight waits for a decision." in text


def test_that_nothing_was_collected_is_no_zero(workspace):
    make_search(workspace, "sauna")

    assert "Nothing was collected" in digesting.worded(workspace, "day", MONDAY)[1]


def test_people_choose_for_themselves_how_often_it_comes(client, workspace, person):
    client.force_login(person)
    page = f"/w/{workspace.slug}/mentions/digest/"

    assert "As it would read now" in client.get(page).content.decode()
    client.post(page, {"every": "week"})
    assert Digest.objects.get().every == "week"
    client.post(page, {"every": "never"})
    assert not Digest.objects.exists()
