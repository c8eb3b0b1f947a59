"""All workers go by one clock: the database's."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from virta.flows.publishing import clock

pytestmark = pytest.mark.django_db


def test_the_database_tells_the_time_in_utc():
    assert abs(clock.asked() - datetime.now(UTC)) < timedelta(seconds=30)


def test_between_two_questions_it_goes_on_by_itself(django_assert_num_queries):
    made = clock.DatabaseClock()
    with django_assert_num_queries(1):
        first = made()
        time.sleep(0.01)
        assert made() > first


def test_setting_this_machines_clock_changes_nothing(monkeypatch):
    made = clock.DatabaseClock()
    before = made()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    made.set()
    assert abs(made() - before) < timedelta(seconds=30)
