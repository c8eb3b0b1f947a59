"""If … then …: rules of mentions."""

from datetime import timedelta

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_rule, make_search, make_source, make_tag, taken
from virta.flows.hearing import alarming
from virta.listening import gauging, jobs, ruling, trying
from virta.listening.models import (
    Alarm,
    Mention,
    MentionAssignment,
    MentionTag,
    RuleAlarm,
    Search,
    Untried,
)
from virta.ownership.models import Watch
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    made = make.workspace()
    make_search(made, "sauna")
    make_search(made, "lake")
    make_source(made)
    return made


def on_watch(workspace, person):
    watch = Watch(
        workspace=workspace,
        person=person,
        starts_at=NOON - timedelta(hours=1),
        ends_at=NOON + timedelta(hours=1),
        zone="UTC",
    )
    saving.store(watch, None)


CASES = [
    ({"query": "warm AND NOT cold"}, {"1"}),
    ({"network": "mastodon"}, {"2"}),
    ({"language": "fi"}, {"2"}),
    ({"followers": 100}, {"3"}),
    ({"authors": "@Eero.example\n\n"}, {"3"}),
    ({"authors": "did:plc:aino"}, {"1"}),
    ({"query": "sauna", "network": "bluesky"}, {"1"}),
    ({"query": "snow"}, set()),
]


@pytest.mark.parametrize(("conditions", "keys"), CASES)
def test_a_rule_holds_where_all_its_conditions_are_met(workspace, conditions, keys):
    make_rule(workspace, **{"query": "", "is_handled": True} | conditions)
    taken(
        workspace,
        heard("The sauna is warm", "1", languages=("en",)),
        heard("sauna on lämmin", "2", network="mastodon", author="a@b.example", languages=("fi",)),
        heard("the lake", "3", author="did:plc:eero", handle="eero.example", followers=100),
    )
    assert ruling.run_all(NOON) == len(keys)
    handled = Mention.objects.filter(state="handled")
    assert set(handled.values_list("key", flat=True)) == keys
    assert not Untried.objects.exists()


def test_a_rule_of_a_search_holds_for_what_it_heard_and_for_nothing_once_it_is_removed(workspace):
    lake = Search.objects.get(title="lake")
    make_rule(workspace, searches=[lake], query="", is_handled=True)
    taken(workspace, heard("sauna", "1"), heard("lake", "2"))
    ruling.run_all(NOON)
    assert list(Mention.objects.filter(state="handled").values_list("key", flat=True)) == ["2"]
    saving.remove(lake, None)
    taken(workspace, heard("sauna again", "3"))
    assert ruling.run_all(NOON) == 0


def test_rules_are_asked_in_order_until_one_stops(workspace):
    first, second = make_tag(workspace, "first"), make_tag(workspace, "second")
    make_rule(workspace, tags=[second], place=20)
    make_rule(workspace, tags=[first], place=10, query="warm", stops=True)
    taken(workspace, heard("sauna is warm", "1"), heard("sauna is cold", "2"))
    ruling.run_all(NOON)
    tags = MentionTag.objects.order_by("mention__key").values_list("mention__key", "tag__title")
    assert list(tags) == [("1", "first"), ("2", "second")]


def test_a_rule_gives_to_whoever_is_on_watch_and_tells_them(workspace):
    aino, lead = make.member(workspace, Role.MEMBER), make.member(workspace, Role.LEAD)
    make_rule(workspace, person=lead, to_watch=True, alarms=True)
    taken(workspace, heard("sauna one", "1"))
    ruling.run_all(NOON)
    assert MentionAssignment.objects.get().person == lead, "nobody is on watch"
    gauging.acknowledge(Alarm.objects.get(), lead, NOON)
    on_watch(workspace, aino)
    taken(workspace, heard("sauna two", "2"), heard("sauna three", "3"))
    ruling.run_all(NOON)
    assert MentionAssignment.objects.filter(person=aino).count() == 2
    assert alarming.tell_due(NOON) == 2, "the lead, to whom the rule gives, and the watch"
    told = Notice.objects.get(person=aino, happening="heard")
    assert told.text.startswith("2 mentions came that must not be missed.")
    assert RuleAlarm.objects.count() == 3


def test_nothing_is_noted_where_there_are_no_rules(workspace):
    make_rule(workspace, is_on=False, is_handled=True)
    taken(workspace, heard("sauna", "1"))
    assert not Untried.objects.exists()


def test_a_changed_rule_is_asked_as_it_is_now(workspace):
    rule = make_rule(workspace, query="cold", is_handled=True)
    taken(workspace, heard("sauna is warm", "1"))
    assert ruling.run_all(NOON) == 0
    rule.query = "warm"
    saving.store(rule, None)
    taken(workspace, heard("sauna is warm", "2"))
    assert ruling.run_all(NOON) == 1


def test_a_rule_is_tried_and_applied_to_what_is_stored(workspace):
    lead = make.member(workspace, Role.LEAD)
    taken(workspace, *(heard(f"sauna {n} is warm", str(n)) for n in range(7)), heard("lake", "8"))
    rule = make_rule(workspace, tags=[make_tag(workspace)], alarms=True)
    tried = trying.of_rule(rule)
    assert (tried.seen, tried.count, len(tried.examples)) == (8, 7, 5)
    job = jobs.ask(workspace, lead, "rule", {"rule": rule.key}, NOON, total=8)
    assert (job.looked_at, job.changed) == (8, 7)
    assert MentionTag.objects.count() == 7
    assert not RuleAlarm.objects.exists(), "what is applied to the past wakes nobody"
    jobs.ask(workspace, lead, "undo", {"job": job.pk}, NOON, total=7)
    assert not MentionTag.objects.exists()
