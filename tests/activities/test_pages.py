"""The pages of the plan, as people open and use them."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests import make
from tests.activities import make as plan
from virta.activities.models import Activity, Cadence, Day, Slot
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(client):
    workspace = make.workspace()
    person = make.member(workspace, Role.MEMBER)
    make.signed_in(client, person)
    return workspace, person


@pytest.mark.parametrize(
    "address",
    [
        "plan/",
        "plan/?view=year&day=2026-05-01",
        "plan/?day=nonsense&view=century&channel=none",
        "plan/calendar/",
        "plan/calendar/?view=week&day=2026-03-02",
        "plan/calendar/?view=list&day=2026-03-02",
        "plan/calendar/?view=month&day=0001-01-01&owner=x",
        "plan/warnings/",
        "plan/addresses/",
        "activities/",
        "activities/templates/",
        "pillars/",
        "cadences/",
        "slots/",
        "days/",
        "days/calendar-file/",
        "activities/new/",
        "cadences/new/",
        "slots/new/?day=2026-03-04",
    ],
)
def test_every_page_opens_when_there_is_nothing_and_when_there_is_something(client, here, address):
    workspace, _person = here
    assert client.get(f"/w/{workspace.slug}/{address}").status_code == 200
    channel, pillar = plan.make_channel(workspace), plan.make_pillar(workspace, target_share=30)
    audience = plan.make_audience(workspace)
    facts = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "budgeted_hours": 10}
    activity = plan.make_activity(
        workspace, channels=[channel], audiences=[audience], pillars=[pillar], **facts
    )
    plan.make_cadence(workspace, activity=activity, channel=channel, pillar=pillar)
    plan.make_slot(workspace, activity=activity, channel=channel, pillar=pillar)
    plan.make_day(workspace)
    assert client.get(f"/w/{workspace.slug}/{address}").status_code == 200


def test_each_object_has_its_page(client, here):
    workspace, _person = here
    cadence = plan.make_cadence(workspace)
    for record in (
        cadence,
        cadence.activity,
        plan.make_slot(workspace, activity=cadence.activity),
        plan.make_pillar(workspace),
        plan.make_day(workspace),
    ):
        assert client.get(plan.url(record)).status_code == 200
        assert client.get(f"{plan.url(record)}edit/").status_code == 200
        assert client.get(f"{plan.url(record)}history/").status_code == 200


def test_a_slot_is_moved_by_the_calendar_and_by_its_own_page(client, here):
    workspace, _person = here
    slot = plan.make_slot(workspace, datetime(2026, 3, 24, 7, tzinfo=UTC))
    move = reverse("activities:move", args=[workspace.slug, slot.key])
    calendar = f"/w/{workspace.slug}/plan/calendar/?view=week&day=2026-03-30"
    response = client.post(
        move,
        {"shift": 7, "seen": 1, "next": calendar},
        follow=True,
        headers={"HX-Request": "true", "HX-Target": "calendar"},
    )
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="calendar"')
    assert "is moved to" in page
    assert 'data-seen="2"' in page
    slot.refresh_from_db()
    assert (slot.local.date(), slot.local.hour) == (date(2026, 3, 31), 9)
    client.post(move, {"day": "1.4.2026", "clock": "10.30", "seen": 2})
    slot.refresh_from_db()
    assert slot.local.strftime("%Y-%m-%d %H:%M") == "2026-04-01 10:30"


def test_moving_what_somebody_else_has_moved_says_so_and_changes_nothing(client, here):
    workspace, _person = here
    slot = plan.make_slot(workspace)
    move = reverse("activities:move", args=[workspace.slug, slot.key])
    client.post(move, {"shift": 1, "seen": 1})
    response = client.post(move, {"shift": 5, "seen": 1}, follow=True)
    assert "Somebody else has changed" in response.content.decode()
    slot.refresh_from_db()
    assert slot.version == 2


@pytest.mark.parametrize("data", [{}, {"shift": "x"}, {"day": "soon"}, {"shift": 99999}])
def test_a_move_to_nowhere_is_told_so(client, here, data):
    workspace, _person = here
    slot = plan.make_slot(workspace)
    move = reverse("activities:move", args=[workspace.slug, slot.key])
    assert client.post(move, data).status_code == 422


def test_what_became_of_a_slot_is_said_once_by_one(client, here):
    workspace, _person = here
    slot = plan.make_slot(workspace)
    state = reverse("activities:slot_state", args=[workspace.slug, slot.key])
    client.post(state, {"state": "fulfilled", "seen": 1})
    client.post(state, {"state": "skipped", "seen": 1})
    slot.refresh_from_db()
    assert slot.state == Slot.State.FULFILLED


def test_a_viewer_moves_nothing_and_gets_nothing_to_move(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.VIEWER))
    slot = plan.make_slot(workspace)
    move = reverse("activities:move", args=[workspace.slug, slot.key])
    assert client.post(move, {"shift": 1}).status_code == 403
    page = client.get(f"/w/{workspace.slug}/plan/calendar/?day=2026-03-03").content.decode()
    assert "A tip" in page
    assert "data-move" not in page


def test_a_new_cadence_plans_its_slots_at_once(client, here):
    workspace, _person = here
    activity, channel = plan.make_activity(workspace), plan.make_channel(workspace)
    response = client.post(
        f"/w/{workspace.slug}/cadences/new/",
        {
            "activity": activity.pk,
            "channel": channel.pk,
            "rhythm": "weekly",
            "every": 1,
            "weekdays": ["1", "3"],
            "nth": 1,
            "times": "9.00, 15:30",
            "zone": "Europe/Helsinki",
            "starts_on": "2026-01-01",
        },
        follow=True,
    )
    assert "slots are planned" in response.content.decode()
    cadence = Cadence.objects.get()
    assert (cadence.weekdays, cadence.times) == ("1,3", "09:00,15:30")
    slots = Slot.objects.filter(cadence=cadence)
    assert slots.filter(at__gte=timezone.now()).count() == slots.count() > 100
    response = client.post(f"{plan.url(cadence)}edit/", {"seen": 1, "weekdays": []})
    assert "Choose at least one weekday." in response.content.decode()


def test_a_copy_is_made_from_a_template_with_its_slots(client, here):
    workspace, _person = here
    template = plan.make_activity(workspace, "Fair", is_template=True, starts_on=date(2026, 1, 5))
    plan.make_cadence(workspace, activity=template, starts_on=date(2026, 1, 5))
    copy = reverse("activities:copy", args=[workspace.slug, template.key])
    assert client.get(copy).status_code == 200
    day = make.today() + timedelta(days=14)
    client.post(copy, {"title": "Fair again", "starts_on": day.isoformat(), "with_slots": "on"})
    made = Activity.objects.get(title="Fair again")
    assert (made.is_template, made.starts_on) == (False, day)
    assert Slot.objects.filter(activity=made).count() > 10


def test_the_secret_address_answers_the_plan_until_it_is_revoked(client, here):
    workspace, person = here
    channel = plan.make_channel(workspace)
    tomorrow = timezone.now() + timedelta(days=1)
    plan.make_slot(workspace, tomorrow, title="Tip; with, marks\\and\nlines", channel=channel)
    plan.make_slot(workspace, tomorrow, title="Mine", owner=person)
    plan.make_slot(workspace, tomorrow, title="Not to come", state="skipped")
    plan.make_activity(
        workspace, "Campaign", starts_on=tomorrow.date(), ends_on=tomorrow.date(), owner=person
    )
    plan.make_day(workspace, "Holiday", tomorrow.date())
    feeds = f"/w/{workspace.slug}/plan/addresses/"
    titles = titles_of(client, client.post(feeds))
    assert titles == {"Tip; with, marks\\and\nlines", "Mine", "Campaign", "Holiday"}
    assert titles_of(client, client.post(feeds, {"only_mine": "on"})) == {"Mine", "Campaign"}
    response = client.post(feeds)
    address = response.context["address"].split("://", 1)[1].split("/", 1)[1]
    feed = response.context["feeds"][0]
    client.post(reverse("activities:revoke", args=[workspace.slug, feed.pk]))
    client.logout()
    assert client.get(f"/{address}").status_code == 404
    assert client.get("/plan/guessed.ics").status_code == 404


def titles_of(client, response):
    """What the calendar file behind a new address holds."""
    address = response.context["address"].split("://", 1)[1].split("/", 1)[1]
    answer = client.get(f"/{address}")
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(one["SUMMARY"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_whoever_leaves_takes_no_plan_along(client, here):
    workspace, person = here
    response = client.post(f"/w/{workspace.slug}/plan/addresses/")
    address = response.context["address"].split("://", 1)[1].split("/", 1)[1]
    person.memberships.update(ended_at=timezone.now())
    assert client.get(f"/{address}").status_code == 404


def test_a_calendar_file_is_looked_at_brought_in_and_undone(client, here):
    workspace, _person = here
    day = make.today() + timedelta(days=30)
    content = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Holiday\r\n"
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Broken\r\nDTSTART:some day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    bring = f"/w/{workspace.slug}/days/calendar-file/"
    file = SimpleUploadedFile("days.ics", content.encode())
    look = client.post(bring, {"file": file}).url
    page = client.get(look).content.decode()
    assert "1 day would be made" in page
    assert "Broken" in page
    client.post(look)
    client.post(look)
    (made,) = Day.objects.of(workspace)
    assert (made.title, made.starts_on, made.source) == ("Holiday", day, "days.ics")
    again = client.post(bring, {"file": SimpleUploadedFile("again.ics", content.encode())}).url
    assert "1 day is here already" in client.get(again).content.decode()
    client.post(look.replace("calendar-file", "import") + "undo/")
    assert not Day.objects.of(workspace).exists()


CALENDAR = """Julkaisupäivä;Kello;Otsikko;Kanava;Tila
2.3.2026 9.00;;Vinkki;Facebook;suunniteltu
3.3.2026;15.30;Haastattelu;facebook;julkaistu
46085;0,5;Taulukosta;Facebook;
4.3.2026;;Ilman kelloa;Facebook;
5.3.2026;9.00;Vieras kanava;MySpace;
"""


def test_the_content_calendar_people_have_is_brought_in_and_undone(client, here):
    workspace, _person = here
    plan.make_channel(workspace, title="Facebook")
    bring = f"/w/{workspace.slug}/slots/import/"
    file = SimpleUploadedFile("kalenteri.csv", CALENDAR.encode())
    look = client.post(bring, {"file": file}).url
    columns = ["day", "clock", "title", "channel", "state"]
    mapping = {f"column-{number}": name for number, name in enumerate(columns)}
    page = client.post(look, mapping).content.decode()
    assert "3 rows can be brought in" in page
    assert "Say at what time of the day." in page
    assert "MySpace" in page
    client.post(look, mapping | {"apply": "1", "leave_out": "1"})
    rows = Slot.objects.of(workspace).order_by("at")
    assert [(one.title, one.local.strftime("%d.%m. %H:%M"), one.state) for one in rows] == [
        ("Vinkki", "02.03. 09:00", "planned"),
        ("Haastattelu", "03.03. 15:30", "fulfilled"),
        ("Taulukosta", "04.03. 12:00", "planned"),
    ]
    client.post(f"{look}undo/")
    assert not Slot.objects.of(workspace).exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_exported_plan_comes_in_again_as_it_was(client, here, ending):
    workspace, _person = here
    channel = plan.make_channel(workspace)
    for number in range(3):
        at = datetime(2026, 3, 22 + number * 4, 6, 30, tzinfo=UTC)
        plan.make_slot(workspace, at, title=f"Slot {number}", channel=channel, note="Words")
    content = client.get(f"/w/{workspace.slug}/slots/list.{ending}").content
    before = client.get(f"/w/{workspace.slug}/slots/list.csv").content
    for slot in Slot.objects.of(workspace):
        saving.remove(slot, None)
    file = SimpleUploadedFile(f"plan.{ending}", content)
    look = client.post(f"/w/{workspace.slug}/slots/import/", {"file": file}).url
    mapping = Batch.objects.get().mapping
    data = {f"column-{number}": name for number, name in mapping.items()}
    client.post(look, data | {"apply": "1"})
    assert client.get(f"/w/{workspace.slug}/slots/list.csv").content == before


def test_pillars_do_not_ask_for_more_than_all_content(client, here):
    workspace, _person = here
    plan.make_pillar(workspace, "Tips", target_share=80)
    new = f"/w/{workspace.slug}/pillars/new/"
    page = client.post(new, {"title": "People", "target_share": "30"}).content.decode()
    assert "The other pillars leave 20" in page
    assert client.post(new, {"title": "People", "target_share": "20"}).status_code == 302


def test_dates_in_the_wrong_order_are_named(client, here):
    workspace, _person = here
    data = {
        "title": "Backwards",
        "type": "campaign",
        "state": "idea",
        "hours_per": "whole",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-01",
    }
    page = client.post(f"/w/{workspace.slug}/activities/new/", data).content.decode()
    assert "would end before it begins" in page


def test_a_brief_is_shown_as_markdown_and_nothing_else(client, here):
    workspace, _person = here
    activity = plan.make_activity(workspace, brief="**Warm** <script>alert(1)</script>")
    page = client.get(plan.url(activity)).content.decode()
    assert "<strong>Warm</strong>" in page
    assert "<script>alert" not in page


def test_a_day_merged_over_several_rows_is_the_day_of_them_all(client, here):
    workspace, _person = here
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Day", "Time", "Title", "Words"])
        sheet.merge_range(1, 0, 2, 0, 46083, book.add_format({"num_format": "d.m.yyyy"}))
        sheet.write_row(1, 1, [0.375, "One"])
        sheet.write_row(2, 1, ["klo 10.15", "Two"])
        sheet.write_formula(1, 3, "=LEN(C2)", None, 3)
    file = SimpleUploadedFile("plan.xlsx", out.getvalue())
    look = client.post(f"/w/{workspace.slug}/slots/import/", {"file": file}).url
    client.post(look, {"column-0": "day", "column-1": "clock", "column-2": "title", "apply": "1"})
    rows = Slot.objects.of(workspace).order_by("at")
    assert [(one.title, one.local.strftime("%d.%m. %H:%M")) for one in rows] == [
        ("One", "02.03. 09:00"),
        ("Two", "02.03. 10:15"),
    ]
