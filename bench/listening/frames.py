"""Frames of Jetstream in the shapes that the network has them, many of them, the same for a seed."""

import json
from collections.abc import Iterator

import numpy as np

from bench.matching.generator import posts
from bench.matching.vocabulary import vocabularies

BEGIN = 1_790_000_000_000_000
"""Microseconds; the first event of the stream."""
APART = 20_000
"""Microseconds between two events: 50 a second, twice what Bluesky has on average."""
DELETED, CHANGED, ACCOUNTS = 0.12, 0.004, 0.01
"""How many of the events take back a post, change one, or are about an account."""
TOLD, ANSWERS, LINKED, PICTURED, QUOTES = 0.94, 0.45, 0.12, 0.18, 0.06
"""How many of the posts tell a language, answer one, link, hold a picture, quote one."""


def frames(seed: int, count: int, share: float) -> Iterator[bytes]:
    """So many frames. `share` of the posts are in the words that the searches ask for; the others
    are in made-up words of their own, as most of a network's posts are in other languages."""
    rng = np.random.default_rng([seed, 6])
    own = posts(vocabularies(seed), seed, count)
    other = posts(vocabularies(seed + 1000), seed + 1000, count)
    chances = rng.random((count, 8))
    for number, row in enumerate(chances.tolist()):
        post = json.loads(next(own if row[0] < share else other))
        yield _encoded(number, row, post, chances)


def _encoded(number: int, row: list[float], post: dict, chances: np.ndarray) -> bytes:
    event = {"did": did(int(row[7] * 1e9)), "time_us": BEGIN + APART * number}
    if row[1] < ACCOUNTS:
        held = {"active": True, "did": event["did"], "seq": number, "time": "2026-09-21T00:00:00Z"}
        return _line(event | {"kind": "account", "account": held})
    commit = {"rev": "3mptbypluud2a", "operation": "create", "collection": "app.bsky.feed.post"}
    if row[1] < ACCOUNTS + DELETED and number > 1000:
        past = number - 1000 + int(1000 * row[2])
        event["did"] = did(int(chances[past, 7] * 1e9))
        commit |= {"operation": "delete", "rkey": rkey(past)}
        return _line(event | {"kind": "commit", "commit": commit})
    if row[1] > 1 - CHANGED:
        commit["operation"] = "update"
    commit |= {"rkey": rkey(number), "record": record(row, post), "cid": "bafyrei" + "c" * 52}
    return _line(event | {"kind": "commit", "commit": commit})


def record(row: list[float], post: dict) -> dict:
    """A post as an app of Bluesky writes it."""
    made: dict = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-04T14:38:06.240Z"}
    if row[3] < LINKED:
        thumb = {"$type": "blob", "ref": {"$link": "bafkrei" + "d" * 52}, "mimeType": "image/jpeg"}
        link = {
            "description": "",
            "thumb": thumb | {"size": 119635},
            "title": "A page",
            "uri": "https://a.example/page",
        }
        made["embed"] = {"$type": "app.bsky.embed.external", "external": link}
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/page"}
        made["facets"] = [{"features": [feature], "index": {"byteEnd": 31, "byteStart": 0}}]
    elif row[3] < LINKED + PICTURED:
        blob = {
            "$type": "blob",
            "ref": {"$link": "bafkrei" + "e" * 52},
            "mimeType": "image/jpeg",
            "size": 1997139,
        }
        picture = {"alt": "", "aspectRatio": {"height": 3011, "width": 4000}, "image": blob}
        made["embed"] = {"$type": "app.bsky.embed.images", "images": [picture]}
    elif row[3] < LINKED + PICTURED + QUOTES:
        made["embed"] = {"$type": "app.bsky.embed.record", "record": _ref("q")}
    if row[4] < TOLD:
        made["langs"] = [post.get("language", "en")]
    if row[5] < ANSWERS:
        made["reply"] = {"parent": _ref("p"), "root": _ref("r")}
    return made | {"text": post["text"]}


def _ref(letter: str) -> dict:
    return {
        "cid": "bafyrei" + letter * 52,
        "uri": f"at://{did(7)}/app.bsky.feed.post/3mpsj{letter}tci2c2o",
    }


def did(number: int) -> str:
    """The name of an account."""
    return f"did:plc:{np.base_repr(number % 60_000 + 10**12, 32).lower():a>24}"


def rkey(number: int) -> str:
    """The key of a post."""
    return f"3{np.base_repr(number + 10**15, 32).lower():a>12}"


def _line(event: dict) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
