"""Figures and lists of what was heard, and the dashboard that shows them."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.html import escape

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source, taken
from virta.listening import (
    asking,
    distinct,
    linking,
    panels_lists,
    phrasing,
    ranking,
    saying,
    topics,
)
from virta.listening.covering import note_gap
from virta.listening.models import ALL, Gap, Hourly, Mention, Ranking, Search
from virta.listening.periods import Period
from virta.people.models import Role
from virta.sources import registry
from virta.sources.protocol import AuthorGone, Gone

pytestmark = pytest.mark.django_db
DAY = NOON.date()
WEEK = Period(DAY - timedelta(days=6), DAY)


@pytest.fixture
def workspace():
    found = make.workspace(time_zone="UTC")
    timezone.activate("UTC")
    return found


def counts(scope, period=WEEK, now=NOON):
    return [one.count for one in asking.steps(scope, period, now)]


def listening_since(workspace, ago, **more):
    source = make_source(workspace, looked_at=NOON, **more)
    source.made_at = NOON - timedelta(days=ago)
    source.save()
    Search.objects.update(made_at=NOON - timedelta(days=30))
    return source


def test_all_counts_a_mention_once_however_many_searches_heard_it(workspace):
    searches = [make_search(workspace, "sauna"), make_search(workspace, "warm")]
    taken(workspace, heard(), heard("Cold sauna", "2"), heard("Warm soup", "3"))
    ranking.rank_all(NOON)
    of_all, of_two = asking.Scope(workspace), asking.Scope(workspace, tuple(searches))
    assert sum(filter(None, counts(of_all))) == 3
    assert sum(filter(None, counts(of_two))) == 4
    taken(workspace, Gone("bluesky", "1"))
    ranking.rank_all(NOON)
    assert sum(filter(None, counts(of_all))) == 2


def test_days_without_collection_are_gaps_and_silent_ones_are_zeros(workspace):
    search = make_search(workspace)
    source = listening_since(workspace, 4)
    search.refresh_from_db()
    scope = asking.Scope(workspace, (search,))
    assert counts(scope) == [None, None, 0, 0, 0, 0, 0]
    start = NOON.replace(hour=0) - timedelta(days=2)
    Gap.note(source, start, start + timedelta(days=1))
    Gap.note(source, start + timedelta(days=1, hours=3), start + timedelta(days=1, hours=7))
    steps = asking.steps(scope, WEEK, NOON)
    assert [one.count for one in steps] == [None, None, 0, 0, None, 0, 0]
    assert [one.is_partial for one in steps] == [False, False, True, False, False, True, True]
    assert (
        asking.steps(scope, Period(DAY + timedelta(1), DAY + timedelta(2)), NOON)[0].count is None
    )


def test_one_source_of_two_that_stands_still_is_a_part(workspace):
    search = make_search(workspace)
    source = listening_since(workspace, 10)
    listening_since(workspace, 10, title="Another")
    search.refresh_from_db()
    Gap.note(source, NOON - timedelta(days=3), NOON - timedelta(days=1))
    steps = asking.steps(asking.Scope(workspace, (search,)), WEEK, NOON)
    assert [one.count for one in steps] == [0] * 7
    assert [one.is_partial for one in steps] == [False, False, False, True, True, True, True]


def test_shares_of_voice_have_an_interval(workspace):
    own = make_search(workspace, "sauna", about="own")
    peer = make_search(workspace, "spa", about="peer")
    make_search(workspace, "lake")
    texts = ["sauna"] * 6 + ["spa"] * 2 + ["lake"] * 9
    taken(workspace, *(heard(f"A {text} {n}", str(n)) for n, text in enumerate(texts)))
    mine, theirs = asking.voices(workspace, list(Search.objects.all()), WEEK)
    assert (mine.search, theirs.search) == (own, peer)
    assert (mine.count, mine.total, mine.share) == (6, 8, 0.75)
    assert 0.40 < mine.low < 0.75 < mine.high < 0.93


def test_lists_are_made_of_closed_days_and_merged(workspace):
    search = make_search(workspace)
    items = [
        heard(f"The sauna {n}", f"{n}", at=NOON - timedelta(days=n % 3), author=f"did:plc:{n % 4}")
        for n in range(12)
    ]
    taken(workspace, *items)
    assert ranking.rank_all(NOON) == 6, "three days of one search and of all"
    assert ranking.rank_all(NOON) == 0, "nothing changed since"
    scope = asking.Scope(workspace, (search,))
    assert asking.networks(scope, WEEK) == {"bluesky": 12}
    assert [one.mentions for one in asking.authors(scope, WEEK, "mentions")] == [3, 3, 3, 3]
    assert asking.as_of(scope, WEEK).days == 3
    made = list(Ranking.objects.values_list("search_id", "day", "networks", "phrases"))
    ranking.rebuild(workspace, NOON)
    assert sorted(made) == sorted(
        Ranking.objects.values_list("search_id", "day", "networks", "phrases")
    )
    assert Hourly.objects.filter(search_id=ALL).count() == 3


def test_people_matter_by_the_others_that_take_them_up(workspace):
    make_search(workspace)
    aino = "at://did:plc:aino/app.bsky.feed.post/1"
    loud = [heard(f"Buy my sauna {n}", f"l{n}", author="did:plc:loud") for n in range(30)]
    mine = heard("The sauna burns", aino)
    answers = [
        heard(f"sauna {n}", f"a{n}", author=f"did:plc:{n}", about=aino, type="reply")
        for n in (1, 2, 2, 3)
    ]
    own = heard("My sauna, again", "own", about=aino, type="reply")
    taken(workspace, *loud, mine, *answers, own)
    ranking.rank_all(NOON)
    scope = asking.Scope(workspace)
    first = asking.authors(scope, WEEK)[0]
    assert (first.mention.author, first.others, first.mentions) == ("did:plc:aino", 3, 2)
    assert asking.authors(scope, WEEK, "mentions")[0].mention.author == "did:plc:loud"
    taken(workspace, AuthorGone("bluesky", "did:plc:aino"))
    assert "did:plc:aino" not in [one.mention.author for one in asking.authors(scope, WEEK)]


def test_who_is_answered_is_known_where_the_post_was_heard(workspace):
    make_search(workspace)
    post = heard(
        "A sauna", "https://m.example/1", network="mastodon", author="https://m.example/@a"
    )
    answer = heard("sauna", "2", network="mastodon", author="b", about=post.key, type="reply")
    taken(workspace, post, answer)
    ranking.rank_all(NOON)
    assert [one.others for one in asking.authors(asking.Scope(workspace), WEEK)] == [1, 0]


def test_links_to_one_page_are_one_and_count_by_authors(workspace):
    make_search(workspace)
    ways = (
        "https://www.a.example/x?utm_source=1",
        "http://m.a.example/x/",
        "https://a.example/amp/x",
    )
    items = [heard("sauna", f"{n}", author=f"did:{n}", links=(way,)) for n, way in enumerate(ways)]
    spam = [heard("sauna", f"s{n}", author="did:s", links=("https://s.example",)) for n in range(9)]
    taken(workspace, *items, *spam)
    ranking.rank_all(NOON)
    found = asking.links(asking.Scope(workspace), WEEK)
    assert [(one.address, one.authors, one.mentions) for one in found] == [
        ("a.example/x", 3, 3),
        ("s.example", 1, 9),
    ]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("HTTPS://Example.com:443/?b=2&a=1&fbclid=x#top", "example.com?a=1&b=2"),
        ("https://example.com/story.amp.html", "example.com/story.html"),
        ("https://m.com/", "m.com"),
        ("javascript:alert(1)", ""),
        ("https://[::1", ""),
        ("https://example.com:99999/", ""),
    ],
)
def test_an_address_is_written_in_one_way(url, address):
    assert linking.canonical(url) == address


def test_forms_of_a_finnish_word_are_one_phrase(workspace):
    make_search(workspace, "museo")
    forms = ("Lintuviikko alkaa, museo", "lintuviikon ohjelma, museo", "Lintuviikolla sataa: museo")
    taken(
        workspace,
        *(
            heard(text, str(n), author=f"did:{n}", languages=("fi",))
            for n, text in enumerate(forms)
        ),
    )
    ranking.rank_all(NOON)
    scope = asking.Scope(workspace, tuple(Search.objects.all()))
    found = asking.phrases(scope, WEEK, WEEK.before())
    assert [(one.authors, one.words) for one in found] == [(3, "lintuviik*")]
    assert found[0].z is None, "there is nothing to compare it with"


def test_a_flood_by_one_author_or_of_one_text_is_no_topic(workspace):
    make_search(workspace)
    flood = [heard(f"sauna casino {n} bonus", f"f{n}", author="did:f") for n in range(40)]
    copies = [
        heard("sauna lottery wins every single time", f"c{n}", author=f"did:c{n}")
        for n in range(40)
    ]
    said = [
        heard(f"sauna birch {word}", word, author=f"did:{word}") for word in ("one1", "two2", "xyz")
    ]
    taken(workspace, *flood, *copies, *said)
    ranking.rank_all(NOON)
    found = asking.phrases(asking.Scope(workspace), WEEK, WEEK.before())
    assert {one.surface for one in found} == {"sauna", "birch", "sauna birch"} - {"birch"}


def test_phrases_of_the_same_texts_are_one_topic_and_parts_of_a_larger_one_are_not(workspace):
    make_search(workspace)
    said = [
        *(f"sauna. winter. lake. w{n}" for n in range(5)),
        *(f"sauna. winter. v{n}" for n in range(7)),
        *(f"sauna. birch. dry. b{n}" for n in range(5)),
        "sauna. birch.",
    ]
    by = [heard(text, str(n), author=f"did:{n}") for n, text in enumerate(said)]
    taken(workspace, *by, now=NOON)
    ranking.rank_all(NOON)
    found = asking.phrases(asking.Scope(workspace), WEEK, WEEK.before())
    made = topics.together(found)
    assert [one.name for one in made] == ["sauna · winter", "birch · dry", "lake"]
    assert [one.first.mentions for one in made] == [18, 6, 5]


def test_what_is_new_stands_out_beyond_chance():
    assert saying.log_odds(30, 1000, 0, 1000) > saying.NEW
    assert abs(saying.log_odds(30, 1000, 30, 1000)) < 1e-9
    assert saying.log_odds(3, 1000, 1, 1000) < saying.NEW
    assert saying.log_odds(10, 100, 100, 1000) == pytest.approx(0, abs=0.05), "shares count"


def test_sketches_of_days_are_put_together():
    every = [(n * 2_654_435_761) % distinct.SPAN for n in range(5000)]
    parts = [distinct.pack(every[at : at + 1000], 64) for at in range(0, 5000, 1000)]
    whole = set().union(*map(distinct.unpack, parts))
    count, is_exact = distinct.estimate(whole, 64)
    assert not is_exact
    assert 3500 < count < 6500
    assert distinct.estimate(distinct.unpack(distinct.pack(every[:20], 64)), 64) == (20, True)


def test_common_words_and_signs_are_no_phrases():
    found = [one.surface for one in phrasing.phrases("Ja tämä on hyvä sauna! #löyly @aino", "fi")]
    assert found == ["hyvä", "sauna", "hyvä sauna", "#löyly"]


def test_the_dashboard_shows_every_panel_and_its_csv(client, workspace):
    search = make_search(workspace, about="own")
    make_source(workspace)
    client.force_login(make.member(workspace, Role.VIEWER))
    now = timezone.now()
    taken(
        workspace,
        *(heard(f"=sauna birch {n}", str(n), at=now, author=f"d{n}") for n in range(4)),
        now=now,
    )
    ranking.rank_all(now)
    address = f"/w/{workspace.slug}/listening/"
    asked = {"search": search.key, "period": "7"}
    first = client.get(address, asked).content.decode()
    assert "4 mentions." in first
    page = client.get(address, asked | {"whole": "1"}).content.decode()
    for title in ("Volume over time", "Share of voice", "People who matter", "Links shared most"):
        assert title in first
        assert page.count(f">{title}</h2>") == 1
    assert page.count('<section class="panel') == first.count('<section class="panel') == 10
    assert page.count("panel-table") > first.count("panel-table") == 2
    for part in panels_lists.PARTS:
        alone = f"{address}part/{part}/"
        assert escape(f"{alone}?{urlencode(asked)}") in first
        panel = client.get(alone, asked, headers={"HX-Request": "true"}).content.decode()
        assert part == "rhythm" or panel.strip() in page, "but for the number of its picture"
        assert client.get(alone, asked).url.startswith(f"{address}?{urlencode(asked)}&whole=1#")
    assert client.get(f"{address}part/nothing/").status_code == 404
    table = client.get(f"{address}networks.csv").content.decode("utf-8-sig")
    assert table.splitlines() == ["Network,Mentions,Share", "Bluesky,4,100%"]
    assert client.get(f"{address}nothing.csv").status_code == 404
    wrong = {"period": "own", "first": "2026-03-02", "last": "2026-03-01"}
    assert "lies before the first" in client.get(address, wrong).content.decode()
    early = {"period": "own", "first": "0001-01-01", "last": "0001-01-02"}
    assert client.get(address, early).status_code == 200


@pytest.mark.parametrize(
    ("days", "step", "number"), [(2, "hour", 48), (30, "day", 30), (100, "week", 15)]
)
def test_steps_follow_the_length_of_the_period(days, step, number):
    period = Period(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days - 1))
    assert (period.step, len(period.steps())) == (step, number)


def test_only_a_leap_in_its_own_time_is_a_gap_of_a_stream(workspace):
    stream = registry.named("jetstream")
    hours = [timedelta(hours=n) for n in range(8)]
    source = make_source(workspace, "jetstream", seen_until=NOON, looked_at=NOON)
    note_gap(source, stream, NOON + hours[1], NOON + hours[5])
    note_gap(source, stream, None, NOON + hours[6])
    assert not Gap.objects.exists(), "it goes on from its cursor, however late"
    note_gap(source, stream, NOON + hours[4], NOON + hours[6])
    found = Gap.objects.get()
    assert (found.since, found.until) == (NOON + hours[1], NOON + hours[4])


def test_what_is_polled_and_was_not_asked_for_hours_has_a_gap(workspace):
    feed = registry.named("feed")
    source = make_source(workspace, looked_at=NOON)
    note_gap(source, feed, None, NOON + timedelta(minutes=90))
    assert not Gap.objects.exists()
    note_gap(source, feed, None, NOON + timedelta(hours=6))
    assert Gap.objects.get().since == NOON + timedelta(minutes=90)
    new = make_source(workspace)
    note_gap(new, feed, None, NOON)
    assert Gap.objects.count() == 1


def test_all_that_say_the_same_can_be_opened(client, workspace):
    make_search(workspace)
    taken(workspace, *(heard("The sauna opens on Friday", str(n)) for n in range(3)))
    client.force_login(make.member(workspace, Role.VIEWER))
    mention = Mention.objects.first()
    page = client.get(f"/w/{workspace.slug}/mentions/{mention.pk}/same/").content.decode()
    assert page.count("The sauna opens on Friday") == 3
    assert "3 mentions, the first that was published above" in page
    assert client.get(f"/w/{workspace.slug}/mentions/{2**64}/same/").status_code == 404
