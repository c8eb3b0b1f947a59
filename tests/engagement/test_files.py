"""Posts go out into a file and come back from it as they were."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.activities.make import make_activity, make_pillar, make_slot
from tests.engagement.make import make_channel, make_post
from virta.engagement.models import Post
from virta.people.models import Role

pytestmark = pytest.mark.django_db
FIELDS = ("title", "text", "at", "zone", "versions", "language", "too_late", "note", "repeats")
MORE = ("repeats_until", "activity_id", "pillar_id", "owner_id", "slot_id")


def plain(post):
    facts = {name: getattr(post, name) for name in (*FIELDS, *MORE)}
    return facts | {"channels": sorted(post.channels.values_list("title", flat=True))}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "fi"])
def test_what_is_fetched_as_a_file_comes_back_the_same(client, ending, language):
    workspace = make.workspace()
    person = make.member(workspace, Role.MEMBER)
    make.signed_in(client, person)
    client.cookies["django_language"] = language
    one, two = make_channel(workspace, title="Mastodon"), make_channel(workspace, title="Facebook")
    make_post(
        workspace,
        "Kaikille; kaikki.\nToinen rivi.",
        channels=[one, two],
        title="Syksy",
        at=datetime(2026, 10, 26, 13, 30, tzinfo=UTC),
        zone="America/New_York",
        versions={
            one.key: {
                "text": "Only here, with “quotes”.",
                "options": {
                    "visibility": "unlisted",
                    "spoiler_text": "Ruoka",
                    "poll": "Kyllä\nEi",
                    "sensitive": "yes",
                },
            }
        },
        activity=make_activity(workspace),
        pillar=make_pillar(workspace),
        slot=make_slot(workspace),
        owner=person,
        language="fi",
        too_late=45,
        note="Look at it.",
        repeats="FREQ=WEEKLY;INTERVAL=2",
        repeats_until=date(2027, 1, 31),
    )
    make_post(workspace, "No time yet.", at=None, zone="Europe/Helsinki")
    before = [plain(post) for post in Post.objects.order_by("pk")]

    fetched = client.get(f"/w/{workspace.slug}/posts/list.{ending}").content
    Post.objects.update(removed_at=datetime(2026, 1, 1, tzinfo=UTC))
    bring = f"/w/{workspace.slug}/posts/import/"
    look = client.post(bring, {"file": SimpleUploadedFile(f"posts.{ending}", fetched)}).url
    mapping = client.get(look).context["batch"].mapping
    client.post(look, {f"column-{n}": name for n, name in mapping.items()} | {"apply": "1"})

    after = [plain(post) for post in Post.objects.order_by("-title", "pk")]
    for facts in (*before, *after):
        facts["text"] = facts["text"].replace("\r\n", "\n")
        if facts["at"] is None:
            facts.pop("zone")
    assert after == before


def test_a_choice_that_the_network_does_not_have_is_named(client):
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.MEMBER))
    make_channel(workspace, title="Mastodon")
    rows = "Text,Channels,Who sees it (Mastodon)\nHei.,Mastodon,Nobody at all\n"
    bring = f"/w/{workspace.slug}/posts/import/"
    file = SimpleUploadedFile("posts.csv", rows.encode())
    look = client.post(bring, {"file": file}).url
    page = client.get(look).content.decode()
    assert "“Nobody at all” is not among the choices of Who sees it (Mastodon)." in page
