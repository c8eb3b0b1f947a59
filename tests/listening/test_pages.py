"""The pages of listening."""

from datetime import timedelta

import pytest

from tests import make
from tests.listening.make import (
    NOON,
    heard,
    make_insight,
    make_mention,
    make_search,
    make_source,
    taken,
)
from virta.listening.models import Insight, Mention, Search, Source, Tally
from virta.people.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(client, workspace):
    client.force_login(make.member(workspace, Role.LEAD))
    return client


def test_an_empty_page_says_what_to_do_first(lead, workspace):
    page = lead.get(f"/w/{workspace.slug}/mentions/").content.decode()
    assert "Write the first search" in page
    make_search(workspace)
    page = lead.get(f"/w/{workspace.slug}/mentions/").content.decode()
    assert "nowhere to listen yet" in page


def test_mentions_are_narrowed_by_search_words_and_sentiment(lead, workspace):
    sauna, lake = make_search(workspace, "sauna"), make_search(workspace, "lake")
    make_source(workspace)
    make_mention(sauna, key="1", text="The sauna is open")
    make_mention(lake, key="2", text="The lake is open")
    address = f"/w/{workspace.slug}/mentions/"

    def shown(**query):
        page = lead.get(address, query).content.decode()
        return ["The sauna is open" in page, "The lake is open" in page]

    assert shown() == [True, True]
    assert shown(search=sauna.key) == [True, False]
    assert shown(words="lake AND NOT sauna") == [False, True]
    assert shown(network="mastodon") == [False, False]
    assert shown(since="2026-03-02", until="2026-03-02") == [True, True]
    assert shown(until="2026-03-01") == [False, False]


def test_a_query_that_cannot_be_read_is_told_at_its_place(lead, workspace):
    make_search(workspace)
    page = lead.get(f"/w/{workspace.slug}/mentions/", {"words": "(sauna"}).content.decode()
    assert "Line 1, character" in page
    answer = lead.post(f"/w/{workspace.slug}/searches/new/", {"title": "x", "query": "a AND"})
    assert answer.status_code == 200
    assert "Line 1, character" in answer.content.decode()
    assert Search.objects.count() == 1


def test_older_ones_are_on_the_next_page_and_none_twice(lead, workspace):
    make_search(workspace)
    make_source(workspace)
    taken(workspace, *(heard(f"sauna {n}", str(n)) for n in range(60)))
    first = lead.get(f"/w/{workspace.slug}/mentions/")
    second = lead.get(f"/w/{workspace.slug}/mentions/{first.context['next_url']}")
    pages = [[one.mention.pk for one in page.context["page"].rows] for page in (first, second)]
    assert [len(page) for page in pages] == [40, 20]
    assert not set(pages[0]) & set(pages[1])
    assert not second.context["next_url"]


def test_what_says_the_same_is_folded(lead, workspace):
    make_search(workspace)
    make_source(workspace)
    taken(workspace, *(heard("The sauna opens on Friday", str(n)) for n in range(3)))
    page = lead.get(f"/w/{workspace.slug}/mentions/")
    assert len(page.context["page"].rows) == 1
    assert "and 2 that say the same" in page.content.decode()


def test_an_address_from_outside_is_no_script(lead, workspace):
    make_source(workspace)
    make_mention(make_search(workspace), url="javascript:alert(1)")
    assert "javascript:alert" not in lead.get(f"/w/{workspace.slug}/mentions/").content.decode()


def test_a_person_says_how_it_was_meant_and_the_figures_follow(lead, workspace):
    mention = make_mention(make_search(workspace), languages=("et",))
    address = f"/w/{workspace.slug}/mentions/{mention.pk}/sentiment/"
    assert lead.post(address, {"sentiment": "7"}).status_code == 422
    lead.post(address, {"sentiment": "-1"})
    mention.refresh_from_db()
    assert mention.sentiment == Mention.Sentiment.NEGATIVE
    assert mention.corrected_by is not None
    assert list(Tally.objects.exclude(count=0).values_list("sentiment", "count")) == [(-1, 1)]


def test_what_people_correct_is_learnt_in_their_workspace_only(lead, workspace):
    other = make.workspace("toinen")
    for one in (workspace, other):
        make_search(one, "sauna")
    words = "The sauna is totally sick"
    taken(workspace, *(heard(f"{words} {n}", str(n), languages=("en",)) for n in range(12)))
    before = Mention.objects.first().sentiment
    assert before != Mention.Sentiment.POSITIVE
    for mention in Mention.objects.all():
        address = f"/w/{workspace.slug}/mentions/{mention.pk}/sentiment/"
        lead.post(address, {"sentiment": "1"})
    for one in (workspace, other):
        taken(one, heard(f"{words} again", "new", languages=("en",)))
    now = dict(Mention.objects.filter(key="new").values_list("workspace__slug", "sentiment"))
    assert now == {workspace.slug: Mention.Sentiment.POSITIVE, "toinen": before}


def test_a_source_that_is_silent_is_in_my_week_of_those_who_lead(lead, workspace):
    source = make_source(workspace, "jetstream", {"address": "wss://jetstream.example/"})
    page = f"/w/{workspace.slug}/"
    assert "has given nothing" not in lead.get(page).content.decode()
    earlier = source.on_since - timedelta(hours=1)
    Source.objects.filter(pk=source.pk).update(made_at=earlier, on_since=earlier)
    assert "has given nothing for longer" in lead.get(page).content.decode()
    assert "has been silent" not in lead.get(f"{page}sources/").content.decode(), "never asked yet"
    Source.objects.update(trouble_since=NOON, looked_at=NOON)
    assert "has not answered for an hour" in lead.get(page).content.decode()


def test_marked_mentions_become_an_insight_that_waits(lead, workspace):
    search = make_search(workspace)
    mention = make_mention(search)
    address = f"/w/{workspace.slug}/mentions/insight/"
    assert lead.post(address, {"title": "Longer hours", "mention": []}).status_code == 422
    assert lead.post(address, {"title": " ", "mention": [mention.pk]}).status_code == 422
    other = make_mention(make_search(make.workspace("toinen")))
    values = {"title": "Longer hours", "mention": [mention.pk, other.pk], "search": search.key}
    answer = lead.post(address, values)
    insight = Insight.objects.get()
    assert answer.url == f"/w/{workspace.slug}/insights/{insight.key}/edit/"
    assert insight.state == Insight.State.WAITS
    assert insight.search == search
    assert [one.mention for one in insight.rests_on.all()] == [mention]
    page = lead.get(f"/w/{workspace.slug}/insights/{insight.key}/").content.decode()
    assert "About sauna" in page
    assert "Longer hours" in lead.get(f"/w/{workspace.slug}/").content.decode()


def test_a_decided_insight_says_what_was_decided(lead, workspace):
    insight = make_insight(workspace)
    values = {"title": insight.title, "sureness": "hint", "state": "change", "seen": 1}
    address = f"/w/{workspace.slug}/insights/{insight.key}/edit/"
    assert "Write in a sentence what was decided" in lead.post(address, values).content.decode()
    lead.post(address, values | {"decision": "We open until nine."})
    insight.refresh_from_db()
    assert insight.state == "change"


def test_a_query_is_tried_and_a_search_takes_in_what_is_stored(lead, workspace):
    make_mention(make_search(workspace), text="The sauna by the lake")
    page = lead.get(f"/w/{workspace.slug}/searches/try/", {"query": "lake"}).content.decode()
    assert "1 of the newest 1 stored mentions matches." in page
    lake = make_search(workspace, "lake")
    for count in ("1 stored mention", "0 stored mentions"):
        address = f"/w/{workspace.slug}/searches/{lake.key}/again/"
        assert count in lead.post(address, follow=True).content.decode()
    assert lake.hits.count() == 1
    page = lead.get(f"/w/{workspace.slug}/searches/{lake.key}/").content.decode()
    assert "chart-gap" in page, "nothing was collected on these days"
    assert "The sauna by the lake" in page


def test_all_of_an_author_is_erased_and_the_log_says_so(lead, workspace):
    mention = make_mention(make_search(workspace))
    known = {"network": mention.network, "author": mention.author}
    lead.post(f"/w/{workspace.slug}/mentions/authors/erase/", known)
    assert not Mention.objects.exists()
    assert AuditEvent.objects.get(event="author_erased").details == {"mentions": 1}


def test_a_source_is_added_turned_off_and_removed(lead, workspace):
    page = f"/w/{workspace.slug}/sources/"
    assert "listens nowhere yet" in lead.get(page).content.decode()
    assert lead.get(f"{page}new/nothing/").status_code == 404
    refused = lead.post(f"{page}new/jetstream/", {"source_address": "https://bsky.app"})
    assert "begins with wss://" in refused.content.decode()
    lead.post(f"{page}new/jetstream/", {"source_address": ""})
    source = Source.objects.get()
    assert source.settings["address"].startswith("wss://")
    assert "wss://" not in source.sealed
    assert "has not been asked yet" in lead.get(page).content.decode()
    lead.post(f"{page}{source.pk}/turn/")
    assert "turned off" in lead.get(page).content.decode()
    lead.post(f"{page}{source.pk}/remove/")
    assert not Source.objects.exists()


def test_a_source_in_private_networks_is_refused(lead, workspace):
    address = f"/w/{workspace.slug}/sources/new/feed/"
    page = lead.post(address, {"source_address": "http://127.0.0.1/feed"}).content.decode()
    assert "private network" in page
    assert not Source.objects.exists()
