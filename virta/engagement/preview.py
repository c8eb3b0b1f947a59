"""A post as a network will show it, as plain data that one template draws.

What goes out on a channel (`scheduling.content_of`, or what a delivery holds) is turned into what
people see there, by the network's own description. Nothing here knows a network by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse

from virta.audiences.models import Channel
from virta.engagement import channel_fields, measuring, scheduling
from virta.engagement.cropping import View, views
from virta.engagement.models import Attachment, Connection, Delivery, Post
from virta.engagement.shown_cards import Card, shown_cards
from virta.networks.looks import Fold, Look
from virta.networks.protocol import Facts, Network
from virta.networks.registry import named

Content = Mapping[str, Any]
AddressOf = Callable[[Attachment], str]
"""Where the small picture of an attachment is had by whoever looks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as it is written: plain, or drawn as a link, a mention or a tag."""

    kind: str
    text: str


class Stretch(NamedTuple):
    """Where a piece stands in the text, in code points, and what is written there instead."""

    kind: str
    start: int
    end: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or a film in its place."""

    address: str
    alt: str
    is_film: bool
    name: str
    view: View


@dataclass(frozen=True, slots=True)
class Part:
    """One post of the thread."""

    number: int
    pieces: list[Piece]
    rest: list[Piece]
    """What is folded away until somebody opens it."""
    measured: measuring.Measured | None
    media: list[Shown]
    more: int
    """How many pictures are not seen at once."""
    card: Card | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A post on one channel."""

    channel: Channel
    network: str
    name: str
    handle: str
    look: Look
    parts: list[Part]
    said: dict[str, list[tuple[str, str]]]
    """By what the network's options show (`Option.shows`): label and what was chosen."""
    others: Mapping[str, Any]
    """The posts that it answers and quotes: `{"answered": …, "quoted": …}`."""
    language: str

    @property
    def is_thread(self) -> bool:
        return len(self.parts) > 1

    @property
    def warning(self) -> str:
        return " · ".join(value for _label, value in self.said.get("warning", []))

    @property
    def hides_media(self) -> bool:
        return bool(self.said.get("hides"))

    @property
    def poll(self) -> list[str]:
        lines = [one for _label, value in self.said.get("poll", []) for one in value.splitlines()]
        return [one.strip() for one in lines if one.strip()]


def previews_of(post: Post, channels: list[Channel] | None = None) -> list[Preview]:
    """The post as it stands, stored or not, on each of its channels."""
    if channels is None:
        rows = post.channels.select_related("workspace")
        channels = list(rows.order_by("title", "pk"))
    known = {one.channel_id: one for one in Connection.objects.filter(channel__in=channels)}
    return [of(post, one, scheduling.content_of(post, one), known.get(one.pk)) for one in channels]


def of_delivery(delivery: Delivery, address_of: AddressOf | None = None) -> Preview:
    """What a delivery holds: what was scheduled, whatever has become of the post since."""
    connection = Connection.objects.filter(channel=delivery.channel).first()
    return of(delivery.post, delivery.channel, delivery.content, connection, address_of)


def of(
    post: Post,
    channel: Channel,
    content: Content,
    connection: Connection | None = None,
    address_of: AddressOf | None = None,
) -> Preview:
    """What goes out on a channel, as it is seen there."""
    network = named(channel.network)
    look = network.look if network else Look()
    facts = connection.facts if connection else {}
    options = content.get("options") or {}
    return Preview(
        channel=channel,
        network=channel.get_network_display(),
        name=(connection.name if connection else "") or channel.title,
        handle=(connection.handle if connection else "") or channel.handle,
        look=look,
        parts=parts(post, channel, content, facts, look, address_of or usual_address),
        said=said(network, options),
        others={name: content[name] for name in ("answered", "quoted") if content.get(name)},
        language=post.language,
    )


def parts(
    post: Post,
    channel: Channel,
    content: Content,
    facts: Facts,
    look: Look,
    address_of: AddressOf,
) -> list[Part]:
    """Each post of the thread; the first one has the pictures."""
    shown, more = media(post, content, look, address_of)
    lengths = measuring.of_content(channel, content, facts)
    cards = shown_cards(post, channel, content, look)
    found = []
    for place, text in enumerate(content["parts"]):
        first = place == 0
        pieces, rest = folded(text, look)
        here = cards[place] if place < len(cards) else None
        has_card = here is not None and not (first and shown)
        found.append(
            Part(
                number=place + 1,
                pieces=pieces,
                rest=rest,
                measured=lengths[place] if lengths else None,
                media=shown if first else [],
                more=more if first else 0,
                card=here if has_card else None,
            )
        )
    return found


def media(
    post: Post, content: Content, look: Look, address_of: AddressOf
) -> tuple[list[Shown], int]:
    """The pictures that are seen at once, each cut for its place, and how many more there are."""
    kept = content.get("media") or []
    if not kept or post.pk is None:
        return [], 0
    rows = post.attachments.select_related("file", "post__workspace")
    by_file = {one.file.sha256: one for one in rows.defer("file__content", "file__thumb")}
    pairs = [(one, by_file[one["sha256"]]) for one in kept if one["sha256"] in by_file]
    seen = pairs[: look.cells]
    sizes = [(row.file.width, row.file.height) for _one, row in seen]
    focus = [one.get("focus") if look.has_focus else None for one, _row in seen]
    places = views(sizes, focus, look.pictures)
    shown = [
        Shown(address_of(row), one["alt"], row.file.is_film, row.name, view)
        for (one, row), view in zip(seen, places, strict=True)
    ]
    return shown, len(pairs) - len(seen)


def usual_address(row: Attachment) -> str:
    """For whoever may see the workspace."""
    return reverse("engagement:media", args=[row.post.workspace.slug, row.post.key, row.key])


def folded(text: str, look: Look) -> tuple[list[Piece], list[Piece]]:
    """The text in pieces: what is seen at once, and what only opens."""
    cut = fold_at(text, look.fold)
    pieces: list[Piece] = []
    rest: list[Piece] = []
    for mark in stretches(text, look):
        written = mark.shown or text[mark.start : mark.end]
        if mark.end <= cut or mark.start >= cut or mark.shown:
            (pieces if mark.start < cut else rest).append(Piece(mark.kind, written))
        else:
            pieces.append(Piece(mark.kind, text[mark.start : cut]))
            rest.append(Piece(mark.kind, text[cut : mark.end]))
    return pieces, rest


def stretches(text: str, look: Look) -> Iterator[Stretch]:
    """The whole text, its marks and what stands between them, in order."""
    done = 0
    for mark in look.marks(text):
        if mark.start > done:
            yield Stretch("plain", done, mark.start)
        yield Stretch(*mark)
        done = mark.end
    if done < len(text):
        yield Stretch("plain", done, len(text))


def fold_at(text: str, fold: Fold) -> int:
    """Where the text is cut: at a space before the bound; its end where all of it is seen."""
    cut = len(text)
    if fold.lines:
        lines = text.split("\n")
        if len(lines) > fold.lines:
            cut = len("\n".join(lines[: fold.lines]))
    if fold.signs and cut > fold.signs:
        space = max(text.rfind(" ", 0, fold.signs), text.rfind("\n", 0, fold.signs))
        cut = space if space > fold.signs // 2 else fold.signs
    return cut


def said(network: Network | None, options: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """What was chosen of the network's options, by what a preview makes of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    chosen = {one.shows for one in network.options if options.get(one.name)} if network else set()
    for option in network.options if network else ():
        value = options.get(option.name, "")
        # How long a poll is open is worth saying where there is a poll, also when it is the usual.
        if option.shows == "poll_note" and "poll" in chosen and not value:
            value = option.default
        if value and option.kind != "post":
            words = (channel_fields.words(option.label), channel_fields.written_of(option, value))
            found.setdefault(option.shows, []).append(words)
    return found
