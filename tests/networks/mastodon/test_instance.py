"""What a server says that it can do is what Virta goes by."""

import json

import httpx
import pytest

from virta.networks.mastodon import instance
from virta.networks.mastodon.plain import likeness, plain

PLEROMA = {
    "version": "2.7.2 (compatible; Pleroma 2.9.1)",
    "max_toot_chars": 5000,
    "description_limit": 4000,
    "upload_limit": 1000,
}
MASTODON = {
    "version": "4.5.1",
    "source_url": "https://github.com/mastodon/mastodon",
    "api_versions": {"mastodon": 7},
    "configuration": {
        "statuses": {"max_characters": 1000, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": ["image/webp", "video/webm", "audio/ogg"],
            "image_size_limit": 10,
        },
    },
}
LINK = "https://example.org/" + "a" * 100


def known(said):
    return instance.facts(said, said["version"])


def test_limits_follow_what_the_server_says():
    limits = instance.limits(known(MASTODON))
    assert (limits.text, limits.picture_bytes, limits.pictures) == (1000, 10, 4)
    assert (limits.picture_types, limits.film_types) == (("image/webp",), ("video/webm",))
    old = instance.limits(known(PLEROMA))
    assert (old.text, old.alt, old.film_bytes) == (5000, 4000, 1000)


def test_facts_can_be_kept_as_json():
    assert json.loads(json.dumps(known(MASTODON))) == known(MASTODON)


@pytest.mark.parametrize(
    ("text", "said", "length"),
    [
        ("", MASTODON, 0),
        ("ä👩‍👩‍👧", MASTODON, 2),
        (LINK, MASTODON, 23),
        (LINK, PLEROMA, len(LINK)),
        ("@virta@example.org hei", MASTODON, 10),
    ],
)
def test_a_text_is_counted_as_the_server_counts(text, said, length):
    assert instance.count(text, known(said)) == length


def test_software_and_quoting():
    assert (known(MASTODON)["software"], known(MASTODON)["quote"]) == (
        "mastodon",
        "quoted_status_id",
    )
    assert (known(PLEROMA)["software"], known(PLEROMA)["quote"]) == ("pleroma", "quote_id")
    assert known({"version": "4.2.0"})["quote"] == ""


@pytest.mark.parametrize(
    "said", [{"configuration": []}, {"configuration": {"statuses": 5}}, {"api_versions": 1}]
)
def test_strange_answers_leave_the_usual(said):
    assert instance.limits(known(said | {"version": "4.0.0"})).text == 500


def test_a_domain_that_leads_on_gives_the_servers_own_address():
    def answer(request):
        if request.url.host == "example.org":
            return httpx.Response(
                302, headers={"Location": "https://some.example.org/api/v2/instance"}
            )
        return httpx.Response(200, json=MASTODON)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        server, _ = instance.read(http, "https://example.org")
    assert server == "https://some.example.org"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &amp; b</p><p>c<br />d</p>", "a & b\n\nc\nd"),
        (
            '<p><span class="h-card"><a href="https://o.example/@x">@<span>x</span></a></span> hei</p>',
            "@x@o.example hei",
        ),
        (
            '<p><a href="https://e.fi/long"><span class="invisible">https://</span><span class="ellipsis">e.fi/lo</span><span class="invisible">ng</span></a></p>',
            "https://e.fi/long",
        ),
        ('<p class="quote-inline">RE: <a href="x">x</a></p><p>Näin.</p>', "Näin."),
        ("<p>Na\u0308in</p>", "Näin"),
    ],
)
def test_what_servers_do_to_a_text_does_not_hide_it(html, text):
    assert likeness(plain(html)) == likeness(text)


def test_other_words_are_not_alike():
    assert likeness("Julkaisu 1") != likeness("Julkaisu 2")
