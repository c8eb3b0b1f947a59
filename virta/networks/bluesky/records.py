"""A draft as the records that are stored: the post, and who may answer and quote it.

The same draft always gives the same records. https://docs.bsky.app/docs/advanced-guides/posts
"""

from collections.abc import Mapping, Sequence
from datetime import UTC

from virta.networks.protocol import Draft, Media, Receipt
from virta.networks.text import facets

POST = "app.bsky.feed.post"
THREAD_GATE = "app.bsky.feed.threadgate"
POST_GATE = "app.bsky.feed.postgate"
Record = dict[str, object]
Blob = Mapping[str, object]
ALLOWED = {
    "nobody": [],
    "mentioned": ["mentionRule"],
    "following": ["followingRule"],
    "followers": ["followerRule"],
}


def post(
    draft: Draft, handles: Mapping[str, str], blobs: Sequence[Blob], thumb: Blob | None
) -> Record:
    """The post. `handles` are the accounts (DID) of mentioned handles that exist; `blobs` stand for
    the draft's media in their order, `thumb` for the picture of its link card."""
    made: Record = {"$type": POST, "text": draft.text, "createdAt": moment(draft)}
    if draft.languages:
        made["langs"] = list(draft.languages[:3])
    marked = [facet for one in facets.found(draft.text) if (facet := _facet(one, handles))]
    if marked:
        made["facets"] = marked
    if draft.parent:
        root = draft.root or draft.parent
        made["reply"] = {"root": named(root), "parent": named(draft.parent)}
    embed = embedded(draft, blobs, thumb)
    if embed:
        made["embed"] = embed
    label = draft.options.get("label", "")
    if label:
        labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
        made["labels"] = labels
    return made


def moment(draft: Draft) -> str:
    text = draft.made_at.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def named(receipt: Receipt) -> dict[str, str]:
    """A post as others refer to it."""
    return {"uri": receipt.remote_id, "cid": receipt.revision}


def _facet(one: facets.Facet, handles: Mapping[str, str]) -> Record | None:
    """Where and what; nothing for a handle that is nobody's."""
    kind = "app.bsky.richtext.facet"
    if one.kind == "link":
        feature = {"$type": f"{kind}#link", "uri": one.value}
    elif one.kind == "tag":
        feature = {"$type": f"{kind}#tag", "tag": one.value}
    elif one.value in handles:
        feature = {"$type": f"{kind}#mention", "did": handles[one.value]}
    else:
        return None
    return {"index": {"byteStart": one.start, "byteEnd": one.end}, "features": [feature]}


def embedded(draft: Draft, blobs: Sequence[Blob], thumb: Blob | None) -> Record | None:
    """What stands below the text: media, or else the link card; and the quoted post."""
    shown = _media(draft, blobs) or _card(draft, thumb)
    if draft.quoted is None:
        return shown
    quoted: Record = {"$type": "app.bsky.embed.record", "record": named(draft.quoted)}
    if shown is None:
        return quoted
    return {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": shown}


def _media(draft: Draft, blobs: Sequence[Blob]) -> Record | None:
    if not draft.media:
        return None
    pairs = list(zip(draft.media, blobs, strict=True))
    if draft.media[0].is_film:
        film, blob = pairs[0]
        made: Record = {"$type": "app.bsky.embed.video", "video": blob}
        if film.alt:
            made["alt"] = film.alt
        return made | _ratio(film)
    pictures = [{"image": blob, "alt": one.alt} | _ratio(one) for one, blob in pairs]
    return {"$type": "app.bsky.embed.images", "images": pictures}


def _ratio(media: Media) -> Record:
    if not media.width or not media.height:
        return {}
    return {"aspectRatio": {"width": media.width, "height": media.height}}


def _card(draft: Draft, thumb: Blob | None) -> Record | None:
    if draft.card is None:
        return None
    card = draft.card
    external: Record = {"uri": card.url, "title": card.title, "description": card.description}
    if thumb is not None:
        external["thumb"] = thumb
    return {"$type": "app.bsky.embed.external", "external": external}


def gates(draft: Draft, uri: str) -> dict[str, Record]:
    """Who may answer (only the first post of a thread says it) and whether it may be quoted, as
    records by their collection; nothing where everybody may."""
    made: dict[str, Record] = {}
    usual: Record = {"post": uri, "createdAt": moment(draft)}
    replies = draft.options.get("replies", "")
    if replies in ALLOWED and draft.parent is None:
        rules = [{"$type": f"{THREAD_GATE}#{one}"} for one in ALLOWED[replies]]
        made[THREAD_GATE] = {"$type": THREAD_GATE, "allow": rules} | usual
    if draft.options.get("quotes") == "nobody":
        rule = {"$type": f"{POST_GATE}#disableRule"}
        made[POST_GATE] = {"$type": POST_GATE, "embeddingRules": [rule]} | usual
    return made
