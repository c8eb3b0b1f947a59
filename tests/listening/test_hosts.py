"""Turns at hosts and robots' rules, shared by all workers."""

from datetime import timedelta

import pytest

from tests.listening.make import NOON
from virta.flows.hearing.hosts import KnownHosts
from virta.sources.politeness import Rules

pytestmark = pytest.mark.django_db


def test_workers_take_turns_at_a_host():
    times = iter([NOON] * 4 + [NOON + timedelta(seconds=60)])
    one, other = KnownHosts(lambda: next(times)), KnownHosts(lambda: next(times))
    assert one.turn("a.example", 2.0, 20) == 0
    assert other.turn("a.example", 2.0, 20) == 2
    assert one.turn("b.example", 2.0, 20) == 0
    assert one.turn("a.example", 2.0, 3) == 4, "told, and not booked"
    assert other.turn("a.example", 2.0, 20) == 0


def test_rules_are_known_to_the_next_worker():
    one = KnownHosts(lambda: NOON)
    assert one.rules("https://a.example") is None
    rules = Rules("rules", "User-agent: *\nDisallow: /", NOON)
    one.keep("https://a.example", rules)
    one.turn("https://a.example", 1, 20)
    assert KnownHosts(lambda: NOON).rules("https://a.example") == rules
    one.keep("https://a.example", Rules("closed", "", NOON))
    assert one.rules("https://a.example").state == "closed"
