"""Posts that come again: wall-clock times over every zone, ends, and drafts made once."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests import make
from tests.engagement.make import make_channel, make_post, say
from tests.networks.test_pictures import drawn
from tests.ownership.make import make_approval_rule, somebody
from virta.engagement import approvals, media, repeating, scheduling
from virta.engagement.models import Approval, Post
from virta.engagement.models.post import Repeats
from virta.kit.wallclock import moment
from virta.records import saving

ZONES = sorted(available_timezones() - {"localtime"})
HELSINKI = "Europe/Helsinki"
dates = some.dates(date(2024, 1, 1), date(2028, 12, 31))
clocks = some.builds(time, some.integers(0, 23), some.integers(0, 59))
START = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def turned(zone, year=2026):
    """The days on which a zone's clock is turned."""
    here = ZoneInfo(zone)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    offsets = [datetime.combine(day, time(), here).utcoffset() for day in days]
    return [day for day, (now, then) in zip(days, pairwise(offsets), strict=False) if now != then]


@given(dates, clocks, some.sampled_from(ZONES), some.sampled_from(Repeats.values))
def test_a_repetition_keeps_its_wall_clock_in_every_zone(day, clock, zone, rule):
    first = moment(day, clock, zone)
    agreed = first.astimezone(ZoneInfo(zone))
    found = repeating.moments(rule, first, zone, first, first + timedelta(days=400))

    for on, at in found:
        local = at.astimezone(ZoneInfo(zone))
        if local.replace(tzinfo=None) != datetime.combine(on, agreed.time()):
            # Only a time that does not exist is another: it comes after the gap, never before.
            wall = datetime.combine(on, agreed.time(), ZoneInfo(zone))
            assert wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(
                tzinfo=None
            ) > wall.replace(tzinfo=None)
        assert local.fold == 0 or agreed.fold == 1 or local.time() != agreed.time()
    assert [at for _day, at in found] == sorted({at for _day, at in found})


@given(some.sampled_from([zone for zone in ZONES if turned(zone)]), some.integers(0, 23 * 60 + 59))
def test_on_the_odd_days_of_the_year_there_is_one_time_all_the_same(zone, minutes):
    clock = time(minutes // 60, minutes % 60)
    for odd in turned(zone):
        first = moment(odd - timedelta(days=3), clock, zone)
        if first.astimezone(ZoneInfo(zone)).time() != clock:
            continue  # the first one itself fell into a gap: it was agreed at another time
        found = repeating.moments("FREQ=DAILY", first, zone, first, first + timedelta(days=6))
        on = [at for day, at in found if day == odd]
        assert len(on) == 1
        assert on[0] == datetime.combine(odd, clock, ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "wanted"),
    [
        (date(2026, 3, 29), time(3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["after the gap", "the first of two"],
)
def test_helsinki_on_its_two_odd_days(day, clock, wanted):
    first = moment(day - timedelta(days=1), clock, HELSINKI)
    found = repeating.moments("FREQ=DAILY", first, HELSINKI, first, first + timedelta(days=2))
    assert dict(found)[day] == wanted


@given(dates, some.integers(0, 400), some.sampled_from(Repeats.values))
def test_nothing_comes_after_the_end_or_before_the_beginning(first, length, rule):
    until = first + timedelta(days=length)
    found = repeating.days(rule, first, date.min, first + timedelta(days=800), until)
    assert all(first <= day <= until for day in found)
    assert found == sorted(set(found))


def test_the_last_day_of_a_short_month_stands_for_a_late_one():
    found = repeating.days("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 1, 1), date(2026, 4, 30))
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    found = repeating.days("FREQ=YEARLY", date(2024, 2, 29), date(2025, 1, 1), date(2028, 12, 31))
    assert found == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@pytest.fixture
def workspace(db):
    return make.workspace()


def weekly(workspace, **facts):
    usual = {"at": START, "zone": HELSINKI, "repeats": Repeats.WEEKLY}
    return make_post(workspace, channels=[make_channel(workspace)], **usual | facts)


def drafts(post):
    return Post.objects.filter(repeat_of=post).order_by("at")


def test_each_time_becomes_a_draft_of_its_own_and_only_once(workspace):
    post = weekly(workspace, at=datetime(2026, 3, 24, 7, tzinfo=UTC), title="Weekly tip")
    now = post.at + timedelta(hours=1)

    assert repeating.keep_ahead(workspace, now) == 2
    made = list(drafts(post))
    assert repeating.keep_ahead(workspace, now) == 0
    assert [one.local.strftime("%d.%m. %H:%M") for one in made] == ["31.03. 09:00", "07.04. 09:00"]
    assert all(one.text == post.text and one.title == post.title for one in made)
    assert all(list(one.channels.all()) == list(post.channels.all()) for one in made)
    assert not any(one.deliveries.exists() or one.repeats for one in made)


def test_what_somebody_removed_or_changed_stays_so(workspace):
    post = weekly(workspace)
    repeating.keep_ahead(workspace, START)
    first, second = drafts(post)
    saving.remove(first, None)
    second.text = "Another text."
    saving.store(second, None)
    post.repeats = ""
    saving.store(post, None)

    assert repeating.keep_ahead(workspace, START) == 0
    assert [one.text for one in drafts(post)] == ["Another text."]


def test_untouched_drafts_follow_a_rule_that_changes(workspace):
    post = weekly(workspace)
    repeating.keep_ahead(workspace, START)
    post.at = START + timedelta(days=1)
    saving.store(post, None)
    repeating.keep_ahead(workspace, START)
    assert [one.local.date() for one in drafts(post)] == [date(2026, 3, 11)]

    post.at = START + timedelta(hours=2)
    saving.store(post, None)
    repeating.keep_ahead(workspace, START)
    assert [one.local.hour for one in drafts(post)] == [11]

    post.repeats = ""
    saving.store(post, None)
    repeating.keep_ahead(workspace, START)
    assert not drafts(post).exists()


def test_a_repetition_ends_on_its_last_day(workspace):
    post = weekly(workspace, repeats=Repeats.DAILY, repeats_until=date(2026, 3, 6))
    repeating.keep_ahead(workspace, START)
    assert [one.local.day for one in drafts(post)] == [4, 5, 6]


def is_approved(post):
    return approvals.is_approved(approvals.Question(post, scheduling.post_digest(post), START))


def test_each_time_has_the_pictures_and_with_them_the_approval(workspace):
    post = make_post(workspace, repeats="FREQ=WEEKLY", at=START, channels=[make_channel(workspace)])
    one = media.attach(post, "a.png", drawn("PNG"))
    one.alt = "A lake"
    one.save()

    repeating.keep_ahead(workspace, START)

    drafts = Post.objects.filter(repeat_of=post)
    assert drafts.count() == 2
    for draft in drafts:
        (shown,) = draft.attachments.all()
        assert (shown.file, shown.alt, shown.name) == (one.file, "A lake", "a.png")
        assert scheduling.post_digest(draft) == scheduling.post_digest(post)


def test_the_same_text_keeps_its_approval_and_another_needs_its_own(workspace):
    lead = somebody(workspace, "Lead")
    steps = [{"how": "any", "people": [lead.email], "roles": [], "outside": []}]
    make_approval_rule(workspace, steps=steps)
    post = weekly(workspace, owner=somebody(workspace, "Author"))
    scheduling.schedule(post, START)
    say(post, lead, now=START)
    repeating.keep_ahead(workspace, START)

    draft = drafts(post).first()
    assert is_approved(draft)
    draft.text = "Another text."
    saving.store(draft, None)
    assert not is_approved(draft)
    assert Approval.objects.filter(post=post).count() == 1
