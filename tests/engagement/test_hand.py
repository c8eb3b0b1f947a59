"""Publishing by hand: one page has everything, and what comes of it completes the plan."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.engagement.make import make_channel, make_delivery
from tests.networks.test_pictures import drawn
from tests.ownership.make import make_watch
from virta.engagement import hand, media, needs, scheduling
from virta.engagement.models import Attachment, Delivery
from virta.flows.publishing import watchdog
from virta.networks import registry
from virta.people.models import Letter, Role
from virta.records.models import Notice
from virta.records.telling import told, write_letters

pytestmark = pytest.mark.django_db
State = Delivery.State
LINK = "Lue: https://example.fi/a?b=c ja tule."


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def writer(workspace, client):
    someone = make.member(workspace, Role.MEMBER)
    make.signed_in(client, someone)
    return someone


def due(workspace, writer=None, text="Sauna on lämmin.", network="linkedin", minutes=5, **more):
    """A delivery that has been waiting for a hand for some minutes."""
    channel = make_channel(workspace, title=f"Our {network}", network=network)
    at = timezone.now() - timedelta(minutes=minutes)
    made = make_delivery(workspace, text, channel, at=at, state=State.BY_HAND, **more)
    made.post.owner = writer
    made.post.save()
    return made


def page_of(delivery, part=""):
    names = {"done/": "hand_done", "could-not/": "hand_could_not", "": "hand_one"}
    return reverse(f"engagement:{names[part]}", args=[delivery.workspace.slug, delivery.key])


@pytest.mark.parametrize(
    ("network", "text", "opens"),
    [
        ("x", LINK, f"https://x.com/intent/post?text={LINK}"),
        ("linkedin", LINK, "https://www.linkedin.com/sharing/share-offsite/?url=https://example.fi/a?b=c"),
        ("linkedin", "No link.", "https://www.linkedin.com/feed/?shareActive=true"),
        ("telegram", LINK, "https://t.me/share/url?url=https://example.fi/a?b=c&text=Lue:  ja tule."),
        ("x", "a" * 5000, "https://x.com/intent/post"),
        ("instagram", LINK, "https://www.instagram.com/"),
        ("jodel", LINK, ""),
    ],
)  # fmt: skip
def test_the_networks_form_opens_with_what_it_takes(workspace, network, text, opens):
    found = hand.composer(make_channel(workspace, network=network), text)
    assert unquote(found) == opens
    assert " " not in found


@pytest.mark.parametrize("network", registry.known().networks.values(), ids=lambda one: one.key)
def test_forms_and_places_of_every_network_are_sound(network):
    assert network.compose.format(text="a", url="b").startswith("https://") or not network.compose
    assert all("/" not in host and host == host.lower() for host in network.hosts)


def test_one_page_has_all_that_is_needed(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    delivery = make_delivery(workspace, "Eka.\n---\nToka.", channel, at=timezone.now())
    media.attach(delivery.post, "sauna.png", drawn("PNG"))
    Attachment.objects.update(alt="Höyryävä sauna")
    scheduling.schedule(delivery.post, timezone.now())
    Delivery.objects.update(state=State.BY_HAND)
    page = client.get(page_of(delivery)).content.decode()
    for wanted in ("Eka.", "Toka.", "Copy post 2", "Höyryävä sauna", "Save 1", "Open X"):
        assert wanted in page
    file = client.get(f"{page_of(delivery)}media/0/")
    assert file["Content-Type"] in {"image/png", "image/jpeg"}
    assert file["Content-Disposition"].startswith("attachment;")
    assert client.get(f"{page_of(delivery)}media/7/").status_code == 404


def test_its_address_completes_it_and_the_next_one_follows(client, writer, workspace):
    first, second = due(workspace, writer, minutes=9), due(workspace, writer, network="x")
    listed = reverse("engagement:hand", args=[workspace.slug])
    assert client.get(listed).url == page_of(first)
    sent = client.post(page_of(first, "done/"), {"url": "www.linkedin.com/posts/saaristo-1"})
    first.refresh_from_db()
    assert first.state == State.PUBLISHED
    assert first.url == "https://www.linkedin.com/posts/saaristo-1"
    assert client.get(sent.url).url == page_of(second)
    client.post(page_of(second, "done/"), {"url": "https://x.com/saaristo/status/1"})
    assert "Nothing is to be published by hand now." in client.get(listed).content.decode()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/post", "example.org is not a place of LinkedIn."),
        ("https://notlinkedin.com/posts/1", "is not a place of LinkedIn."),
        ("https://www.linkedin.com/", "That is the front page"),
        ("not an address", "That is not the address of a post."),
        ("javascript:alert(1)", "That is not the address of a post."),
        ("", "That is not the address of a post."),
    ],
)
def test_what_is_no_address_there_is_refused_in_words(client, writer, workspace, url, said):
    delivery = due(workspace, writer)
    page = client.post(page_of(delivery, "done/"), {"url": url})
    assert page.status_code == 422
    assert said in page.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == State.BY_HAND


def test_what_could_not_be_published_goes_back_with_its_reason(client, writer, workspace):
    delivery = due(workspace, writer)
    assert client.post(page_of(delivery, "could-not/"), {"reason": " "}).status_code == 422
    client.post(page_of(delivery, "could-not/"), {"reason": "Salasana ei kelpaa."})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["reason"]) == (State.HELD, "Salasana ei kelpaa.")
    again = reverse("engagement:send_again", args=[workspace.slug, delivery.post.key])
    client.post(again, {"delivery": delivery.key})
    delivery.refresh_from_db()
    assert delivery.state == State.BY_HAND


def test_whoever_is_on_watch_is_led_straight_to_the_page(client, writer, workspace):
    watcher = make.member(workspace, Role.MEMBER)
    delivery = due(workspace, writer)
    start = delivery.due_at - timedelta(hours=1)
    make_watch(workspace, person=watcher, starts_at=start, ends_at=start + timedelta(hours=8))
    watchdog.raise_alarms(timezone.now())
    notice = Notice.objects.get(person=watcher)
    assert told(notice).url == page_of(delivery)
    write_letters(timezone.now())
    assert page_of(delivery) in Letter.objects.get(to=watcher.email).text
    assert hand.is_for(delivery, watcher)
    assert not hand.is_for(delivery, writer)
    (need,) = needs.by_hand(workspace, watcher, timezone.now())
    assert need.url == page_of(delivery)
    assert needs.by_hand(workspace, writer, timezone.now()) == []


def test_nothing_is_asked_for_before_its_time_or_while_everything_is_stopped(workspace, writer):
    delivery = due(workspace, writer, minutes=-60)
    now = timezone.now()
    assert hand.waiting(workspace, now) == []
    assert hand.coming(workspace, now) == [delivery]
    scheduling.pause(workspace, writer, now)
    assert hand.coming(workspace, now) == []


def test_during_a_pause_the_page_says_so_and_afterwards_it_waits_for_a_decision(
    client, writer, workspace
):
    delivery, later = due(workspace, writer), due(workspace, writer, network="x", minutes=-60)
    listed = reverse("engagement:hand", args=[workspace.slug])
    stopped = "Everything is stopped: nothing goes out until somebody goes on."
    assert stopped not in client.get(page_of(delivery)).content.decode()
    scheduling.pause(workspace, writer, timezone.now(), "A storm")
    for address in (page_of(delivery), listed):
        page = client.get(address).content.decode()
        assert stopped in page
        assert "A storm" in page
    assert scheduling.go_on(workspace, timezone.now()) == 1
    delivery.refresh_from_db()
    later.refresh_from_db()
    assert (delivery.state, later.state) == (State.HELD, State.BY_HAND)


def test_what_went_out_by_hand_during_a_pause_is_noted_with_a_warning(client, writer, workspace):
    delivery = due(workspace, writer)
    scheduling.pause(workspace, writer, timezone.now(), "A storm")
    given = {"url": "https://www.linkedin.com/posts/saaristo-1"}
    page = client.post(page_of(delivery, "done/"), given, follow=True).content.decode()
    delivery.refresh_from_db()
    assert delivery.state == State.PUBLISHED
    assert "it came out although everything is stopped" in page
