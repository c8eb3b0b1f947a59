"""What is done with mentions, by hand and with many at once."""

from datetime import UTC, datetime

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source, make_tag, taken
from virta.kit.problems import Problem
from virta.listening import acting, jobs
from virta.listening.models import Mention, MentionAssignment, MentionJob, MentionTag, Tag
from virta.people.models import Role
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
WHY = acting.Why(NOON)


@pytest.fixture
def workspace():
    made = make.workspace()
    make_search(made)
    make_source(made)
    return made


@pytest.fixture
def mentions(workspace):
    taken(workspace, *(heard(f"sauna number {n} is warm", str(n)) for n in range(6)))
    return sorted(Mention.objects.values_list("pk", flat=True))


def states():
    return sorted(Mention.objects.values_list("state", flat=True))


def test_only_what_changes_is_counted_and_written_down(workspace, mentions):
    assert acting.set_state(workspace, mentions[:2], "seen", WHY) == 2
    assert acting.set_state(workspace, mentions[:3], "seen", WHY) == 1
    tag = make_tag(workspace)
    assert acting.put_tag(workspace, mentions[:2], tag, WHY) == 2
    assert acting.put_tag(workspace, mentions[:3], tag, WHY) == 1
    assert acting.take_tag(workspace, mentions, tag, WHY) == 3
    first = Mention.objects.get(pk=mentions[0])
    assert [(one.what, one.before, one.after) for one in first.events.all()] == [
        ("state", "new", "seen"),
        ("tag", "", str(tag.pk)),
        ("tag", str(tag.pk), ""),
    ]


def test_mentions_of_another_workspace_are_not_touched(workspace, mentions):
    other = make.workspace("toinen")
    assert acting.set_state(other, mentions, "handled", WHY) == 0
    assert acting.give(other, mentions, make.member(other), WHY) == 0
    assert acting.put_tag(other, mentions, make_tag(other), WHY) == 0
    assert states() == ["new"] * 6


def test_a_tag_is_known_by_its_name_in_any_case(workspace):
    made = acting.tag_named(workspace, "  Press   question ", None)
    assert acting.tag_named(workspace, "press QUESTION", None) == made
    assert Tag.objects.get().title == "Press question"
    for odd in ("  ", "x" * 41):
        with pytest.raises(Problem):
            acting.tag_named(workspace, odd, None)


def test_what_was_given_waits_until_it_is_handled_and_is_told_once(workspace, mentions):
    lead, aino = make.member(workspace, Role.LEAD), make.member(workspace, Role.MEMBER)
    why = acting.Why(NOON, lead)
    assert acting.give(workspace, mentions, aino, why) == 6
    notice = Notice.objects.get()
    assert (notice.person, notice.text) == (aino, "and 5 other mentions")
    acting.set_state(workspace, mentions[:4], "handled", why)
    assert MentionAssignment.objects.filter(done_at__isnull=True).count() == 2
    acting.set_state(workspace, mentions[:1], "new", why)
    assert MentionAssignment.objects.filter(done_at__isnull=True).count() == 3
    acting.give(workspace, mentions[:2], None, why)
    assert MentionAssignment.objects.count() == 4


@pytest.mark.parametrize("kind", ["tag", "untag", "state", "assign"])
def test_what_was_done_with_many_is_undone(workspace, mentions, kind):
    lead, aino = make.member(workspace, Role.LEAD), make.member(workspace, Role.MEMBER)
    tag = make_tag(workspace)
    acting.put_tag(workspace, mentions[:2], tag, WHY)
    acting.set_state(workspace, mentions[:1], "seen", WHY)
    acting.give(workspace, mentions[:1], lead, WHY)
    before = picture()
    options = {"tag": tag.key, "state": "handled", "person": aino.pk}
    job = jobs.ask(workspace, lead, kind, options, NOON, marked=mentions, total=6)
    assert job.done_at
    assert job.changed == {"tag": 4, "untag": 2, "state": 6, "assign": 6}[kind]
    assert picture() != before
    jobs.ask(workspace, lead, "undo", {"job": job.pk}, NOON, total=6)
    assert picture() == before
    job.refresh_from_db()
    assert not job.can_be_undone


def picture():
    return (
        sorted(Mention.objects.values_list("pk", "state")),
        sorted(MentionTag.objects.values_list("mention_id", "tag_id")),
        sorted(MentionAssignment.objects.values_list("mention_id", "person_id")),
    )


def test_many_are_done_by_the_worker_in_portions(workspace, mentions, monkeypatch):
    monkeypatch.setattr(jobs, "FEW", 2)
    monkeypatch.setattr(jobs, "PORTION", 2)
    lead = make.member(workspace, Role.LEAD)
    job = jobs.ask(workspace, lead, "state", {"state": "seen"}, NOON, query="state=new", total=6)
    assert job.done_at is None
    taken(workspace, heard("sauna that came later", "later", at=NOON))
    now = datetime.now(UTC)
    assert job.claim(now)
    assert not jobs.portion(job), "there is more"
    assert states() == ["new"] * 5 + ["seen"] * 2
    MentionJob.objects.update(fence=99)
    with pytest.raises(jobs.Overtaken):
        jobs.portion(job)
    assert states() == ["new"] * 5 + ["seen"] * 2, "an overtaken worker changes nothing"
    MentionJob.objects.update(claimed_until=None)
    assert jobs.do_due(datetime.now(UTC)) == 1
    job.refresh_from_db()
    assert (job.looked_at, job.changed) == (6, 6)
    assert job.done_at
    assert states() == ["new"] + ["seen"] * 6, "what came later was not meant"


def test_who_is_given_very_many_is_told_once_when_all_are_theirs(workspace, mentions, monkeypatch):
    monkeypatch.setattr(jobs, "PORTION", 2)
    lead, other = (make.member(workspace, Role.LEAD) for _one in range(2))
    options = {"person": other.pk}
    jobs.ask(workspace, lead, "assign", options, NOON, query="", total=len(mentions))
    notice = Notice.objects.get(person=other)
    assert notice.text == f"and {len(mentions) - 1} other mentions"


def test_a_job_by_words_takes_those_that_match(workspace, mentions, monkeypatch):
    monkeypatch.setattr(jobs, "PORTION", 4)
    lead = make.member(workspace, Role.LEAD)
    jobs.ask(workspace, lead, "state", {"state": "seen"}, NOON, query="words=3+OR+4", total=2)
    seen = Mention.objects.filter(state="seen").values_list("key", flat=True)
    assert sorted(seen) == ["3", "4"]


def test_erasing_many_takes_all_that_hangs_on_them(workspace, mentions):
    lead = make.member(workspace, Role.LEAD)
    acting.put_tag(workspace, mentions, make_tag(workspace), WHY)
    acting.give(workspace, mentions, lead, WHY)
    jobs.ask(workspace, lead, "erase", {}, NOON, marked=mentions[:4], total=4)
    assert Mention.objects.count() == MentionTag.objects.count() == 2
    assert MentionAssignment.objects.count() == 2
