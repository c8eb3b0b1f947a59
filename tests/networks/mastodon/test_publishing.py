"""Publishing on Mastodon, against a server that fails on purpose."""

import dataclasses
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.networks.faulty import MIXED, TOKEN, Faults, running
from virta.networks import outside
from virta.networks.errors import NetworkError, Refused, SignInAgain, TryLater, Unsure
from virta.networks.mastodon import Mastodon, new_reference
from virta.networks.protocol import Draft, Media, Publisher, Reader, Receipt, Remover

HERE = ["127.0.0.1"]


def draft(text="Hei maailma", **more):
    now = datetime.now(UTC)
    return Draft(reference=new_reference(now), made_at=now, text=text, **more)


def signed_in(server, http, token=TOKEN):
    return Mastodon({"server": server.base, "token": token}, http)


@pytest.fixture
def well():
    with running() as server, outside.client(HERE) as http:
        yield server, signed_in(server, http)


def test_it_can_what_it_should(well):
    assert isinstance(well[1], Publisher)
    assert isinstance(well[1], Reader)
    assert isinstance(well[1], Remover)


def test_a_post_goes_out_is_found_read_looked_at_and_removed(well):
    server, account = well
    one = draft("Ensimmäinen & <b>toinen</b>\nrivi\n\nkappale")
    assert account.find(one) is None
    receipt = account.publish(one)
    assert receipt.url == f"{server.base}/@faulty/{receipt.remote_id}"
    assert account.find(one) == receipt
    (published,) = account.read(one.made_at - timedelta(seconds=5))
    assert published.text == one.text
    assert account.look([receipt.remote_id, "1"]) == {receipt.remote_id: published, "1": None}
    account.remove(receipt.remote_id)
    account.remove(receipt.remote_id)
    assert account.find(one) is None


@pytest.mark.parametrize(
    ("faults", "problem", "is_there"),
    [
        (Faults(drop_before=1), Unsure, False),
        (Faults(drop_after=1), Unsure, True),
        (Faults(broken_before=1), Unsure, False),
        (Faults(broken_after=1), Unsure, True),
        (Faults(half=1), Unsure, True),
        (Faults(slow=1, delay=2), Unsure, True),
        (Faults(busy=1), TryLater, False),
    ],
)
def test_without_a_clear_answer_find_tells_whether_it_is_there(faults, problem, is_there):
    with running(faults) as server, outside.client(HERE, timeout=0.5) as http:
        account = signed_in(server, http)
        one = draft()
        with pytest.raises(problem) as caught:
            account.publish(one)
        assert type(caught.value) is problem
        assert (account.find(one) is not None) is is_there


def test_a_wrong_token_asks_to_sign_in_again():
    with running() as server, outside.client(HERE) as http, pytest.raises(SignInAgain):
        signed_in(server, http, "wrong").publish(draft())


def test_an_empty_post_is_refused_with_the_servers_reason(well):
    with pytest.raises(Refused) as caught:
        well[1].publish(draft(""))
    assert "can't be blank" in caught.value.reason


def test_media_count_and_parent_tell_posts_apart(well):
    _, account = well
    picture = Media(b"x", "image/png", 1, 1, alt="Kissa", focus=(0.5, -0.5))
    parent = account.publish(draft("Alku"))
    plain, pictured = draft("Sama"), draft("Sama", media=(picture,))
    answer = draft("Sama", parent=parent)
    receipts = [account.publish(one) for one in (pictured, answer, plain)]
    assert [account.find(one) for one in (pictured, answer, plain)] == receipts


def test_the_same_text_of_earlier_is_not_taken_for_this_one(well):
    server, account = well
    old = account.publish(draft("Hyvää huomenta"))
    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    server.store.statuses[0]["created_at"] = hour_ago
    assert account.find(draft("Hyvää huomenta")) is None
    assert account.look([old.remote_id])[old.remote_id] is not None


def test_a_status_that_is_another_posts_is_not_taken_for_this_one(well):
    _, account = well
    one, same = draft("Sama"), draft("Sama")
    receipt = account.publish(one)
    assert account.find(same) is None
    assert account.find(one) == receipt


def test_own_statuses_are_read_page_by_page(well):
    _, account = well
    began = datetime.now(UTC) - timedelta(seconds=1)
    first = draft("0")
    texts = [str(number) for number in range(95)]
    receipts = [
        account.publish(
            dataclasses.replace(
                first, text=text, reference=first.reference if text == "0" else text
            )
        )
        for text in texts
    ]
    assert [one.text for one in account.read(began)] == texts[::-1]
    assert account.find(first) == receipts[0]


def test_find_that_cannot_look_says_try_later():
    with running(Faults(read=1)) as server, outside.client(HERE) as http:
        account = Mastodon({"server": server.base, "token": TOKEN, "id": "1"}, http)
        for _ in range(10):
            with pytest.raises(TryLater):
                account.find(draft())


def test_quoting_where_the_server_knows_it(well):
    server, account = well
    quoted = account.publish(draft("Alku"))
    assert account.publish(draft("Lainaan", quoted=quoted))
    silent = Mastodon({"server": "https://old.example", "token": TOKEN}, old_server())
    with pytest.raises(Refused):
        silent.publish(draft("Lainaan", quoted=Receipt("1", "")))


def old_server():
    def answer(request):
        if request.url.path == "/api/v1/instance":
            return httpx.Response(200, json={"version": "3.5.0"})
        return httpx.Response(404, json={"error": "Not found"})

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_300_posts_through_every_trouble_go_out_exactly_once():
    with running(MIXED, seed=7) as server, outside.client(HERE, timeout=0.5) as http:
        account = Mastodon({"server": server.base, "token": TOKEN, "id": "1"}, http)
        for number in range(300):
            published_once(account, draft(f"Julkaisu {number}"))
    assert len(server.store.accepted) == 300
    assert server.doubles == {}


def published_once(account, one):
    """As Virta does it: an unclear answer is looked into until it is clear."""
    unsure = False
    for _ in range(50):
        try:
            found = account.find(one) if unsure else None
            return found or account.publish(one)
        except Unsure:
            unsure = True
        except TryLater:
            continue
    raise AssertionError("It never went out")


def test_a_film_is_waited_for_and_its_troubles_are_never_unsure(monkeypatch):
    monkeypatch.setattr("virta.networks.mastodon.media.PAUSE", 0)
    film = Media(b"film", "video/mp4", 1, 1, seconds=2)
    looks = iter([206, 206, 200])

    def answer(request):
        if request.url.path == "/api/v2/media":
            return httpx.Response(202, json={"id": "7", "url": None})
        if request.url.path == "/api/v1/media/7":
            return httpx.Response(next(looks), json={"id": "7"})
        assert b'"media_ids":["7"]' in request.content
        return httpx.Response(200, json={"id": "1", "url": "https://s.example/1"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        account = Mastodon({"server": "https://s.example", "token": TOKEN}, http)
        assert account.publish(draft(media=(film,))).remote_id == "1"
    for status in (500, 502, 504, 302):
        with silent(status) as http, pytest.raises(NetworkError) as caught:
            Mastodon({"server": "https://s.example", "token": TOKEN}, http).publish(
                draft(media=(film,))
            )
        assert not isinstance(caught.value, Unsure)


def silent(status):
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status)))
