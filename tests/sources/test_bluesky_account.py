"""Accounts on Bluesky as sources."""

import httpx
import pytest

from virta.networks.errors import Refused
from virta.sources import bluesky_account
from virta.sources.protocol import Gone

DID = "did:plc:abcdefghijklmnopqrstuvwx"
KEPT = {"account": "virta.example", "did": DID}


def row(number, did=DID, **more):
    return {
        "post": {
            "uri": f"at://{did}/app.bsky.feed.post/{number}",
            "author": {"did": did, "handle": "virta.example", "displayName": "Virta"},
            "record": {"text": f"Nro {number}", "createdAt": f"2026-03-02T10:{number:02}:00Z"},
            "indexedAt": f"2026-03-02T10:{number:02}:01Z",
            "likeCount": 3,
            "repostCount": 2,
            "replyCount": 1,
        }
    } | more


class Network:
    """The public API: a feed of fifty at a time, the newest first."""

    def __init__(self, rows):
        self.rows, self.asked = rows, []

    def client(self):
        return httpx.Client(transport=httpx.MockTransport(self))

    def __call__(self, request):
        name, params = request.url.path.rpartition("/")[2], request.url.params
        self.asked.append(name)
        if name == "app.bsky.actor.getProfile":
            return httpx.Response(200, json={"did": DID, "handle": "virta.example"})
        if name == "app.bsky.feed.getPosts":
            wanted = params.get_list("uris")
            there = [one["post"] for one in self.rows if one["post"]["uri"] in wanted]
            return httpx.Response(200, json={"posts": there})
        begin = int(params.get("cursor", 0))
        newest = self.rows[::-1]
        more = {"cursor": str(begin + 50)} if begin + 50 < len(newest) else {}
        return httpx.Response(200, json={"feed": newest[begin : begin + 50]} | more)


@pytest.mark.parametrize(
    "text", ["virta.example", "@virta.example", "https://bsky.app/profile/virta.example", DID]
)
def test_an_account_is_found_however_it_is_written(text):
    assert bluesky_account.check({"account": text}, Network([]).client()) == KEPT
    with pytest.raises(Refused, match="profile"):
        bluesky_account.check({"account": f"{text} and more"}, Network([]).client())


def test_own_posts_are_heard_and_what_is_passed_on_is_not():
    repost = row(2, "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz", reason={"$type": "reasonRepost"})
    (one,) = bluesky_account.poll(KEPT, "", Network([row(1), repost]).client()).items
    assert (one.text, one.author, one.handle) == ("Nro 1", DID, "virta.example")
    assert (one.likes, one.reposts, one.replies) == (3, 2, 1)
    assert one.key == f"at://{DID}/app.bsky.feed.post/1"


def test_only_what_is_new_is_told_and_what_is_gone_is_asked_for_first():
    network = Network([row(number) for number in range(1, 4)])
    portion = bluesky_account.poll(KEPT, "", network.client())
    assert len(portion.items) == 3
    assert bluesky_account.poll(KEPT, portion.cursor, network.client()).items == ()
    assert "app.bsky.feed.getPosts" not in network.asked
    network.rows = [row(1), row(3), row(4)]
    new, gone = bluesky_account.poll(KEPT, portion.cursor, network.client()).items
    assert new.text == "Nro 4"
    assert gone == Gone("bluesky", f"at://{DID}/app.bsky.feed.post/2")
    assert "app.bsky.feed.getPosts" in network.asked


def test_a_busy_day_is_caught_up_with_page_by_page():
    network = Network([row(1)])
    cursor = bluesky_account.poll(KEPT, "", network.client()).cursor
    network.rows += [row(number % 60, name=number) for number in range(2, 60)]
    items = bluesky_account.poll(KEPT, cursor, network.client()).items
    assert len({one.key for one in items}) == 58


def test_rows_that_are_not_as_promised_are_counted():
    odd = [{"post": None}, {}, row(2) | {"post": row(2)["post"] | {"record": "x"}}]
    portion = bluesky_account.poll(KEPT, "", Network([row(1), *odd]).client())
    assert (len(portion.items), portion.unreadable) == (1, 3)
