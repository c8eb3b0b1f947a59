"""Matrix: the reference travels with the post, so a post is found whatever its words."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import httpx
import pytest

from virta.networks.errors import Refused, Unsure
from virta.networks.matrix import NETWORK, REFERENCE, Matrix, sign_in
from virta.networks.protocol import Draft, Media, Publisher, Reader, Remover

KEPT = {"server": "https://m.example", "token": "t", "room": "!r:m.example", "user": "@v:m.example"}


class Room:
    """A room that keeps events and forgets to answer when told to."""

    def __init__(self):
        self.events, self.drop = [], False

    def __call__(self, request):
        path = unquote(request.url.path)
        if "/send/" in path:
            return self.send(json.loads(request.content), path.rpartition("/")[2])
        if "/redact/" in path:
            self.named(path.split("/")[-2])["content"] = {}
            return httpx.Response(200, json={"event_id": "$x"})
        if path.endswith("/messages"):
            return self.page(int(request.url.params.get("from", len(self.events))))
        if "/event/" in path:
            found = self.named(path.rpartition("/")[2])
            gone = {"errcode": "M_NOT_FOUND"}
            return httpx.Response(200 if found else 404, json=found or gone)
        return httpx.Response(200, json=OTHERS[path.rpartition("/")[2]])

    def send(self, content, transaction):
        event = {"event_id": f"${len(self.events)}", "content": content}
        event["origin_server_ts"] = int(datetime.now(UTC).timestamp() * 1000)
        self.events.append(event)
        if self.drop:
            raise httpx.ReadTimeout(transaction)
        return httpx.Response(200, json=event)

    def page(self, before):
        chunk = self.events[max(before - 2, 0) : before][::-1]
        return httpx.Response(
            200, json={"chunk": chunk, "end": str(max(before - 2, 0))} if before else {"chunk": []}
        )

    def named(self, event_id):
        return next((one for one in self.events if one["event_id"] == event_id), None)


OTHERS = {
    "whoami": {"user_id": "@v:m.example"},
    "#news:m.example": {"room_id": "!r:m.example"},
    "upload": {"content_uri": "mxc://m.example/1"},
}


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def account(room):
    with httpx.Client(transport=httpx.MockTransport(room)) as http:
        yield Matrix(KEPT, http)


def draft(text="Hei", **more):
    now = datetime.now(UTC)
    return Draft(NETWORK.new_reference(now), now, text, **more)


def test_a_post_goes_out_is_found_read_looked_at_and_taken_back(account):
    assert isinstance(account, Publisher)
    assert isinstance(account, Reader)
    assert isinstance(account, Remover)
    one, same, never = draft(), draft(), draft()
    receipts = [account.publish(same), account.publish(one), account.publish(draft("Muu"))]
    assert account.find(one) == receipts[1]
    assert account.find(never) is None
    assert [each.text for each in account.read(one.made_at - timedelta(seconds=1))] == [
        "Muu",
        "Hei",
        "Hei",
    ]
    assert account.locate(receipts[1].url) == receipts[1]
    assert account.locate("https://matrix.to/#/!room:m.example/$none") is None
    assert account.locate("https://m.example/") is None
    account.remove(receipts[1].remote_id)
    assert account.look([receipts[1].remote_id, "$none"]) == {
        receipts[1].remote_id: None,
        "$none": None,
    }


def test_silence_is_looked_into(room, account):
    room.drop, one = True, draft()
    with pytest.raises(Unsure):
        account.publish(one)
    assert account.find(one) is not None


def test_threads_and_pictures_are_sent_as_matrix_has_them(room, account):
    first = account.publish(draft(media=(Media(b"x", "image/png", 2, 1),)))
    second = account.publish(draft(root=first, parent=first))
    account.publish(draft(root=first, parent=second))
    assert room.events[0]["content"]["url"] == "mxc://m.example/1"
    relation = room.events[2]["content"]["m.relates_to"]
    assert (relation["event_id"], relation["m.in_reply_to"]["event_id"]) == ("$0", "$1")
    assert REFERENCE in room.events[0]["content"]


def test_a_later_version_shows_as_an_edit(room, account):
    receipt = account.publish(draft())
    later = {"content": {"m.new_content": {"body": "Uusi"}}, "origin_server_ts": 1_900_000_000_000}
    room.events[0]["unsigned"] = {"m.relations": {"m.replace": later}}
    published = account.look([receipt.remote_id])[receipt.remote_id]
    assert published is not None
    assert (published.text, published.edited_at is not None) == ("Uusi", True)


def test_signing_in_finds_the_room_by_its_name(room):
    filled = {"server": "m.example", "token": "t", "room": "#news:m.example"}
    with httpx.Client(transport=httpx.MockTransport(room)) as http:
        assert sign_in(filled, http) == KEPT
        with pytest.raises(Refused):
            sign_in(filled | {"server": "no address"}, http)
