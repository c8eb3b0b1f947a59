"""What holds for every kind of source that Virta knows, ours and those of installed packages alike.

A new source passes these before anything else is said of it. A made-up server answers every
request, and nothing is asked of the net.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from virta.networks.errors import NetworkError, Refused, TryLater
from virta.sources import registry
from virta.sources.door import Door
from virta.sources.protocol import Portion

SOURCES = list(registry.known().sources.values())
POLLED = [one for one in SOURCES if one.poll]
STREAMED = [one for one in SOURCES if one.stream]
CHECKED = [one for one in SOURCES if one.check and one.poll]
DOCS = Path(__file__).parents[2] / "docs/sources"
SECRET = "s3cret-t0ken-of-ours-abcdefghijklmnop"
TYPED = {
    "server": "https://net.example",
    "address": "https://net.example/feed",
    "account": "@virta@net.example",
    "tag": "sauna",
    "token": SECRET,
}
# What a source keeps may be named as it likes; these are ours.
KEPT = {**TYPED, "did": "did:plc:abcdefghijklmnopqrstuvwx", "id": "1", "what": "local"}

RUBBISH = [
    *(b"", b"\0", b"null", b"[]", b"{}", b"[null, 1]", b"\xff\xfe"),
    *(b"[" * 100_000, b'{"a":' * 9_999),
]


def every(sources):
    return pytest.mark.parametrize("source", sources, ids=lambda one: one.key)


def answering(status, *, headers=None, content=b"no"):
    def answer(_request):
        return httpx.Response(status, content=content, headers=headers)

    return httpx.Client(transport=httpx.MockTransport(answer))


def settings_of(source):
    return {**KEPT, "address": "wss://net.example"} if source.stream else KEPT


@every(SOURCES)
def test_it_describes_itself_in_both_languages(source):
    assert (source.poll is None) != (source.stream is None)
    assert source.key.replace("_", "").isalnum()
    assert len(source.key) <= 40
    assert len(source.network) <= 20
    assert source.every >= 30
    assert source.silent_after >= 60
    names = Counter(one.name for one in (*source.fields, *source.choices))
    assert set(names.values()) <= {1}
    said = [source.name, source.help, *(one.label for one in (*source.fields, *source.choices))]
    said += [words for one in source.choices for _key, words in one.options]
    assert all(one.en and one.fi for one in said)


@every(SOURCES)
def test_it_is_documented(source):
    package = "virta" if source.key in registry.SOURCES else ""
    assert not package or f"`{source.key}`" in (DOCS / "README.md").read_text(encoding="utf-8")


@every(CHECKED)
def test_nonsense_is_refused_with_words(source):
    with answering(404) as http, pytest.raises(NetworkError) as told:
        source.check(dict.fromkeys(KEPT, "  :// not an address \0"), http)
    assert told.value.said.en.endswith(".")
    assert told.value.said.fi != told.value.said.en


@every(POLLED)
@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (404, None, Refused),
        (429, {"Retry-After": "7"}, TryLater),
        (503, {"Retry-After": "7"}, TryLater),
    ],
)
def test_a_clear_answer_becomes_what_to_do_next(source, status, headers, kind):
    with answering(status, headers=headers) as http, pytest.raises(NetworkError) as told:
        source.poll(KEPT, "", http)
    assert type(told.value) is kind
    if kind is TryLater:
        assert told.value.wait.total_seconds() == 7
    assert SECRET not in told.value.said.en + told.value.reason


@every(POLLED)
@pytest.mark.parametrize("kind", ["application/json", "text/html; charset=no-such"])
def test_rubbish_breaks_nothing(source, kind):
    for content in RUBBISH:
        with answering(200, content=content, headers={"content-type": kind}) as http:
            try:
                portion = source.poll(KEPT, "", http)
            except NetworkError:
                continue
            assert isinstance(portion, Portion)
            assert not portion.items


@every(POLLED)
@pytest.mark.parametrize("silence", [httpx.ReadTimeout, httpx.ConnectError, httpx.ReadError])
def test_silence_is_tried_later(source, silence):
    def fall(request):
        raise silence("It broke", request=request)

    with httpx.Client(transport=httpx.MockTransport(fall)) as http, pytest.raises(TryLater):
        source.poll(KEPT, "", http)


@every(STREAMED)
def test_a_stream_keeps_out_of_private_networks(source):
    settings = {
        **settings_of(source),
        "address": "ws://127.0.0.1:9",
        "server": "http://127.0.0.1:9",
    }
    with pytest.raises(NetworkError, match="private network"):
        list(source.stream(settings, "", lambda: False, Door()))


@every(STREAMED)
def test_a_stream_that_is_to_stop_stops_at_once(source):
    begun = datetime.now(UTC)
    assert not list(source.stream(settings_of(source), "", lambda: True, Door()))
    assert (datetime.now(UTC) - begun).total_seconds() < 1
