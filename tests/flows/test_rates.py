"""What a network takes is kept to by all workers together: posts, uploads, looks, and its own word."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.engagement.make import NOON, make_channel, make_connection, make_delivery
from tests.flows.test_overtaken import uploading
from tests.flows.test_publishing import texts
from virta.engagement.models import Connection, Delivery
from virta.flows.models import Window
from virta.flows.publishing import rates, sending
from virta.flows.publishing.outbox import Outbox
from virta.networks import registry, waits
from virta.networks.protocol import Media, Rate

pytestmark = pytest.mark.django_db
State = Delivery.State
MINUTE = timedelta(minutes=1)


def takes(monkeypatch, *given):
    """Mastodon's servers take this much."""
    network = replace(registry.named("mastodon"), rates=given)
    monkeypatch.setattr(rates, "network_of", lambda _key: network)


def account(channel):
    return Connection.objects.get(channel=channel)


def test_what_is_sent_uploaded_and_read_counts_over_all_workers(channel, monkeypatch):
    takes(monkeypatch, Rate(5, 60, post=2, upload=1, read=1))
    one, same = account(channel), account(channel)
    assert rates.take(one, NOON, posts=1, uploads=1) is None
    assert rates.take(same, NOON, reads=1) is None
    full = rates.take(one, NOON + timedelta(seconds=1), posts=1)
    assert full.until == NOON + MINUTE
    assert rates.take(same, NOON + timedelta(seconds=1), reads=1) is None, "One was left."
    assert rates.take(same, NOON + MINUTE, posts=1) is None
    assert Window.objects.get().used == 2


def test_channels_of_one_server_share_what_it_takes_from_one_address(server, channel, monkeypatch):
    takes(monkeypatch, Rate(2, 60, per="server"), Rate(9, 60))
    twin = make_channel(channel.workspace, title="Twin")
    make_connection(twin, server.base)
    far = make_channel(channel.workspace, title="Far")
    make_connection(far, "https://elsewhere.example")
    assert rates.take(account(channel), NOON, posts=1) is None
    assert rates.take(account(twin), NOON, posts=1) is None
    assert rates.take(account(twin), NOON, posts=1).rate.per == "server"
    assert rates.take(account(far), NOON, posts=1) is None
    own = Window.objects.get(name__contains=f" 1 account {account(twin).pk}")
    assert own.used == 1, "What was refused by one rate counts by none."


def test_more_than_ever_fits_goes_with_a_window_of_its_own(channel, monkeypatch):
    takes(monkeypatch, Rate(3, 60))
    assert rates.take(account(channel), NOON, posts=1, uploads=4) is None
    assert rates.take(account(channel), NOON, posts=1) is not None


def test_out_of_turn_a_channel_rests_until_the_window_ends(
    outbox, clock, server, channel, monkeypatch
):
    takes(monkeypatch, Rate(2, 60))
    for number in range(4):
        make_delivery(channel.workspace, f"Post {number}.", channel)
    outbox.serve(channel.pk)
    outbox.serve(channel.pk)
    assert len(texts(server)) == 2
    assert account(channel).not_before == NOON + MINUTE
    clock.later(minutes=1)
    outbox.serve(channel.pk)
    assert len(texts(server)) == 4
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_where_only_uploads_are_full_other_posts_go_on(outbox, clock, server, channel, monkeypatch):
    takes(monkeypatch, Rate(1, 1800, post=0, read=0), Rate(300, 300))
    uploading(monkeypatch, lambda: None)
    for number in range(2):
        make_delivery(channel.workspace, f"Picture {number}.", channel)
    outbox.serve(channel.pk)
    assert len(texts(server)) == 1
    assert account(channel).not_before is None
    waiting = Delivery.objects.get(state=State.SCHEDULED)
    assert waiting.retry_at == NOON + timedelta(minutes=30)


def test_a_look_that_does_not_fit_is_taken_later(outbox, clock, server, channel, monkeypatch):
    takes(monkeypatch, Rate(1, 60))
    rates.take(account(channel), NOON, posts=1)
    unsure = {"state": State.UNSURE, "retry_at": NOON, "references": ["a"], "made_at": NOON}
    delivery = make_delivery(channel.workspace, "Whether?", channel, begun_at=NOON, **unsure)
    outbox.serve(channel.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.retry_at) == (State.UNSURE, NOON + MINUTE)
    assert server.requests == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-03-03T10:02:00Z"}, 120),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "1772532090"}, 90),
        ({"RateLimit-Remaining": "0"}, 60),
        ({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "2026-03-03T10:02:00Z"}, None),
        ({"X-RateLimit-Remaining": "some"}, None),
        ({}, None),
    ],
)
def test_what_a_server_says_of_what_is_left_is_understood(headers, seconds):
    found = waits.spent(httpx.Headers({"Date": "Tue, 03 Mar 2026 10:00:00 GMT"} | headers))
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def saying(on):
    """A server that takes everything, and says of posts or of uploads that none is left."""

    def answer(request):
        is_upload = request.headers["content-type"].startswith("multipart/")
        name = "m1" if is_upload else "1"
        none = {"X-RateLimit-Remaining": "0", "Retry-After": "300"}
        headers = none if on == ("upload" if is_upload else "post") else {}
        said = {"id": name, "url": f"https://social.example/@us/{name}"}
        return httpx.Response(200, json=said, headers=headers)

    return httpx.Client(transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("on", ["post", "upload"])
def test_a_server_that_says_that_nothing_is_left_is_left_alone(clock, channel, monkeypatch, on):
    picture = Media(b"x", "image/png", 1, 1)
    monkeypatch.setattr(sending, "media_of", lambda one: (picture,) * ("with" in str(one.content)))
    box = Outbox(lambda: saying(on), clock)
    for words in ("A picture with it.", "Another with one.", "Words."):
        make_delivery(channel.workspace, words, channel)
    box.serve(channel.pk)
    box.close()
    states = list(Delivery.objects.order_by("pk").values_list("state", flat=True))
    if on == "post":
        assert states == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
        assert account(channel).not_before == NOON + timedelta(minutes=5)
    else:
        assert states == [State.PUBLISHED, State.SCHEDULED, State.PUBLISHED]
        assert Delivery.objects.get(state=State.SCHEDULED).retry_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("key", sorted(registry.known().networks))
def test_the_rates_of_every_network_are_sound(key):
    for rate in registry.named(key).rates:
        assert rate.most > 0
        assert rate.seconds > 0
        assert rate.cost(1, 1, 1) > 0
