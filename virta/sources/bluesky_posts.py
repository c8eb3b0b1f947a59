"""Posts of Bluesky as records (app.bsky.feed.post), from whichever way they came, read with care.

https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from virta.sources.parts import Whole, list_of, moment, part_of, text_of
from virta.sources.protocol import Heard, Type

NETWORK = "bluesky"
POSTS = "app.bsky.feed.post"


def key_of(did: str, rkey: str) -> str:
    """The lasting name of a post."""
    return f"at://{did}/{POSTS}/{rkey}"


def heard(
    did: str,
    rkey: str,
    record: Whole,
    seen_at: datetime,
    *,
    is_edit: bool = False,
    handle: str = "",
    name: str = "",
) -> Heard:
    """A post; what its record does not tell, or tells in a strange form, is left empty."""
    type_, about = _place(record)
    return Heard(
        network=NETWORK,
        key=key_of(did, rkey),
        at=min(moment(text_of(record, "createdAt")) or seen_at, seen_at),
        text=text_of(record, "text"),
        author=did,
        handle=handle,
        name=name,
        url=f"https://bsky.app/profile/{did}/post/{rkey}",
        languages=tuple(one for one in list_of(record, "langs") if isinstance(one, str)),
        type=type_,
        links=tuple(dict.fromkeys(_links(record))),
        about=about,
        is_edit=is_edit,
    )


def _place(record: Whole) -> tuple[Type, str]:
    if isinstance(record.get("reply"), Mapping):
        return "reply", text_of(part_of(part_of(record, "reply"), "parent"), "uri")
    quoted = part_of(part_of(record, "embed"), "record")
    # app.bsky.embed.recordWithMedia holds one within the other
    uri = text_of(quoted, "uri") or text_of(part_of(quoted, "record"), "uri")
    return ("quote", uri) if uri else ("post", "")


def _links(record: Whole) -> Iterator[str]:
    for facet in list_of(record, "facets"):
        for feature in list_of(facet, "features") if isinstance(facet, Mapping) else ():
            if isinstance(feature, Mapping):
                yield from _web(text_of(feature, "uri"))
    yield from _web(text_of(part_of(part_of(record, "embed"), "external"), "uri"))


def _web(uri: str) -> Iterator[str]:
    if uri.startswith(("http://", "https://")):
        yield uri
