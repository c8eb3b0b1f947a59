"""Migrations that carry rows over: a database as it was before, brought up to date."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import make
from tests.listening.make import NOON, heard, make_rule, make_search, make_source, taken
from virta.flows.hearing import alarming
from virta.listening import ruling
from virta.listening.models import Alarm, Mention, RuleAlarm, Untried
from virta.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def migrated(name):
    """The models of listening as they are once the database is at this migration."""
    return MigrationExecutor(connection).migrate([("listening", name)]).apps


@pytest.fixture
def newest():
    """The newest migration of listening, at which the database is again afterwards."""
    (leaf,) = MigrationExecutor(connection).loader.graph.leaf_nodes("listening")
    yield leaf[1]
    migrated(leaf[1])


def test_what_waited_to_be_told_opens_an_alarm_and_what_was_told_does_not(newest):
    workspace = make.workspace()
    make.member(workspace, Role.LEAD)
    make_search(workspace)
    make_source(workspace)
    rules = [make_rule(workspace, title=name, query="fire", alarms=True) for name in ("A", "B")]
    taken(workspace, *(heard(f"The sauna is on fire {n}", str(n)) for n in range(3)), now=NOON)
    Untried.objects.all().delete()
    told, *waiting = Mention.objects.order_by("pk").values_list("pk", flat=True)
    before = migrated("0010_mentions_worked_with").get_model("listening", "RuleAlarm").objects
    for rule in rules:
        times = {"at": NOON - timedelta(hours=1), "workspace_id": workspace.pk}
        before.create(rule_id=rule.pk, mention_id=told, told_at=NOON, **times)
        for one in waiting:
            before.create(rule_id=rule.pk, mention_id=one, told_at=None, **times)

    migrated(newest)

    assert set(RuleAlarm.objects.values_list("mention", "alarm")) == {(told, None)}
    assert sorted(Untried.objects.values_list("mention", flat=True)) == waiting
    assert not Alarm.objects.exists()
    ruling.run_all(NOON)
    first, beside = Alarm.objects.order_by("pk")
    assert (first.seen, beside.seen, beside.storm) == (2, 2, first)
    assert alarming.tell_due(NOON) == 1
