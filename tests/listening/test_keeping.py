"""How long what others wrote is kept, and what somebody may ask of their own words."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.listening.make import (
    NOON,
    heard,
    make_insight,
    make_mention,
    make_search,
    make_tag,
    taken,
)
from virta.flows.chores import tidy_mentions
from virta.listening import acting, authors, jobs, keeping, known, subjects, unwanted
from virta.listening.models import (
    InsightMention,
    Mention,
    MentionEvent,
    MentionJob,
    MentionTag,
    Ranking,
    Retention,
    Search,
    Tally,
    Unwanted,
)
from virta.people.models import AuditEvent, Role
from virta.records import commenting
from virta.records.models import Comment, Notice

pytestmark = pytest.mark.django_db
AINO = authors.Author("bluesky", "did:plc:aino")


def count_of(workspace):
    return sum(Tally.objects.of(workspace).values_list("count", flat=True))


def test_what_is_too_old_goes_with_all_that_hangs_on_it_and_the_counts_stay(workspace, monkeypatch):
    monkeypatch.setattr(keeping, "PORTION", 2)
    lead = make.member(workspace, Role.LEAD)
    old = NOON - timedelta(days=300)
    taken(workspace, *(heard(f"old sauna {n}", str(n), at=old) for n in range(5)))
    taken(workspace, heard("new sauna", "new"))
    numbers = list(Mention.objects.values_list("pk", flat=True))
    acting.put_tag(workspace, numbers, make_tag(workspace), acting.Why(NOON, lead))
    aino = make.member(workspace, Role.MEMBER)
    acting.give(workspace, numbers, aino, acting.Why(NOON, lead))
    for mention in Mention.objects.select_related("workspace"):
        commenting.say(subjects.Subject(mention), lead, "What shall we say?")
    Retention.objects.create(workspace=workspace, months=6)
    before = count_of(workspace)
    assert keeping.tidy(workspace, NOON) == 5
    assert Mention.objects.get().key == "new"
    assert MentionTag.objects.count() == Comment.objects.count() == 1
    assert not Notice.objects.exclude(key=subjects.Subject(Mention.objects.get()).key).exists()
    assert count_of(workspace) == before
    kept = Retention.objects.get()
    assert (kept.erased, kept.erased_in_all, kept.ran_at) == (5, 5, NOON)
    later = NOON + timedelta(minutes=15)
    assert keeping.tidy(workspace, later) == 0
    kept.refresh_from_db()
    assert (kept.erased, kept.erased_at, kept.ran_at) == (5, NOON, later)


def test_lists_of_days_that_are_no_longer_kept_name_nobody_and_their_figures_stay(workspace):
    search = Search.objects.get()
    old = NOON - timedelta(days=300)
    taken(workspace, heard("old sauna", "1", at=old))
    facts = {"workspace": workspace, "search": search, "made_at": NOON, "mentions": 3}
    lists = {"authors": '[["x", 1]]', "links": '[["y", 1]]', "phrases": '[["z", 1]]'}
    for day in (old.date(), NOON.date()):
        Ranking.objects.update_or_create(search=search, day=day, defaults=facts | lists)
    Retention.objects.create(workspace=workspace, months=6)
    assert keeping.tidy(workspace, NOON) == 1
    before, now = Ranking.objects.filter(day__in=[old.date(), NOON.date()]).order_by("day")
    assert (before.authors, before.links, before.phrases, before.mentions) == ("[]", "[]", "[]", 3)
    assert now.authors == lists["authors"]


def test_what_is_older_than_is_kept_is_not_taken_in(workspace):
    taken(workspace, heard("old sauna", "1", at=NOON - timedelta(days=500)))
    assert not Mention.objects.exists()


def test_an_insight_keeps_a_few_words_without_their_author(workspace, lead):
    mention = make_mention(
        workspace_search(workspace), text=f"About sauna {'x' * 500}", name="Aino"
    )
    insight = make_insight(workspace)
    InsightMention.objects.create(workspace=workspace, insight=insight, mention=mention)
    assert keeping.tidy(workspace, NOON + timedelta(days=400)) == 1
    kept = InsightMention.objects.get()
    assert (kept.mention, len(kept.excerpt), kept.network) == (None, 200, "bluesky")
    page = lead.get(f"/w/{workspace.slug}/insights/{insight.key}/").content.decode()
    assert "About sauna" in page
    assert "the rest was erased for its age" in page


def workspace_search(workspace):
    return make_search(workspace, "About")


def test_what_its_author_takes_back_leaves_no_excerpt(workspace):
    mention = make_mention(workspace_search(workspace))
    InsightMention.objects.create(
        workspace=workspace, insight=make_insight(workspace), mention=mention
    )
    authors.erase(workspace, AINO, NOON, refuse=False)
    assert not InsightMention.objects.exists()


@pytest.mark.parametrize(
    "typed", ["did:plc:aino", "@aino.example", "AINO.example", "Aino Virta", "aino virta"]
)
def test_somebody_is_found_by_any_of_their_names(workspace, typed):
    more = {"handle": "aino.example", "name": "Aino Virta"}
    taken(workspace, heard("sauna", "1", **more), heard("sauna 2", "2", author="did:plc:eero"))
    assert [(one.author.author, one.count) for one in authors.find(workspace, typed)] == [
        ("did:plc:aino", 1)
    ]


@pytest.mark.parametrize("typed", ["Öljymäen Äiti", "öljymäen äiti", "ÖLJYMÄEN ÄITI"])
def test_a_name_with_other_letters_is_found_in_any_case(workspace, typed):
    taken(workspace, heard("sauna", "1", author="", name="Öljymäen Äiti"))
    assert [one.author.name for one in authors.find(workspace, typed)] == ["Öljymäen Äiti"]
    assert authors.find(workspace, typed)[0].author.rows(workspace).count() == 1


@pytest.mark.parametrize("column", ["author", "handle", "name"])
def test_each_name_is_looked_for_by_its_index(workspace, column):
    rows = Mention.objects.of(workspace)
    for asked in (known.in_any_case(rows, column, ["Aino"]), known.exactly(rows, column, "Aino")):
        if connection.vendor == "sqlite":
            plan = f"INDEX listening_{column}_low (workspace_id=? AND <expr>=?)"
            assert plan in asked.order_by().explain()
        else:  # what PostgreSQL chooses for a table of nothing tells nothing
            assert f'LOWER("listening_mention"."{column}") IN' in str(asked.query)
            assert f"(workspace_id, lower(({column})::text))" in indexes()


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'listening_mention'")
        return " ".join(one for (one,) in cursor.fetchall())


def test_who_asks_gets_everything_that_is_stored_of_them(workspace, lead):
    person = make.member(workspace, Role.MEMBER)
    mention = make_mention(workspace_search(workspace), handle="aino.example", followers=7)
    acting.put_tag(workspace, [mention.pk], make_tag(workspace), acting.Why(NOON, person))
    commenting.say(subjects.Subject(mention), person, "Shall we answer her?")
    taken(workspace, heard("sauna by another", "9", author="did:plc:eero"))
    address = f"/w/{workspace.slug}/mentions/authors/data/"
    query = {"network": "bluesky", "author": "did:plc:aino"}
    assert "About About" in lead.get(address, query).content.decode()
    answer = lead.get(address, query | {"format": "json"})
    held = json.loads(b"".join(answer.streaming_content))
    assert (held["format"], len(held["mentions"])) == ("virta-author/1", 1)
    one = held["mentions"][0]
    assert (one["text"], one["followers"], one["tags"]) == ("About About", 7, ["praise"])
    assert one["comments"] == ["Shall we answer her?"]
    assert AuditEvent.objects.get(event="author_exported").details == {}
    assert lead.get(address, {"network": "bluesky"}).status_code == 422


def test_who_asks_not_to_be_stored_is_not_stored_again_and_not_named(workspace, lead):
    more = {"handle": "aino.example", "name": "Aino Virta"}
    taken(workspace, heard("sauna", "1", **more), heard("sauna", "2", author="did:plc:eero"))
    person = make.member(workspace, Role.MEMBER)
    jobs.ask(workspace, person, "export", {"ending": "csv"}, NOON, query="", total=2)
    known = {"network": "bluesky", "author": "did:plc:aino", "refuse": "1"}
    page = lead.post(f"/w/{workspace.slug}/mentions/authors/erase/", known, follow=True)
    assert "Nothing of theirs is stored from now on" in page.content.decode()
    assert not MentionJob.objects.exists(), "files may hold their words"
    taken(
        workspace,
        heard("sauna again", "3"),
        heard("sauna from another account", "4", author="did:plc:new", handle="Aino.example"),
        heard("sauna by Eero", "5", author="did:plc:eero"),
    )
    assert sorted(Mention.objects.values_list("key", flat=True)) == ["2", "5"]
    assert {len(one.digest) for one in Unwanted.objects.all()} == {64}
    assert "aino" not in json.dumps(list(AuditEvent.objects.values("event", "details")))
    taken(other := make.workspace("toinen"), heard("sauna", "3"))
    assert not Mention.objects.of(other).exists(), "it has no searches"
    make_search(other, "sauna")
    taken(other, heard("sauna", "3"))
    assert Mention.objects.of(other).exists(), "what one workspace was asked binds that one"


def test_somebody_who_wrote_very_much_is_erased_by_the_worker(workspace, lead, monkeypatch):
    monkeypatch.setattr(jobs, "FEW", 2)
    monkeypatch.setattr(jobs, "PORTION", 2)
    monkeypatch.setattr(jobs, "SECONDS", 0)
    taken(workspace, *(heard(f"sauna number {n} of many", str(n)) for n in range(5)))
    taken(workspace, heard("sauna by Eero", "9", author="did:plc:eero"))
    known = {"network": "bluesky", "author": "did:plc:aino", "refuse": "1"}
    page = lead.post(f"/w/{workspace.slug}/mentions/authors/erase/", known, follow=True)
    shown = page.content.decode()
    assert "Nothing of theirs is stored from now on" in shown
    assert "There are 5 in all." in shown
    taken(workspace, heard("sauna again", "10"))
    assert Mention.objects.count() == 6, "nothing comes while it goes on"
    later = timezone.now() + timedelta(minutes=1)
    assert [jobs.do_due(later) for _round in range(4)] == [1, 1, 1, 0]
    ended = lead.get(page.request["PATH_INFO"]).content.decode()
    assert "Done: 5 mentions were erased for good." in ended
    assert Mention.objects.get().key == "9"
    assert AuditEvent.objects.get(event="author_erased").details == {"mentions": 5}


def test_the_worker_goes_on_tidying_while_there_is_more_and_rests_then(workspace, monkeypatch):
    for name, value in (("PORTION", 2), ("MOST", 1), ("AT_ONCE", 2)):
        monkeypatch.setattr(keeping, name, value)
    old = NOON - timedelta(days=300)
    taken(workspace, *(heard(f"old sauna {n}", str(n), at=old) for n in range(5)))
    Retention.objects.create(workspace=workspace, months=6)
    assert [tidy_mentions(NOON) for _round in range(3)] == [2, 2, 1]
    taken(workspace, heard("an old sauna more", "more", at=old))
    assert tidy_mentions(NOON) == 0, "it looks again after a quarter of an hour"


def test_a_hash_made_under_an_old_key_is_still_known(workspace, settings):
    unwanted.refuse(workspace, "bluesky", {"did:plc:aino"}, NOON)
    settings.OLD_SECRET_KEYS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of the same length or so"
    taken(workspace, heard("sauna", "1"))
    assert not Mention.objects.exists()


def test_who_leads_sets_how_long_mentions_are_kept(workspace, lead):
    address = f"/w/{workspace.slug}/mentions/kept/"
    assert "not yet; the worker looks" in lead.get(address).content.decode()
    assert lead.post(address, {"months": "0", "export_days": "7"}).status_code == 200
    lead.post(address, {"months": "3", "export_days": "2"})
    assert Retention.objects.get().months == 3
    assert AuditEvent.objects.get(event="retention_changed").details == {"months": 3}


def test_files_go_after_their_days_and_history_stays(workspace):
    lead = make.member(workspace, Role.LEAD)
    taken(workspace, heard("sauna", "1"))
    options = {"state": "seen"}
    jobs.ask(workspace, lead, "state", options, NOON, marked=[Mention.objects.get().pk], total=1)
    done_at = MentionJob.objects.get().done_at
    assert jobs.forget_old(done_at + timedelta(days=6)) == 0
    assert jobs.forget_old(done_at + timedelta(days=8)) == 1
    assert MentionEvent.objects.get().job is None
