"""Words typed on the page of mentions: found by the index, exactly as the language means them."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.listening.make import NOON, heard, make_search, taken
from tests.matching import chance
from virta.listening import authors, choosing, looking, taking
from virta.listening.fulltext import index, mending, sqlite
from virta.listening.models import Hit, Mention
from virta.listening.searching import mention_as_post
from virta.matching.language import parse
from virta.matching.problems import Refusal
from virta.matching.reference import Reading
from virta.sources.protocol import AuthorGone, Gone

pytestmark = pytest.mark.django_db
BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "blns" / "blns.json"


@pytest.fixture
def workspace():
    return make.workspace()


def found(workspace, words, **wanted):
    """The keys on all pages, newest first."""
    keys, before = [], None
    while True:
        page = choosing.chosen(workspace, {"words": words} | wanted, before)
        keys += [one.mention.key for one in page.rows]
        if page.before is None:
            return keys
        before = page.before


def in_step():
    seen = mending.check()
    return seen.missing == seen.stale == 0


def by_brute_force(query, mentions):
    node = parse(query).node
    return [one.key for one in mentions if Reading(mention_as_post(one)).matches(node)]


def test_every_page_together_is_what_brute_force_finds(workspace, monkeypatch):
    monkeypatch.setattr(choosing, "PAGE", 11)
    monkeypatch.setattr(looking, "MOST", 60)
    monkeypatch.setattr(looking, "AT_ONCE", 25)
    monkeypatch.setattr(index, "FIRST", 20)
    monkeypatch.setattr(index, "MOST", 25)
    monkeypatch.setattr(choosing, "folded", lambda rows: [choosing.Folded(one, 0) for one in rows])
    r = random.Random(11)
    texts = [
        *json.loads(BLNS.read_text(encoding="utf-8"))[:200],
        *(chance.text(r) for _ in range(200)),
    ]
    every = make_search(workspace, "source:bluesky")
    some = make_search(workspace, "uusi OR sauna")
    items = [
        heard(text, str(at), at=NOON - timedelta(minutes=at), languages=r.choice([(), ("fi",)]))
        for at, text in enumerate(texts)
    ]
    taken(workspace, *items)
    other = make.workspace("toinen")
    make_search(other, "source:bluesky")
    taken(other, *items[-50:])
    mentions = list(Mention.objects.of(workspace).order_by("-pk"))
    theirs = set(Hit.objects.filter(search=some).values_list("mention_id", flat=True))
    queries = list(dict.fromkeys(chance.written(r) for _ in range(40)))
    asked = met = 0
    for query in [*queries, "Ω*", "undefined", "script OR 社", "💩", "~sauna"]:
        try:
            parse(query)
        except Refusal:
            continue
        wanted = by_brute_force(query, mentions)
        asked, met = asked + 1, met + len(wanted)
        assert found(workspace, query) == wanted, query
        within = by_brute_force(query, [one for one in mentions if one.pk in theirs])
        assert found(workspace, query, search=some.key) == within, query
    assert found(workspace, "sauna", search=every.key) == found(workspace, "sauna")
    assert asked > 20
    assert met > 200


def test_words_are_looked_for_in_all_that_is_stored_not_only_the_newest(workspace, monkeypatch):
    monkeypatch.setattr(looking, "MOST", 5)
    make_search(workspace)
    at = NOON - timedelta(days=300)
    taken(
        workspace,
        heard("sauna with a löyly", "old", at=at),
        *(heard(f"sauna {n}", str(n)) for n in range(20)),
    )
    page = choosing.chosen(workspace, {"words": "Löyly"}, None)
    assert [one.mention.key for one in page.rows] == ["old"]
    assert (page.before, page.looked_until) == (None, None)
    day = at.date()
    assert found(workspace, "löyly", since=day, until=day) == ["old"]
    assert found(workspace, "löyly", since=day + timedelta(days=1)) == []


def test_where_the_index_cannot_help_the_page_says_how_far_it_looked(workspace, monkeypatch):
    monkeypatch.setattr(looking, "MOST", 10)
    monkeypatch.setattr(looking, "AT_ONCE", 10)
    make_search(workspace)
    taken(
        workspace,
        *(heard("sauna", str(n), at=NOON - timedelta(hours=n)) for n in range(1, 25)),
        heard("sauna", "deep", at=NOON - timedelta(days=2), handle="nokia"),
    )
    page = choosing.chosen(workspace, {"words": "author:nokia"}, None)
    assert page.rows == []
    assert page.looked_until == NOON - timedelta(hours=10)
    assert found(workspace, "author:nokia") == ["deep"]


def test_the_index_follows_all_that_befalls_a_mention(workspace):
    search = make_search(workspace)
    later = make_search(workspace, "lake")
    taken(workspace, heard("The sauna is warm"), heard("sauna, steam", "2", author="did:plc:eero"))
    assert found(workspace, "warm") == ["1"]
    taken(workspace, heard("The sauna by the lake", is_edit=True))
    assert found(workspace, "warm") == []
    assert found(workspace, "lake", search=later.key) == ["1"]
    assert found(workspace, "lake", search=search.key) == ["1"]
    assert in_step()
    assert taking.fill(workspace, later.pk, list(Mention.objects.filter(key="2"))) == 1
    assert found(workspace, "steam", search=later.key) == ["2"]
    taken(workspace, heard("The lake", is_edit=True))
    assert found(workspace, "lake", search=search.key) == []
    assert in_step()
    taken(workspace, Gone("bluesky", "1"))
    assert found(workspace, "lake") == []
    taken(workspace, AuthorGone("bluesky", "did:plc:eero"))
    assert found(workspace, "steam") == []
    assert in_step()


def test_erased_words_are_in_the_index_no_more(workspace):
    make_search(workspace)
    taken(workspace, heard("sauna secret"))
    condition = looking.needed(parse("secret").node)
    assert list(index.candidates(condition, workspace.pk, None, 0, index.LAST))
    authors.erase(workspace, authors.Author("bluesky", "did:plc:aino"), NOON, refuse=False)
    assert not list(index.candidates(condition, workspace.pk, None, 0, index.LAST))


def test_words_of_another_workspace_are_not_looked_at(workspace):
    other = make.workspace("toinen")
    search = make_search(other)
    taken(other, heard())
    assert found(workspace, "sauna") == []
    assert found(workspace, "sauna", search=search.key) == []


def test_the_index_is_made_anew_and_looked_at(workspace, capsys):
    make_search(workspace)
    call_command("index_mentions", "--check")
    taken(workspace, *(heard(f"The sauna of {n}", str(n)) for n in range(30)))
    call_command("index_mentions", "--check")
    index.empty()
    assert found(workspace, "sauna") == []
    with pytest.raises(CommandError, match="does not find 30"):
        call_command("index_mentions", "--check")
    call_command("index_mentions")
    call_command("index_mentions", "--check")
    assert len(found(workspace, "sauna AND 7")) == 1
    mention = Mention.objects.get(key="7")
    Hit.objects.filter(mention=mention).delete()
    mention.delete()
    with pytest.raises(CommandError, match="that are no more"):
        call_command("index_mentions", "--check")
    assert "30 mentions" in capsys.readouterr().out


def test_a_workspace_that_is_removed_leaves_no_words(workspace):
    make_search(workspace)
    taken(workspace, heard())
    mending.forget(workspace.pk)
    condition = looking.needed(parse("sauna").node)
    assert not list(index.candidates(condition, workspace.pk, None, 0, index.LAST))


def test_a_mention_of_very_many_words_is_stored(workspace):
    make_search(workspace)
    words = " ".join(f"{number}ordinarylongwordwithmanyletters" for number in range(40_000))
    taken(workspace, heard(f"sauna {words}"))
    assert found(workspace, "sauna AND 7ordinarylongwordwithmanyletters") == ["1"]
    taken(workspace, Gone("bluesky", "1"))
    assert found(workspace, "sauna") == []


@pytest.mark.parametrize("most", [0, 2, 2000])
def test_words_that_begin_so_are_found_however_many_there_are(workspace, monkeypatch, most):
    monkeypatch.setattr(sqlite, "WORDS", most)
    make_search(workspace, "sauna")
    texts = ["Warm sauna", "Saunalla", "saunas", "Of a saun", "The sauna", "sa una", "Säunat"]
    taken(workspace, *(heard(f"sauna {text}", str(n)) for n, text in enumerate(texts)))
    Mention.objects.filter(key="5").update(text="nothing")
    kept = [one.key for one in Mention.objects.order_by("-pk") if "saunal" in one.text.lower()]
    assert found(workspace, "saunal*") == kept == ["1"]
    assert set(found(workspace, "saunat*")) == {"6"}
    assert set(found(workspace, "saun*")) == {"0", "1", "2", "3", "4", "6"}
    assert found(workspace, "zzz*") == []


@pytest.mark.parametrize(
    ("short", "long", "lighter"), [(0, 1, 1), (0, 99, 9), (0, 99, 1), (99, 99, 9)]
)
def test_a_search_is_gone_through_by_its_hits_or_by_a_rare_state(
    workspace, monkeypatch, short, long, lighter
):
    monkeypatch.setattr(looking, "SHORT", short)
    monkeypatch.setattr(looking, "LONG", long)
    monkeypatch.setattr(looking, "LIGHTER", lighter)
    monkeypatch.setattr(looking, "NEXT", 3)
    monkeypatch.setattr(choosing, "PAGE", 4)
    search = make_search(workspace, "sauna")
    make_search(workspace, "spa")
    r = random.Random(8)
    taken(
        workspace,
        *(
            heard(f"{r.choice(('sauna', 'spa'))} {n}", str(n), at=NOON - timedelta(hours=n))
            for n in range(60)
        ),
    )
    for one in Mention.objects.order_by("pk"):
        one.state, one.sentiment = r.choice(("new", "handled")), r.choice((-1, 1))
        one.save()
    mine = Mention.objects.filter(hits__search=search).order_by("-pk")
    wanted = {"search": search.key, "state": "handled", "sentiment": "1"}
    kept = mine.filter(state="handled", sentiment=1)
    assert found(workspace, "", **wanted) == [one.key for one in kept]
    assert found(workspace, "", search=search.key) == [one.key for one in mine]
    scope = choosing.scope_of(workspace, wanted, None)
    is_rarer = long == 1 or (short == 0 and lighter == 9)
    assert scope.by == ("pk" if is_rarer else looking.HITS)
    rows = choosing.narrowed(scope, wanted)
    oldest = looking.newest(rows, scope, 3, is_oldest=True)
    assert oldest == list(kept.reverse()[:3])
    assert looking.count(rows, scope) == kept.count() > 5
