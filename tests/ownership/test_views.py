"""The pages of ownership, as people use them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.ownership import make as own
from virta.ownership.models import Acceptance, Assignment, Rotation, Task, Watch, WatchFeed
from virta.people.models import Role
from virta.records import saving

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    workspace = make.workspace()
    lead = make.member(workspace, Role.LEAD)
    make.signed_in(client, lead)
    return workspace, lead


def at(name, *parts):
    return reverse(f"ownership:{name}", args=["saaristo", *parts])


PAGES = ["matrix", "hours", "rota", "tasks"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR, Role.VIEWER])
def test_every_page_opens_with_and_without_anything_on_it(client, name, role):
    workspace = make.workspace()
    someone = make.member(workspace, role)
    make.signed_in(client, someone)
    assert client.get(at(name)).status_code == 200
    own.make_assignment(workspace)
    own.make_task(workspace, owner=someone, due_on=make.today())
    own.make_capacity(workspace)
    own.make_absence(workspace, from_on=make.today(), until_on=make.today())
    now = timezone.now()
    own.make_watch(workspace, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    assert client.get(at(name)).status_code == 200


def test_a_row_is_kept_without_a_script(client, place):
    workspace, lead = place
    other = own.somebody(workspace, "Bo")
    address = at("row", "factor", "listening")
    client.post(
        address,
        {
            "more_1": lead.pk,
            "more_1_part": "A",
            "more_2": other.pk,
            "more_2_part": "R",
        },
    )
    assert set(Assignment.objects.values_list("person__name", "part")) == {
        (lead.name, "A"),
        ("Bo", "R"),
    }
    answer = client.post(address, {f"part_{lead.pk}": "A", f"part_{other.pk}": "A"})
    assert "Only one person can answer for it" in answer.content.decode()
    client.post(address, {f"part_{lead.pk}": "", f"part_{other.pk}": "A"})
    assert list(Assignment.objects.values_list("person__name", "part")) == [("Bo", "A")]


def test_answering_can_change_hands_in_one_form(client, place):
    workspace, lead = place
    other = own.somebody(workspace, "Bo")
    own.make_assignment(workspace, person=lead, part="A")
    own.make_assignment(workspace, person=other, part="R")
    address = at("row", "factor", "listening")
    client.post(address, {f"part_{lead.pk}": "R", f"part_{other.pk}": "A"})
    assert Assignment.objects.get(part="A").person == other


def test_a_key_in_a_cell_answers_with_the_row_or_says_why_not(client, place):
    workspace, lead = place
    other = own.somebody(workspace, "Bo")
    facts = {"place": "factor:listening", "columns": f"{lead.pk},{other.pk}"}
    headers = {"HX-Request": "true"}
    answer = client.post(at("cell"), facts | {"person": lead.pk, "part": "A"}, headers=headers)
    assert f"{lead}: A" in answer.content.decode()
    refused = client.post(at("cell"), facts | {"person": other.pk, "part": "A"}, headers=headers)
    assert refused.status_code == 422
    assert "already answers for this" in refused.content.decode()
    client.post(at("cell"), facts | {"person": lead.pk, "part": ""}, headers=headers)
    assert not Assignment.objects.exists()


def test_a_cell_of_another_workspaces_person_is_refused(client, place):
    stranger = own.somebody(make.workspace("vieras"), "Eva")
    answer = client.post(
        at("cell"), {"place": "factor:listening", "person": stranger.pk, "part": "A"}
    )
    assert answer.status_code == 422


def test_only_what_is_wrong_is_shown_when_asked(client, place):
    workspace, _lead = place
    own.make_assignment(workspace, about_key="listening")
    page = client.get(at("matrix"), {"only": "gaps"}).content.decode()
    assert 'data-place="factor:objectives"' in page
    assert 'data-place="factor:listening"' not in page


def test_all_goes_over_in_one_step(client, place):
    workspace, lead = place
    leaver = own.somebody(workspace, "Bo")
    own.make_task(workspace, owner=leaver)
    own.make_assignment(workspace, person=leaver)
    rotation = own.make_rotation(workspace, [leaver, lead])
    leaver.memberships.update(ended_at=timezone.now())
    assert "Bo" in client.get(at("matrix")).content.decode()
    answer = client.post(at("hand_over", leaver.pk), {"to": lead.pk}, follow=True)
    assert "3 things of Bo" in answer.content.decode()
    assert Task.objects.get().owner == lead
    assert Assignment.objects.get().person == lead
    assert Rotation.objects.get(pk=rotation.pk).order == [lead.email, lead.email]
    assert saving.revisions(Task.objects.get()).first().reason.startswith("Handed over")


def test_nothing_goes_to_somebody_outside(client, place):
    workspace, lead = place
    own.make_task(workspace, owner=lead)
    stranger = own.somebody(make.workspace("vieras"), "Eva")
    assert client.post(at("hand_over", lead.pk), {"to": stranger.pk}).status_code == 422
    assert Task.objects.get().owner == lead


def test_a_task_is_done_and_opened_again(client, place):
    workspace, lead = place
    task = own.make_task(workspace, owner=lead)
    answer = client.post(at("task_done", task.key), {"state": "done", "next": at("tasks")})
    assert answer.url == at("tasks")
    task.refresh_from_db()
    assert (task.state, task.done_at is not None) == ("done", True)
    client.post(at("task_done", task.key), {"state": "open"})
    task.refresh_from_db()
    assert (task.state, task.done_at) == ("open", None)


def test_contributors_finish_their_own_tasks_only(client):
    workspace = make.workspace()
    owner = make.member(workspace, Role.OWNER)
    helper = make.member(workspace, Role.CONTRIBUTOR)
    mine, other = own.make_task(workspace, owner=helper), own.make_task(workspace, owner=owner)
    make.signed_in(client, helper)
    assert client.post(at("task_done", mine.key), {"state": "done"}).status_code == 302
    assert client.post(at("task_done", other.key), {"state": "done"}).status_code == 422
    assert Task.objects.get(pk=other.pk).state == "open"


def test_a_text_is_read_and_accepted_once(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.CONTRIBUTOR))
    policy = own.make_policy(workspace, readers="taking_part")
    page = client.get(f"/w/saaristo/policies/{policy.key}/").content.decode()
    assert "<h2>Kindly</h2>" in page
    assert "I have read this and accept it" in page
    for _again in range(2):
        client.post(at("accept", policy.key), {"edition": "1"})
    assert Acceptance.objects.count() == 1
    page = client.get(f"/w/saaristo/policies/{policy.key}/").content.decode()
    assert "You have accepted this edition" in page


def test_an_edition_that_nobody_reads_any_more_is_not_accepted(client, place):
    workspace, _lead = place
    policy = own.make_policy(workspace)
    page = f"/w/saaristo/policies/{policy.key}/edit/"
    facts = {
        "title": policy.title,
        "in_force_on": "2026-01-01",
        "readers": "team",
        "seen": policy.version,
    }
    client.post(page, facts | {"text": "Other words"})
    policy.refresh_from_db()
    assert policy.edition == 2
    assert client.post(at("accept", policy.key), {"edition": "1"}).status_code == 422
    client.post(page, facts | {"text": "Other word", "small": "on", "seen": policy.version})
    policy.refresh_from_db()
    assert policy.edition == 2


def test_viewers_read_but_do_not_accept(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.VIEWER))
    policy = own.make_policy(workspace)
    page = client.get(f"/w/saaristo/policies/{policy.key}/").content.decode()
    assert "Kindly" in page
    assert "I have read this" not in page
    assert client.post(at("accept", policy.key), {"edition": "1"}).status_code == 403


def test_people_are_reminded_once_a_day(client, place):
    workspace, _lead = place
    bo = own.somebody(workspace, "Bo")
    policy = own.make_policy(workspace)
    for _again in range(2):
        client.post(at("remind", policy.key))
    assert bo.notices.count() == 1


def test_the_calendars_address_shows_the_rota_until_it_is_revoked(client, place):
    workspace, lead = place
    now = timezone.now()
    own.make_watch(workspace, person=lead, starts_at=now, ends_at=now + timedelta(days=7))
    page = client.post(at("feed_new"), {"only_mine": "1"}).content.decode()
    token = page.split("/watch-feed/")[1].split(".ics")[0]
    client.logout()
    answer = client.get(f"/watch-feed/{token}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content
    feed = WatchFeed.objects.get()
    assert token not in feed.token_digest
    make.signed_in(client, lead)
    client.post(at("feed_revoke", feed.pk))
    assert client.get(f"/watch-feed/{token}.ics").status_code == 404


def test_who_has_left_reads_no_calendar(client, place):
    _workspace, lead = place
    page = client.post(at("feed_new")).content.decode()
    token = page.split("/watch-feed/")[1].split(".ics")[0]
    lead.memberships.update(ended_at=timezone.now())
    assert client.get(f"/watch-feed/{token}.ics").status_code == 404


def test_the_note_is_written_by_whoever_is_on_watch(client):
    workspace = make.workspace()
    make.member(workspace, Role.OWNER)
    helper = make.member(workspace, Role.CONTRIBUTOR)
    make.signed_in(client, helper)
    mine, other = own.make_watch(workspace, person=helper), own.make_watch(workspace)
    client.post(at("note", mine.key), {"handover": "One open.", "seen": mine.version})
    assert client.post(at("note", other.key), {"handover": "x"}).status_code == 422
    assert set(Watch.objects.values_list("handover", flat=True)) == {"One open.", ""}
    stale = client.post(at("note", mine.key), {"handover": "Late", "seen": "1"})
    assert stale.status_code == 409


def test_turns_are_made_from_the_rotations_page(client, place):
    workspace, lead = place
    rotation = own.make_rotation(workspace, [lead], starts_on=make.today())
    page = client.get(f"/w/saaristo/rotations/{rotation.key}/").content.decode()
    assert "Make the turns of the next eight weeks" in page
    client.post(at("turns", rotation.key))
    assert Watch.objects.count() >= 8


def test_a_watch_keeps_its_wall_clock_in_its_form(client, place):
    workspace, lead = place
    client.post(
        "/w/saaristo/watches/new/",
        {
            "person": lead.pk,
            "starts_at": "2026-07-06T09:00",
            "ends_at": "2026-07-13T09:00",
            "zone": "Europe/Helsinki",
        },
    )
    watch = Watch.objects.get()
    assert watch.starts_at == datetime(2026, 7, 6, 6, tzinfo=UTC)
    page = client.get(f"/w/saaristo/watches/{watch.key}/edit/").content.decode()
    assert 'value="2026-07-06T09:00"' in page


def test_an_access_is_checked_with_one_click(client, place):
    workspace, _lead = place
    entry = own.make_access_entry(workspace, checked_on=date(2020, 1, 1))
    client.post(at("checked", entry.key))
    entry.refresh_from_db()
    assert entry.checked_on == make.today()
