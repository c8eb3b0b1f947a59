"""What was published on a channel without Virta is found once, and nothing of ours is taken for it."""

import io
from datetime import timedelta

import httpx
import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.activities.make import make_activity
from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from tests.flows.test_archive import exported
from virta.engagement import calendaring, readying, scheduling
from virta.engagement.models import Connection, Delivery, Post
from virta.engagement.models.connection import sealed
from virta.engagement.published import PUBLISHED
from virta.flows.archive.reading import read
from virta.flows.publishing import noticing, reading_own
from virta.kit.problems import Problem
from virta.people.models import Role
from virta.records import saving
from virta.records.kinds import kind_of
from virta.records.models import Notice

pytestmark = pytest.mark.django_db
State = Delivery.State
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HOST = "https://social.example"


class Fediverse:
    """An account's statuses, the newest first."""

    def __init__(self):
        self.statuses, self.status, self.asked = [], 200, 0

    def say(self, text, at=NOON, **more):
        number = str(len(self.statuses) + 1)
        url = f"{HOST}/@a/{number}"
        said = {"id": number, "uri": url, "url": url, "content": f"<p>{text}</p>"}
        said |= {"created_at": at.isoformat(), "edited_at": None, "visibility": "public"}
        said |= {"media_attachments": [], "reblog": None, "in_reply_to_id": None}
        self.statuses.insert(0, said | more)
        return number

    def __call__(self, request):
        self.asked += 1
        if self.status != 200:
            return httpx.Response(self.status, json={"error": "no"})
        path = request.url.path
        if path.endswith("verify_credentials"):
            account = {"id": "1", "username": "a", "acct": "a", "display_name": "A"}
            return httpx.Response(200, json=account | {"url": f"{HOST}/@a"})
        if "instance" in path:
            return httpx.Response(200, json={"version": "4.5.0", "configuration": {}})
        if path.endswith("/statuses"):
            before = request.url.params.get("max_id")
            rows = [] if before else self.statuses
            return httpx.Response(200, json=rows)
        name = path.rpartition("/")[2]
        found = [one for one in self.statuses if one["id"] == name]
        return httpx.Response(200 if found else 404, json=found[0] if found else {"error": "no"})

    def read(self, now):
        return self.go(reading_own.read_own, now)

    def look(self, now):
        return self.go(noticing.look_again, now)

    def go(self, chore, now):
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            return chore(now, http)


@pytest.fixture
def channel():
    made = make_channel(make.workspace(), network="mastodon")
    make_connection(made, HOST, own_since=NOON - HOUR)
    return made


@pytest.fixture
def there():
    return Fediverse()


def found():
    return list(Post.objects.filter(found_at__isnull=False).order_by("at"))


def test_what_was_published_without_virta_is_found_once(channel, there):
    there.say("From the phone.", NOON - MINUTE)
    assert [there.read(NOON + minutes * MINUTE) for minutes in (0, 31, 62)] == [1, 0, 0]
    (post,) = found()
    (delivery,) = post.deliveries.all()
    assert (post.text, post.at, post.activity) == ("From the phone.", NOON - MINUTE, None)
    assert (delivery.state, delivery.published_at) == (State.PUBLISHED, NOON - MINUTE)
    assert post.addresses == [f"{HOST}/@a/1"]
    assert str(calendaring.Drawing(channel.workspace, movable=True).entries([post.pk])[0].mark) == (
        "published on the network itself"
    )
    assert PUBLISHED.rows(Post.objects.of(channel.workspace)).get().out_at == NOON - MINUTE
    assert PUBLISHED.facts(channel.workspace)[post.key]["urls"] == [f"{HOST}/@a/1"]


def test_what_is_older_or_no_post_of_its_own_is_left_out(channel, there):
    there.say("Long ago.", NOON - 2 * HOUR)
    there.say("To you.", in_reply_to_id="77")
    there.say("Between us.", visibility="direct")
    there.say("Passed on.", reblog={"id": "9"})
    there.say("For followers.", visibility="private")
    there.read(NOON + MINUTE)
    assert [one.text for one in found()] == ["For followers."]


def test_what_virta_published_is_not_found(channel, there):
    number = there.say("The sauna is warm.")
    receipt = {"remote_id": number, "url": f"{HOST}/@a/{number}", "revision": ""}
    out = {"state": State.PUBLISHED, "published_at": NOON, "receipts": [receipt]}
    make_delivery(channel.workspace, channel=channel, **out)
    there.say("By hand.")
    by_hand = {"state": State.PUBLISHED, "published_at": NOON, "url": f"{HOST}/@a/2/"}
    make_delivery(channel.workspace, channel=channel, **by_hand)
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    assert [one.text for one in found()] == ["From the phone."]


def test_what_may_be_ours_waits_until_that_is_settled(channel, there):
    there.say("The sauna is warm.", NOON + MINUTE)
    there.say("Much later.", NOON + 3 * HOUR)
    unsure = make_delivery(
        channel.workspace, channel=channel, state=State.UNSURE, begun_at=NOON, made_at=NOON
    )
    assert there.read(NOON + 4 * HOUR) == 1
    assert [one.text for one in found()] == ["Much later."]
    receipt = {"remote_id": "1", "url": f"{HOST}/@a/1", "revision": ""}
    out = {"state": State.PUBLISHED, "published_at": NOON, "receipts": [receipt]}
    Delivery.objects.filter(pk=unsure.pk).update(**out)
    assert there.read(NOON + 5 * HOUR) == 0
    Delivery.objects.filter(pk=unsure.pk).update(state=State.HELD, receipts=[], published_at=None)
    assert there.read(NOON + 6 * HOUR) == 1


def test_its_address_given_by_hand_makes_it_that_very_post(channel, there):
    there.say("The sauna is warm.")
    there.read(NOON + MINUTE)
    (twin,) = found()
    twin.activity = make_activity(channel.workspace)
    twin.save()
    delivery = make_delivery(channel.workspace, channel=channel, state=State.BY_HAND)
    assert scheduling.settled_by_hand(delivery, f"{HOST}/@a/1", NOON + HOUR)
    delivery.refresh_from_db()
    assert (delivery.receipts[0]["remote_id"], delivery.published_at) == ("1", NOON)
    assert Post.objects.of(channel.workspace).get().activity == twin.activity
    assert there.read(NOON + HOUR) == 0


def test_it_never_goes_out_and_stays_as_it_was_found(channel, there, client):
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    (post,) = found()
    other = make_channel(channel.workspace, title="Another", network="mastodon")
    make_connection(other)
    post.channels.add(other)
    with pytest.raises(Problem, match="published on the network itself"):
        scheduling.schedule(post, NOON)
    assert list(readying.drafts(channel.workspace, NOON - HOUR)) == []
    make.signed_in(client, make.member(channel.workspace))
    page = kind_of(post).url(post)
    changed = {"title": "Seen on a walk", "text": "Something else", "seen": post.version}
    assert client.post(f"{page}edit/", changed).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.text, post.at) == ("Seen on a walk", "From the phone.", NOON)
    assert client.post(f"{page}schedule/").status_code in {302, 409, 422}
    assert post.deliveries.count() == 1


def test_it_is_off_plan_until_somebody_gives_it_an_activity(channel, there, client):
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    (post,) = found()
    activity = make_activity(channel.workspace, title="Harbour days")
    make.signed_in(client, make.member(channel.workspace))
    page, base = kind_of(post).url(post), kind_of(post).list_url(channel.workspace)
    assert "off plan" in client.get(page).content.decode()
    for narrowed in ("found", "off_plan"):
        assert "From the phone." in client.get(f"{base}?state={narrowed}").content.decode()
        url = f"{reverse('engagement:calendar', args=[channel.workspace.slug])}?state={narrowed}"
        assert "From the phone." in client.get(f"{url}&view=list&day=2026-03-03").content.decode()
    client.post(f"{page}plan/", {"activity": activity.key})
    post.refresh_from_db()
    assert post.activity == activity
    assert "From the phone." not in client.get(f"{base}?state=off_plan").content.decode()


def test_edits_and_deletions_are_noticed(channel, there):
    leading = make.member(channel.workspace, Role.LEAD)
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    there.statuses[0]["content"] = "<p>From another phone.</p>"
    assert there.look(NOON + 10 * MINUTE) == 1
    assert Notice.objects.filter(person=leading).count() == 1
    there.statuses.clear()
    there.look(NOON + HOUR)
    assert Delivery.objects.get().state == State.GONE
    assert there.read(NOON + HOUR) == 0


def test_trouble_stands_at_the_channel_and_holds_up_nothing(channel, there, client):
    there.status = 401
    there.read(NOON)
    connection = Connection.objects.get()
    assert (connection.state, connection.not_before) == (Connection.State.OPEN, None)
    assert connection.own_trouble["en"]
    assert connection.check_at == NOON
    make.signed_in(client, make.member(channel.workspace, Role.LEAD))
    url = reverse("connecting:channel", args=[channel.workspace.slug, channel.key])
    assert "It could not be read last time" in client.get(url).content.decode()
    there.status = 200
    there.say("From the phone.")
    assert there.read(NOON + 3 * HOUR) == 1
    connection.refresh_from_db()
    assert connection.own_trouble == {}


def test_publishing_comes_first_and_only_one_worker_reads(channel, there):
    make_delivery(channel.workspace, channel=channel, at=NOON)
    assert (there.read(NOON), there.asked) == (0, 0)
    Delivery.objects.all().delete()
    connection = Connection.objects.get()
    assert connection.claim_reading(NOON, NOON + HOUR)
    assert not connection.claim_reading(NOON, NOON + HOUR)


def test_only_so_many_are_taken_at_a_time(channel, there, monkeypatch):
    monkeypatch.setattr(reading_own, "TAKEN", 2)
    for number in range(3):
        there.say(f"Number {number}", NOON + number * MINUTE)
    assert there.read(NOON + 5 * MINUTE) == 2
    assert [one.text for one in found()] == ["Number 0", "Number 1"]
    assert there.read(NOON + 8 * MINUTE) == 1


def test_what_to_find_is_chosen_at_the_channel(channel, client):
    make.signed_in(client, make.member(channel.workspace, Role.LEAD))
    url = reverse("connecting:own", args=[channel.workspace.slug, channel.key])
    client.post(url, {"since": "off"})
    assert not Connection.objects.readable(timezone.now()).exists()
    client.post(url, {"since": "30"})
    connection = Connection.objects.readable(timezone.now()).get()
    assert timezone.now() - connection.own_since > timedelta(days=29)
    assert client.post(url, {"since": "-5"}).status_code == 422


FEED = """<rss version="2.0"><channel><title>Log</title><link>https://blog.example</link>{}</channel></rss>"""
ITEM = """<item><title>Warm</title><link>https://blog.example/warm</link><guid>w1</guid>
<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><description>&lt;b&gt;The sauna&lt;/b&gt;.</description></item>"""


def test_the_own_blog_is_read_and_what_leaves_its_feed_is_not_gone():
    channel = make_channel(make.workspace(), network="blog")
    secret = sealed({"feed": "https://blog.example/rss"})
    make_connection(channel, network="blog", sealed=secret, own_since=NOON - HOUR)
    bodies, asked = [FEED.format(ITEM)], []

    def answer(request):
        asked.append(request.headers.get("if-none-match"))
        if request.headers.get("if-none-match") == '"1"' and len(bodies) == 1:
            return httpx.Response(304)
        return httpx.Response(200, text=bodies[-1], headers={"etag": f'"{len(bodies)}"'})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        assert reading_own.read_own(NOON + MINUTE, http) == 1
        assert reading_own.read_own(NOON + HOUR, http) == 0
        bodies.append(FEED.format(""))
        assert noticing.look_again(NOON + 2 * HOUR, http) == 0
    assert asked[:2] == [None, '"1"']
    (post,) = found()
    assert (post.text, post.addresses) == ("Warm\n\nThe sauna.", ["https://blog.example/warm"])
    assert post.deliveries.get().state == State.PUBLISHED


def test_two_channels_of_one_account_find_it_once_and_not_each_others_posts(channel, there):
    other = make_channel(channel.workspace, title="The same", network="mastodon")
    make_connection(other, HOST, own_since=NOON - HOUR, remote_id="1")
    Connection.objects.update(remote_id="1")
    there.say("The sauna is warm.")
    receipt = {"remote_id": "1", "url": f"{HOST}/@a/1", "revision": ""}
    out = {"state": State.PUBLISHED, "published_at": NOON, "receipts": [receipt]}
    make_delivery(channel.workspace, channel=other, **out)
    there.say("From the phone.\x00")
    assert there.read(NOON + MINUTE) == 1
    assert [one.text for one in found()] == ["From the phone."]


def test_an_archive_knows_that_it_was_found_and_another_installation_never_sends_it(channel, there):
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    read(io.BytesIO(exported(channel.workspace)), "kopio")
    post = Post.objects.get(workspace__slug="kopio")
    assert post.found_at == NOON + MINUTE
    assert (post.deliveries.get().state, post.addresses) == (State.PUBLISHED, [f"{HOST}/@a/1"])
    with pytest.raises(Problem):
        scheduling.schedule(post, NOON)


def test_a_channel_that_is_removed_is_read_no_more_and_what_was_found_stays(channel, there):
    there.say("From the phone.")
    there.read(NOON + MINUTE)
    saving.remove(channel, None)
    asked = there.asked
    assert (there.read(NOON + HOUR), there.asked) == (0, asked)
    assert found()[0].deliveries.get().state == State.PUBLISHED


def test_accounts_of_one_number_on_two_servers_are_two(channel):
    facts = {"remote_id": "1", "network": "mastodon"}
    Connection.objects.update(handle="@us@one.example", **facts)
    other = make_channel(channel.workspace, title="Other")
    again = make_channel(channel.workspace, title="Again")
    make_connection(other, handle="@us@two.example", **facts)
    make_connection(again, handle="@us@one.example", **facts)

    same = Connection.objects.of_account(Connection.objects.get(channel=channel))

    assert {one.channel for one in same} == {channel, again}
