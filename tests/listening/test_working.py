"""The pages on which people work with mentions."""

import io
import json
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from tests import make
from tests.listening.make import (
    NOON,
    heard,
    make_mention,
    make_rule,
    make_search,
    make_tag,
    make_view,
    taken,
)
from virta.listening import acting, jobs
from virta.listening.models import (
    DefaultView,
    Mention,
    MentionAssignment,
    MentionJob,
    MentionRule,
    MentionTag,
    SavedView,
    Tag,
)
from virta.matching.posts import read_post
from virta.objectives.models import Objective
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Comment, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(workspace):
    return f"/w/{workspace.slug}/mentions/"


def three(workspace):
    texts = {"1": "A warm sauna", "2": "=HYPERLINK(1) sauna", "3": "The last sauna of all"}
    times = {key: NOON - timedelta(minutes=9 - int(key)) for key in texts}
    taken(workspace, *(heard(text, key, at=times[key]) for key, text in texts.items()))
    return {one.key: one for one in Mention.objects.all()}


def test_what_is_handled_goes_with_all_that_say_the_same_and_the_page_opens_at_the_next(
    lead, workspace
):
    text = "The sauna of the island is warm again, and the ferry goes on Friday at nine"
    taken(workspace, heard(text, "1"), heard(text, "2"), heard("Another sauna", "3"))
    wave = Mention.objects.filter(text=text)
    assert wave.values("fold").distinct().count() == 1
    home = f"/w/{workspace.slug}/mentions/"
    page = lead.get(home).content.decode()
    places = [one.split('"')[0] for one in page.split(f'value="{home}#m')[1:]]
    assert len(places) == 2
    lead.post(
        f"{home}{wave.first().pk}/state/", {"state": "handled", "next": f"{home}#m{places[0]}"}
    )
    assert set(wave.values_list("state", flat=True)) == {"handled"}
    assert Mention.objects.get(key="3").state == "new"


def test_mentions_are_narrowed_by_tag_person_and_language(lead, person, workspace, home):
    found = three(workspace)
    other = make.member(workspace, Role.MEMBER)
    tag, why = make_tag(workspace), acting.Why(NOON)
    acting.put_tag(workspace, [found["1"].pk, found["3"].pk], tag, why)
    acting.give(workspace, [found["1"].pk], person, why)
    acting.give(workspace, [found["2"].pk], other, why)

    def shown(**query):
        rows = lead.get(home, query).context["page"].rows
        return sorted(one.mention.key for one in rows)

    assert shown(tag=tag.key) == ["1", "3"]
    assert shown(person="me") == ["1"]
    assert shown(person=str(other.pk)) == ["2"]
    assert shown(person="nobody") == ["3"]
    assert shown(tag=tag.key, person="me") == ["1"]
    assert shown(tag=tag.key, person="nobody") == ["3"]
    assert shown(language="fi") == []
    page = lead.get(home).content.decode()
    assert "praise" in page
    assert str(other) in page


def test_the_page_of_a_mention_tells_where_it_comes_from_and_where_it_leads(lead, workspace, home):
    objective = Objective(workspace=workspace, title="Everybody finds the sauna")
    saving.store(objective, None)
    search = make_search(workspace, "lake")
    search.objectives.add(objective)
    first = make_mention(search, text="The lake is open to all who swim", key="at://did:plc:x/p/1")
    more = {"type": "reply", "about": "at://did:plc:x/p/1"}
    answer = make_mention(search, key="2", text="So the lake is", **more)
    copy = make_mention(search, key="3", text="The lake is open to all who swim")
    page = lead.get(f"{home}{answer.pk}/").content.decode()
    assert f"{home}{first.pk}/" in page
    assert "Everybody finds the sauna" in page
    assert "1 other says the same" in lead.get(f"{home}{copy.pk}/").content.decode()
    first.delete()
    page = lead.get(f"{home}{answer.pk}/").content.decode()
    assert "https://bsky.app/profile/did:plc:x/post/1" in page
    lead.post(f"{home}insight/", {"mention": [answer.pk], "title": "They swim"})
    assert "They swim" in lead.get(f"{home}{answer.pk}/").content.decode()
    assert lead.get(f"{home}7/").status_code == 404


def test_a_mention_is_tagged_given_with_a_word_and_handled(lead, workspace, home, client):
    aino = make.member(workspace, Role.MEMBER, language="en")
    mention = make_mention(make_search(workspace, "lake"))
    here = f"{home}{mention.pk}/"
    lead.post(f"{here}tag/", {"tag": "Question"})
    lead.post(f"{here}give/", {"person": aino.pk, "note": "Can you answer her?"})
    assert lead.post(f"{here}give/", {"person": "99999"}).status_code == 422
    lead.post(f"{here}comment/", {"text": "I can, too"})
    page = lead.get(here).content.decode()
    for words in ("put the tag “Question” on", f"gave it to {aino}", "Can you answer her?"):
        assert words in page
    assert Notice.objects.filter(person=aino).count() == 3
    client.force_login(aino)
    assert (
        "A mention that you were given waits"
        in client.get(f"/w/{workspace.slug}/").content.decode()
    )
    told = client.get(
        f"/w/{workspace.slug}/notices/{Notice.objects.filter(person=aino).first().pk}/"
    )
    assert told.url == here
    client.post(f"{here}state/", {"state": "handled"})
    assert "A mention that you were" not in client.get(f"/w/{workspace.slug}/").content.decode()
    client.post(f"{here}tag/", {"off": Tag.objects.get().key})
    assert not MentionTag.objects.exists()
    said = Comment.objects.first()
    answer = lead.post(f"/w/{workspace.slug}/comments/{said.pk}/remove/")
    assert answer.status_code in {302, 422}


def test_marked_mentions_are_changed_at_once_and_undone_from_the_message(lead, workspace, home):
    found = three(workspace)
    numbers = [found["1"].pk, found["2"].pk]
    sent = {"scope": "marked", "mention": numbers, "do": "tag", "tag": "warm ones"}
    page = lead.post(f"{home}bulk/", sent, follow=True)
    assert "Done: 2 mentions were changed." in page.content.decode()
    job = MentionJob.objects.get()
    assert f"{home}jobs/{job.key}/undo/" in page.content.decode()
    lead.post(f"{home}jobs/{job.key}/undo/")
    assert not MentionTag.objects.exists()
    assert lead.post(f"{home}jobs/{job.key}/undo/").status_code == 422
    sent = {"scope": "page", "shown": [one.pk for one in found.values()], "do": "state:seen"}
    lead.post(f"{home}bulk/", sent)
    assert Mention.objects.filter(state="seen").count() == 3
    for odd in (
        {"do": "state:seen"},
        sent | {"do": "nothing"},
        sent | {"do": "untag", "tag": "no"},
    ):
        assert lead.post(f"{home}bulk/", odd).status_code == 422


def test_all_that_fit_are_counted_before_anything_is_done(lead, person, workspace, home):
    found = three(workspace)
    acting.set_state(workspace, [found["1"].pk], "seen", acting.Why(NOON))
    sent = {"scope": "all", "query": "state=new", "do": "assign", "person": person.pk}
    page = lead.post(f"{home}bulk/", sent).content.decode()
    assert "This is done with 2 mentions." in page
    assert not MentionAssignment.objects.exists()
    lead.post(f"{home}bulk/", sent | {"confirmed": "1"})
    assert MentionAssignment.objects.filter(person=person).count() == 2
    assert lead.post(f"{home}bulk/", sent | {"query": "state=odd"}).status_code == 422


def test_only_those_who_lead_erase_and_never_without_being_asked(client, person, workspace, home):
    found = three(workspace)
    sent = {"scope": "marked", "mention": [found["1"].pk], "do": "erase"}
    client.force_login(make.member(workspace, Role.MEMBER))
    assert client.post(f"{home}bulk/", sent).status_code == 403
    client.force_login(person)
    assert "cannot be brought back" in client.post(f"{home}bulk/", sent).content.decode()
    assert Mention.objects.count() == 3
    client.post(f"{home}bulk/", sent | {"confirmed": "1"})
    assert Mention.objects.count() == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_mentions_are_written_to_a_file_for_who_asked(client, person, workspace, home, ending):
    found = three(workspace)
    acting.put_tag(workspace, [found["1"].pk], make_tag(workspace), acting.Why(NOON))
    client.force_login(person)
    sent = {"scope": "all", "query": "", "do": "export", "ending": ending, "confirmed": "1"}
    page = client.post(f"{home}bulk/", sent, follow=True)
    assert "The file is ready, with 3 mentions." in page.content.decode()
    address = f"{home}jobs/{MentionJob.objects.get().key}/file/"
    answer = client.get(address)
    content = b"".join(answer.streaming_content)
    rows = read(content, ending)
    assert len(rows) == 3
    assert "A warm sauna" in rows[-1]
    assert "praise" in rows[-1]
    client.force_login(make.member(workspace, Role.LEAD))
    assert client.get(address).status_code == 404, "it is for who asked only"


def read(content, ending):
    """The rows of a file below its head, each as one text."""
    if ending == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Time,Network,Kind,Author")
        assert "'=HYPERLINK(1) sauna" in lines[2], "no spreadsheet takes it for a formula"
        return lines[1:]
    if ending == "jsonl":
        lines = content.decode().splitlines()
        assert [read_post(one).id for one in lines] == ["3", "2", "1"]
        return [json.dumps(json.loads(one)) for one in lines]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = [" ".join(map(str, row)) for row in sheet.to_python()]
    assert "=HYPERLINK(1) sauna" in rows[2]
    return rows[1:]


def test_a_large_file_is_written_by_the_worker_and_shows_how_far_it_is(
    lead, workspace, home, monkeypatch
):
    monkeypatch.setattr(jobs, "FEW", 1)
    three(workspace)
    sent = {"scope": "all", "query": "", "do": "export", "ending": "csv", "confirmed": "1"}
    page = lead.post(f"{home}bulk/", sent, follow=True).content.decode()
    assert "The worker is at it: 0 mentions looked at" in page
    job = MentionJob.objects.get()
    assert lead.get(f"{home}jobs/{job.key}/file/").status_code == 404
    jobs.do_due(job.made_at)
    piece = lead.get(f"{home}jobs/{job.key}/", headers={"HX-Request": "true"}).content.decode()
    assert "The file is ready" in piece
    assert "<html" not in piece


def test_filters_are_kept_as_a_view_and_open_first(client, person, workspace, home):
    three(workspace)
    client.force_login(person)
    sent = {"title": "New ones", "query": "state=new&before=7&odd=1", "is_default": "1"}
    answer = client.post(f"{home}views/", sent)
    assert answer.url == f"{home}?state=new"
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("state=new", False)
    assert client.get(home).url == f"{home}?state=new"
    assert client.get(f"{home}?all=1").status_code == 200
    assert "New ones" in client.get(f"{home}?state=new").content.decode()
    client.post(f"{home}views/{view.key}/default/")
    assert not DefaultView.objects.exists()
    other = make.member(workspace, Role.MEMBER)
    client.force_login(other)
    assert "New ones" not in client.get(f"{home}?state=new").content.decode()
    assert client.post(f"{home}views/{view.key}/remove/").status_code == 404
    shared = make_view(workspace, person)
    assert "Negative ones" in client.get(home).content.decode()
    assert client.post(f"{home}views/{shared.key}/remove/").status_code == 422
    client.force_login(person)
    client.post(f"{home}views/{shared.key}/remove/")
    assert SavedView.objects.count() == 1
    for odd in ({"title": " "}, {"title": "x", "query": "state=odd"}):
        assert client.post(f"{home}views/", odd).status_code == 422


def test_a_rule_says_for_what_and_what_then_and_is_tried_before(lead, workspace, home):
    three(workspace)
    rules = f"/w/{workspace.slug}/mention-rules/"
    sent = {"title": "Warm", "query": "warm", "place": "10", "is_on": "on"}
    assert "Say what is to be done" in lead.post(f"{rules}new/", sent).content.decode()
    empty = sent | {"query": "", "is_handled": "on"}
    assert "Say for which mentions" in lead.post(f"{rules}new/", empty).content.decode()
    odd = sent | {"query": "(warm", "is_handled": "on"}
    assert "Line 1, character" in lead.post(f"{rules}new/", odd).content.decode()
    assert "held for 1 of the newest 3" in lead.post(f"{rules}try/", sent).content.decode()
    assert "Line 1, character" in lead.post(f"{rules}try/", odd).content.decode()
    lead.post(f"{rules}new/", sent | {"is_handled": "on"})
    rule = MentionRule.objects.get()
    page = lead.get(f"{rules}{rule.key}/?tried=1").content.decode()
    assert "held for 1 of the newest 3" in page
    lead.post(f"{rules}{rule.key}/apply/")
    assert Mention.objects.get(state="handled").text == "A warm sauna"


def test_tags_of_one_name_are_one(lead, workspace):
    make_tag(workspace, "Praise")
    answer = lead.post(f"/w/{workspace.slug}/tags/new/", {"title": "praise", "colour": "go"})
    assert "There is a tag of this name already" in answer.content.decode()
    removed = make_tag(workspace, "old")
    saving.remove(removed, None)
    lead.post(f"/w/{workspace.slug}/tags/new/", {"title": "Old", "colour": "go"})
    assert Tag.objects.filter(title="Old").exists()


def test_a_mention_that_waits_for_many_is_one_line_in_my_week(lead, person, workspace):
    taken(workspace, *(heard(f"sauna number {n}", str(n)) for n in range(5)))
    numbers = list(Mention.objects.values_list("pk", flat=True))
    acting.give(workspace, numbers, person, acting.Why(NOON))
    assert "5 mentions are yours" in lead.get(f"/w/{workspace.slug}/").content.decode()


def test_what_a_rule_did_is_told_as_the_rules_work(lead, workspace, home):
    mention = make_mention(make_search(workspace, "lake"))
    rule = make_rule(workspace, title="Lakes", query="lake")
    why = acting.Why(NOON, rule=rule)
    acting.set_state(workspace, [mention.pk], "handled", why)
    page = lead.get(f"{home}{mention.pk}/").content.decode()
    assert "The rule “Lakes”" in page


def test_the_page_of_a_mention_leads_to_those_beside_it_in_its_list(lead, workspace, home):
    texts = ["warm sauna", "cold sauna", "warm sauna again", "old warm sauna", "warm in the sauna"]
    times = [NOON - timedelta(minutes=one) for one in range(5)]
    network = {"network": "mastodon"}
    taken(
        workspace,
        *(
            heard(text, str(n), at=at, **(network if n == 3 else {}))
            for n, (text, at) in enumerate(zip(texts, times, strict=True))
        ),
    )
    by_key = {one.key: one for one in Mention.objects.all()}
    wave = [by_key["2"], by_key["4"]]
    Mention.objects.filter(pk__in=[one.pk for one in wave]).update(fold=wave[0].fold)

    def beside(key, query):
        page = lead.get(f"{home}{by_key[key].pk}/?{query}")
        found = [page.context.get(name) for name in ("newer_url", "older_url")]
        return [one and one.removeprefix(home).split("/")[0] for one in found]

    def number(key):
        return str(by_key[key].pk)

    assert beside("2", "all=1") == [number("1"), number("3")]
    assert beside("3", "all=1") == [number("2"), None], "a copy stands with its newest"
    assert beside("2", "network=bluesky") == [number("1"), None]
    assert beside("2", "words=warm") == [number("0"), number("3")]
    assert beside("0", "state=new&before=9") == [None, number("1")]
    page = lead.get(f"{home}{number('2')}/")
    assert "newer_url" not in page.context, "it was opened from no list"
    page = lead.get(f"{home}?words=warm&before={2**62}").content.decode()
    link = f"{home}{number('0')}/?words=warm&amp;before={2**62}"
    assert link in page
    page = lead.get(link.replace("&amp;", "&"))
    assert page.context["list_url"] == f"{home}?words=warm&before={2**62}#m{number('0')}"
    assert f"next=/w/{workspace.slug}/mentions/{number('0')}/%3Fwords" in page.content.decode()


def test_what_is_handled_on_its_own_page_takes_its_copies_along_and_can_be_undone(
    lead, workspace, home
):
    text = "The sauna of the island is warm again, and the ferry goes on Friday at nine"
    taken(workspace, heard(text, "1"), heard(text, "2"), heard("Another sauna", "3"))
    own = f"{home}{Mention.objects.get(key='1').pk}/?state=new"
    assert "The other one that says the same goes with it." in lead.get(own).content.decode()
    answer = lead.post(f"{own.split('?')[0]}state/", {"state": "handled", "next": own}, follow=True)
    assert answer.redirect_chain[-1][0] == own
    assert Mention.objects.filter(state="handled").count() == 2
    undo = answer.content.decode().split('action="')
    address = next(one.split('"')[0] for one in undo if "/undo/" in one.split('"')[0])
    answer = lead.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == own, "back where it was"
    assert not Mention.objects.exclude(state="new").exists()
