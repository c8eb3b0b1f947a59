"""Forums that run Discourse as sources."""

from datetime import UTC, datetime

import httpx

from virta.sources import discourse
from virta.sources.protocol import Gone

KEPT = {"server": "https://forum.example"}


def post(number, **more):
    return {
        "id": number,
        "username": "aino",
        "name": "Aino A.",
        "created_at": "2026-03-02T10:00:00.000Z",
        "cooked": f"<p>Nro <b>{number}</b></p>",
        "post_number": 2,
        "topic_id": 5,
        "topic_slug": "sauna",
        "topic_title": "Sauna",
        "reply_count": 1,
        "version": 1,
    } | more


class Forum:
    """A forum that gives at most fifty posts at a time, the newest first."""

    def __init__(self, posts):
        self.posts, self.asked = posts, 0

    def client(self):
        return httpx.Client(transport=httpx.MockTransport(self))

    def __call__(self, request):
        self.asked += 1
        assert request.url.path == "/posts.json"
        before = int(request.url.params.get("before", 10**9))
        page = [one for one in self.posts if one["id"] < before][-50:]
        return httpx.Response(200, json={"latest_posts": page[::-1]})


def test_a_post_is_heard_with_its_place_in_the_forum():
    forum = Forum([post(7, post_number=1), post(8)])
    kept = discourse.check({"server": "https://forum.example/t/sauna/5"}, forum.client())
    assert kept == KEPT
    first, answer = discourse.poll(KEPT, "", forum.client()).items
    assert (first.text, first.title, first.type) == ("Nro 7", "Sauna", "post")
    assert (answer.title, answer.type, answer.handle) == ("", "reply", "aino")
    assert answer.url == "https://forum.example/t/sauna/5/2"
    assert answer.at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_only_what_is_new_edited_or_gone_is_told_again():
    forum = Forum([post(1), post(2), post(3)])
    portion = discourse.poll(KEPT, "", forum.client())
    assert len(portion.items) == 3
    assert discourse.poll(KEPT, portion.cursor, forum.client()).items == ()
    forum.posts = [post(1), post(3, version=2, cooked="<p>Changed</p>"), post(4)]
    portion = discourse.poll(KEPT, portion.cursor, forum.client())
    changed, new, gone = portion.items
    assert (changed.text, changed.is_edit) == ("Changed", True)
    assert new.key == "https://forum.example/posts/4"
    assert gone == Gone("discourse", "https://forum.example/posts/2")
    assert not portion.is_missed


def test_however_many_came_meanwhile_none_is_missed_up_to_ten_pages():
    forum = Forum([post(1)])
    cursor = discourse.poll(KEPT, "", forum.client()).cursor
    forum.posts += [post(number) for number in range(2, 200)]
    portion = discourse.poll(KEPT, cursor, forum.client())
    assert {int(one.key.rpartition("/")[2]) for one in portion.items} == set(range(2, 200))
    assert not portion.is_missed
    forum.posts += [post(number) for number in range(200, 1200)]
    assert discourse.poll(KEPT, portion.cursor, forum.client()).is_missed


def test_what_cannot_be_read_is_counted():
    forum = Forum([post(1), post(2, created_at="soon"), post(3, cooked=None, raw="Raw")])
    portion = discourse.poll(KEPT, "", forum.client())
    assert [one.text for one in portion.items] == ["Nro 1", "Raw"]
    assert portion.unreadable == 1
