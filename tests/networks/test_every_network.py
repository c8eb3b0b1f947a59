"""What holds for every network that Virta knows, ours and those of installed packages alike.

A new network passes these before anything else is said of it. It needs nothing but what the
contract has: a test fills each network's sign-in with made-up values and lets a made-up server
answer.
"""

import traceback
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from virta.networks import registry
from virta.networks.errors import NetworkError, Refused, SignInAgain, TryLater, Unsure
from virta.networks.protocol import (
    ByFields,
    ByOAuth,
    Connector,
    Draft,
    Publisher,
    Reader,
    Receipt,
    Remover,
)

NETWORKS = registry.known().networks
CONNECTED = [one for one in NETWORKS.values() if one.connect]
DOCS = Path(__file__).parents[2] / "docs/networks"
SECRET = "s3cret-t0ken-of-ours-abcdefghijklmnop"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# What a sign-in keeps may be named as a network likes; these are ours. An outside package adds its
# own by `virta.networks` entry points and its own copy of this file.
KEPT = {
    **dict.fromkeys(("server", "service", "pds", "feed"), "https://net.example"),
    **dict.fromkeys(("token", "access", "refresh", "password", "access_token"), SECRET),
    "id": "1",
    "user": "@v:net.example",
    "room": "!room:net.example",
    "did": "did:plc:abcdefghijklmnopqrstuvwx",
    "handle": "virta.net.example",
}


def every(networks):
    return pytest.mark.parametrize("network", networks, ids=lambda one: one.key)


def answering(status, *, headers=None, said=None):
    def answer(request):
        repeated = {"error": "no", "message": f"no to {request.headers.get('authorization')}"}
        return httpx.Response(status, json=said or repeated, headers=headers)

    return httpx.Client(transport=httpx.MockTransport(answer))


def raising(problem):
    def fall(request):
        raise problem("It broke", request=request)

    return httpx.Client(transport=httpx.MockTransport(fall))


def draft(network, **more):
    return Draft(network.new_reference(NOW), NOW, "Hei maailma", **more)


def calls(network, http):
    """Every thing that the connector can do, by name, as something to call."""
    connector = network.connect(KEPT, http)
    found = {"account": connector.account}
    if isinstance(connector, Publisher):
        found["publish"] = lambda: connector.publish(draft(network))
        found["find"] = lambda: connector.find(draft(network))
    if isinstance(connector, Reader):
        found["read"] = lambda: list(connector.read(NOW - timedelta(days=1)))
        found["look"] = lambda: connector.look(["1"])
    if isinstance(connector, Remover):
        found["remove"] = lambda: connector.remove("1")
    return found


def problems(network, make):
    """What each thing that it can do raises, by name; every one has to raise."""
    found = {}
    with make() as http:
        for name, call in calls(network, http).items():
            with pytest.raises(NetworkError) as caught:
                call()
            found[name] = caught.value
    return found


@every(CONNECTED)
def test_it_is_a_connector(network):
    with answering(500) as http:
        assert isinstance(network.connect(KEPT, http), Connector)


@every(CONNECTED)
@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (401, None, SignInAgain),
        (422, None, Refused),
        (429, {"Retry-After": "7"}, TryLater),
        (503, {"Retry-After": "7"}, TryLater),
    ],
)
def test_a_clear_answer_becomes_what_to_do_next(network, status, headers, kind):
    for name, problem in problems(network, lambda: answering(status, headers=headers)).items():
        assert type(problem) is kind, name
        if isinstance(problem, TryLater):
            assert problem.wait == timedelta(seconds=7), name


@every(CONNECTED)
@pytest.mark.parametrize("silence", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError])
def test_silence_is_unsure_where_something_was_written(network, silence):
    for name, problem in problems(network, lambda: raising(silence)).items():
        assert type(problem) is (Unsure if name in {"publish", "remove"} else TryLater), name


@every(CONNECTED)
@pytest.mark.parametrize("status", [500, 502, 504])
def test_trouble_after_writing_is_unsure(network, status):
    for name, problem in problems(network, lambda: answering(status)).items():
        assert type(problem) is (Unsure if name in {"publish", "remove"} else TryLater), name


class Stopped(Exception):
    """Somebody else has taken the draft."""


@every(CONNECTED)
def test_nothing_is_published_once_the_draft_is_not_its_own_any_more(network):
    written = []

    def answer(request):
        if request.method != "GET":
            written.append(request.url)
        return httpx.Response(200, json={})

    def stop():
        raise Stopped

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        connector = network.connect(KEPT, http)
        if isinstance(connector, Publisher):
            with pytest.raises(Stopped):
                connector.publish(draft(network, begins=stop))
    assert not written


@every(CONNECTED)
def test_what_never_left_is_tried_later(network):
    for name, problem in problems(network, lambda: raising(httpx.ConnectError)).items():
        assert type(problem) is TryLater, name


@every(CONNECTED)
def test_a_post_that_got_an_answer_without_its_name_is_unsure(network):
    with answering(200, said={"all": "well"}) as http:
        publish = calls(network, http).get("publish")
        if publish:
            with pytest.raises(Unsure):
                publish()


@every(CONNECTED)
@pytest.mark.parametrize(
    "make", [lambda: answering(401), lambda: answering(422), lambda: raising(httpx.ReadTimeout)]
)
def test_no_secret_is_told(network, make):
    for name, problem in problems(network, make).items():
        told = "".join(traceback.format_exception(problem)) + problem.reason + repr(vars(problem))
        assert SECRET not in told, name


@every(CONNECTED)
def test_each_problem_is_a_sentence_in_both_languages(network):
    for status in (401, 422, 429, 500):
        for problem in problems(network, lambda status=status: answering(status)).values():
            assert problem.said.en.endswith(".")
            assert problem.said.fi.endswith(".")
            assert problem.said.en != problem.said.fi


@every(NETWORKS.values())
def test_references_are_each_their_own(network):
    made = Counter(network.new_reference(NOW) for _ in range(2000))
    assert len(made) == 2000


@every(NETWORKS.values())
def test_limits_are_sound_and_need_no_facts(network):
    limits = network.limits({})
    assert limits.text >= 0
    assert limits.thread >= 1
    assert bool(limits.pictures) == bool(limits.picture_bytes)
    assert bool(limits.films) == bool(limits.film_bytes)
    strange = {"max_characters": "many", "types": 5, "pictures": None}
    assert network.limits(strange) == limits


@every(NETWORKS.values())
def test_a_longer_text_counts_for_more(network):
    counts = [network.count(text, {}) for text in ("", "a", "ab", "ab\ncd", "ab\ncd 👩‍👩‍👧 ä")]
    assert counts[0] == 0
    assert counts == sorted(set(counts))


COUNTED = {
    "mastodon": ("ä https://example.org/a/long/address/that/counts/less", 25),
    "x": ("ä 日本 👩‍👩‍👧 https://example.org/a/long/address/that/counts/less", 33),
    "linkedin": ("👍", 2),
    "matrix": ("ä", 2),
    "threads": ("ä👩‍👩‍👧", 19),
    "instagram": ("abc", 3),
}


@pytest.mark.parametrize("key", COUNTED)
def test_lengths_are_those_of_the_network(key):
    text, length = COUNTED[key]
    assert NETWORKS[key].count(text, {}) == length


@every(NETWORKS.values())
def test_every_word_of_the_forms_is_in_finnish_too(network):
    said = [network.unit, *(way.label for way in network.ways)]
    said += [way.guide for way in network.ways if isinstance(way, ByFields)]
    for field in (field for way in network.ways for field in way.fields):
        said += [field.label, field.help]
    for option in network.options:
        said += [option.label, option.help, *(label for _, label in option.choices)]
    assert [one.en for one in said if bool(one.en) != bool(one.fi)] == []


@every(NETWORKS.values())
def test_names_of_fields_and_ways_and_options_are_each_their_own(network):
    for named in (
        [way.key for way in network.ways],
        [option.name for option in network.options],
        *([field.name for field in way.fields] for way in network.ways),
    ):
        assert len(set(named)) == len(named)
    for option in network.options:
        if option.kind == "choice":
            assert option.default in dict(option.choices)


@every(NETWORKS.values())
def test_it_can_be_signed_in_to_or_is_by_hand(network):
    assert bool(network.ways) == (network.connect is not None)
    assert all(isinstance(way, ByFields | ByOAuth) for way in network.ways)
    assert not network.page or network.page.startswith("https://")


@every(NETWORKS.values())
def test_it_has_a_page_in_the_docs(network):
    names = {"blog": "feeds"} | {one.key: one.key for one in CONNECTED if one.key != "blog"}
    page = DOCS / f"{names.get(network.key, 'by-hand')}.md"
    assert network.name in page.read_text(encoding="utf-8")


@every(CONNECTED)
def test_it_says_beforehand_whether_it_can_publish(network):
    with answering(500) as http:
        assert network.can_publish == isinstance(network.connect(KEPT, http), Publisher)


@every(CONNECTED)
def test_what_is_typed_wrongly_is_refused_and_nothing_else(network):
    for way in network.ways:
        if not isinstance(way, ByFields):
            continue
        for typed in ({}, {field.name: "ä\n" for field in way.fields}):
            with answering(404) as http, pytest.raises((Refused, SignInAgain)):
                way.sign_in(typed, http)


@every(CONNECTED)
def test_an_answer_to_a_post_is_written_to_that_post(network):
    asked = []

    def answer(request):
        asked.append(request.read())
        return httpx.Response(500, json={})

    parent = Receipt("parent-1", "https://net.example/parent-1", "bafyparent")
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        connector = network.connect(KEPT, http)
        if isinstance(connector, Publisher):
            with pytest.raises(NetworkError):
                connector.publish(draft(network, root=parent, parent=parent))
            assert any(b"parent-1" in content for content in asked)
