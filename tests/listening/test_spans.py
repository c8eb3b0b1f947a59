"""Lists of several days put together: the same answers, whatever changes underneath."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.listening.make import NOON, heard, make_search, taken
from virta.listening import asking, authors, erasing, judging, keeping, ranking, spans, taking
from virta.listening.models import Mention, Ranking, Retention, Search, Span
from virta.listening.periods import Period
from virta.sources.protocol import AuthorGone, Gone

pytestmark = pytest.mark.django_db
DAYS = 30
WORDS = ["warm", "cold", "island", "ferry", "stove", "winter", "lake", "#löyly", "evening", "birch"]


@pytest.fixture
def workspace(monkeypatch):
    """One in which days are put together by 12 and 4, so that some weeks have both."""
    monkeypatch.setattr(spans, "WIDTHS", (12, 4))
    found = make.workspace(time_zone="UTC")
    timezone.activate("UTC")
    make_search(found, "sauna")
    make_search(found, "spa")
    return found


def post(r, number):
    """A post of some day, that may answer another author."""
    author = f"did:plc:{r.randrange(9)}"
    return heard(
        f"{r.choice(('sauna', 'spa', 'sauna spa'))} {' '.join(r.sample(WORDS, 4))} {number}",
        str(number),
        at=NOON - timedelta(days=r.randrange(DAYS), minutes=5),
        author=author,
        followers=r.choice((None, 5, 700)),
        languages=(r.choice(("en", "fi")),),
        links=(f"https://news.example/{r.randrange(6)}",),
        about=f"at://did:plc:{r.randrange(9)}/app.bsky.feed.post/1" if r.random() < 0.5 else "",
    )


def periods(r):
    """The whole, and a stretch that begins and ends anywhere."""
    first, last = NOON.date() - timedelta(days=DAYS), NOON.date()
    yield Period(first, last)
    some = sorted(r.sample(range(DAYS), 2))
    yield Period(last - timedelta(days=some[1]), last - timedelta(days=some[0]))


def answers(workspace, asked):
    """Every question whose answer rests on lists."""
    searches = tuple(Search.objects.of(workspace).order_by("pk"))
    found = []
    for chosen in ((), searches):
        scope = asking.Scope(workspace, chosen)
        for period in asked:
            found += [
                asking.networks(scope, period),
                asking.languages(scope, period),
                asking.links(scope, period),
                asking.phrases(scope, period, period.before()),
                *(asking.authors(scope, period, by) for by in ("others", "mentions", "followers")),
            ]
    return found


def late(workspace, r, number):
    taken(workspace, *(post(r, 1000 * number + more) for more in range(5)))


def taken_back(workspace, r, number):
    taken(
        workspace,
        Gone(
            "bluesky", r.choice(list(Mention.objects.order_by("pk").values_list("key", flat=True)))
        ),
    )


def closed(workspace, r, number):
    taken(workspace, AuthorGone("bluesky", f"did:plc:{r.randrange(9)}"))


def erased(workspace, r, number):
    somebody = authors.Author("bluesky", f"did:plc:{r.randrange(9)}")
    authors.erase(workspace, somebody, NOON, refuse=False)


def some_erased(workspace, r, number):
    erasing.by_numbers(
        workspace, list(Mention.objects.order_by("pk").values_list("pk", flat=True)[:3])
    )


def corrected(workspace, r, number):
    mention = r.choice(list(Mention.objects.order_by("pk")))
    judging.correct(mention, r.choice((-1, 0, 1)), make.person())


def run_again(workspace, r, number):
    one = Search.objects.of(workspace).order_by("pk")[0]
    mentions = Mention.objects.of(workspace).filter(text__contains="spa")
    taking.fill(workspace, one.pk, mentions[:10])


def too_old(workspace, r, number):
    Retention.objects.update_or_create(workspace=workspace, defaults={"months": 1})
    keeping.tidy(workspace, NOON + timedelta(days=number))


def made_anew(workspace, r, number):
    ranking.rebuild(workspace, NOON)


CHANGES = [
    *(late, taken_back, closed, erased, some_erased, corrected, run_again, too_old, made_anew)
]


def test_an_answer_with_spans_is_that_without_after_any_changes(workspace, monkeypatch):
    r = random.Random(1)
    taken(workspace, *(post(r, number) for number in range(90)))
    at = NOON
    ranking.rank_all(at, budget=1000)
    spans.make_all(at)
    assert Span.objects.count() > 20
    for number, change in enumerate(r.sample(CHANGES, len(CHANGES)), 1):
        asked = list(periods(r))
        change(workspace, r, number)
        at += timedelta(hours=1)
        ranking.rank_all(at, budget=1000)
        spans.make_all(at)
        made = answers(workspace, asked)
        with monkeypatch.context() as days_alone:
            days_alone.setattr(spans, "WIDTHS", ())
            assert made == answers(workspace, asked), f"after {change.__name__}"


def test_a_day_that_changes_takes_its_spans_along_and_no_others(workspace):
    r = random.Random(3)
    taken(workspace, *(post(r, number) for number in range(60)))
    ranking.rank_all(NOON, budget=1000)
    spans.make_all(NOON)
    day = NOON.date() - timedelta(days=20)
    other = Search.objects.of(workspace).order_by("pk")[1]
    held = Span.objects.filter(day__in=[first for first, _width in spans.around(day)])
    before, of_other = Span.objects.count(), held.filter(search=other).count()
    ranking.rank(workspace, Search.objects.of(workspace).order_by("pk")[0].pk, day, NOON)
    assert before - 2 <= Span.objects.count() < before
    assert held.filter(search=other).count() == of_other
    spans.forget(workspace, [])
    assert Span.objects.exists(), "no days: nothing to forget"


def test_a_span_whose_day_changes_while_it_is_made_is_not_kept(workspace, monkeypatch):
    taken(workspace, *(post(random.Random(6), number) for number in range(40)))
    ranking.rank_all(NOON, budget=1000)
    search, day, width = spans.due(workspace, NOON.date())[0]
    put_together, forget = spans.summed, keeping.forget_lists
    later = NOON + timedelta(minutes=1)
    monkeypatch.setattr(
        spans,
        "summed",
        lambda texts: forget(workspace, NOON, later) or put_together(texts),
    )
    spans.make(workspace, search, day, width)
    assert not Span.objects.exists()
    spans.make(workspace, search, day, width)
    assert Span.objects.get().authors == "[]"


def test_days_that_are_no_longer_kept_are_named_in_no_span(workspace):
    r = random.Random(4)
    taken(workspace, *(post(r, number) for number in range(60)))
    ranking.rank_all(NOON, budget=1000)
    spans.make_all(NOON)
    since = NOON - timedelta(days=15)
    keeping.forget_lists(workspace, since, NOON)
    spans.make_all(NOON)
    count = Span.objects.count()
    keeping.forget_lists(workspace, since, NOON)
    assert Span.objects.count() == count, "what is forgotten already is left alone"
    last = since.date() - timedelta(days=1)
    for one in Span.objects.all():
        end = one.day + timedelta(days=one.width - 1)
        assert end > last or (one.authors, one.links, one.phrases) == ("[]", "[]", "[]")
    scope = asking.Scope(workspace)
    old = Period(last - timedelta(days=30), last)
    assert not asking.authors(scope, old)
    assert asking.networks(scope, old)["bluesky"] > 5


@pytest.mark.parametrize(
    ("first", "days"), [("2026-01-01", 1), ("2025-03-02", 366), ("2026-02-20", 64)]
)
def test_a_period_is_cut_into_all_its_days_once(first, days):
    begun = date.fromisoformat(first)
    pieces = list(spans.cut(begun, begun + timedelta(days=days - 1)))
    covered = [day + timedelta(days=more) for day, width in pieces for more in range(width)]
    assert covered == [begun + timedelta(days=more) for more in range(days)]
    assert all(width == 1 or (day, width) in spans.around(day) for day, width in pieces)
    if days == 366:
        assert len(pieces) < 20
    for day, width in [piece for piece in pieces if piece[1] > 1]:
        less = list(spans.parts(day, width))
        assert [one for one, wide in less for one in [one + timedelta(n) for n in range(wide)]] == [
            day + timedelta(n) for n in range(width)
        ]
        assert {wide for _one, wide in less} < {*spans.WIDTHS, 1}


def _units(said):
    return sum(said.units().values()) + said.unlisted


def test_places_that_a_span_has_not_are_in_its_sum(workspace, monkeypatch):
    monkeypatch.setattr(spans, "PHRASES", 2)
    r = random.Random(5)
    taken(workspace, *(post(r, number) for number in range(60)))
    ranking.rank_all(NOON, budget=1000)
    period = Period(NOON.date() - timedelta(days=DAYS), NOON.date() - timedelta(days=10))
    without = asking.phrase_lists(asking.Scope(workspace), period)
    spans.make_all(NOON)
    said = asking.phrase_lists(asking.Scope(workspace), period)
    assert _units(said) == _units(without)
    assert len(said.units()) < len(without.units())
    assert Ranking.objects.count() > Span.objects.count()
