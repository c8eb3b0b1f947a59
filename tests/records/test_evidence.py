"""What the work itself shows, in the exchange format."""

from datetime import UTC, date, datetime

import pytest

from tests import make
from tests.engagement.make import make_delivery
from tests.ownership.make import make_assignment
from tests.records.makers import MAKERS
from virta.assessment import evidence as whole
from virta.balance import reading
from virta.balance.framework import KINDS
from virta.records import evidence, saving
from virta.records.kinds import kinds

pytestmark = pytest.mark.django_db

TODAY = datetime.now(UTC).date()


@pytest.fixture
def here():
    return make.workspace()


def test_a_workspace_without_objects_says_nothing_of_work(here):
    assert evidence.work(here, TODAY) == {}


def test_every_kind_with_an_item_is_an_item_and_the_bundle_can_be_read(here):
    for kind in kinds():
        if kind.item:
            MAKERS[kind.name](here)
    make_delivery(
        here, state="published", published_at=datetime.now(UTC), url="https://a.example/1"
    )
    found = evidence.work(here, TODAY)
    assert {row["kind"] for row in found["items"]} <= set(KINDS)
    assert set(found["covers"]) == {kind.item for kind in kinds() if kind.item} | {"change"}
    read = reading.from_dict(whole.bundle(here, None))
    assert len(read.trace) == len(found["items"])


def test_a_change_with_a_reason_is_a_change_and_one_without_is_none(here):
    one = make_assignment(here)
    one.note = "Kirjoitusvirhe korjattu"
    saving.store(one, None)
    one.part = "R"
    saving.store(one, None, reason="Vastuu siirtyi")
    changes = [row for row in evidence.work(here, TODAY)["items"] if row["kind"] == "change"]
    assert [row["id"] for row in changes] == [f"{one.key}.3"]
    assert changes[0]["factor"] == "ownership"


def test_what_was_removed_or_came_after_the_period_is_no_item(here):
    kept, gone = make_assignment(here), make_assignment(here, about_key="learning")
    saving.remove(gone, None)
    assert [row["id"] for row in evidence.work(here, TODAY)["items"]] == [kept.key]
    assert evidence.work(here, date(2020, 1, 1)) == {}


def test_the_mark_moves_with_every_change(here):
    before = evidence.mark(here)
    one = make_assignment(here)
    after = evidence.mark(here)
    one.part = "I"
    saving.store(one, None)
    assert before < after < evidence.mark(here)
