"""Posts that are matched before they are read: the same is stored as if each had been read."""

import json

import pytest

from tests import make
from tests.listening.make import NOON, make_search
from virta.listening.models import Hit, Mention, Tally
from virta.listening.searching import Searches
from virta.listening.taking import take
from virta.sources import jetstream_frames
from virta.sources.jetstream_events import decode

pytestmark = pytest.mark.django_db

QUERIES = [
    *(
        "sauna",
        "language:fi AND talo*",
        "kaupunki NOT language:fi",
        "author:did\\:plc\\:aino",
        "type:reply",
    ),
    *(
        "type:quote OR type:repost",
        "links:example.org",
        "site:bsky.app AND löyly",
        "~juosta",
        "hav NOT öar",
    ),
    *(
        '"New York"',
        "language:(sv OR en) AND hus",
        "source:bluesky AND #talvi",
        "url:3kaa AND ranta",
    ),
]
TEXTS = [
    *(
        "Sauna on lämmin ja löyly pehmeä",
        "Talossa on iso sauna",
        "Kaupunki ja talo #talvi",
        "hus vid hav",
    ),
    *(
        "Ett stort hus vid havet i skärgården, där man kan bada",
        'I love New York \\ and "saunas" 👍',
    ),
    *(
        "He juoksivat rannalla koko päivän ja menivät sitten kaupunkiin",
        "e\u0301te\u0301 sauna",
        "",
        "日本のサウナ",
    ),
    "The city house near the beach is where we ran all day long, kaupunki",
]
RECORDS = [
    *(
        {"langs": ["fi"]},
        {"langs": []},
        {"langs": ["sv-FI", "en"]},
        {"langs": ["en"]},
        {"langs": [""]},
    ),
    {"reply": {"parent": {"uri": "at://p"}}},
    {"embed": {"record": {"uri": "at://q"}}, "langs": ["fi"]},
    {"facets": [{"features": [{"uri": "https://example.org/x"}]}], "langs": ["en"]},
    {"facets": "none of ours", "embed": [1], "langs": 7, "createdAt": None},
]


def frame(number, text, operation="create", **record):
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": f"3kaa{number}"}
    if operation != "delete":
        commit["record"] = {"text": text, "createdAt": "2026-03-02T11:00:00Z"} | record
    event = {"did": "did:plc:aino" if number % 5 else "did:plc:eino"}
    event |= {"time_us": 1_772_449_000_000_000 + number, "kind": "commit", "commit": commit}
    return json.dumps(event, ensure_ascii=number % 3 == 0, separators=(",", ":")).encode()


def frames():
    made = [
        frame(10 * at + k, text, **record)
        for at, text in enumerate(TEXTS)
        for k, record in enumerate(RECORDS)
    ]
    again = [
        frame(0, "", "delete"),
        frame(1, "Sauna, sanoin jo", "update", langs=["fi"]),
        frame(2, "", "delete"),
        frame(2, TEXTS[0], langs=["fi"]),
        frame(3, "", "update"),
        b'{"rubbish',
    ]
    return made + again


def kept(workspace):
    """All that is stored in a workspace, without numbers that differ between two."""
    mentions = Mention.objects.of(workspace)
    rows = mentions.order_by("key").values_list(
        *(
            "key",
            "at",
            "text",
            "language",
            "language_sureness",
            "sentiment",
            "type",
            "about",
            "links",
            "edited_at",
        )
    )
    hits = Hit.objects.of(workspace).values_list("mention__key", "search__query")
    tallies = Tally.objects.of(workspace).filter(count__gt=0)
    places = tallies.values_list("search__query", "hour", "language", "sentiment", "count")
    return list(map(str, rows)), sorted(hits), sorted(places)


def in_workspace(slug):
    workspace = make.workspace(slug)
    for query in QUERIES:
        make_search(workspace, query)
    searches = Searches(workspace)
    searches.refresh()
    return workspace, searches


@pytest.mark.parametrize("at_once", [7, 1000])
def test_what_is_stored_is_the_same_whether_posts_were_read_before_or_after_matching(at_once):
    before, searches = in_workspace("before")
    items = [item for raw in frames()[:-1] for item in [decode(raw)[0]]]
    for at in range(0, len(items), at_once):
        take(before, searches, items[at : at + at_once], NOON)
    after, searches = in_workspace("after")
    unread = unreadable = 0
    for at in range(0, len(frames()), at_once):
        portion = jetstream_frames.read(frames()[at : at + at_once])
        take(after, searches, portion.items, NOON, unread=portion.unread)
        unread += len(portion.unread or [])
        unreadable += portion.unreadable
    assert unread > 70
    assert unreadable == 1
    assert len(kept(before)[0]) > 40
    assert kept(after) == kept(before)
