"""Manners: turns at a host, and robots' rules as RFC 9309 has them."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from virta.networks.errors import Refused, TryLater
from virta.sources import politeness
from virta.sources.politeness import Manners, Rules

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE = httpx.URL("https://news.example/private/a")


class Hosts:
    """What is known about hosts, without a database."""

    def __init__(self):
        self.free, self.kept = {}, {}

    def turn(self, host, gap, most):
        seconds = self.free.get(host, 0.0)
        if seconds <= most:
            self.free[host] = seconds + gap
        return seconds

    def rules(self, origin):
        return self.kept.get(origin)

    def keep(self, origin, rules):
        self.kept[origin] = rules


class World:
    """A server with rules for robots, and somebody with manners."""

    def __init__(self, *answers):
        self.answers, self.asked, self.slept, self.now = list(answers), [], [], NOON
        self.hosts = Hosts()
        http = httpx.Client(transport=httpx.MockTransport(self.answer))
        self.manners = Manners(self.hosts, http, lambda: self.now, self.slept.append)

    def answer(self, request):
        self.asked.append(str(request.url))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def go(self, url=PAGE, **extensions):
        self.manners(httpx.Request("GET", url, extensions=extensions))


def rules(text, status=200):
    return httpx.Response(status, text=text)


def test_rules_are_kept_to_and_remembered_for_a_day():
    world = World(rules("User-agent: *\nDisallow: /private/\n\nUser-agent: other\nDisallow: /"))
    with pytest.raises(Refused, match="asks robots not to"):
        world.go(as_crawler=True)
    world.go(httpx.URL("https://news.example/open"), as_crawler=True)
    assert world.asked == ["https://news.example/robots.txt"]
    world.now += timedelta(hours=25)
    world.answers = [rules("User-agent: Virta\nDisallow: /open")]
    with pytest.raises(Refused):
        world.go(httpx.URL("https://news.example/open"), as_crawler=True)


def test_what_a_person_asked_for_needs_no_rules():
    world = World()
    world.go()
    assert world.asked == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_server_without_rules_allows_everything(status):
    World(rules("", status)).go(as_crawler=True)


@pytest.mark.parametrize(
    "answer",
    [
        rules("", 500),
        rules("", 503),
        rules("", 429),
        httpx.ConnectError("x"),
        httpx.ReadTimeout("x"),
    ],
    ids=["500", "503", "429", "no connection", "silence"],
)
def test_a_server_that_cannot_say_allows_nothing_until_it_can(answer):
    world = World(answer, rules(""))
    with pytest.raises(Refused):
        world.go(as_crawler=True)
    with pytest.raises(Refused):
        world.go(as_crawler=True)
    assert len(world.asked) == 1
    world.now += timedelta(minutes=11)
    world.go(as_crawler=True)


def test_rules_known_before_stand_while_the_server_cannot_say():
    world = World(rules("User-agent: *\nAllow: /"), rules("", 503))
    world.go(as_crawler=True)
    world.now += timedelta(hours=25)
    world.go(as_crawler=True)
    world.go(as_crawler=True)
    assert len(world.asked) == 2


def test_redirects_of_the_rules_are_followed_five_times_and_no_more():
    on = httpx.Response(301, headers={"location": "https://news.example/robots2.txt"})
    world = World(on, on, rules("User-agent: *\nDisallow: /"))
    with pytest.raises(Refused):
        world.go(as_crawler=True)
    World(*[on] * 6).go(as_crawler=True)


def test_rubbish_for_rules_breaks_nothing():
    for content in (b"\xff\xfe\0" * 1000, b"Disallow: " + b"*" * 5000, b"\0"):
        World(httpx.Response(200, content=content)).go(as_crawler=True)


def test_requests_to_one_host_come_one_after_the_other():
    world = World()
    for _time in range(3):
        world.go()
    world.go(httpx.URL("https://other.example/"))
    assert world.slept == [0.5, 1.0]


def test_a_delay_that_the_rules_ask_for_is_kept_up_to_ten_seconds():
    text = "User-agent: *\nCrawl-delay: {}"
    url = httpx.URL("https://news.example/open")
    assert politeness.delay(Rules("rules", text.format(3), NOON)) == 3
    assert politeness.delay(Rules("rules", text.format(900), NOON)) == politeness.MOST_GAP
    assert politeness.delay(Rules("rules", text.format("soon"), NOON)) == politeness.GAP
    assert politeness.may_go(Rules("rules", text, NOON), url)


def test_whoever_would_wait_long_comes_back_later():
    world = World()
    world.hosts.free["news.example"] = 50.0
    with pytest.raises(TryLater) as told:
        world.go()
    assert told.value.wait == timedelta(seconds=50)
    assert world.slept == []
