"""From the page to Bluesky's own code and back: connecting, the queue, the worker, what is shown.

Where the network is, and how it is started: see tests/real.py. What apps show is asked of the
network's AppView.
"""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_post
from tests.networks.test_films import film
from tests.networks.test_pictures import drawn
from tests.real import HERE, eventually
from virta.engagement import media, scheduling
from virta.engagement.models import Attachment, Connection, Delivery, Post
from virta.flows.publishing import connecting, noticing
from virta.flows.publishing.clock import asked
from virta.flows.publishing.looking import look_up
from virta.flows.publishing.outbox import Outbox
from virta.networks import outside
from virta.networks.bluesky import Bluesky
from virta.networks.bluesky.records import POST, POST_GATE, THREAD_GATE
from virta.networks.errors import SignInAgain
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.real_server]
State = Delivery.State


@pytest.fixture
def account(bluesky):
    return bluesky.new_account()


@pytest.fixture
def channel(client, settings, bluesky, account):
    """A channel that a lead has connected on its page, with an app password."""
    settings.REACHABLE_HOSTS = HERE
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.LEAD))
    made = make_channel(workspace, network="bluesky")
    connect(client, bluesky, made, account)
    return made


def connect(client, bluesky, channel, account):
    url = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/"
    typed = {"server": bluesky.pds, "handle": account["handle"]}
    typed["password"] = bluesky.app_password(account)
    sent = {f"password-{key}": value for key, value in typed.items()}
    page = client.post(url, {"way": "password", **sent}, follow=True)
    assert account["handle"] in page.content.decode()


class Losing(httpx.BaseTransport):
    """Hands requests on, and loses the answers to the first few that make something public."""

    def __init__(self, count):
        self.count, self.inner = count, httpx.HTTPTransport()

    def handle_request(self, request):
        answer = self.inner.handle_request(request)
        if self.count and request.url.path.endswith("putRecord"):
            self.count -= 1
            answer.close()
            raise httpx.ReadError("The answer was lost.", request=request)
        return answer


def work(channel, http=None, at=None):
    """What a worker does for a channel, once."""
    box = Outbox(http or (lambda: outside.client(HERE, timeout=60, within=59)), at and (lambda: at))
    box.serve(channel.pk)
    box.close()


def scheduled(channel, text="Sauna on lämmin.", options=None, **facts):
    versions = {channel.key: {"text": "", "options": options or {}}}
    now = timezone.now()
    post = make_post(
        channel.workspace, text, channels=[channel], at=now, versions=versions, **facts
    )
    return post, lambda: scheduling.schedule(post, now - timedelta(minutes=1))[0]


def test_a_thread_with_all_that_a_post_can_have_as_apps_show_it(bluesky, account, channel):
    text = f"Hei @{account['handle']}, katso https://virta.example/ #sauna 👩‍🚀\n---\nToinen\n---\nKolmas"
    chosen = {"label": "nudity", "replies": "nobody", "quotes": "nobody"}
    post, schedule = scheduled(channel, text, chosen, language="fi")
    media.attach(post, "sauna.png", drawn("PNG"))
    Attachment.objects.update(alt="Löylyn höyryä")
    delivery = schedule()

    work(channel)

    delivery.refresh_from_db()
    assert (delivery.state, len(delivery.receipts)) == (State.PUBLISHED, 3)
    root, second, third = (one["remote_id"] for one in delivery.receipts)
    thread = eventually(lambda: with_replies(bluesky, root))
    shown = thread["post"]
    record = shown["record"]
    kinds = {one["features"][0]["$type"].rpartition("#")[2] for one in record["facets"]}
    assert kinds == {"mention", "link", "tag"}
    assert record["langs"] == ["fi"]
    assert [one["val"] for one in shown["labels"]] == ["nudity"]
    assert [one["alt"] for one in shown["embed"]["images"]] == ["Löylyn höyryä"]
    assert shown["threadgate"]["record"]["allow"] == []
    assert shown["viewer"]["embeddingDisabled"] if "viewer" in shown else True
    below = thread["replies"][0]
    assert (below["post"]["uri"], below["replies"][0]["post"]["uri"]) == (second, third)
    assert len(bluesky.records(account["did"], THREAD_GATE)) == 1
    assert len(bluesky.records(account["did"], POST_GATE)) == 3


def with_replies(bluesky, uri):
    """The thread, once both posts below the first are known to the AppView."""
    thread = bluesky.shown(uri)
    below = thread.get("replies") or [{}]
    return thread if below[0].get("replies") and thread["post"].get("threadgate") else None


class Site(BaseHTTPRequestHandler):
    """A page with a title, words and a picture, as others show it in a card."""

    def do_GET(self):
        is_picture = self.path == "/kuva.png"
        page = '<title>Kesän äänet</title><meta property="og:image" content="/kuva.png">'
        content = drawn("PNG") if is_picture else page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "image/png" if is_picture else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ohjelma"
    server.shutdown()
    server.server_close()


def test_a_quote_an_answer_and_a_card_from_the_form_to_what_apps_show(
    client, bluesky, account, channel, site
):
    _post, schedule = scheduled(channel, "Näin se alkoi.")
    first = schedule()
    work(channel)
    first.refresh_from_db()
    option = f"option_{channel.key}_"
    post = typed(client, channel, f"Lue {site}", {f"{option}quoted": first.url})
    answer = typed(client, channel, f"Katso {site}", {f"{option}answered": first.url})
    assert look_up(timezone.now(), lambda: outside.client(HERE, timeout=60, within=59)) == 4

    for one in (post, answer):
        page = client.get(kind_of(one).url(one)).content.decode()
        assert "Kesän äänet" in page
        assert "Näin se alkoi." in page
        done = client.post(f"{kind_of(one).url(one)}schedule/")
        assert done.status_code == 302, done.content.decode()
    work(channel)

    quoting, answering = (Delivery.objects.get(post=one) for one in (post, answer))
    assert (quoting.state, answering.state) == (State.PUBLISHED, State.PUBLISHED)
    shown = bluesky.shown(quoting.receipts[0]["remote_id"])["post"]["embed"]
    assert shown["record"]["record"]["value"]["text"] == "Näin se alkoi."
    assert shown["media"]["external"]["title"] == "Kesän äänet"
    assert shown["media"]["external"]["thumb"]
    thread = bluesky.shown(answering.receipts[0]["remote_id"])
    assert thread["parent"]["post"]["uri"] == first.receipts[0]["remote_id"]
    assert thread["post"]["embed"]["external"]["uri"] == site


def typed(client, channel, text, chosen):
    """A post written in the form, to go out now."""
    at = timezone.localtime(timezone.now(), make.ZONE)
    sent = {
        "text": text,
        "channels": [channel.pk],
        "day": f"{at:%Y-%m-%d}",
        "clock": f"{at:%H:%M}",
        "zone": str(make.ZONE),
        "too_late": 720,
    }
    page = client.post(f"/w/{channel.workspace.slug}/posts/new/", sent | chosen, follow=True)
    assert page.status_code == 200
    made = Post.objects.of(channel.workspace).latest("pk")
    assert made.text == text, page.content.decode()
    return made


def test_a_film_goes_with_its_post(bluesky, account, channel):
    post, schedule = scheduled(channel, "Katso tämä.")
    media.attach(post, "sauna.mp4", film())
    delivery = schedule()
    work(channel)
    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED, delivery.trouble
    (stored,) = bluesky.records(account["did"], POST)
    assert stored["value"]["embed"]["$type"] == "app.bsky.embed.video"
    assert stored["value"]["embed"]["aspectRatio"] == {"width": 640, "height": 360}


def test_an_answer_that_was_lost_makes_no_second_post(bluesky, account, channel):
    _post, schedule = scheduled(channel)
    delivery = schedule()
    work(channel, lambda: httpx.Client(transport=Losing(1)))
    delivery.refresh_from_db()
    assert delivery.state == State.UNSURE
    assert len(bluesky.records(account["did"], POST)) == 1

    work(channel, at=asked() + timedelta(minutes=5))

    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED
    (stored,) = bluesky.records(account["did"], POST)
    assert stored["uri"] == delivery.receipts[0]["remote_id"]


def test_a_worker_that_died_after_sending_leaves_one_post_though_it_is_sent_again(
    bluesky, account, channel
):
    _post, schedule = scheduled(channel)
    delivery = schedule()
    work(channel)
    # As if nothing had been written down and nothing could be found: the same record once more.
    fresh = {"state": State.SCHEDULED, "receipts": [], "begun_at": None, "published_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**fresh)
    work(channel)
    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED
    assert len(bluesky.records(account["did"], POST)) == 1


def test_edits_and_deletions_on_the_network_are_noticed(bluesky, account, channel):
    made = []
    for text in ("Ensimmäinen", "Toinen"):
        _post, schedule = scheduled(channel, text)
        made.append(schedule())
    work(channel)
    changed, gone = (Delivery.objects.get(pk=one.pk) for one in made)
    keys = [one.receipts[0]["remote_id"].rpartition("/")[2] for one in (changed, gone)]
    token, did = account["accessJwt"], account["did"]
    record = {"$type": POST, "text": "Muutettu", "createdAt": "2026-03-03T10:00:00Z"}
    named = {"repo": did, "collection": POST}
    bluesky.call("com.atproto.repo.putRecord", token, **named, rkey=keys[0], record=record)
    bluesky.call("com.atproto.repo.deleteRecord", token, **named, rkey=keys[1])

    later = timezone.now() + timedelta(minutes=11)
    assert noticing.look_again(later, bluesky.http) == 2

    for one in (changed, gone):
        one.refresh_from_db()
    assert (changed.state, changed.seen) == (State.PUBLISHED, ["Muutettu"])
    assert (changed.changed_at, gone.state) == (later, State.GONE)


def test_what_the_network_refuses_says_why(channel):
    _post, schedule = scheduled(channel, "ä" * 301)
    delivery = schedule()
    work(channel)
    delivery.refresh_from_db()
    assert delivery.state == State.REFUSED
    assert delivery.trouble["reason"]


def test_a_sign_in_is_renewed_and_one_that_was_ended_asks_for_a_new_one(
    client, bluesky, account, channel
):
    row = Connection.objects.get()
    before = row.credentials
    assert connecting.renew(row, timezone.now(), bluesky.http)
    row.refresh_from_db()
    assert row.credentials["refresh"] != before["refresh"]
    _post, schedule = scheduled(channel)
    delivery = schedule()
    bluesky.call("com.atproto.server.deleteSession", row.credentials["refresh"])
    bluesky.call("com.atproto.server.revokeAppPassword", account["accessJwt"], name="virta")
    row.refresh_from_db()
    row.renew_at = timezone.now()
    row.save()
    assert not connecting.renew(row, timezone.now(), bluesky.http)
    work(channel)
    delivery.refresh_from_db()
    assert delivery.state == State.SIGN_IN

    connect(client, bluesky, channel, account)
    work(channel)

    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED
    assert Connection.objects.get().pk == row.pk


def test_disconnecting_ends_the_sign_in_at_the_network_too(client, bluesky, channel):
    kept = Connection.objects.get().credentials
    url = f"/w/{channel.workspace.slug}/channels/{channel.key}/connection/disconnect/"
    page = client.post(url, follow=True).content.decode()
    assert "The network has been told, too." in page
    assert not Connection.objects.exists()
    with pytest.raises(SignInAgain):
        Bluesky(kept, bluesky.http).renew()
