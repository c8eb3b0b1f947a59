"""Hashtags of the Mastodon API as sources."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.networks.mastodon.test_recordings import answers
from virta.networks.errors import NetworkError, Refused
from virta.sources import mastodon
from virta.sources.mastodon import statuses, timelines
from virta.sources.mastodon.timelines import Place
from virta.sources.protocol import Gone

KEPT = {"server": "https://social.example", "tag": "sauna"}


def status(number, **more):
    return {
        "id": str(number),
        "uri": f"https://social.example/users/aino/statuses/{number}",
        "url": f"https://social.example/@aino/{number}",
        "created_at": "2026-03-02T10:00:00.000Z",
        "content": "<p>Warm <a href='#'>#sauna</a></p>",
        "language": "en",
        "account": {
            "acct": "aino",
            "url": "https://social.example/@aino",
            "display_name": "Aino",
            "followers_count": 12,
        },
        "favourites_count": 3,
        "reblogs_count": 1,
        "replies_count": 0,
    } | more


class Server:
    """A timeline that gives at most forty at a time, as servers do."""

    def __init__(self, statuses, headers=None):
        self.statuses, self.headers, self.asked = statuses, headers or {}, []

    def __call__(self, request):
        self.asked.append(request)
        if "/statuses/" in request.url.path:
            found = [one for one in self.statuses if request.url.path.endswith(f"/{one['id']}")]
            return httpx.Response(200 if found else 404, json=found[0] if found else {"error": "x"})
        params = request.url.params
        since = int(params.get("min_id", 0))
        newer = [one for one in self.statuses if int(one["id"]) > since]
        # Upwards from min_id, else the newest; either way the newest first.
        page = newer[:40] if since else newer[-40:]
        return httpx.Response(200, json=page[::-1], headers=self.headers)

    def client(self):
        return httpx.Client(transport=httpx.MockTransport(self))


def test_a_status_is_heard_with_its_account_and_figures():
    (one,) = mastodon.poll_tag(KEPT, "", Server([status(7, in_reply_to_id="5")]).client()).items
    assert (one.text, one.languages, one.type) == ("Warm #sauna", ("en",), "reply")
    assert (one.handle, one.name, one.followers) == ("aino@social.example", "Aino", 12)
    assert (one.likes, one.reposts, one.replies) == (3, 1, 0)
    assert one.key == "https://social.example/users/aino/statuses/7"
    assert one.at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_warning_is_part_of_what_was_said():
    (one,) = mastodon.poll_tag(KEPT, "", Server([status(1, spoiler_text="Heat")]).client()).items
    assert one.text == "Heat\n\nWarm #sauna"


def test_however_many_came_meanwhile_none_is_missed():
    server = Server([status(number) for number in range(1, 11)])
    http = server.client()
    portion = mastodon.poll_tag(KEPT, "", http)
    assert (Place.of(portion.cursor).newest, portion.has_more) == ("10", False)
    server.statuses += [status(number) for number in range(11, 111)]
    seen, cursor, pages = [], portion.cursor, 0
    while True:
        portion = mastodon.poll_tag(KEPT, cursor, http)
        seen += [int(one.key.rsplit("/", 1)[1]) for one in portion.items]
        cursor, pages = portion.cursor, pages + 1
        if not portion.has_more:
            break
    assert sorted(seen) == list(range(11, 111))
    assert (Place.of(cursor).newest, pages) == ("110", 3)
    assert Place.of(mastodon.poll_tag(KEPT, cursor, http).cursor).newest == "110"
    assert mastodon.poll_tag(KEPT, "109", http).items, "a cursor of the first version is understood"


def test_what_cannot_be_read_is_counted():
    odd = [status(2, created_at="soon"), status(3, account=None), status(4, uri="", url="")]
    portion = mastodon.poll_tag(KEPT, "", Server([status(1), *odd]).client())
    assert (len(portion.items), portion.unreadable) == (1, 3)
    assert Place.of(portion.cursor).newest == "4"


def test_a_server_whose_requests_run_out_is_given_time():
    reset = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    headers = {"X-RateLimit-Remaining": "2", "X-RateLimit-Reset": reset}
    portion = mastodon.poll_tag(KEPT, "", Server([], headers).client())
    assert 200 < portion.wait <= 240
    headers["X-RateLimit-Remaining"] = "200"
    assert mastodon.poll_tag(KEPT, "", Server([], headers).client()).wait is None


def test_what_is_typed_is_tried_and_kept_without_its_sign():
    server = Server([])
    typed = {"server": "social.example", "tag": "#sauna", "token": "secret"}
    assert mastodon.check_tag(typed, server.client()) == KEPT | {"token": "secret"}
    assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert server.asked[0].url.path == "/api/v1/timelines/tag/sauna"
    for tag in ("", "two words", "../admin", "a/b"):
        with pytest.raises(Refused, match="one hashtag"):
            mastodon.check_tag(typed | {"tag": tag}, server.client())


def test_a_server_that_wants_to_know_us_says_so():
    answer = httpx.Response(401, json={"error": "This method requires an authenticated user"})
    http = httpx.Client(transport=httpx.MockTransport(lambda _request: answer))
    with pytest.raises(NetworkError):
        mastodon.poll_tag(KEPT, "", http)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["status", "quote", "mediaattachment", "poll", "previewcard"])
def test_statuses_of_a_real_server_are_heard(name):
    found = [said for uri, said in answers(name) if "/statuses/" in uri and "content" in said]
    assert found
    for said in found:
        one = statuses.heard(said, "https://mastodon.social", datetime.now(UTC))
        assert one.key == said["uri"]
        assert one.handle.startswith(said["account"]["acct"])
        assert "<" not in one.text
        assert one.is_edit == (said["edited_at"] is not None)


def test_what_is_deleted_edited_or_late_is_noticed_on_the_newest_page(monkeypatch):
    monkeypatch.setattr(timelines, "LOOK_AGAIN", timedelta(0))
    server = Server([status(number) for number in (1, 2, 4, 5)])
    http = server.client()
    cursor = mastodon.poll_tag(KEPT, "", http).cursor
    server.statuses = [
        status(1),
        status(3),
        status(4, content="<p>Hot</p>", edited_at="2026-03-02T11:00:00.000Z"),
        status(5),
    ]
    portion = mastodon.poll_tag(KEPT, cursor, http)
    gone, *others = sorted(portion.items, key=lambda one: isinstance(one, Gone), reverse=True)
    assert gone == Gone("mastodon", status(2)["uri"])
    assert {(one.text, one.is_edit) for one in others} == {("Warm #sauna", False), ("Hot", True)}
    assert mastodon.poll_tag(KEPT, portion.cursor, http).items == ()


def test_what_is_only_pushed_off_the_page_is_not_taken_for_deleted(monkeypatch):
    monkeypatch.setattr(timelines, "LOOK_AGAIN", timedelta(0))
    server = Server([status(number) for number in range(1, 41)])
    cursor = mastodon.poll_tag(KEPT, "", server.client()).cursor
    server.statuses = [status(number) for number in range(20, 70)]
    portion = mastodon.poll_tag(KEPT, cursor, server.client())
    assert not [one for one in portion.items if isinstance(one, Gone)]


@pytest.mark.parametrize(
    "text",
    [
        "@aino@social.example",
        "aino@social.example",
        "https://social.example/@aino",
        " @aino@social.example/",
    ],
)
def test_an_account_is_found_however_it_is_written(text):
    def answer(request):
        if request.url.path.endswith("/lookup"):
            assert request.url.params["acct"] == "aino@social.example"
            return httpx.Response(200, json={"id": "9", "url": "https://social.example/@aino"})
        assert request.url.path == "/api/v1/accounts/9/statuses"
        assert request.url.params["exclude_reblogs"] == "true"
        return httpx.Response(200, json=[status(1)])

    http = httpx.Client(transport=httpx.MockTransport(answer))
    kept = mastodon.check_account({"account": text}, http)
    assert kept["account"] == "@aino@social.example"
    assert kept["author"] == "https://social.example/@aino"
    (one,) = mastodon.poll_account(kept, "", http).items
    assert one.author == kept["author"]
    for wrong in ("aino", "@aino", "", "a/b@c", "https://social.example/"):
        with pytest.raises(Refused):
            mastodon.check_account({"account": wrong}, http)


def test_a_public_timeline_is_local_unless_all_is_asked_for():
    server = Server([status(1)])
    kept = mastodon.check_public({"server": "social.example"}, server.client())
    assert kept == {"server": "https://social.example", "what": "local"}
    assert server.asked[0].url.path == "/api/v1/timelines/public"
    assert server.asked[0].url.params["local"] == "true"
    mastodon.check_public({"server": "social.example", "what": "all"}, server.client())
    assert "local" not in server.asked[1].url.params
