"""Several workers open the alarm of one rule at once: it is one alarm that counts every mention."""

from datetime import timedelta

import pytest

from tests import make
from tests.beside import at_once, shared
from tests.listening.make import NOON, heard, make_rule, make_search, make_source, taken
from virta.flows.hearing import alarming
from virta.listening import catching, ruling
from virta.listening.models import Alarm, Call, Mention, RuleAlarm, Untried
from virta.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def rule():
    workspace = make.workspace()
    make.member(workspace, Role.LEAD)
    make_search(workspace)
    make_source(workspace)
    return make_rule(workspace, title="Fire", query="fire", alarms=True)


def came(workspace, count, now=NOON):
    posts = [heard(f"The sauna is on fire {n}", str(n), at=now) for n in range(count)]
    taken(workspace, *posts, now=now)
    return list(Mention.objects.order_by("pk").values_list("pk", flat=True))


def test_workers_that_catch_at_once_open_one_alarm(rule, tmp_path):
    workspace = rule.workspace
    numbers = came(workspace, WORKERS * 3)

    def catches(some):
        return lambda: catching.catch(workspace, rule, some, NOON)

    parts = [numbers[at::WORKERS] for at in range(WORKERS)]
    with shared(tmp_path):
        found = at_once(*(catches(one) for one in parts))

    alarm = Alarm.objects.get()
    assert found == [3] * WORKERS
    assert (alarm.seen, alarm.caught.count()) == (len(numbers), len(numbers))


def test_workers_that_catch_the_same_mentions_count_each_once(rule, tmp_path):
    workspace = rule.workspace
    numbers = came(workspace, 5)

    with shared(tmp_path):
        same = [lambda: catching.catch(workspace, rule, numbers, NOON)] * WORKERS
        found = at_once(*same)

    assert sorted(found) == [0] * (WORKERS - 1) + [5]
    assert (Alarm.objects.get().seen, RuleAlarm.objects.count()) == (5, 5)


def test_workers_that_ask_rules_and_tell_at_once_tell_of_one_alarm(rule, tmp_path, monkeypatch):
    monkeypatch.setattr(ruling, "PORTION", 3)
    came(rule.workspace, 20)

    def works():
        ruling.run_all(NOON)
        return alarming.tell_due(NOON + timedelta(seconds=1))

    with shared(tmp_path):
        told = at_once(*[works] * WORKERS)
    ruling.run_all(NOON)  # whatever a worker left because another held it

    assert not Untried.objects.exists()
    assert (Alarm.objects.get().seen, Call.objects.filter(outcome="told").count()) == (20, 1)
    assert sum(told) == 1
