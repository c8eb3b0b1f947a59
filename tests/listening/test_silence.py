"""Sources that give nothing or do not answer: when that is an alarm, who is told, how it ends."""

import json
from datetime import time, timedelta

import pytest

from tests import make
from tests.addresses import make_hook
from tests.listening.make import NOON, heard, make_alarm, make_search, make_source
from virta.flows.hearing import alarming
from virta.flows.hearing.listener import Held
from virta.listening import gauging, silence
from virta.listening.models import Alarm, Call, Sort, Source
from virta.listening.searching import Searches
from virta.ownership.models import Escalation
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Happening, HookMessage, Notice, QuietHours
from virta.sources import registry
from virta.sources.protocol import Portion

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JETSTREAM = registry.SOURCES["jetstream"]


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def owner(workspace):
    return make.member(workspace, Role.LEAD, language="en")


@pytest.fixture
def source(workspace, owner):
    typed = {"address": "wss://jetstream.example/"}
    times = {"made_at": NOON, "on_since": NOON, "looked_at": NOON}
    return make_source(workspace, "jetstream", typed, made_by=owner, title="All", **times)


def gives(source, *times):
    for number, at in enumerate(times):
        held = Held(source, JETSTREAM, Searches(source.workspace), lambda at=at: at)
        held.store(Portion((heard(key=str(number)),), "1"))


def works(minutes):
    """The worker after so many minutes. Returns how many people it told."""
    silence.watch_all(NOON + timedelta(minutes=minutes))
    return alarming.tell_due(NOON + timedelta(minutes=minutes))


def test_who_added_it_is_told_then_those_who_lead_until_somebody_sees_to_it(source, owner):
    assert works(10) == 0
    assert works(11) == 1
    alarm = Alarm.objects.get()
    assert (alarm.source, alarm.sort, alarm.title) == (source, Sort.SILENT, "All")
    notice = Notice.objects.get()
    assert (notice.person, notice.happening) == (owner, Happening.SILENT)
    assert (notice.kind, notice.key) == ("alarm", str(alarm.pk))
    assert "has given nothing for 11\xa0minutes" in notice.text
    other = make.member(source.workspace, Role.OWNER)
    assert [works(30), works(71)] == [0, 2]
    gauging.acknowledge(alarm, other, NOON + 2 * HOUR)
    assert [works(131), works(60 * 50)] == [0, 0], "told no more, and no alarm of the same silence"
    assert Alarm.objects.count() == 1


def test_those_who_lead_are_told_at_once_where_it_is_nobodys(source, workspace, owner):
    other = make.member(workspace, Role.OWNER)
    Source.objects.update(made_by=None)
    assert works(11) == 2
    assert {one.person for one in Notice.objects.all()} == {owner, other}


def test_it_goes_along_the_path_about_listening_around_quiet_hours(source, workspace, owner):
    second = make.member(workspace, Role.CONTRIBUTOR)
    steps = [{"to": second.email, "name": "", "contact": "", "means": "virta", "within": 30}]
    about = {"about_kind": "factor", "about_key": "listening"}
    saving.store(Escalation(workspace=workspace, title="Night", steps=steps, **about), None)
    span = {"begins": time(0, 1), "ends": time(23, 59)}
    QuietHours.objects.create(workspace=workspace, person=owner, **span)
    assert works(11) == 1
    assert [(one.person, one.outcome) for one in Call.objects.all()] == [
        (owner, Call.Outcome.WAITS),
        (second, Call.Outcome.TOLD),
    ]


def test_it_ends_by_itself_when_the_source_is_heard_again(source, workspace, owner):
    make_hook(workspace)
    works(11)
    gives(source, NOON + timedelta(minutes=20))
    works(21)
    alarm = Alarm.objects.get()
    assert (alarm.is_over, alarm.acknowledged_by) == (True, None)
    assert [works(22), works(25)] == [0, 0]
    said = Notice.objects.order_by("-pk").first()
    assert (said.person, said.text[:18]) == (owner, "It is heard again,")
    raised, over = (json.loads(one.body) for one in HookMessage.objects.order_by("pk"))
    assert (raised["type"], over["type"]) == ("alarm.raised", "alarm.over")
    assert (raised["data"]["sort"], raised["data"]["mentions"]) == ("silent", None)
    assert works(31) == 1, "silent anew"
    assert Alarm.objects.count() == 2


def test_turning_the_source_off_ends_it_before_anybody_is_told_again(source, owner):
    works(11)
    Source.objects.update(is_on=False)
    assert works(71) == 1, "that it is over"
    assert Alarm.objects.get().is_over


def test_sources_that_fall_silent_together_are_one_alarm_until_all_are_heard(source, workspace):
    typed = {"address": "wss://jetstream2.example/"}
    times = {"made_at": NOON, "on_since": NOON + timedelta(minutes=5)}
    other = make_source(workspace, "jetstream", typed, title="Other", **times)
    assert [works(11), works(16)] == [1, 0]
    first, along = Alarm.objects.order_by("pk")
    assert (along.source, along.storm, along.next_at) == (other, first, None)
    gives(source, NOON + timedelta(minutes=20))
    works(21)
    assert not Alarm.objects.filter(is_over=True).exists()
    gives(other, NOON + timedelta(minutes=22))
    works(23)
    assert Alarm.objects.filter(is_over=True).count() == 2


def test_alarms_of_searches_and_of_sources_do_not_come_along_with_each_other(source, workspace):
    alarm = make_alarm(make_search(workspace), at=NOON)
    works(11)
    assert Alarm.objects.filter(storm=None).count() == 2
    gauging.acknowledge(alarm, None, NOON)
    assert gauging.storm(workspace, NOON + HOUR) is None


def test_trouble_is_told_after_an_hour_with_what_is_wrong(source, owner):
    Source.objects.update(
        trouble={"en": "It rests.", "fi": "Se lepää."}, trouble_since=NOON, troubles=3
    )
    assert works(59) == 0
    owner.language = "fi"
    owner.save()
    assert works(61) == 1
    assert "Se lepää." in Notice.objects.get().text


def test_the_pages_say_what_it_is_and_how_it_ended(source, workspace, client, owner):
    client.force_login(owner)
    works(11)
    pages = f"/w/{workspace.slug}/mentions/alarms/"
    page = f"{pages}{Alarm.objects.get().pk}/"
    shown = client.get(page).content.decode()
    for words in ("Silent source", "I see to it", "It ends by itself", f"#source-{source.pk}"):
        assert words in shown
    assert "Silent source" in client.get(pages).content.decode()
    Source.objects.update(is_on=False)
    works(12)
    for one in (pages, page):
        assert "It was over by itself" in client.get(one).content.decode()


def test_a_source_that_is_often_silent_is_given_longer(source):
    assert source.patience(JETSTREAM) == timedelta(minutes=10)
    gives(source, *(NOON + n * timedelta(hours=6) for n in range(1, 40)))
    source.refresh_from_db()
    assert len(source.pauses) == 11
    assert source.patience(JETSTREAM) == timedelta(hours=9)
    last = source.last_item_at
    assert not source.is_silent(last + timedelta(hours=8), JETSTREAM)
    assert source.is_silent(last + timedelta(hours=10), JETSTREAM)


def test_one_bad_day_teaches_nothing(source):
    times = [NOON + n * timedelta(minutes=1) for n in range(1, 3)]
    times += [NOON + n * DAY + m * timedelta(minutes=1) for n in range(5, 12) for m in range(2)]
    source.last_item_at = NOON + 4 * DAY
    gives(source, NOON + 5 * DAY - timedelta(hours=20))
    before = source.patience(JETSTREAM)
    assert before == timedelta(minutes=10), "a few days are too few to learn from"


def test_turned_off_and_on_it_is_not_silent_for_the_time_between(source, client, owner):
    client.force_login(owner)
    address = f"/w/{source.workspace.slug}/sources/{source.pk}/turn/"
    client.post(address)
    client.post(address)
    source.refresh_from_db()
    assert source.is_on
    assert not source.is_silent(source.on_since + timedelta(minutes=9), JETSTREAM)


def test_what_was_missed_is_seen_on_the_page(source, client, owner):
    held = Held(source, JETSTREAM, Searches(source.workspace), lambda: NOON)
    held.store(Portion((), "1", is_missed=True))
    client.force_login(owner)
    page = client.get(f"/w/{source.workspace.slug}/sources/").content.decode()
    assert "Something was missed before" in page


def test_the_page_says_what_is_wrong_with_the_source(source, owner, client):
    works(11)
    make.signed_in(client, owner)
    alarm = Alarm.objects.get()
    page = client.get(f"/w/{source.workspace.slug}/mentions/alarms/{alarm.pk}/").content.decode()
    assert "It answers, but has given nothing for" in page
    gives(source, NOON + timedelta(minutes=12))
    works(13)
    page = client.get(f"/w/{source.workspace.slug}/mentions/alarms/{alarm.pk}/").content.decode()
    assert "It answers, but has given nothing for" not in page
    assert "It was over by itself" in page
