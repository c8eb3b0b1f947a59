"""Edits and deletions on the network are noticed, and trouble there changes nothing."""

from datetime import timedelta

import httpx
import pytest

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from virta.engagement import scheduling
from virta.engagement.models import Delivery
from virta.flows.publishing import noticing
from virta.people.models import Role
from virta.records.kinds import kind_of
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
MINUTE = timedelta(minutes=1)


class Fediverse:
    """A server with one status, asked about as Mastodon's are."""

    def __init__(self):
        self.text, self.edited_at, self.status, self.asked = "The sauna is warm.", None, 200, 0

    def __call__(self, request):
        self.asked += 1
        if self.status != 200:
            return httpx.Response(self.status, json={"error": "no"})
        url = "https://social.example/@a/1"
        said = {"id": "1", "uri": url, "url": url, "content": f"<p>{self.text}</p>"}
        said |= {"created_at": "2026-03-03T10:00:00.000Z", "edited_at": self.edited_at}
        return httpx.Response(200, json=said | {"media_attachments": [], "reblog": None})

    def look(self, now):
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            return noticing.look_again(now, http)


@pytest.fixture
def delivery():
    channel = make_channel(make.workspace(), network="mastodon")
    make_connection(channel)
    receipt = {"remote_id": "1", "url": "https://social.example/@a/1", "revision": ""}
    out = {"state": State.PUBLISHED, "published_at": NOON, "receipts": [receipt]}
    return make_delivery(channel.workspace, channel=channel, **out)


def test_what_stands_is_looked_at_ever_more_seldom(delivery):
    there = Fediverse()
    for at in (0, 9, 10, 11, 60, 61):
        there.look(NOON + at * MINUTE)
    delivery.refresh_from_db()
    assert there.asked == 3
    assert (delivery.state, delivery.changed_at) == (State.PUBLISHED, None)
    assert delivery.look_at == NOON + timedelta(days=1)


def test_an_edit_is_noticed_and_shown(delivery, client):
    there = Fediverse()
    there.look(NOON)
    there.text = "The sauna is cold."
    assert there.look(NOON + 10 * MINUTE) == 1
    delivery.refresh_from_db()
    assert (delivery.seen, delivery.changed_at) == (["The sauna is cold."], NOON + 10 * MINUTE)
    make.signed_in(client, make.member(delivery.workspace))
    assert (
        "The sauna is cold."
        in client.get(kind_of(delivery.post).url(delivery.post)).content.decode()
    )


def test_an_edit_before_the_first_look_is_told_by_the_network(delivery):
    there = Fediverse()
    there.edited_at = "2026-03-03T10:05:00.000Z"
    assert there.look(NOON + 10 * MINUTE) == 1


def test_a_deletion_is_noticed_once(delivery):
    there = Fediverse()
    there.status = 404
    assert there.look(NOON + 10 * MINUTE) == 1
    assert there.look(NOON + timedelta(days=2)) == 0
    delivery.refresh_from_db()
    assert delivery.state == State.GONE


@pytest.mark.parametrize("status", [401, 429, 500])
def test_trouble_there_changes_nothing_and_is_asked_later(delivery, status):
    there = Fediverse()
    there.status = status
    assert there.look(NOON + 10 * MINUTE) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.changed_at) == (State.PUBLISHED, None)
    there.status = 200
    there.look(NOON + 41 * MINUTE)
    delivery.refresh_from_db()
    assert delivery.seen == ["The sauna is warm."]


def test_only_one_worker_looks(delivery):
    assert noticing.take(delivery, NOON)
    assert not noticing.take(delivery, NOON)


def test_whoever_wrote_it_is_told_once_of_each_edit_there(delivery):
    writer = delivery.post.owner = make.member(delivery.workspace)
    delivery.post.save()
    there = Fediverse()
    there.look(NOON)
    there.text = "The sauna is cold."
    there.look(NOON + 10 * MINUTE)
    there.look(NOON + 61 * MINUTE)
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.key) == (writer, delivery.post.key)
    assert notice.text.startswith("Somebody has changed it on the network.")
    there.text = "The sauna is gone."
    there.look(NOON + timedelta(days=2))
    assert Notice.objects.filter(person=writer).count() == 2


def test_of_an_edit_in_an_example_nobody_is_told(delivery):
    type(delivery.workspace).objects.update(is_example=True)
    make.member(delivery.workspace, Role.LEAD)
    there = Fediverse()
    there.look(NOON)
    there.text = "The sauna is cold."
    assert there.look(NOON + 10 * MINUTE) == 1
    assert not Notice.objects.exists()


class Found(Fediverse):
    """The same server, which finds the status by its address, too."""

    author = "1"

    def __call__(self, request):
        answer = super().__call__(request)
        if request.url.path.endswith("/search"):
            status = answer.json() | {"account": {"id": self.author, "acct": "us"}}
            return httpx.Response(200, json={"statuses": [status]})
        return answer


@pytest.fixture
def known(delivery):
    """The sign-in knows whose account it is."""
    connection = delivery.channel.connection
    assert connection.keep({"id": "1"})


@pytest.mark.parametrize("receipts", [[], [{"remote_id": "", "url": "", "revision": ""}]])
def test_what_a_person_said_is_out_is_looked_at_like_any_other(delivery, known, receipts):
    url = "https://social.example/@a/1"
    for one in receipts:
        one["url"] = url
    Delivery.objects.update(state=State.UNSURE, receipts=receipts, published_at=None, url="")
    delivery.refresh_from_db()
    assert scheduling.settled_by_hand(delivery, url, NOON)
    there = Found()
    there.look(NOON + 10 * MINUTE)
    delivery.refresh_from_db()
    assert [one["remote_id"] for one in delivery.receipts] == ["1"]
    assert delivery.receipts[0]["url"] == url
    there.text = "The sauna is cold."
    assert there.look(NOON + 60 * MINUTE) == 1
    there.status = 404
    there.look(NOON + timedelta(days=1))
    delivery.refresh_from_db()
    assert delivery.state == State.GONE


def test_an_address_of_anothers_post_is_not_looked_at(delivery, known):
    Delivery.objects.update(receipts=[], url="https://social.example/@a/1")
    there = Found()
    there.author = "2"
    there.look(NOON + 10 * MINUTE)
    delivery.refresh_from_db()
    assert (delivery.receipts[0]["remote_id"], delivery.look_at) == ("", noticing.NEVER)
    assert delivery.state == State.PUBLISHED


def test_what_people_published_where_no_program_reads_is_not_asked_about():
    channel = make_channel(make.workspace(), network="linkedin")
    out = {"state": State.PUBLISHED, "published_at": NOON, "url": "https://linkedin.com/posts/1"}
    make_delivery(channel.workspace, channel=channel, **out)
    there = Found()
    there.look(NOON + 10 * MINUTE)
    assert there.asked == 0
