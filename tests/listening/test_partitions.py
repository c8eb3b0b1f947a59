"""Mentions cut by time in PostgreSQL; SQLite has nothing to cut."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from tests.listening.make import NOON, heard, make_search, taken
from virta.listening import partitions, upkeep
from virta.listening.fulltext import mending
from virta.listening.models import Hit, Insight, InsightMention, Mention
from virta.sources.protocol import AuthorGone

pytestmark = pytest.mark.django_db
LATER = datetime(2031, 5, 7, tzinfo=UTC)


@pytest.fixture
def workspace():
    return make.workspace()


def tables(name="listening_mention"):
    if connection.vendor != "postgresql":
        return set()
    return {table for _low, _high, table in partitions._parts(name)}


def only_where_tables_are_cut():
    return connection.vendor == "postgresql"


def point_at_nothing(search):
    Hit.objects.create(workspace=search.workspace, search=search, mention_id=5)
    connection.check_constraints()


def test_months_are_counted_over_the_ends_of_years():
    assert partitions.later((2026, 11), 3) == (2027, 2)
    assert partitions.later((2026, 1), -1) == (2025, 12)
    assert partitions.month_of(NOON) == (2026, 3)


def test_months_are_made_ahead_once(workspace):
    changed = upkeep.keep_up(LATER)
    assert upkeep.keep_up(LATER) == 0
    if only_where_tables_are_cut():
        assert changed >= 8
        for name in partitions.TABLES:
            assert {f"{name}_2031_{month:02}" for month in range(5, 9)} <= tables(name)
    else:
        assert changed == 0


def test_a_crowded_month_moves_with_all_that_points_at_it(workspace, monkeypatch):
    monkeypatch.setattr(partitions, "ENOUGH", 20)
    search = make_search(workspace)
    at = datetime(2025, 4, 9, tzinfo=UTC)
    taken(workspace, *(heard("sauna", str(n), at=at + timedelta(hours=n)) for n in range(30)))
    insight = Insight.objects.create(workspace=workspace, title="They sit in it")
    one = Mention.objects.first()
    InsightMention.objects.create(workspace=workspace, insight=insight, mention=one)
    upkeep.keep_up(NOON)
    assert Hit.objects.filter(search=search, mention__text="sauna").count() == 30
    assert insight.rests_on.get().mention == one
    assert (mending.check().missing, mending.check().stale) == (0, 0)
    if only_where_tables_are_cut():
        assert "listening_mention_2025_04" in tables()
        assert "listening_words_2025_04" in tables("listening_words")
    # What points at mentions is still checked.
    with pytest.raises(IntegrityError), transaction.atomic():
        point_at_nothing(search)
    InsightMention.objects.all().delete()
    assert taken(workspace, AuthorGone("bluesky", "did:plc:aino")).erased == 30
    upkeep.keep_up(NOON)
    assert "listening_mention_2025_04" not in tables()


def test_a_post_comes_twice_into_a_month_that_was_made_meanwhile(workspace):
    make_search(workspace)
    odd = heard("sauna", "odd", at=datetime(2025, 3, 1, tzinfo=UTC))
    late = heard("sauna", "late", at=NOON - timedelta(days=40))
    assert taken(workspace, odd, late).fresh == 2
    upkeep.keep_up(NOON)
    assert taken(workspace, odd, late).fresh == 0
    assert [one.key for one in Mention.objects.order_by("pk")] == ["odd", "late"]
