"""Searches that match too much: counted exactly, kept up to the cap, and said so."""

import random
from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source, taken
from virta.listening import needs, ranking, surplus, upkeep
from virta.listening.models import (
    ALL,
    Hit,
    Hourly,
    Mention,
    Ranking,
    Search,
    Source,
    Surplus,
    SurplusPost,
    Tally,
)
from virta.listening.taking import Overtaken
from virta.people.models import Role
from virta.sources.protocol import Gone

pytestmark = pytest.mark.django_db
CAP = 10


@pytest.fixture(autouse=True)
def cap(settings):
    settings.KEPT_AN_HOUR = CAP


@pytest.fixture
def workspace():
    return make.workspace()


def posts(count, first=0, **more):
    values = {"languages": ("en",)} | more
    return [heard("The sauna is warm", f"{n}", **values) for n in range(first, first + count)]


def tallied(search):
    return Tally.objects.filter(search=search).aggregate(Sum("count"))["count__sum"] or 0


def in_hours(search_id):
    return Hourly.objects.filter(search_id=search_id).aggregate(Sum("count"))["count__sum"] or 0


def test_what_is_over_the_cap_is_counted_and_not_kept(workspace):
    search = make_search(workspace)
    for first in range(0, 30, 6):
        taken(workspace, *posts(6, first))
    ranking.rank_all(NOON)
    assert Mention.objects.count() == Hit.objects.count() == CAP
    assert sorted(int(one.key) for one in Mention.objects.all()) == list(range(CAP)), "the first"
    assert tallied(search) == in_hours(search.pk) == in_hours(ALL) == 30
    assert Surplus.objects.filter(search=search).aggregate(Sum("count"))["count__sum"] == 20
    assert {one.search_id: one.networks for one in Ranking.objects.all()} == {
        search.pk: '{"bluesky":30}',
        ALL: '{"bluesky":30}',
    }


def test_the_cap_is_of_an_hour(workspace):
    search = make_search(workspace)
    taken(workspace, *posts(15), *posts(4, 15, at=NOON - timedelta(hours=3)))
    assert Mention.objects.count() == CAP + 4
    assert tallied(search) == 19


def test_what_another_search_keeps_is_a_mention_of_both(workspace):
    wide, narrow = make_search(workspace, "sauna"), make_search(workspace, "lake")
    taken(workspace, *posts(15), heard("A sauna by the lake", "lake", languages=("en",)))
    assert set(Hit.objects.filter(mention__key="lake").values_list("search_id", flat=True)) == {
        wide.pk,
        narrow.pk,
    }
    assert (tallied(wide), tallied(narrow), Mention.objects.count()) == (16, 1, CAP + 1)


def test_what_comes_twice_is_counted_once_also_when_it_was_not_kept(workspace):
    search = make_search(workspace)
    taken(workspace, *posts(15))
    for _time in range(2):
        done = taken(workspace, *posts(15), now=NOON + timedelta(hours=20))
        assert (done.fresh, done.edited) == (0, 0)
    assert (tallied(search), Mention.objects.count()) == (15, CAP)
    upkeep.keep_up(NOON + timedelta(hours=43))
    assert SurplusPost.objects.count() == 5, "they came again, so they are known for another day"
    upkeep.keep_up(NOON + timedelta(hours=45))
    assert not SurplusPost.objects.exists()
    assert tallied(search) == 15


def test_a_worker_that_was_overtaken_counts_nothing(workspace):
    search = make_search(workspace)
    source = make_source(workspace)
    with pytest.raises(Overtaken):
        taken(workspace, *posts(15), move_on=lambda: source.settle(fence=7) and False)
    assert (tallied(search), SurplusPost.objects.count()) == (0, 0)


def test_a_stream_that_breaks_off_anywhere_counts_each_post_once(workspace):
    """Portions overlap and come again as after a listener's end; the figures stay exact."""
    chance = random.Random(6)
    search = make_search(workspace, "lang:en")
    source = make_source(workspace)
    stream, at = posts(300), 0
    while at < len(stream):
        portion = stream[max(0, at - chance.randrange(20)) : at + chance.randrange(1, 40)]
        is_mine = chance.random() > 0.3
        try:
            taken(workspace, *portion, move_on=lambda is_mine=is_mine: is_mine, source=source)
        except Overtaken:
            continue
        at = stream.index(portion[-1]) + 1
    assert (tallied(search), in_hours(search.pk), Mention.objects.count()) == (300, 300, CAP)
    assert Hit.objects.count() == Source.objects.get().kept == CAP


def test_what_is_taken_back_is_counted_no_more(workspace):
    search = make_search(workspace)
    taken(workspace, *posts(15))
    taken(workspace, *(Gone("bluesky", str(n)) for n in (2, 12, 14)))
    ranking.rank_all(NOON)
    assert (tallied(search), in_hours(ALL), Mention.objects.count()) == (12, 12, CAP - 1)
    assert Surplus.objects.filter(search=search).get().count == 3


def test_an_edit_of_what_was_not_kept_is_followed(workspace):
    search = make_search(workspace)
    taken(workspace, *posts(15))
    edit = {"languages": ("en",), "is_edit": True}
    taken(workspace, heard("The lake is cold", "12", **edit), heard("En sauna", "13", **edit))
    ranking.rank_all(NOON)
    assert (tallied(search), in_hours(ALL), Mention.objects.count()) == (14, 14, CAP)


def test_what_was_not_kept_is_kept_once_another_search_finds_it(workspace):
    wide = make_search(workspace)
    taken(workspace, *posts(15))
    narrow = make_search(workspace, "warm")
    taken(workspace, *posts(15))
    assert (tallied(wide), tallied(narrow)) == (15, 15)
    assert Mention.objects.count() == 15
    assert in_hours(wide.pk) == 15
    assert not SurplusPost.objects.exists()
    assert not Surplus.objects.exclude(count=0).exists()


def test_a_search_that_was_narrowed_has_its_room_again(workspace):
    search = make_search(workspace)
    for first in (0, 15):
        taken(workspace, *posts(15, first))
    search.query, search.version = "sauna AND warm", 2
    search.save()
    for first in (30, 36, 42):
        taken(workspace, *posts(6, first))
    assert (tallied(search), Mention.objects.count()) == (48, 2 * CAP)


def test_a_search_that_was_erased_takes_its_figures_along(workspace):
    make_search(workspace, "warm")
    gone = make_search(workspace)
    taken(workspace, *posts(15))
    Search.everything.filter(pk=gone.pk).delete()
    taken(workspace, Gone("bluesky", "14"))
    assert tallied(Search.objects.get()) == 14


def lately(count):
    return posts(count, at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def owner(client, workspace):
    person = make.member(workspace, Role.MEMBER)
    client.force_login(person)
    return person


@pytest.fixture
def flooded(workspace, owner):
    make_source(workspace)
    search = make_search(workspace, title="Everything", query="sauna", owner=owner)
    taken(workspace, *lately(1250), now=timezone.now())
    return search


@pytest.mark.parametrize("page", ["searches/{}/", "mentions/", "mentions/?search={}", "listening/"])
def test_pages_say_how_much_is_not_kept_and_what_to_do(client, workspace, flooded, page):
    text = client.get(f"/w/{workspace.slug}/{page.format(flooded.key)}").content.decode()
    assert "“Everything” finds more than is kept" in text
    assert "1,240 of its mentions were counted and not kept" in text
    assert f"/searches/{flooded.key}/edit/" in text


def test_the_owner_is_asked_to_narrow_it_until_it_is_narrowed(client, workspace, owner, flooded):
    def asked():
        return [one.url for one in needs.needs_you(workspace, owner, timezone.now())]

    assert asked() == [f"/w/{workspace.slug}/searches/{flooded.key}/edit/"]
    assert (
        "finds so much that not everything is kept"
        in client.get(f"/w/{workspace.slug}/").content.decode()
    )
    taken(workspace, *lately(1251), now=timezone.now())
    Search.objects.filter(pk=flooded.pk).update(version=2)
    assert asked() == []


def test_a_search_within_its_cap_is_not_spoken_of(client, workspace, owner):
    make_source(workspace)
    search = make_search(workspace, owner=owner)
    taken(workspace, *lately(CAP), now=timezone.now())
    for page in (f"searches/{search.key}/", "mentions/", "listening/"):
        assert (
            "finds more than is kept"
            not in client.get(f"/w/{workspace.slug}/{page}").content.decode()
        )
    assert needs.needs_you(workspace, owner, timezone.now()) == []


def test_known_asks_nothing_of_a_workspace_without_surplus(workspace, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert surplus.known(workspace, range(5000)) == {}
