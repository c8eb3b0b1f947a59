"""Competitors and peers heard in their own words."""

import httpx
import pytest

from tests import make
from tests.listening.make import heard, make_search, taken
from virta.audiences.models import Peer, PeerAccount
from virta.listening.following import follow
from virta.listening.models import Hit, Search, Source
from virta.people.models import Role
from virta.records import saving

pytestmark = pytest.mark.django_db
DID = "did:plc:abcdefghijklmnopqrstuvwx"
FEED = "<rss version='2.0'><channel><title>N</title></channel></rss>"


def answer(request):
    path = request.url.path
    if path.endswith("getProfile"):
        return httpx.Response(200, json={"did": DID, "handle": "kilpa.example"})
    if path.endswith("/lookup"):
        return httpx.Response(200, json={"id": "9", "url": "https://social.example/@kilpa"})
    if path.endswith("/statuses"):
        return httpx.Response(200, json=[])
    if request.url.host == "www.kilpa.example":
        return httpx.Response(200, text=FEED, headers={"content-type": "text/xml"})
    return httpx.Response(404)


@pytest.fixture
def http():
    return httpx.Client(transport=httpx.MockTransport(answer))


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def person(workspace):
    return make.member(workspace, Role.LEAD)


@pytest.fixture
def peer(workspace):
    peer = Peer(workspace=workspace, title="Kilpa")
    saving.store(peer, None)
    add(peer, "bluesky", "@kilpa.example")
    add(peer, "mastodon", "@kilpa@social.example")
    add(peer, "site", address="https://www.kilpa.example/news")
    add(peer, "linkedin", "kilpa")
    return peer


def add(peer, network, handle="", address=""):
    account = PeerAccount(
        workspace=peer.workspace, peer=peer, network=network, handle=handle, address=address
    )
    saving.store(account, None)
    return account


def test_all_accounts_that_can_be_heard_become_sources_once(peer, person, http):
    followed = follow(peer, person, http)
    assert sorted(one.kind for one in followed.made) == [
        "bluesky_account",
        "feed",
        "mastodon_account",
    ]
    assert [one.network for one in followed.elsewhere] == ["linkedin"]
    assert all(one.account.peer == peer for one in followed.made)
    again = follow(peer, person, http)
    assert (len(again.made), len(again.before)) == (0, 3)
    assert Source.objects.count() == 3
    assert Search.objects.count() == 1


def test_what_they_say_themselves_is_marked_whichever_way_it_is_heard(peer, person, http):
    make_search(peer.workspace, "kilpa", about="peer", peer=peer)
    follow(peer, person, http)
    taken(
        peer.workspace,
        heard("We at Kilpa are best", "1", author=DID),
        heard("We open at nine", "2", author="x", handle="kilpa.example"),
        heard("On Mastodon too", "3", network="mastodon", handle="kilpa@social.example"),
        heard("News", "4", network="web", url="https://www.kilpa.example/news/4", author=""),
        heard("I like Kilpa", "5", author="did:plc:somebody"),
        heard("Nothing of it", "6", author="did:plc:somebody"),
    )
    own = Hit.objects.filter(search__about="peer_own").values_list("mention__key", flat=True)
    others = Hit.objects.filter(search__about="peer").values_list("mention__key", flat=True)
    assert sorted(own) == ["1", "2", "3", "4"]
    assert sorted(set(others) - set(own)) == ["5"]


def test_an_account_that_is_added_later_joins_and_a_changed_query_is_kept(peer, person, http):
    follow(peer, person, http)
    search = Search.objects.get()
    search.query += ' OR author:"also-theirs"'
    saving.store(search, person)
    PeerAccount.objects.filter(network="linkedin").update(
        network="blog", address="https://kilpa.net/"
    )
    add(peer, "bluesky", "other.example")
    follow(peer, person, http)
    search.refresh_from_db()
    assert 'author:"also-theirs"' in search.query
    assert search.query.count(DID) == 1


def test_an_account_that_is_not_there_is_told_and_the_others_are_heard(peer, person, http):
    add(peer, "blog", address="https://nowhere.example/")
    followed = follow(peer, person, http)
    assert len(followed.made) == 3
    ((account, said),) = followed.failed
    assert account.network == "blog"
    assert said.fi


def test_one_click_on_either_page(client, peer, person, monkeypatch):
    from virta.listening.views import sources  # noqa: PLC0415

    class Door:
        def client(self):
            return httpx.Client(transport=httpx.MockTransport(answer))

    monkeypatch.setattr(sources, "door", Door)
    client.force_login(person)
    slug = peer.workspace.slug
    assert "Listen to these accounts" in client.get(f"/w/{slug}/peers/{peer.key}/").content.decode()
    page = client.get(f"/w/{slug}/sources/").content.decode()
    assert "0 of 3 accounts are listened to" in page
    page = client.post(f"/w/{slug}/peers/{peer.key}/listen/", follow=True).content.decode()
    assert "Virta now listens to 3 accounts" in page
    assert "Nobody is let listen to accounts there: LinkedIn" in page
    assert "3 of 3 accounts are listened to" in page
    assert ": their own words" in page
