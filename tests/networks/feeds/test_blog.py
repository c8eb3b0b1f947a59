"""A blog is read through its feed, asked for again only when it has changed."""

from datetime import UTC, datetime

import httpx
import pytest

from tests.networks.feeds.test_reading import RSS
from virta.networks.errors import Refused, TryLater
from virta.networks.feeds import NETWORK, Blog, sign_in
from virta.networks.protocol import Reader

START = datetime(2026, 1, 1, tzinfo=UTC)


def blog(answer):
    return httpx.Client(transport=httpx.MockTransport(answer))


def test_it_reads_since_a_moment_and_looks():
    with blog(lambda _: httpx.Response(200, content=RSS)) as http:
        account = Blog({"feed": "https://blogi.example/since"}, http)
        assert isinstance(account, Reader)
        assert len(list(account.read(START))) == 2
        (newest,) = account.read(datetime(2026, 1, 6, tzinfo=UTC))
        assert account.look([newest.remote_id, "old"]) == {newest.remote_id: newest}
        assert account.account().name == "Blogi & muuta"


def test_an_unchanged_feed_is_not_fetched_again():
    asked = []

    def answer(request):
        asked.append(request.headers.get("if-none-match"))
        if asked[-1] == '"a"':
            return httpx.Response(304)
        return httpx.Response(200, content=RSS, headers={"ETag": '"a"'})

    with blog(answer) as http:
        for _ in range(2):
            account = Blog({"feed": "https://blogi.example/unchanged"}, http)
            assert len(list(account.read(START))) == 2
    assert asked == [None, '"a"']


def test_signing_in_finds_the_feed_of_a_page():
    def answer(request):
        if request.url.path == "/feed":
            return httpx.Response(200, content=RSS)
        page = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        return httpx.Response(200, html=page)

    with blog(answer) as http:
        assert sign_in({"address": "blogi.example"}, http) == {"feed": "https://blogi.example/feed"}
        assert NETWORK.connect is not None


@pytest.mark.parametrize(("status", "problem"), [(200, Refused), (404, Refused), (500, TryLater)])
def test_without_a_feed_it_says_what_to_do(status, problem):
    with blog(lambda _: httpx.Response(status, text="Hei")) as http, pytest.raises(problem):
        list(Blog({"feed": "https://blogi.example/none"}, http).read(START))
