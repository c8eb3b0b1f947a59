"""Connecting a channel: by a token or at the server, tried, ended, and nobody's secrets shown."""

import json
import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests import make
from tests.audiences.make import make_channel
from tests.networks.faulty import TOKEN, running
from virta.engagement.models import Connection, Delivery, Post
from virta.engagement.models.connection import sealed
from virta.networks import keys
from virta.networks.protocol import Account, ByFields, Field, Network
from virta.networks.registry import NETWORKS
from virta.networks.said import Said
from virta.pages.connecting import accounts, begun
from virta.people.models import Membership, Role

pytestmark = pytest.mark.django_db
SECRET = "sec-ret-token-9f2c"
NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def server(settings):
    """A server on this machine, which the operator has listed."""
    settings.REACHABLE_HOSTS = ["127.0.0.1"]
    with running() as one:
        yield one


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(client, workspace):
    someone = make.member(workspace, Role.LEAD)
    make.signed_in(client, someone)
    return someone


def make_connection(channel, server="https://social.example", token=TOKEN, **facts):
    """A channel that has been signed in to a server that speaks Mastodon's API."""
    usual = {
        "workspace": channel.workspace,
        "network": "mastodon",
        "sealed": sealed({"server": server, "token": token}),
        "handle": "@faulty",
    }
    return Connection.objects.create(channel=channel, **usual | facts)


def make_delivery(channel, state):
    """A post in the queue of a channel."""
    post = Post.objects.create(workspace=channel.workspace, text="The sauna is warm.", at=NOON)
    return Delivery.objects.create(
        workspace=channel.workspace,
        post=post,
        channel=channel,
        state=state,
        due_at=NOON,
        late_at=NOON + timedelta(hours=1),
    )


def url_of(channel, end=""):
    return f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/{end}"


def by_token(client, channel, address, token=TOKEN):
    filled = {"way": "token", "token-server": address, "token-token": token}
    return client.post(url_of(channel), filled, follow=True)


def text_of(response):
    return response.content.decode()


def test_a_channel_is_connected_by_a_token(client, lead, workspace, server):
    channel = make_channel(workspace)
    page = text_of(by_token(client, channel, server.base))
    row = Connection.objects.get()
    assert (row.channel, row.workspace, row.network, row.way) == (
        channel,
        workspace,
        "mastodon",
        "token",
    )
    assert (row.handle, row.name, row.remote_id) == ("@faulty@127.0.0.1", "Faulty", "1")
    assert row.address == f"{server.base}/@faulty"
    assert (row.state, row.trouble, row.renew_at, row.made_by) == ("open", {}, None, lead)
    assert row.checked_at is not None
    assert row.facts
    assert row.credentials["token"] == TOKEN
    assert TOKEN not in row.sealed
    assert "The channel is connected as @faulty@127.0.0.1." in page
    assert TOKEN not in page
    assert "connected as @faulty@127.0.0.1" in text_of(
        client.get(f"/w/{workspace.slug}/connections/")
    )


def test_a_wrong_token_is_told_and_what_was_typed_stays_but_not_the_secret(
    client, lead, workspace, server, caplog
):
    caplog.set_level(logging.DEBUG)
    channel = make_channel(workspace)
    response = by_token(client, channel, server.base, SECRET)
    page = text_of(response)
    assert response.status_code == 422
    assert "does not accept this sign-in" in page
    assert f'value="{server.base}"' in page
    assert SECRET not in page
    assert SECRET not in caplog.text
    assert not Connection.objects.exists()


def test_what_went_wrong_is_told_in_the_readers_language(client, workspace, server):
    make.signed_in(client, make.member(workspace, Role.LEAD, language="fi"))
    page = text_of(by_token(client, make_channel(workspace), server.base, SECRET))
    assert "ei hyväksy tätä kirjautumista" in page


def test_nothing_typed_is_told_at_the_fields(client, lead, workspace):
    response = by_token(client, make_channel(workspace), "", "")
    assert response.status_code == 422
    assert 'id="id_token-server_error"' in text_of(response)
    assert 'id="id_oauth-server_error"' not in text_of(response)


def test_a_server_that_is_down_is_told(client, lead, workspace, settings):
    settings.REACHABLE_HOSTS = ["127.0.0.1"]
    with running() as server:
        address = server.base
    response = by_token(client, make_channel(workspace), address)
    assert response.status_code == 422
    assert "cannot be reached right now" in text_of(response)


def test_a_server_that_says_nothing_is_not_waited_for(
    client, lead, workspace, settings, monkeypatch
):
    settings.REACHABLE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(accounts, "IN_ALL", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun_at = time.monotonic()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        response = by_token(client, make_channel(workspace), address)
    assert time.monotonic() - begun_at < 5
    assert response.status_code == 422
    assert address in text_of(response)


def test_an_address_of_the_own_network_is_refused(client, lead, workspace, settings):
    settings.REACHABLE_HOSTS = []
    with running() as server:
        response = by_token(client, make_channel(workspace), server.base)
        assert server.requests == 0
    assert response.status_code == 422
    assert not Connection.objects.exists()


def test_signing_in_again_keeps_the_row_and_lets_what_waited_go(client, lead, workspace, server):
    channel = make_channel(workspace)
    before = make_connection(
        channel, server.base, "old", state="closed", trouble={"en": "Sign in."}, remote_id="1"
    )
    delivery = make_delivery(channel, Delivery.State.SIGN_IN)
    page = text_of(by_token(client, channel, server.base))
    row = Connection.objects.get()
    assert (row.pk, row.state, row.trouble) == (before.pk, "open", {})
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SCHEDULED
    assert "1 post that waited for this goes out now." in page


def test_another_account_does_not_take_the_place_of_the_first_unasked(
    client, lead, workspace, server
):
    channel = make_channel(workspace)
    make_connection(channel, server.base, "old", remote_id="77", handle="@first@social.example")
    response = by_token(client, channel, server.base)
    assert response.status_code == 422
    assert "disconnect the channel first" in text_of(response)
    assert Connection.objects.get().credentials["token"] == "old"


def test_a_sign_in_that_runs_out_is_renewed_from_half_an_hour_on(client, lead, workspace, other):
    channel = make_channel(workspace, network="bluesky")
    client.post(url_of(channel), {"way": "words", "words-code": "abc"})
    row = Connection.objects.get()
    left = row.renew_at - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert (row.address, row.remote_id) == ("", "x")
    assert len(row.name) == 300


class Renewing:
    """An account with a long name and an address that nobody should follow."""

    def __init__(self, credentials, http):
        self.credentials = credentials

    def account(self):
        return Account(remote_id="x\0", handle="@x", name="n" * 999, url="javascript:alert(1)")

    def renew(self):
        return self.credentials


@pytest.fixture
def other(monkeypatch):
    """A network from elsewhere, with words that would be markup."""
    field = Field("code", Said("Code <b>", "Koodi <b>"), Said("Such as <i>.", "Kuten <i>."))
    kind = type(NETWORKS["matrix"])
    known = {one: getattr(NETWORKS["matrix"], one) for one in kind.__slots__}
    way = ByFields("words", Said("By a code", "Koodilla"), (field,), lambda typed, http: typed)
    made = Network(
        **known | {"key": "bluesky", "name": "Other", "ways": (way,), "connect": Renewing}
    )
    for module in ("views", "showing"):
        monkeypatch.setattr(
            f"virta.pages.connecting.{module}.named", lambda key: made if key == "bluesky" else None
        )
    return made


def test_a_networks_words_are_text_and_no_markup(client, lead, workspace, other):
    page = text_of(client.get(url_of(make_channel(workspace, network="bluesky"))))
    assert escape("Code <b>") in page
    assert escape("Such as <i>.") in page
    assert "<i>" not in page


def test_trying_says_that_it_works(client, lead, workspace, server):
    channel = make_channel(workspace)
    make_connection(channel, server.base, trouble={"en": "Slow."}, state="closed")
    page = text_of(client.post(url_of(channel, "check/"), follow=True))
    row = Connection.objects.get()
    assert "The connection works: @faulty" in page
    assert (row.state, row.trouble) == ("open", {})
    assert row.checked_at is not None


def test_trying_a_sign_in_that_holds_no_more_says_to_sign_in_again(client, workspace, server):
    make.signed_in(client, make.member(workspace, Role.OWNER, language="fi"))
    channel = make_channel(workspace)
    make_connection(channel, server.base, SECRET)
    page = text_of(client.post(url_of(channel, "check/"), follow=True))
    assert Connection.objects.get().state == "closed"
    assert "ei hyväksy tätä kirjautumista" in page
    listed = text_of(client.get(f"/w/{workspace.slug}/connections/"))
    assert "ei hyväksy tätä kirjautumista" in listed
    assert SECRET not in page + listed


def test_trying_while_the_server_is_down_leaves_the_connection_open(
    client, lead, workspace, settings
):
    settings.REACHABLE_HOSTS = ["127.0.0.1"]
    with running() as server:
        address = server.base
    channel = make_channel(workspace)
    make_connection(channel, address)
    page = text_of(client.post(url_of(channel, "check/"), follow=True))
    row = Connection.objects.get()
    assert (row.state, row.checked_at) == ("open", None)
    assert "Something went wrong last time" in page
    assert "cannot be reached right now" in page


def test_a_network_that_wants_to_be_left_alone_is_left_alone(client, lead, workspace, server):
    channel = make_channel(workspace)
    make_connection(channel, server.base, not_before=timezone.now() + timedelta(minutes=5))
    response = client.post(url_of(channel, "check/"))
    assert response.status_code == 422
    assert "asked to be left alone until" in text_of(response)
    assert server.requests == 0


def test_credentials_under_another_key_ask_for_a_new_sign_in(client, lead, workspace, server):
    channel = make_channel(workspace)
    make_connection(channel, server.base, sealed="nothing that can be read")
    page = text_of(client.post(url_of(channel, "check/"), follow=True))
    assert "kept under another secret key" in page
    assert Connection.objects.get().state == "closed"


def test_disconnecting_asks_first_and_keeps_what_went_out(client, lead, workspace):
    channel = make_channel(workspace)
    make_connection(channel)
    delivery = make_delivery(channel, Delivery.State.SCHEDULED)
    asked = text_of(client.get(url_of(channel, "disconnect/")))
    assert "1 post waits to go out here." in asked
    assert Connection.objects.exists()
    done = client.post(url_of(channel, "disconnect/"), follow=True)
    assert "is no longer connected" in text_of(done)
    assert not Connection.objects.exists()
    assert Delivery.objects.get() == delivery
    assert client.get(url_of(channel, "disconnect/")).status_code == 302


def test_the_list_says_what_to_do_first(client, lead, workspace):
    page = text_of(client.get(f"/w/{workspace.slug}/connections/"))
    assert "No channels yet" in page
    assert f"/w/{workspace.slug}/channels/new/" in page


def test_a_network_without_a_way_in_is_published_by_hand(client, lead, workspace):
    channel = make_channel(workspace, title="Work", network="linkedin")
    strange = make_channel(workspace, title="Chat", network="other")
    listed = text_of(client.get(f"/w/{workspace.slug}/connections/"))
    assert listed.count("published by hand") == 2
    page = text_of(client.get(url_of(channel)))
    assert "https://www.linkedin.com/feed/" in page
    assert '<form method="post" class="form"' not in page
    assert client.get(url_of(strange)).status_code == 200
    assert client.post(url_of(strange), {"way": "token"}).status_code == 404


def test_a_channel_that_moved_to_another_network_says_so(client, lead, workspace):
    channel = make_channel(workspace, network="linkedin")
    make_connection(channel)
    assert "still to Mastodon" in text_of(client.get(url_of(channel)))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.ASSESSOR, Role.MEMBER])
def test_only_leads_and_owners_connect(client, workspace, role):
    channel = make_channel(workspace)
    make_connection(channel)
    make.signed_in(client, make.member(workspace, role))
    for end in ("", "check/", "disconnect/"):
        assert client.post(url_of(channel, end)).status_code == 403
    assert client.get(url_of(channel)).status_code == 403
    listed = client.get(f"/w/{workspace.slug}/connections/")
    assert listed.status_code == (200 if role == Role.MEMBER else 403)
    assert url_of(channel) not in text_of(listed)


def test_the_channel_of_another_workspace_is_not_here(client, lead, workspace):
    theirs = make_channel(make.workspace("muualla"))
    make_connection(theirs)
    for end in ("", "check/", "disconnect/"):
        address = url_of(theirs, end).replace("/w/muualla/", f"/w/{workspace.slug}/")
        assert client.post(address).status_code == 404
    assert Connection.objects.exists()


# Signing in at the network.

SAID = {
    "/api/v2/instance": {"version": "4.5.0"},
    "/api/v1/apps": {"client_id": "the-client", "client_secret": SECRET},
    "/oauth/token": {"access_token": f"{SECRET}-2"},
    "/api/v1/accounts/verify_credentials": {
        "id": "5",
        "username": "virta",
        "url": "https://s.example/@virta",
    },
}


@pytest.fixture
def oauth(monkeypatch):
    """A server in memory that lets everybody in; what it was asked."""
    asked = []

    def answer(request):
        asked.append(request)
        said = SAID.get(request.url.path)
        return httpx.Response(200 if said else 404, json=said or {"error": "Not found"})

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(accounts, "client", lambda: httpx.Client(transport=transport))
    return asked


def begin(client, channel):
    """Begin at the server; its state, and the page."""
    page = client.post(url_of(channel), {"way": "oauth", "oauth-server": "s.example"})
    link = page.context["url"]
    return parse_qs(urlsplit(link).query)["state"][0], page


def test_signing_in_at_the_server_and_back(client, lead, workspace, oauth):
    channel = make_channel(workspace)
    state, page = begin(client, channel)
    assert page.status_code == 200
    assert "Go on to s.example" in text_of(page)
    assert 'href="https://s.example/oauth/authorize?' in text_of(page)
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert SECRET not in text_of(page)
    assert SECRET not in json.dumps(dict(client.session))
    done = client.get(reverse("connecting:back"), {"state": state, "code": "c"}, follow=True)
    row = Connection.objects.get()
    assert "The channel is connected as @virta@s.example." in text_of(done)
    assert (row.way, row.credentials["token"]) == ("oauth", f"{SECRET}-2")
    assert SECRET not in text_of(done)
    sent = next(one for one in oauth if one.url.path == "/oauth/token")
    callback = parse_qs(sent.content.decode())["redirect_uri"]
    assert callback == [f"{settings.BASE_URL}/connections/back/"]


def back(client, **returned):
    return client.get(reverse("connecting:back"), returned)


def test_a_sign_in_is_ended_once(client, lead, workspace, oauth):
    state, _page = begin(client, make_channel(workspace))
    assert back(client, state=state, code="c").status_code == 302
    again = back(client, state=state, code="c")
    assert again.status_code == 422
    assert "was not begun in this browser" in text_of(again)


def test_a_sign_in_that_took_too_long_is_begun_again(client, lead, workspace, oauth, monkeypatch):
    state, _page = begin(client, make_channel(workspace))
    monkeypatch.setattr(begun, "LASTS", timedelta(seconds=-1))
    late = back(client, state=state, code="c")
    assert "more than ten minutes ago" in text_of(late)
    assert not Connection.objects.exists()


def test_somebody_else_cannot_end_it(client, lead, workspace, oauth):
    state, _page = begin(client, make_channel(workspace))
    kept = client.session[begun.NAME]
    make.signed_in(client, make.member(workspace, Role.OWNER))
    session = client.session
    session[begun.NAME] = kept
    session.save()
    assert "was not begun in this browser" in text_of(back(client, state=state, code="c"))
    client.logout()
    assert back(client, state=state, code="c").status_code == 422
    assert not Connection.objects.exists()


def test_whoever_says_no_at_the_server_is_told_what_to_do(client, lead, workspace, oauth):
    channel = make_channel(workspace)
    state, _page = begin(client, channel)
    denied = back(client, state=state, error="access_denied", error_description="The owner said no")
    assert denied.status_code == 422
    assert "was not completed at the server" in text_of(denied)
    assert "The owner said no" in text_of(denied)
    assert url_of(channel) in text_of(denied)


def test_a_role_that_ended_meanwhile_ends_the_sign_in_too(client, lead, workspace, oauth):
    state, _page = begin(client, make_channel(workspace))
    Membership.objects.filter(person=lead).update(role=Role.MEMBER)
    assert "your role no longer covers this" in text_of(back(client, state=state, code="c"))
    assert not Connection.objects.exists()


def test_a_server_cannot_lead_to_what_is_no_web_address(client, lead, workspace, oauth):
    for strange in ("javascript:alert(1)", "data:text/html,x", "//x", "https://u:p@s.example/", ""):
        with pytest.raises(accounts.Refused):
            accounts.safe(strange)


def test_few_sign_ins_wait_at_once():
    session = {}
    for number in range(9):
        waiting = begun.Waiting("w", "c", "n", "oauth", 1, 0.0, {"number": str(number)})
        begun.put(session, f"state {number}", waiting)
    assert len(session[begun.NAME]) == begun.MOST
    assert begun.take(session, "state 8", 1, timezone.now().fromtimestamp(5)).keep == {
        "number": "8"
    }


def test_networks_that_know_their_clients_by_address_find_who_we_are(client):
    said = client.get("/.well-known/virta/client.json").json()
    base = settings.BASE_URL
    assert said["client_id"] == f"{base}/.well-known/virta/client.json" == accounts.ours().client_id
    assert said["redirect_uris"] == [f"{base}/connections/back/"] == [accounts.ours().callback]
    assert said["dpop_bound_access_tokens"] is True
    assert said["token_endpoint_auth_method"] == "none"
    assert said["scope"] == "atproto transition:generic"
    assert said["application_type"] == "web"


def test_over_https_they_find_the_public_half_of_our_key_and_of_old_ones(client, settings):
    settings.SECURE, settings.OLD_SECRET_KEYS = True, ["the one before"]
    answer = client.get("/.well-known/virta/client.json")
    said = answer.json()
    assert said["token_endpoint_auth_method"] == "private_key_jwt"
    assert said["token_endpoint_auth_signing_alg"] == "ES256"
    first, second = said["jwks"]["keys"]
    assert first == keys.published(accounts.ours().key)
    assert first["kid"] != second["kid"]
    assert "d" not in first | second
    settings.SECRET_KEY = "the one before"
    assert keys.published(accounts.ours().key) == second
