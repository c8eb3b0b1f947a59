"""The dashboard's questions, each for itself and drawn, and the pages around mentions as HTML."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import numpy as np
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.listening.asked import rested
from virta.listening import asking, panels, surplus_told
from virta.listening.models import Mention, Search, Source
from virta.listening.panels_lists import PANELS, PARTS
from virta.listening.periods import Period
from virta.people.models import Workspace
from virta.records.kinds import kind_of

QUESTION, PAGE = 50.0, 100.0
"""Milliseconds at the 95th percentile."""
DAYS = (7, 30, 92, 365)
Ask = Callable[[panels.Look], object]

QUESTIONS: dict[str, Ask] = {
    "volume and sentiment, with comparison": lambda one: (one.steps, one.earlier),
    "hour and weekday": lambda one: asking.rhythm(one.hours, one.heard),
    "share of voice": lambda one: asking.voices(one.scope.workspace, one.searches, one.period),
    "topics, and what is new": lambda one: one.phrases,
    "people who matter": lambda one: asking.authors(one.scope, one.period, one.by, one.most),
    "links": lambda one: asking.links(one.scope, one.period, one.most),
    "networks": lambda one: asking.networks(one.scope, one.period),
    "languages": lambda one: asking.languages(one.scope, one.period),
    "as of when": lambda one: asking.as_of(one.scope, one.period),
    "what was not kept": lambda one: surplus_told.within(
        one.scope.workspace,
        one.scope.searches or one.searches,
        one.period.first,
        one.period.last,
    ),
}


def furnish(workspace: Workspace) -> None:
    """Searches about us and our peers, and a source that has listened for a year."""
    keys = list(Search.objects.of(workspace).order_by("pk").values_list("pk", flat=True))
    Search.objects.filter(pk__in=keys[:1]).update(about=Search.About.OWN)
    Search.objects.filter(pk__in=keys[1:4]).update(about=Search.About.PEER)
    now = datetime.now(UTC)
    year = now - timedelta(days=365)
    Search.objects.of(workspace).update(made_at=year)
    Source.objects.of(workspace).update(looked_at=now, made_at=year, on_since=year)


def looks(workspace: Workspace, days: int) -> Iterator[panels.Look]:
    """Everything, the largest search and the smallest, over so many days up to today."""
    searches = list(Search.objects.of(workspace).order_by("pk"))
    now, today = timezone.now(), timezone.localdate()
    period = Period(today - timedelta(days=days - 1), today)
    for chosen in ((), (searches[0],), (searches[-1],)):
        scope = asking.Scope(workspace, chosen)
        yield panels.Look(scope, period, period.before(), searches, now)


def good(workspace: Workspace, client: Client, times: int) -> bool:
    """Asks and prints everything; whether all is within its limits."""
    found = [_questions(workspace, days, times) for days in DAYS]
    return all([*found, _pages(workspace, client, times)])


def _questions(workspace: Workspace, days: int, times: int) -> bool:
    asked: dict[str, list[float]] = defaultdict(list)
    drawn: dict[str, list[float]] = defaultdict(list)
    for turn in range(times + 1):
        for look in looks(workspace, days):
            for name, ask in QUESTIONS.items():
                fresh = panels.Look(look.scope, look.period, look.before, look.searches, look.now)
                took = _timed(lambda ask=ask, fresh=fresh: ask(fresh))  # type: ignore[misc]
                if turn:
                    asked[name].append(took)
            for name, took in _drawing(workspace, look):
                if turn:
                    drawn[name].append(took)
    good = [told(f"{days} days: {name}", took, QUESTION) for name, took in asked.items()]
    for name, took in drawn.items():
        told(f"{days} days, drawn: {name}", took, None)
    return all(good)


def _drawing(workspace: Workspace, look: panels.Look) -> Iterator[tuple[str, float]]:
    """What panels take once their question is answered, for those that keep their answer."""
    for ready in (look.steps, look.earlier, look.phrases, look.hours, look.heard):
        del ready
    for key, make in PANELS.items():
        begun = time.perf_counter()
        panel = make(look)
        took = rested(begun)
        if key in {"volume", "sentiment", "topics", "news", "rhythm"}:
            yield key, took
        yield (
            f"{key} as HTML",
            _timed(lambda panel=panel: render_to_string("listening/panel.html", {"panel": panel})),  # type: ignore[misc]
        )


def _pages(workspace: Workspace, client: Client, times: int) -> bool:
    good = []
    for name, address in addresses(workspace).items():
        took = [_got(client, address) for _turn in range(times + 1)][1:]
        good.append(told(f"page: {name}", took, PAGE))
    return all(good)


def addresses(workspace: Workspace) -> dict[str, str]:
    """The pages that read mentions or their figures."""

    def page(name: str, *more: object, **query: object) -> str:
        address = reverse(name, args=[workspace.slug, *more])
        return f"{address}?{urlencode(query)}" if query else address

    searches = list(Search.objects.of(workspace).order_by("pk"))
    newest = Mention.objects.of(workspace).order_by("-pk")[0]
    year = timezone.localdate() - timedelta(days=364)
    mine = {"network": newest.network, "author": newest.author}
    own = {"period": "own", "first": year, "last": timezone.localdate()}
    return {
        "mentions": page("listening:mentions", all=1),
        "mentions of a search": page("listening:mentions", search=searches[0].key),
        "a mention": page("listening:mention", newest.pk),
        "what is heard, 30 days": page("listening:dashboard"),
        "what is heard, 90 days": page("listening:dashboard", period=90),
        "what is heard, a year": page("listening:dashboard", **own),
        "what is heard, a search, a year": page(
            "listening:dashboard", search=searches[0].key, **own
        ),
        "what is heard, a year, all panels": page("listening:dashboard", whole=1, **own),
        **{
            f"what is heard, a year, {part}": page("listening:dashboard_part", part, **own)
            for part in PARTS
        },
        "a large search": kind_of(searches[0]).url(searches[0]),
        "a small search": kind_of(searches[-1]).url(searches[-1]),
        "authors by name": page("listening:authors", q=newest.author),
        "what is stored of an author": page("listening:author", **mine),
        "alarms": page("listening:alarms"),
        "sources": page("listening:sources"),
        "my week": page("pages:today"),
    }


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return rested(begun)


def _got(client: Client, address: str) -> float:
    begun = time.perf_counter()
    # Panels that come by themselves are asked for by a script; to other pages that means nothing.
    answer = client.get(address, headers={"HX-Request": "true"} if "/part/" in address else {})
    took = rested(begun)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return took


def told(name: str, took: list[float], limit: float | None) -> bool:
    """Prints the median and the 95th percentile; whether it is within the limit."""
    median, tail = np.percentile(took, [50, 95])
    is_good = limit is None or tail <= limit
    over = "" if is_good else f"  over {limit:.0f}"
    print(f"{name:56} p50 {median:7.1f}   p95 {tail:7.1f} ms{over}", flush=True)
    return bool(is_good)
