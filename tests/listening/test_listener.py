"""Sources served by workers: cursors, leases, trouble."""

import threading
from datetime import timedelta

import httpx
import pytest

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source
from virta.flows.hearing import listener
from virta.flows.hearing.listener import Held, follow, poll
from virta.listening.models import Mention, Source
from virta.listening.searching import Searches
from virta.listening.taking import Overtaken
from virta.networks.errors import TryLater
from virta.networks.said import Said
from virta.sources import registry
from virta.sources.protocol import Portion
from virta.sources.protocol import Source as Described

pytestmark = pytest.mark.django_db


def held(source, **how):
    described = Described("feed", Said("Feed"), "web", **how)
    assert source.claim(NOON)
    return Held(source, described, Searches(source.workspace), lambda: NOON)


@pytest.fixture
def source():
    workspace = make.workspace()
    make_search(workspace)
    return make_source(workspace)


def test_a_poll_goes_on_page_by_page_and_is_due_again_after_its_time(source):
    pages = iter(
        [
            Portion((heard(key="1"),), "a", has_more=True),
            Portion((heard(key="2"), heard("nothing", key="3")), "b", wait=600.0),
        ]
    )
    asked = []

    def ask(_settings, cursor, _http):
        asked.append(cursor)
        return next(pages)

    assert poll(held(source, poll=ask, every=300), httpx.Client()) == 2
    source.refresh_from_db()
    assert asked == ["", "a"]
    assert (source.cursor, source.heard, source.kept) == ("b", 3, 2)
    assert (source.due_at, source.claimed_until) == (NOON + timedelta(seconds=600), None)


def test_only_one_of_two_workers_gets_a_source(source):
    other = Source.objects.get()
    assert source.claim(NOON)
    assert not other.claim(NOON)
    other.refresh_from_db()
    assert not other.claim(NOON)
    assert other.claim(NOON + timedelta(minutes=3)), "the lease ran out"


def test_a_worker_that_was_overtaken_stores_nothing(source):
    late = held(source, poll=lambda *_: Portion((heard(),), "a"))
    assert Source.objects.get().claim(NOON + timedelta(minutes=3))
    with pytest.raises(Overtaken):
        poll(late, httpx.Client())
    assert not Mention.objects.exists()
    assert Source.objects.get().cursor == ""


def test_a_stream_is_followed_and_its_cursor_stands_with_what_was_heard(source):
    closed = []

    def stream(_settings, cursor, _is_stopping, _door):
        try:
            yield Portion((heard(key="1"),), "10")
            assert Source.objects.get().cursor == "10"
            yield Portion((), "11")
            Source.objects.update(is_on=False)
            yield Portion((heard(key="2"),), "12")
            yield Portion((heard(key="3"),), "13")
        finally:
            closed.append(cursor)

    follow(held(source, stream=stream), lambda: False)
    assert sorted(Mention.objects.values_list("key", flat=True)) == ["1", "2"]
    assert Source.objects.get().cursor == "12", "turned off, it goes on from there"
    assert closed == [""]


def test_trouble_is_told_in_words_and_waits_longer_each_time(source):
    waits = []
    for _time in range(3):
        one = held(source, poll=None, every=300)
        one.tell(TryLater(Said("It rests.", "Se lepää."), wait=timedelta(seconds=5)))
        source.refresh_from_db()
        waits.append(source.due_at - NOON)
    assert waits == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert source.trouble == {"en": "It rests.", "fi": "Se lepää."}
    assert (source.troubles, source.trouble_since) == (3, NOON)
    poll(held(source, poll=lambda *_: Portion((), "")), httpx.Client())
    source.refresh_from_db()
    assert (source.trouble, source.troubles, source.trouble_since) == ({}, 0, None)


def test_streams_hold_their_own_threads_and_never_those_of_polls(source, monkeypatch):
    kinds = {
        "endless": Described("endless", Said("Endless"), "web", stream=lambda: None),
        "asked": Described("asked", Said("Asked"), "web", poll=lambda: None),
    }
    monkeypatch.setattr(registry, "known", lambda: registry.Known(kinds, ()))
    monkeypatch.setattr(listener, "STREAMS_AT_ONCE", 2)
    Source.objects.all().delete()
    for number in range(3):
        make_source(source.workspace, "endless", title=f"stream {number}")
    make_source(source.workspace, "asked", title="poll")
    make_source(source.workspace, "unknown", title="of a package that has gone")
    end, served = threading.Event(), []

    def serve(_self, source, described):
        served.append(source.title)
        if described.stream is not None:
            end.wait(20)

    monkeypatch.setattr(listener.Listener, "serve", serve)
    one = listener.Listener(lambda: NOON)
    assert one.sweep() == 3
    assert one.sweep() == 0, "the third stream waits until a thread is free"
    other = listener.Listener(lambda: NOON)
    assert other.sweep() == 1, "another worker takes what the first has no room for"
    end.set()
    one.close()
    other.close()
    assert sorted(served) == ["poll", "stream 0", "stream 1", "stream 2"]
    assert Source.objects.filter(claimed_until__isnull=True).count() == 1
