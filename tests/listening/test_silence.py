"""Sources that give nothing or do not answer: who is told, when, and how often."""

from datetime import timedelta

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_source
from virta.flows.hearing.listener import Held
from virta.flows.hearing.silence import tell_of_silence
from virta.listening.models import Source
from virta.listening.searching import Searches
from virta.people.models import Role
from virta.records.models import Notice
from virta.sources import registry
from virta.sources.protocol import Portion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
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


def test_who_owns_it_is_told_once_and_again_each_day(source, owner):
    assert tell_of_silence(NOON + timedelta(minutes=10)) == 0
    assert tell_of_silence(NOON + timedelta(minutes=11)) == 1
    assert tell_of_silence(NOON + timedelta(hours=20)) == 0
    assert tell_of_silence(NOON + DAY + timedelta(minutes=11)) == 1
    notice = Notice.objects.first()
    assert (notice.person, notice.kind, notice.key) == (owner, "source", str(source.pk))
    assert "has given nothing for" in notice.text


def test_those_who_lead_are_told_where_it_is_nobodys(source, workspace, owner):
    other = make.member(workspace, Role.OWNER)
    Source.objects.update(made_by=None)
    assert tell_of_silence(NOON + timedelta(hours=1)) == 2
    assert {one.person for one in Notice.objects.all()} == {owner, other}


def test_trouble_is_told_after_an_hour_with_what_is_wrong(source, owner):
    Source.objects.update(
        trouble={"en": "It rests.", "fi": "Se lepää."}, trouble_since=NOON, troubles=3
    )
    assert tell_of_silence(NOON + timedelta(minutes=59)) == 0
    owner.language = "fi"
    owner.save()
    assert tell_of_silence(NOON + timedelta(minutes=61)) == 1
    assert "Se lepää." in Notice.objects.get().text


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


def test_a_notice_leads_to_the_source_on_its_page(source, client, owner):
    tell_of_silence(NOON + timedelta(hours=1))
    client.force_login(owner)
    slug = source.workspace.slug
    page = client.get(f"/w/{slug}/notices/").content.decode()
    assert "Nothing is heard from here" in page
    assert "All" in page
    notice = Notice.objects.get()
    answer = client.get(f"/w/{slug}/notices/{notice.pk}/")
    assert answer.url == f"/w/{slug}/sources/#source-{source.pk}"


def test_what_was_missed_is_seen_on_the_page(source, client, owner):
    held = Held(source, JETSTREAM, Searches(source.workspace), lambda: NOON)
    held.store(Portion((), "1", is_missed=True))
    client.force_login(owner)
    page = client.get(f"/w/{source.workspace.slug}/sources/").content.decode()
    assert "Something was missed before" in page
