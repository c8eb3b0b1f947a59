"""What must never be missed: an easier door to rules that raise alarms, and those alarms."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.listening.make import NOON, heard, make_rule, make_search, make_source, make_tag, taken
from virta.flows.hearing import alarming
from virta.listening import gauging, ruling
from virta.listening.models import (
    Alarm,
    AlarmSettings,
    Call,
    MentionAssignment,
    MentionRule,
    RuleAlarm,
    Sort,
    Source,
)
from virta.ownership.models import Escalation
from virta.people.models import Role
from virta.records import hooking, saving
from virta.records.models import HookMessage, Notice, Webhook

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def rule(workspace, person):
    return make_rule(workspace, title="Fire", query="fire", alarms=True)


def hear(workspace, *numbers, now=NOON, text="The sauna is on fire", **more):
    taken(workspace, *(heard(f"{text} {n}", str(n), at=now, **more) for n in numbers), now=now)
    ruling.run_all(now)


def path(workspace, *steps, **more):
    values = {"about_kind": "factor", "about_key": "listening"} | more
    made = Escalation(workspace=workspace, title="When it burns", steps=list(steps), **values)
    saving.store(made, None)
    return made


def step(to, **more):
    return {"to": to.email, "name": "", "contact": "", "means": "virta", "within": 15} | more


def test_one_storm_is_one_alarm_that_is_counted_up(workspace, person, rule):
    hear(workspace, 1)
    assert alarming.tell_due(NOON) == 1, "nobody is on watch: who leads"
    hear(workspace, 2, 3, now=NOON + 5 * HOUR)
    alarm = Alarm.objects.get()
    assert (alarm.seen, alarm.caught.count(), alarm.sort) == (3, 3, Sort.NEVER_MISS)
    assert Notice.objects.filter(happening="heard").count() == 1, "told of the storm, not of each"
    hear(workspace, 4, now=NOON + 10 * HOUR)
    assert Alarm.objects.count() == 1, "it goes on: less than six hours after the one before"
    hear(workspace, 5, now=NOON + 17 * HOUR)
    assert [one.seen for one in Alarm.objects.order_by("pk")] == [4, 1], "another storm"


def test_what_comes_after_somebody_sees_to_it_is_a_new_alarm(workspace, person, rule):
    hear(workspace, 1)
    gauging.acknowledge(Alarm.objects.get(), person, NOON)
    hear(workspace, 2)
    assert [one.seen for one in Alarm.objects.order_by("pk")] == [1, 1]


def test_it_goes_along_the_escalation_path_again_and_again_until_somebody_answers(
    workspace, person, rule
):
    second = make.member(workspace, Role.CONTRIBUTOR)
    listening = path(workspace, step(second, within=60))
    own = path(workspace, step(person), step(second), about_kind="mention_rule", about_key=rule.key)
    hear(workspace, 1)
    assert Alarm.objects.get().path == own != listening
    minutes = (0, 15, 75, 135, 900)
    told = [alarming.tell_due(NOON + timedelta(minutes=n)) for n in minutes]
    assert told == [1, 1, 2, 2, 0], "nobody is on watch, so the first step is asked at once"
    gauging.acknowledge(Alarm.objects.get(), person, NOON)
    assert Alarm.objects.get().acknowledged_by == person


def test_webhooks_are_told_that_it_came_and_that_somebody_sees_to_it(workspace, person, rule):
    sealed = hooking.sealed("https://chat.example/hook", hooking.new_secret())
    Webhook.objects.create(workspace=workspace, title="Chat", sealed=sealed, host="chat.example")
    hear(workspace, 1)
    alarming.tell_due(NOON)
    gauging.acknowledge(Alarm.objects.get(), person, NOON + HOUR)
    alarming.tell_due(NOON + HOUR)
    raised, seen = (json.loads(one.body) for one in HookMessage.objects.order_by("pk"))
    assert (raised["type"], seen["type"]) == ("alarm.raised", "alarm.acknowledged")
    facts = raised["data"]
    assert (facts["about"], facts["sort"], facts["mentions"]) == ("Fire", "never_miss", 1)
    assert facts["expected"] is None
    assert "1 mention came that must not be missed" in raised["text"]
    assert Call.objects.filter(means="webhook").count() == 1


@pytest.mark.parametrize("came", ["by a file", "by an archive", "old, by a feed"])
def test_what_was_written_long_ago_is_caught_and_tagged_and_wakes_nobody(
    workspace, person, rule, came
):
    tag = make_tag(workspace)
    make_rule(workspace, title="Given", query="fire", tags=[tag], person=person)
    old = came == "old, by a feed"
    by = {
        "by a file": make_source(workspace, Source.FILE),
        "by an archive": None,
        "old, by a feed": Source.objects.get(kind="feed"),
    }[came]
    at = NOON - ruling.LIVE - HOUR if old else NOON - HOUR
    taken(workspace, heard("The sauna is on fire", "1", at=at), source=by)
    ruling.run_all(NOON)
    assert not Alarm.objects.exists()
    assert not Notice.objects.exists()
    assert RuleAlarm.objects.get().alarm is None
    assert (tag.uses.count(), MentionAssignment.objects.count()) == (1, 1)
    hear(workspace, 2)
    assert (Alarm.objects.get().seen, Notice.objects.count()) == (1, 1), "what is new, as ever"


def test_what_came_while_no_worker_ran_over_a_weekend_is_an_alarm(workspace, person, rule):
    posts = heard("The sauna is on fire", "1", at=NOON - timedelta(hours=62))
    taken(workspace, posts)
    ruling.run_all(NOON)
    assert Alarm.objects.get().seen == 1


def test_it_is_urgent_where_those_who_lead_say_so(workspace, rule):
    AlarmSettings.objects.create(workspace=workspace, urgent=[Sort.NEVER_MISS])
    hear(workspace, 1)
    assert Alarm.objects.get().is_urgent


def test_two_rules_of_the_same_mention_are_one_alarm(workspace, person, rule):
    make_rule(workspace, title="Aino", query="", authors="did:plc:aino", alarms=True)
    hear(workspace, 1)
    first, beside = Alarm.objects.order_by("pk")
    assert (beside.storm, beside.next_at) == (first, None)
    hear(workspace, 2, text="The sauna is warm")
    assert Alarm.objects.get(pk=beside.pk).seen == 2
    gauging.acknowledge(first, person, NOON)
    assert not Alarm.objects.filter(acknowledged_at=None).exists()


def test_a_rule_that_tells_others_has_its_own_alarm(workspace, person, rule):
    other = make.member(workspace, Role.CONTRIBUTOR)
    make_rule(workspace, title="Aino", query="", authors="did:plc:aino", alarms=True, person=other)
    hear(workspace, 1)
    assert Alarm.objects.filter(storm=None).count() == 2


def test_the_page_of_the_alarm_lists_what_came(lead, workspace, rule):
    hear(workspace, 1, 2)
    alarm = Alarm.objects.get()
    page = lead.get(f"/w/{workspace.slug}/mentions/alarms/{alarm.pk}/").content.decode()
    for words in ("on fire 1", "on fire 2", "2 mentions came that must not be missed"):
        assert words in page
    assert "Fire" in lead.get(f"/w/{workspace.slug}/mentions/alarms/").content.decode()
    saving.remove(rule, None)
    assert alarming.tell_due(NOON) == 0, "of a removed rule nobody is told"
    assert "mention-row" not in lead.get(f"/w/{workspace.slug}/mentions/alarms/").content.decode()


def test_accounts_and_words_become_rules_and_say_what_they_would_have_caught(
    lead, workspace, person
):
    now = timezone.now()
    taken(workspace, heard("sauna", "1", at=now - HOUR, handle="aino.example"), now=now)
    old = heard("sauna on fire", "2", at=now - 40 * 24 * HOUR, author="did:plc:eero")
    taken(workspace, old, now=now)
    page = f"/w/{workspace.slug}/mentions/never-miss/"
    typed = "@aino.example\nhttps://bsky.app/profile/eero.example\n\n"
    answer = lead.post(f"{page}add/", {"accounts": typed, "network": "bluesky"}, follow=True)
    assert "they would have caught 1." in answer.content.decode()
    answer = lead.post(f"{page}add/", {"query": "fire OR smoke"}, follow=True).content.decode()
    assert "it would have caught 0." in answer, "what is older than 30 days does not count"
    assert "no search has in its query is not heard" in answer
    rules = MentionRule.objects.order_by("pk")
    assert [one.title for one in rules] == [
        "@aino.example (Bluesky)",
        "https://bsky.app/profile/eero.example (Bluesky)",
        "fire OR smoke",
    ]
    assert all(one.alarms and one.place == 0 for one in rules)
    again = lead.post(
        f"{page}add/", {"accounts": "aino.example", "network": "bluesky"}, follow=True
    )
    assert "It is on the list already" in again.content.decode()
    assert "fire OR smoke" in lead.get(f"/w/{workspace.slug}/mention-rules/").content.decode()


def test_each_entry_shows_whom_it_tells_and_how_many_it_caught(lead, workspace, person, rule):
    page = f"/w/{workspace.slug}/mentions/never-miss/"
    make_rule(workspace, title="Tagged", query="fire", tags=[make_tag(workspace)])
    now = timezone.now()
    hear(workspace, 1, 2, now=now)
    RuleAlarm.objects.filter(mention__key="1").update(at=now - 31 * 24 * HOUR)
    shown = lead.get(page).content.decode()
    assert "1 caught in 30 days" in shown
    assert "nobody is on watch now" in shown
    assert "Tagged" not in shown
    path(workspace, step(person))
    rule.person = person
    saving.store(rule, None)
    shown = lead.get(page).content.decode()
    assert f"tells {person}" in shown
    assert "When it burns" in shown


def test_an_empty_page_says_what_to_do_first(client):
    bare = make.workspace()
    make.signed_in(client, make.member(bare, Role.MEMBER))
    page = f"/w/{bare.slug}/mentions/never-miss/"
    assert "Write a search first" in client.get(page).content.decode()
    make_search(bare)
    assert "Choose first where to listen" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"accounts": " @ \n"}, "Write the name or the address"),
        ({"accounts": "x" * 400}, "on a line of its own"),
        ({"accounts": "\n".join(map(str, range(60)))}, "at most 50"),
        ({"query": "(fire"}, "character"),
        ({"query": ""}, "required"),
    ],
)
def test_what_cannot_be_taken_says_why(lead, workspace, typed, said):
    page = f"/w/{workspace.slug}/mentions/never-miss/add/"
    assert said in lead.post(page, typed).content.decode()
    assert not MentionRule.objects.exists()


def test_the_page_begins_with_the_account_that_the_address_names(lead, workspace):
    page = f"/w/{workspace.slug}/mentions/never-miss/?account=@aino.example&network=bluesky"
    shown = lead.get(page).content.decode()
    assert "@aino.example</textarea>" in shown
    assert '<option value="bluesky" selected>' in shown


def test_an_entry_is_removed_and_brought_back_where_it_stands(lead, workspace, rule):
    page = f"/w/{workspace.slug}/mentions/never-miss/"
    answer = lead.post(f"/w/{workspace.slug}/mention-rules/{rule.key}/remove/", {"next": page})
    assert answer.url == page
    shown = lead.get(page).content.decode()
    assert "Nothing is on the list yet" in shown
    assert "Undo" in shown
