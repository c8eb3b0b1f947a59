"""Link cards, and posts that are quoted or answered: looked up once, edited, and sent."""

from datetime import timedelta

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection, make_lookup, make_post
from tests.networks.test_pictures import drawn
from virta.engagement import lookups, media, preview, scheduling
from virta.engagement.models import LinkRule, Lookup, MediaFile
from virta.flows.publishing.looking import look_up
from virta.flows.publishing.sending import draft_of
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db
LINK = "https://saaristo.example/a"
PAGE = (
    "<!doctype html><title>Kesän äänet</title><meta name=description content=Ohjelma>"
    '<meta property="og:image" content="/kuva">'
)
State = Lookup.State


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def writer(workspace, client):
    make.signed_in(client, make.member(workspace, Role.OWNER))


@pytest.fixture
def post(workspace):
    channel = make_channel(workspace, title="Our Bluesky", network="bluesky")
    return make_post(workspace, f"Lue lisää: {LINK} #kesä", channels=[channel])


def site(request):
    if request.url.path == "/kuva":
        return httpx.Response(200, content=drawn(), headers={"Content-Type": "image/jpeg"})
    if request.url.path == "/a":
        return httpx.Response(200, text=PAGE, headers={"Content-Type": "text/html"})
    if request.url.path == "/slow":
        return httpx.Response(503)
    return httpx.Response(404)


def fetch(now=NOON, answer=site):
    return look_up(now, lambda: httpx.Client(transport=httpx.MockTransport(answer)))


def keep_up(post):
    lookups.keep_up(post, scheduling.written_parts, NOON)
    return Lookup.objects.filter(post=post)


def test_a_links_card_is_fetched_once_shown_and_sent(client, writer, post):
    page = client.get(kind_of(post).url(post)).content.decode()
    assert "The link&#x27;s card is being fetched." in page
    one = Lookup.objects.get()
    assert fetch(timezone.now()) == 1
    assert fetch(timezone.now()) == 0
    one.refresh_from_db()
    assert (one.state, one.facts["title"]) == (State.FOUND, "Kesän äänet")
    page = client.get(kind_of(post).url(post)).content.decode()
    assert "Kesän äänet" in page
    assert client.get(reverse("engagement:card_picture", args=[post.workspace.slug, post.key, one.key]))["Content-Type"] == "image/jpeg"  # fmt: skip
    (delivery,) = scheduling.schedule(post, NOON)
    delivery.references, delivery.made_at = ["ref"], NOON
    card = draft_of(delivery).card
    assert (card.url, card.title, card.description) == (LINK, "Kesän äänet", "Ohjelma")
    assert card.picture.mime == "image/jpeg"


def test_the_card_leads_where_the_tagged_link_does(post):
    LinkRule.objects.create(workspace=post.workspace, hosts="saaristo.example", source="{network}")
    keep_up(post)
    fetch()
    (channel,) = post.channels.all()
    (card,) = scheduling.content_of(post, channel)["cards"]
    assert "utm_source=bluesky" in card["url"]


def test_a_post_with_pictures_has_no_card_beside_them(post):
    keep_up(post)
    fetch()
    media.attach(post, "sauna.jpg", drawn())
    (channel,) = post.channels.all()
    assert "cards" not in scheduling.content_of(post, channel)
    assert preview.previews_of(post)[0].parts[0].card is None


def test_where_the_network_makes_the_card_itself_none_is_sent_and_it_is_shown(workspace):
    channel = make_channel(workspace, network="mastodon")
    post = make_post(workspace, f"Lue {LINK}", channels=[channel])
    keep_up(post)
    fetch()
    assert "cards" not in scheduling.content_of(post, channel)
    assert preview.previews_of(post)[0].parts[0].card.title == "Kesän äänet"


def test_what_the_post_speaks_of_no_more_is_forgotten(post):
    assert keep_up(post).count() == 1
    post.text = "Ei linkkiä."
    assert keep_up(post).count() == 0
    assert MediaFile.objects.count() == 0


def test_what_cannot_be_had_is_said_and_fetched_again_on_request(client, writer, workspace):
    channel = make_channel(workspace, network="bluesky")
    post = make_post(workspace, "https://saaristo.example/gone", channels=[channel])
    one = keep_up(post).get()
    fetch()
    one.refresh_from_db()
    assert one.state == State.TROUBLE
    assert one.said["en"] != one.said["fi"]
    page = client.get(kind_of(post).url(post)).content.decode()
    assert one.said["en"].split(".")[0][:20] in page
    address = reverse("engagement:card", args=[workspace.slug, post.key, one.key])
    client.post(address, {"do": "again"})
    one.refresh_from_db()
    assert one.state == State.WAITING


def test_a_slow_site_is_tried_again_three_times(post):
    Lookup.objects.filter(pk=keep_up(post).get().pk).update(address="https://saaristo.example/slow")
    for hour in range(6):
        fetch(NOON + timedelta(hours=hour))
    one = Lookup.objects.get()
    assert (one.state, one.tries) == (State.TROUBLE, 3)


def test_a_person_changes_a_card_or_leaves_it_out(client, writer, post):
    one = keep_up(post).get()
    fetch()
    address = reverse("engagement:card", args=[post.workspace.slug, post.key, one.key])
    file = SimpleUploadedFile("a.png", drawn("PNG"))
    client.post(address, {"do": "save", "title": "Oma", "picture": file, "alt": "Lava"})
    (channel,) = post.channels.all()
    (card,) = scheduling.content_of(post, channel)["cards"]
    assert (card["title"], card["description"], card["alt"]) == ("Oma", "", "Lava")
    assert client.post(address, {"do": "save", "title": " "}).status_code == 422
    client.post(address, {"do": "save", "title": "Oma", "without_picture": "on"})
    (card,) = scheduling.content_of(post, channel)["cards"]
    assert card["picture"] == ""
    client.post(address, {"do": "leave"})
    assert "cards" not in scheduling.content_of(post, channel)


def test_scheduling_does_not_wait_for_a_card_and_nothing_changes_afterwards(post):
    one = keep_up(post).get()
    (delivery,) = scheduling.schedule(post, NOON)
    assert delivery.digest == scheduling.post_digest(post)
    assert fetch() == 0
    one.refresh_from_db()
    assert one.state == State.LEFT
    assert scheduling.post_digest(post) == delivery.digest


def test_a_card_that_arrives_while_the_post_is_scheduled_changes_nothing(post):
    one = keep_up(post).get()

    def meanwhile(request):
        if request.url.path == "/a":
            scheduling.schedule(post, NOON)
        return site(request)

    fetch(answer=meanwhile)
    one.refresh_from_db()
    assert one.state == State.LEFT


def test_the_example_is_never_asked_about(post):
    keep_up(post)
    type(post.workspace).objects.update(is_example=True)
    assert fetch() == 0


def test_pictures_of_cards_are_kept_while_they_may_go_out(post):
    keep_up(post)
    fetch()
    later = timezone.now() + timedelta(days=5)
    assert media.forget_unused(later) == 0
    scheduling.schedule(post, NOON)
    Lookup.objects.all().delete()
    assert media.forget_unused(later) == 0


STATUS = {
    "id": "77",
    "url": "https://other.example/@aino/77",
    "uri": "https://other.example/77",
    "content": "<p>Sauna on lämmin.</p>",
    "created_at": "2026-03-01T10:00:00Z",
    "account": {"acct": "aino@other.example"},
}
OTHER = "https://other.example/@aino/77"


def mastodon(**more):
    def answer(request):
        if request.url.path == "/api/v2/search":
            assert request.url.params["q"] == OTHER
            return httpx.Response(
                200, json={"statuses": [STATUS | more] if more != {"gone": 1} else []}
            )
        return httpx.Response(200, json={"version": "4.5.0", "api_versions": {"mastodon": 7}})  # fmt: skip

    return answer


def pointing(workspace, what, network="mastodon"):
    channel = make_channel(workspace, title="Our Mastodon", network=network)
    versions = {channel.key: {"options": {what: OTHER}}}
    return channel, make_post(workspace, "Samaa mieltä.", channels=[channel], versions=versions)


@pytest.mark.parametrize("what", ["quoted", "answered"])
def test_another_post_is_found_shown_and_sent_with(workspace, what):
    channel, post = pointing(workspace, what)
    make_connection(channel)
    keep_up(post)
    assert lookups.troubles(post, channel)
    fetch(answer=mastodon())
    assert lookups.troubles(post, channel) == []
    (one,) = preview.previews_of(post)
    assert one.others[what]["author"] == "@aino@other.example"
    assert one.others[what]["text"] == "Sauna on lämmin."
    (delivery,) = scheduling.schedule(post, NOON)
    delivery.references, delivery.made_at = ["ref"], NOON
    draft = draft_of(delivery)
    found = draft.quoted if what == "quoted" else draft.parent
    assert found.remote_id == "77"


@pytest.mark.parametrize(
    ("answer", "is_connected", "said"),
    [
        (mastodon(gone=1), True, "finds no post"),
        (mastodon(quote_approval={"current_user": "denied"}), True, "does not let this account"),
        (mastodon(), False, "The channel is not connected"),
    ],
)
def test_what_cannot_be_quoted_is_refused_in_words(
    client, writer, workspace, answer, is_connected, said
):
    channel, post = pointing(workspace, "quoted")
    if is_connected:
        make_connection(channel)
    keep_up(post)
    fetch(answer=answer)
    (sentence,) = lookups.troubles(post, channel)
    assert said in sentence
    schedule = reverse("engagement:schedule", args=[workspace.slug, post.key])
    assert client.post(schedule).status_code == 422


def test_the_answered_posts_thread_is_the_thread_of_all_parts(workspace):
    channel, post = pointing(workspace, "answered")
    root = {"remote_id": "1", "url": "", "revision": "r1"}
    facts = {"remote_id": "77", "url": OTHER, "revision": "r77", "author": "@a", "text": "x"}
    make_lookup(
        post, OTHER, channel, what="answered", state=State.FOUND, facts=facts | {"root": root}
    )
    (delivery,) = scheduling.schedule(post, NOON)
    delivery.references, delivery.made_at = ["a", "b"], NOON
    assert (draft_of(delivery).root.remote_id, draft_of(delivery).parent.remote_id) == ("1", "77")
    delivery.content["parts"] = ["a", "b"]
    delivery.receipts = [{"remote_id": "88", "url": "", "revision": ""}]
    second = draft_of(delivery)
    assert (second.root.remote_id, second.parent.remote_id, second.quoted) == ("1", "88", None)
