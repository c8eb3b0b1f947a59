"""A post is drawn as its network shows it, by the network's own description and nothing else."""

import re

import pytest
from django.urls import reverse

from tests import make
from tests.engagement.make import make_channel, make_connection, make_delivery, make_post
from tests.networks.test_pictures import drawn
from virta.engagement import media, preview
from virta.engagement.cropping import views
from virta.engagement.models import Attachment
from virta.networks.looks import Fold, Look
from virta.people.models import Role
from virta.records.kinds import kind_of

pytestmark = pytest.mark.django_db
LONG = "https://www.example.org/a/rather/long/address/of/a/page"


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def writer(workspace, client):
    someone = make.member(workspace, Role.OWNER)
    make.signed_in(client, someone)
    return someone


def shown(workspace, text, network="mastodon", **facts):
    """The preview of a post on one channel."""
    channel = make_channel(workspace, title=f"Our {network}", network=network)
    versions = {channel.key: facts.pop("version")} if "version" in facts else {}
    post = make_post(workspace, text, channels=[channel], versions=versions, **facts)
    (one,) = preview.previews_of(post)
    return one


def marked(part):
    return [(piece.kind, piece.text) for piece in part.pieces if piece.kind != "plain"]


@pytest.mark.parametrize(
    ("network", "link"),
    [
        ("mastodon", "example.org/a/rather/long/addr…"),
        ("x", "example.org/a/rather/long/…"),
        ("bluesky", LONG),
        ("linkedin", LONG),
    ],
)
def test_links_are_written_as_each_network_writes_them(workspace, network, link):
    (part,) = shown(workspace, f"Ä 👍 katso {LONG} nyt", network).parts
    assert ("link", link) in marked(part)
    assert "".join(one.text for one in part.pieces) == f"Ä 👍 katso {link} nyt"


def test_mentions_and_tags_are_marked_where_the_network_makes_them(workspace):
    text = "Hei @aino@example.org #sauna"
    assert marked(shown(workspace, text).parts[0]) == [("mention", "@aino"), ("tag", "#sauna")]
    assert marked(shown(workspace, "Hei @aino #sauna", "linkedin").parts[0]) == [("tag", "#sauna")]
    bluesky = shown(workspace, "Ää @aino.example.org #sauna", "bluesky").parts[0]
    assert marked(bluesky) == [("mention", "@aino.example.org"), ("tag", "#sauna")]


def test_the_parts_of_a_thread_stand_in_order_with_their_own_lengths(workspace):
    one = shown(workspace, "Eka.\n---\nToka osa.", "x")
    assert [part.number for part in one.parts] == [1, 2]
    assert [part.measured.length for part in one.parts] == [4, 9]
    assert one.is_thread


@pytest.mark.parametrize(
    ("text", "fold", "seen"),
    [
        ("word " * 50, Fold(signs=125), 124),
        ("a" * 200, Fold(signs=125), 125),
        ("one\ntwo\nthree\nfour", Fold(lines=3), len("one\ntwo\nthree")),
        ("short", Fold(signs=125, lines=3), 5),
    ],
)
def test_a_text_is_folded_where_the_network_folds_it(text, fold, seen):
    pieces, rest = preview.folded(text, Look(fold=fold))
    assert len("".join(one.text for one in pieces)) == seen
    assert "".join(one.text for one in [*pieces, *rest]) == text


def test_a_link_across_the_fold_stays_a_link_on_both_sides():
    pieces, rest = preview.folded(LONG, Look(fold=Fold(signs=30)))
    assert [one.kind for one in [*pieces, *rest]] == ["link", "link"]
    assert "".join(one.text for one in [*pieces, *rest]) == LONG


def test_what_was_chosen_of_the_options_is_said(workspace):
    options = {"spoiler_text": "Ruoka", "poll": "Kyllä\nEi", "visibility": "unlisted"}
    one = shown(workspace, "Hei.", version={"options": options | {"sensitive": "yes"}})
    assert one.warning == "Ruoka"
    assert one.poll == ["Kyllä", "Ei"]
    assert one.hides_media
    assert one.said["note"] == [("Who sees it", "Everyone, but not on lists")]
    assert one.said["poll_note"] == [("The poll is open", "A day")]
    assert one.parts[0].measured.length == len("Hei.") + len("Ruoka")


def test_it_bears_the_name_of_the_connected_account(workspace):
    channel = make_channel(workspace, title="Our Mastodon")
    make_connection(channel, name="Saaristo ry", handle="@saaristo@example.org")
    (one,) = preview.previews_of(make_post(workspace, channels=[channel]))
    assert (one.name, one.handle) == ("Saaristo ry", "@saaristo@example.org")


def test_pictures_stand_in_the_networks_places_with_their_words(workspace):
    channel = make_channel(workspace, network="mastodon")
    post = make_post(workspace, channels=[channel])
    for number in range(5):
        media.attach(post, f"{number}.png", drawn(size=(90 + number, 60)))
    Attachment.objects.filter(position=0).update(alt="Sauna", focus_x=-1, focus_y=0)
    (one,) = preview.previews_of(post)
    part = one.parts[0]
    assert [each.alt for each in part.media] == ["Sauna", "", "", ""]
    assert part.more == 1
    assert part.media[0].view.x == 0


def test_a_picture_is_cut_around_its_point_and_never_beside_itself():
    for focus in ([-1, -1], [1, 1], [0, 0], [0.3, -0.8], None):
        (left, _right) = views([(400, 100), (100, 400)], [focus, focus])
        assert left.x <= 0 <= left.x + left.picture_width - left.width + 0.1
        assert left.picture_height == left.height
    (first, _second) = views([(400, 100), (1, 1)], [[-1, 0], None])
    (last, _second) = views([(400, 100), (1, 1)], [[1, 0], None])
    assert first.x == 0
    assert last.x == last.width - last.picture_width


def test_what_is_typed_is_drawn_with_the_stored_posts_pictures(client, writer, workspace):
    channel = make_channel(workspace, title="Our X", network="x")
    other = make_channel(workspace, title="Our Mastodon", network="mastodon")
    post = make_post(workspace, channels=[channel])
    media.attach(post, "sauna.png", drawn(size=(90, 60)))
    typed = {
        "text": "Uusi teksti #sauna",
        "channels": [channel.pk, other.pk],
        f"option_{other.key}_spoiler_text": "Varoitus",
        "preview_of": other.key,
    }
    address = reverse("engagement:preview", args=[workspace.slug])
    html = client.post(f"{address}?post={post.key}", typed).content.decode()
    words = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert "Uusi teksti #sauna" in words
    assert "Varoitus" in words
    assert f'value="{other.key}" checked' in html
    assert 'aria-label="A picture without alt text"' in html
    post.refresh_from_db()
    assert post.text == "The sauna is warm."


def test_without_channels_it_says_what_to_do(client, writer, workspace):
    html = client.post(reverse("engagement:preview", args=[workspace.slug]), {"text": "Hei"})
    assert "Choose a channel" in html.content.decode()


def test_numbers_in_drawings_keep_their_points_in_finnish(client, writer, workspace):
    post = make_post(workspace, channels=[make_channel(workspace)])
    media.attach(post, "sauna.png", drawn(size=(333, 77)))
    client.cookies["django_language"] = "fi"
    page = client.get(kind_of(post).url(post)).content.decode()
    assert re.search(r'viewBox="0 0 400 209"', page)
    assert not re.search(r'<image [^>]*="-?\d+,\d', page)


def test_a_delivery_shows_what_was_scheduled(workspace):
    delivery = make_delivery(workspace, "Ajastettu.", make_channel(workspace))
    delivery.post.text = "Muutettu."
    delivery.post.save()
    one = preview.of_delivery(delivery)
    assert [piece.text for piece in one.parts[0].pieces] == ["Ajastettu."]


def test_a_network_without_threads_gets_one_text(workspace):
    (part,) = shown(workspace, "Eka.\n---\nToka.", "linkedin").parts
    assert part.pieces == [preview.Piece("plain", "Eka.\n\nToka.")]
