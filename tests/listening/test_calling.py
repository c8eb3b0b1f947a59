"""Alarms go along the escalation paths of ownership, around those who have quiet hours."""

from datetime import time, timedelta

import pytest

from tests import make
from tests.listening.make import NOON, make_alarm, make_search
from virta.flows.hearing import alarming
from virta.listening import calling, gauging
from virta.listening.models import Alarm, AlarmSettings, Call, Sort
from virta.ownership.models import Escalation, Watch
from virta.people.models import Letter, Membership, Role
from virta.records import saving, telling
from virta.records.models import Notice, QuietHours

pytestmark = pytest.mark.django_db
Outcome = Call.Outcome
ALL_DAY = {"begins": time(0, 1), "ends": time(23, 59)}


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def watch(here):
    return on_watch(here, make.member(here, Role.MEMBER))


@pytest.fixture
def lead(here):
    return make.member(here, Role.LEAD)


def on_watch(here, person):
    span = {"starts_at": NOON - timedelta(hours=5), "ends_at": NOON + timedelta(days=2)}
    saving.store(Watch(workspace=here, person=person, zone="Europe/Helsinki", **span), None)
    return person


def step(to="", within=15, means="virta", **more):
    address = to.email if to else ""
    return {"to": address, "name": "", "contact": "", "means": means, "within": within} | more


def path(here, *steps, **more):
    values = {"about_kind": "factor", "about_key": "listening"} | more
    made = Escalation(workspace=here, title="When it grows", steps=list(steps), **values)
    saving.store(made, None)
    return made


def sleeps(here, person):
    QuietHours.objects.create(workspace=here, person=person, **ALL_DAY)


def after(minutes):
    return alarming.tell_due(NOON + timedelta(minutes=minutes))


def calls():
    return [(one.stage, one.person or one.name, one.outcome) for one in Call.objects.order_by("pk")]


def test_the_watch_is_told_then_each_step_in_its_time_until_somebody_answers(here, watch, lead):
    second = make.member(here, Role.CONTRIBUTOR)
    way = path(here, step(second, 30), step(lead, 60))
    alarm = make_alarm(make_search(here))
    assert alarm.path == way
    assert [after(0), after(29), after(30), after(59)] == [1, 0, 1, 0]
    assert calls() == [(0, watch, "told"), (1, second, "told")]
    gauging.acknowledge(alarm, second, NOON)
    assert after(60) == 0


def test_after_the_last_step_everybody_is_told_again_twice(here, watch, lead):
    path(here, step(make.member(here, Role.CONTRIBUTOR), 30))
    make_alarm(make_search(here))
    assert [after(0), after(30), after(90), after(150), after(900)] == [1, 1, 3, 3, 0]
    assert Alarm.objects.get().next_at is None


def test_a_path_about_the_search_comes_before_one_about_listening_and_the_chosen_one(here):
    search = make_search(here)
    chosen = path(here, step(within=15), about_kind="", about_key="")
    assert (
        calling.opening(Alarm(workspace=here, search=search, seen=9, expected=1), NOON).path is None
    )
    AlarmSettings.objects.create(workspace=here, path=chosen)
    assert make_alarm(search).path == chosen
    general = path(here, step(within=15))
    assert make_alarm(search, at=NOON).path == general
    own = path(here, step(within=15), about_kind="search", about_key=search.key)
    assert make_alarm(search, at=NOON + timedelta(hours=1)).path == own


def test_where_nobody_is_on_watch_the_first_step_is_asked_at_once(here, lead):
    path(here, step(lead, 30))
    make_alarm(make_search(here))
    assert after(0) == 1
    assert calls() == [(0, "", "nobody"), (1, lead, "told")]


def test_who_has_left_is_passed_over(here, watch, lead):
    gone = make.member(here, Role.CONTRIBUTOR)
    path(here, step(gone, 30), step(lead, 60))
    make_alarm(make_search(here))
    Membership.objects.filter(person=gone).update(ended_at=NOON)
    assert [after(0), after(30)] == [1, 1]
    assert calls()[1:] == [(1, str(gone), "left"), (2, lead, "told")]


def test_who_has_quiet_hours_is_told_when_they_end_and_the_next_awake_at_once(here, watch, lead):
    path(here, step(lead, 60))
    sleeps(here, watch)
    alarm = make_alarm(make_search(here))
    assert after(0) == 1
    assert calls() == [(0, watch, "waits"), (1, lead, "told")]
    assert telling.write_letters(NOON) == 1
    assert Letter.objects.get().to == lead.email
    ends = Call.objects.get(person=watch).waits_until
    gauging.acknowledge(alarm, lead, NOON)
    assert telling.write_letters(ends) == 0, "somebody sees to it"


def test_who_sleeps_is_told_in_one_letter_if_nobody_has_answered(here, watch, lead):
    sleeps(here, watch)
    make_alarm(make_search(here))
    assert [after(0), after(60), after(120)] == [1, 0, 1], "the leads were asked early"
    telling.write_letters(NOON)
    assert telling.write_letters(Call.objects.get(person=watch).waits_until) == 1
    assert Letter.objects.filter(to=watch.email).count() == 1


def test_where_nobody_is_awake_the_watch_is_told_anyway(here, watch, lead):
    sleeps(here, None)
    path(here, step(lead, 30))
    make_alarm(make_search(here))
    assert after(0) == 1
    assert calls() == [(0, watch, "told")]
    assert telling.write_letters(NOON) == 1
    assert after(30) == 1, "and then the step, since still nobody is awake"


def test_what_is_urgent_goes_through_quiet_hours(here, watch, lead):
    AlarmSettings.objects.create(workspace=here, urgent=[Sort.MORE])
    sleeps(here, None)
    assert make_alarm(make_search(here)).is_urgent
    assert after(0) == 1
    assert calls() == [(0, watch, "told")]
    assert telling.write_letters(NOON) == 1


def test_a_step_by_email_reaches_somebody_outside(here, watch):
    name = {"name": "Night desk", "contact": "desk@agency.example"}
    path(here, step(within=15, means="email", **name))
    make_alarm(make_search(here, "sauna"))
    after(0)
    after(15)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("desk@agency.example", "Alarm: sauna")
    assert "40 mentions in an hour" in letter.text
    assert calls()[-1] == (1, "Night desk", "told")


def test_for_a_step_by_phone_those_who_know_are_asked_to_phone(here, watch):
    path(here, step(within=15, means="phone", name="Night desk", contact="+358 40 123"))
    make_alarm(make_search(here))
    after(0)
    assert after(15) == 1
    newest = Notice.objects.filter(person=watch).order_by("-pk").first()
    assert newest.text.startswith("Nobody sees to it yet. Phone Night desk: +358 40 123.")


def test_two_workers_tell_each_stage_once(here, watch):
    alarm = make_alarm(make_search(here))
    same = Alarm.objects.get()
    assert alarming.advance(alarm, NOON) == 1
    assert alarming.advance(same, NOON) == 0
    assert Call.objects.count() == 1


def test_the_page_says_who_was_told_and_who_is_next(client, here, watch, lead):
    path(here, step(lead, 30, means="email"))
    sleeps(here, lead)
    alarm = make_alarm(make_search(here))
    after(0)
    make.signed_in(client, make.member(here, Role.VIEWER))
    page = f"/w/{here.slug}/mentions/alarms/{alarm.pk}/"
    shown = client.get(page).content.decode()
    for words in ("Who was told", str(watch), "Who is next", str(lead), "When it grows"):
        assert words in shown
    assert "quiet hours until" in shown
    assert "I see to it" not in shown
    make.signed_in(client, watch)
    answer = client.post(f"{page}seen/", follow=True).content.decode()
    assert "has seen to it since" in answer
    assert "Who is next" not in answer


def test_a_notice_leads_to_the_alarm(here, watch):
    alarm = make_alarm(make_search(here))
    after(0)
    url = telling.told(Notice.objects.get()).url
    assert url == f"/w/{here.slug}/mentions/alarms/{alarm.pk}/"


def test_those_who_lead_choose_what_is_urgent(client, here, lead):
    make.signed_in(client, lead)
    way = path(here, step(lead, 30), about_kind="", about_key="")
    page = f"/w/{here.slug}/mentions/alarms/settings/"
    client.post(page, {"urgent": ["negative"], "path": way.pk})
    kept = AlarmSettings.objects.get()
    assert (kept.urgent, kept.path) == (["negative"], way)
    client.post(page, {"urgent": [], "path": ""})
    assert AlarmSettings.objects.get().urgent == []
