"""What is stored of what a source gives."""

from datetime import datetime, timedelta, timezone

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source, taken
from virta.listening import authors, naming
from virta.listening.models import Hit, Mention, Source, Tally
from virta.listening.searching import Searches
from virta.listening.taking import Overtaken
from virta.sources.protocol import AuthorGone, Gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return make.workspace()


def counted():
    return {
        (one.search.query, one.hour.hour, one.network, one.language): one.count
        for one in Tally.objects.exclude(count=0)
    }


def test_a_mention_is_stored_once_however_many_searches_match(workspace):
    make_search(workspace, "sauna")
    make_search(workspace, "warm")
    done = taken(workspace, heard(languages=("en",)), heard("Nothing of note", key="2"))
    assert (done.heard, done.fresh) == (2, 1)
    assert Mention.objects.get().language == "en"
    assert Hit.objects.count() == 2
    assert counted() == {("sauna", 11, "bluesky", "en"): 1, ("warm", 11, "bluesky", "en"): 1}


def test_what_comes_twice_changes_nothing(workspace):
    make_search(workspace)
    portion = [heard(key=str(number), languages=("en",)) for number in range(50)]
    taken(workspace, *portion)
    done = taken(workspace, *portion)
    assert (done.fresh, done.edited) == (0, 0)
    assert Mention.objects.count() == Hit.objects.count() == 50
    assert counted() == {("sauna", 11, "bluesky", "en"): 50}


def test_posts_of_one_millisecond_with_the_same_chance_stay_apart(workspace, monkeypatch):
    make_search(workspace)
    monkeypatch.setattr(naming, "id_for", lambda at, _print: naming.bound(at))
    taken(workspace, heard(key="1"), heard(key="2"))
    taken(workspace, heard(key="3"), heard(key="1"))
    assert sorted(Mention.objects.values_list("key", flat=True)) == ["1", "2", "3"]
    first = naming.bound(heard().at)
    assert sorted(Mention.objects.values_list("pk", flat=True)) == [first, first + 1, first + 2]


def test_an_edit_is_followed_and_an_edit_away_is_erased(workspace):
    make_search(workspace)
    taken(workspace, heard(languages=("en",)))
    done = taken(workspace, heard("The sauna is cold", is_edit=True, languages=("en",)))
    assert done.edited == 1
    mention = Mention.objects.get()
    assert (mention.text, mention.edited_at) == ("The sauna is cold", NOON)
    taken(workspace, heard("The lake is cold", is_edit=True, languages=("en",)))
    assert not Mention.objects.exists()
    assert counted() == {}


def test_what_its_author_took_back_is_erased_and_counted_no_more(workspace):
    make_search(workspace)
    taken(workspace, heard(), heard(key="2"), heard(key="3", author="did:plc:eero"))
    assert taken(workspace, Gone("bluesky", "1"), Gone("bluesky", "never heard")).erased == 1
    assert taken(workspace, AuthorGone("bluesky", "did:plc:aino")).erased == 1
    assert Mention.objects.get().author == "did:plc:eero"
    assert sum(counted().values()) == 1


def test_a_post_written_and_taken_back_in_one_portion_is_not_kept(workspace):
    make_search(workspace)
    assert taken(workspace, heard(), Gone("bluesky", "1")).fresh == 0
    assert not Mention.objects.exists()


def test_another_workspace_hears_for_itself(workspace):
    other = make.workspace("toinen")
    make_search(workspace)
    make_search(other)
    for one in (workspace, other):
        taken(one, heard())
    assert Mention.objects.count() == 2
    taken(workspace, Gone("bluesky", "1"))
    assert Mention.objects.get().workspace == other


def test_nothing_is_stored_for_a_worker_that_was_overtaken(workspace):
    make_search(workspace)
    source = make_source(workspace)
    with pytest.raises(Overtaken):
        taken(workspace, heard(), move_on=lambda: source.settle(fence=7) and False)
    assert not Mention.objects.exists()
    assert Source.objects.get().fence == 0


def test_a_clock_ahead_of_ours_puts_nothing_into_the_future(workspace):
    make_search(workspace)
    taken(workspace, heard(at=NOON + timedelta(days=3)))
    assert Mention.objects.get().at == NOON


def test_copies_with_another_link_say_the_same(workspace):
    make_search(workspace)
    words = "The new sauna opens on Friday"
    taken(
        workspace,
        heard(f"{words} https://a.example/1", key="1"),
        heard(f"{words.upper()}! https://b.example/2", key="2"),
        heard("The sauna again", key="3"),
        heard("the SAUNA again", key="4"),
    )
    folds = dict(Mention.objects.values_list("key", "fold"))
    assert folds["1"] == folds["2"]
    assert folds["3"] != folds["4"], "two short texts may be alike by chance"


def test_searches_that_change_are_taken_in(workspace):
    search = make_search(workspace)
    searches = Searches(workspace)
    searches.refresh()
    assert [one.searches for one in searches.match([heard()])] == [[search.pk]]
    search.query, search.version = "lake", 2
    search.save()
    searches.refresh()
    assert [one.searches for one in searches.match([heard()])] == [[]]
    search.is_on = False
    search.save()
    searches.refresh()
    assert len(searches) == 0


@pytest.mark.parametrize(
    "more",
    [
        {"text": "sauna \0 \ud800"},
        {"name": "\0", "handle": "a\0", "author": "\0b", "url": "\0", "about": "\0"},
        {"key": "k\0", "links": ("https://a.example/\0",), "title": "\ud800"},
        {"languages": ("\0",)},
        {"languages": ("f" * 4000,)},
        {"likes": 2**70, "reposts": -1, "followers": 10**30},
        {"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
        {"at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))},
        {"network": "n" * 90, "name": "x" * 9000},
    ],
    ids=lambda more: "-".join(more),
)
def test_no_post_can_stop_what_comes_after_it(workspace, more):
    make_search(workspace)
    taken(workspace, heard(**{"key": "odd"} | more), heard(key="next"))
    assert Mention.objects.count() == 2
    for one in Mention.objects.all():
        assert one.text.startswith(("sauna", "The sauna"))
        assert one.at.year == NOON.year


def test_nul_and_half_surrogates_are_left_out(workspace):
    make_search(workspace)
    taken(workspace, heard("sauna \0 \ud800", key="k\0", likes=2**70))
    mention = Mention.objects.get()
    assert (mention.text, mention.key, mention.likes) == ("sauna  ?", "k", None)
    assert taken(workspace, Gone("bluesky", "k\0")).erased == 1


def test_all_of_an_author_is_erased_on_request(workspace):
    make_search(workspace)
    taken(workspace, heard(), heard(key="2"), heard(key="3", author="did:plc:eero"))
    aino = authors.Author("bluesky", "did:plc:aino")
    assert authors.erase(workspace, aino, NOON, refuse=False) == 2
    assert Mention.objects.get().author == "did:plc:eero"


def test_sentiment_is_guessed_where_it_can_be_told_and_left_open_elsewhere(workspace):
    make_search(workspace, "sauna OR tosi")
    taken(
        workspace,
        heard("I love this wonderful sauna, what a happy day!", key="1", languages=("en",)),
        heard("sauna sauna sauna", key="2", languages=("et",)),
    )
    told = {one.key: (one.sentiment, one.sureness) for one in Mention.objects.all()}
    assert told["1"][0] == Mention.Sentiment.POSITIVE
    assert 0.5 < told["1"][1] <= 1
    assert told["2"] == (None, None)
