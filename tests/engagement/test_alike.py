"""The same text twice and two posts at once: said, and never forbidden."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests import make
from tests.engagement.make import make_channel, make_post
from virta.engagement import alike
from virta.engagement.alike import Said, pairs
from virta.people.models import Role
from virta.records.kinds import kind_of

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
said = some.builds(
    lambda post, channel, minutes, digest: Said(
        post, channel, AT + timedelta(minutes=minutes), digest
    ),
    some.integers(1, 1_000_000),
    some.integers(1, 3),
    some.integers(0, 60 * 24 * 60),
    some.sampled_from(["", "a", "b"]),
)


@given(some.lists(said, max_size=25, unique_by=lambda one: one.post))
def test_a_post_is_warned_of_exactly_when_another_is_too_like_it(several):
    found = pairs(several)
    for is_text, within in ((True, alike.SAME_TEXT), (False, alike.AT_ONCE)):
        wanted = {
            one.post
            for one in several
            for other in several
            if one.post != other.post
            and one.channel == other.channel
            and abs(one.at - other.at) < within
            and (not is_text or one.digest == other.digest != "")
        }
        assert {one.post for one in found if one.is_text == is_text} == wanted
    assert {(one.post, one.other) for one in found} == {(one.other, one.post) for one in found}


@pytest.fixture
def here(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.MEMBER))
    return workspace


@pytest.mark.django_db
def test_the_page_and_the_calendar_say_what_is_too_alike(client, here):
    channel = make_channel(here)
    first = make_post(here, "Open all day.", channels=[channel], at=AT)
    make_post(here, "open  all day.", channels=[channel], at=AT + timedelta(days=29))
    third = make_post(here, "Something else.", channels=[channel], at=AT + timedelta(minutes=14))

    page = client.get(kind_of(first).url(first)).content.decode()
    assert alike.sentence(True) in page
    assert alike.sentence(False) in page
    assert kind_of(third).url(third) in page
    calendar = client.get(f"/w/{here.slug}/posts/calendar/?day=2026-03-03").content.decode()
    assert calendar.count(alike.sentence(True)) == 2
    assert calendar.count(alike.sentence(False)) == 1
    client.post(f"{kind_of(first).url(first)}schedule/")
    assert first.deliveries.count() == 1, "a warning forbids nothing"


@pytest.mark.django_db
def test_another_channel_another_text_or_enough_time_is_no_matter(here):
    channel, other = make_channel(here), make_channel(here, title="Other")
    post = make_post(here, "Open.", channels=[channel], at=AT)
    make_post(here, "Open.", channels=[other], at=AT)
    make_post(here, "Open.", channels=[channel], at=AT + timedelta(days=30))
    make_post(here, "Shut.", channels=[channel], at=AT + timedelta(minutes=15))
    own = {channel.key: {"text": "A text of its own."}}
    make_post(here, "Open.", channels=[channel], at=AT + timedelta(days=2), versions=own)
    assert alike.warnings_of(post) == []


@pytest.mark.django_db
def test_a_channels_own_text_counts_where_it_goes_out(here):
    channel = make_channel(here)
    own = {channel.key: {"text": "Open."}}
    post = make_post(here, "Open.", channels=[channel], at=AT)
    other = make_post(here, "More.", channels=[channel], at=AT + timedelta(days=2), versions=own)
    assert [found for _why, _where, found in alike.warnings_of(post)] == [other]
