"""From the page to a server that speaks Mastodon's API and back, through the queue and the worker.

The server is the package mastodon_mock (see tests/real.py): stateful, but not Mastodon's own code.
"""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel
from tests.flows.test_real_bluesky import scheduled, work
from tests.networks.test_pictures import drawn
from tests.real import HERE
from virta.engagement import media
from virta.engagement.models import Attachment, Connection, Delivery
from virta.flows.publishing import noticing
from virta.flows.publishing.clock import asked
from virta.people.models import Role

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def channel(client, settings, mastodon):
    """A channel that was signed in at the server: registered, allowed, and come back from."""
    settings.REACHABLE_HOSTS = HERE
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.LEAD))
    made = make_channel(workspace, network="mastodon")
    assert client.get(f"/connections/back/?{allowed(client, made, mastodon)}").status_code == 302
    return made


def allowed(client, channel, server):
    """Begin on Virta's page, say yes on the server's, and what the browser comes back with."""
    url = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/"
    page = client.post(url, {"way": "oauth", "oauth-server": server}).content.decode()
    onward = unescape(re.search(rf'href="({server}/oauth/authorize[^"]+)"', page)[1])
    assert "testuser" in httpx.get(onward).text
    query = dict(parse_qsl(urlsplit(onward).query))
    chosen = {key: query[key] for key in ("client_id", "redirect_uri", "scope", "state")}
    answer = httpx.post(f"{server}/oauth/authorize", data=chosen | {"username": "testuser"})
    return urlsplit(answer.headers["location"]).query


def status_of(server, delivery, number=0):
    token = Connection.objects.get().credentials["token"]
    name = delivery.receipts[number]["remote_id"]
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{server}/api/v1/statuses/{name}", headers=headers)


def sent(channel, text="Sauna on lämmin.", options=None, picture=None, **facts):
    post, schedule = scheduled(channel, text, options, **facts)
    if picture:
        media.attach(post, "sauna.png", picture)
        Attachment.objects.update(alt="Löylyn höyryä", focus_x=-0.5, focus_y=0.25)
    delivery = schedule()
    work(channel)
    delivery.refresh_from_db()
    return delivery


def test_the_sign_in_is_the_servers_own(channel, mastodon):
    row = Connection.objects.get()
    assert (row.state, row.handle, row.way) == ("open", "@testuser@127.0.0.1", "oauth")
    kept = row.credentials
    assert kept["client_id"]
    assert kept["revoke"] == f"{mastodon}/oauth/revoke"
    assert kept["token"] not in row.sealed


def test_warning_visibility_language_picture_and_thread(channel, mastodon):
    chosen = {"visibility": "unlisted", "spoiler_text": "Kuuma", "sensitive": "1"}
    delivery = sent(channel, "Yksi #sauna\n---\nKaksi", chosen, drawn("PNG"), language="fi")
    assert (delivery.state, len(delivery.receipts)) == (State.PUBLISHED, 2), delivery.trouble
    first, second = (status_of(mastodon, delivery, number).json() for number in (0, 1))
    assert (first["visibility"], first["spoiler_text"], first["language"]) == (
        "unlisted",
        "Kuuma",
        "fi",
    )
    assert first["sensitive"]
    (shown,) = first["media_attachments"]
    assert shown["description"] == "Löylyn höyryä"
    assert shown["meta"]["focus"] == {"x": -0.5, "y": 0.25}
    assert second["in_reply_to_id"] == first["id"]


def test_a_poll(channel, mastodon):
    chosen = {"poll": "Löyly\nHöyry", "poll_hours": "72", "poll_multiple": "1"}
    delivery = sent(channel, "Kumpi?", chosen)
    poll = status_of(mastodon, delivery).json()["poll"]
    assert [one["title"] for one in poll["options"]] == ["Löyly", "Höyry"]
    assert poll["multiple"]


class Losing(httpx.BaseTransport):
    """Hands requests on, and loses the answer to the first new status."""

    def __init__(self):
        self.is_lost, self.inner = False, httpx.HTTPTransport()

    def handle_request(self, request):
        answer = self.inner.handle_request(request)
        if not self.is_lost and request.method == "POST" and request.url.path.endswith("statuses"):
            self.is_lost = True
            answer.close()
            raise httpx.ReadError("The answer was lost.", request=request)
        return answer


def test_an_answer_that_was_lost_makes_no_second_status(channel, mastodon):
    text = f"Vain kerran {timezone.now():%H%M%S%f}"
    _post, schedule = scheduled(channel, text)
    delivery = schedule()
    work(channel, lambda: httpx.Client(transport=Losing()))
    delivery.refresh_from_db()
    assert delivery.state == State.UNSURE
    work(channel, at=asked() + timedelta(minutes=5))
    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED
    row = Connection.objects.get()
    address = f"{mastodon}/api/v1/accounts/{row.remote_id}/statuses"
    headers = {"Authorization": f"Bearer {row.credentials['token']}"}
    texts = [one["content"] for one in httpx.get(address, headers=headers).json()]
    assert sum(text in one for one in texts) == 1


def test_the_same_key_twice_is_one_status(channel, mastodon):
    delivery = sent(channel, f"Avain {timezone.now():%H%M%S%f}")
    before = delivery.receipts
    fresh = {"state": State.SCHEDULED, "receipts": [], "begun_at": None, "published_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**fresh)
    work(channel)
    delivery.refresh_from_db()
    assert delivery.receipts == before


def test_an_edit_and_a_deletion_there_are_noticed(channel, mastodon):
    changed, gone = sent(channel, "Ensimmäinen teksti"), sent(channel, "Toinen teksti")
    token = Connection.objects.get().credentials["token"]
    headers = {"Authorization": f"Bearer {token}"}
    names = [one.receipts[0]["remote_id"] for one in (changed, gone)]
    address = f"{mastodon}/api/v1/statuses"
    httpx.put(f"{address}/{names[0]}", json={"status": "Muutettu"}, headers=headers)
    httpx.delete(f"{address}/{names[1]}", headers=headers)
    with httpx.Client() as http:
        assert noticing.look_again(timezone.now() + timedelta(minutes=11), http) == 2
    for one in (changed, gone):
        one.refresh_from_db()
    assert (changed.seen, gone.state) == (["Muutettu"], State.GONE)


def test_a_token_that_was_taken_back_there_waits_for_a_new_sign_in(client, channel, mastodon):
    row = Connection.objects.get()
    httpx.post(f"{mastodon}/oauth/revoke", data={"token": row.credentials["token"]})
    delivery = sent(channel, "Odottaa")
    assert delivery.state == State.SIGN_IN
    assert client.get(f"/connections/back/?{allowed(client, channel, mastodon)}").status_code == 302
    work(channel)
    delivery.refresh_from_db()
    assert (delivery.state, Connection.objects.get().pk) == (State.PUBLISHED, row.pk)


def test_disconnecting_takes_the_token_back_there_too(client, channel, mastodon):
    token = Connection.objects.get().credentials["token"]
    url = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/disconnect/"
    page = client.post(url, follow=True).content.decode()
    assert "The network has been told, too." in page
    assert not Connection.objects.exists()
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{mastodon}/api/v1/accounts/verify_credentials"
    assert httpx.get(address, headers=headers).status_code == 401
