"""What Virta asks of a network, and what it hands over and gets back.

A network need not do everything. What it can do are protocols of their own, and a connector has
the methods of those it can: Virta looks before it asks, so no method says "not supported". A
network describes itself as data (`Network`), so that pages, forms and settings need not know it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

import httpx

from virta.networks.looks import Look
from virta.networks.said import Said

Credentials = Mapping[str, str]
"""What is kept, encrypted, of a sign-in: tokens, the server's address, the account's name there."""
Facts = Mapping[str, object]
"""What a server said of itself when the channel was connected (limits, version); may be empty."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a film on its way out, ready as the network wants it."""

    content: bytes
    mime: str
    width: int
    height: int
    alt: str = ""
    focus: tuple[float, float] | None = None
    """The point to keep in view, each from -1 to 1, (0, 0) in the middle; y grows upwards."""
    seconds: float | None = None

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")


@dataclass(frozen=True, slots=True)
class Card:
    """What a link looks like where it is shown as a card."""

    url: str
    title: str
    description: str = ""
    picture: Media | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a published post ended up: its name on the network, its version, its web address."""

    remote_id: str
    url: str
    revision: str = ""
    """E.g. a CID, where the network needs it to be answered or quoted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One post on its way out. The same reference always means the same post.

    `reference` and `made_at` are fixed and stored before the first try, and are part of what is
    sent where the network lets us choose (Bluesky: record key and `createdAt`).
    """

    reference: str
    made_at: datetime
    text: str
    media: tuple[Media, ...] = ()
    card: Card | None = None
    languages: tuple[str, ...] = ()
    root: Receipt | None = None
    """The first post of the thread that this one goes on with."""
    parent: Receipt | None = None
    """The post that this one answers or follows."""
    quoted: Receipt | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """Values of the network's own `options`, by their names."""
    tried_at: datetime | None = None
    """When it was first tried: nothing that the account had before can be it."""
    taken: frozenset[str] = frozenset()
    """Names and addresses of posts of the account that are known to be others, whatever they say."""
    begins: Callable[[], None] = field(default=lambda: None, compare=False)
    """To be called when all has been uploaded, right before the request that publishes: the caller
    sees whether the draft is still its own, and what may be out counts from there. What it raises
    is let through."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account a sign-in is."""

    remote_id: str
    handle: str
    name: str
    url: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """A post as it stands on the network now."""

    remote_id: str
    url: str
    text: str
    made_at: datetime
    revision: str = ""
    edited_at: datetime | None = None
    """When it was changed there, as far as the network tells."""
    is_talk: bool = False
    """Whether it answers somebody, or is for those only whom it names: no post of its own."""


@runtime_checkable
class Connector(Protocol):
    """A signed-in account. Every method raises a NetworkError and nothing else."""

    def account(self) -> Account:
        """Whose account it is; also the way to try whether the sign-in still holds."""


@runtime_checkable
class Publisher(Protocol):
    """It can publish (engagement, factor 6)."""

    def publish(self, draft: Draft) -> Receipt:
        """Publish in one attempt. Unsure unless it surely happened or surely did not."""

    def find(self, draft: Draft) -> Receipt | None:
        """Where this very draft is on the account, or None when it surely is not there.

        Where a post bears no reference of ours, nothing that is `taken` or older than `tried_at`.
        """


@runtime_checkable
class Reader(Protocol):
    """It can read the account's own posts back."""

    def read(self, since: datetime) -> Iterator[Published]:
        """The account's own posts made at `since` or later, newest first."""

    def look(self, remote_ids: Iterable[str]) -> Mapping[str, Published | None]:
        """How these posts stand now; None for one that is no longer there."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody's post, found by its address, to be quoted or answered."""

    receipt: Receipt
    author: str
    """As the network writes accounts: @aino@example.org."""
    text: str
    root: Receipt | None = None
    """The first post of its thread, where the network wants it named by whoever answers."""


@runtime_checkable
class Seeker(Protocol):
    """It can find others' posts by their web addresses; the network has options of kind `post`."""

    def seek(self, address: str, purpose: Literal["quoted", "answered"]) -> Sought:
        """The post. Refused, with the reason, where there is none or its author does not allow it."""


@runtime_checkable
class Locator(Protocol):
    """It knows the account's own posts by the addresses at which people see them."""

    def locate(self, address: str) -> Receipt | None:
        """The account's own post at an address; None where that is none of its posts."""


@runtime_checkable
class Remover(Protocol):
    """It can take a published post back."""

    def remove(self, remote_id: str) -> None:
        """Delete a post; one that is gone already is no concern."""


@runtime_checkable
class Renewer(Protocol):
    """Its sign-in runs out and can be renewed without a person."""

    def renew(self) -> Credentials:
        """The whole new credentials. The old ones may have ceased to be valid by this."""


@runtime_checkable
class Expiring(Protocol):
    """It knows when its sign-in runs out, unless it is renewed before."""

    def runs_out(self) -> datetime | None:
        """The moment, with a time zone; None where the network did not say."""


@runtime_checkable
class Ending(Protocol):
    """Its sign-in ends for good at some time, however often it is renewed until then."""

    def ends(self) -> datetime | None:
        """The moment, with a time zone; None where it is not known."""


@runtime_checkable
class Leaver(Protocol):
    """It can take its sign-in back, so that the network no longer knows it."""

    def sign_out(self) -> bool:
        """Have the network forget the sign-in; one that it has forgotten already is no concern.

        False where that cannot be asked for, such as a token that a person made there.
        """


@dataclass(frozen=True, slots=True)
class Limits:
    """What a post may be here. Sizes in bytes, lengths by the network's own `count`."""

    text: int
    """Longest text; 0 where text is not limited."""
    text_bytes: int | None = None
    text_with_media: int = 0
    """Longest text beside pictures or a film, where that is less; else 0."""
    pictures: int = 0
    picture_bytes: int = 0
    picture_types: tuple[str, ...] = ("image/jpeg", "image/png")
    picture_pixels: int | None = None
    """Width times height at most."""
    films: int = 0
    film_bytes: int = 0
    film_types: tuple[str, ...] = ("video/mp4",)
    film_seconds: int | None = None
    film_codecs: tuple[str, ...] = ()
    """As `films.CODECS` names them; empty where the network takes what it gets, or makes it anew."""
    film_pixels: int | None = None
    """Width times height at most."""
    film_rate: int | None = None
    """Pictures a second at most."""
    alt: int = 0
    """Longest alt text; 0 where there is none."""
    thread: int = 1
    """Most posts in one thread; 1 where there are no threads."""
    media_with_text_only: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person may choose for a post on this network: shown as a field of the form."""

    name: str
    label: Said
    kind: Literal["choice", "text", "flag", "languages", "post"]
    """`post` is the address of a post on this network, which a `Seeker` looks up."""
    choices: tuple[tuple[str, Said], ...] = ()
    help: Said = Said("")
    default: str = ""
    shows: Literal["note", "warning", "hides", "poll", "poll_note", "quoted", "answered"] = "note"
    """What a preview makes of it: a line below the post, a warning that the post opens from,
    pictures that are hidden at first, a poll's answers or more about it, another post."""
    counts: bool = False
    """Whether it counts towards the length of the text."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the "connect" form asks for."""

    name: str
    label: Said
    help: Said = Said("")
    kind: Literal["text", "secret", "address"] = "text"
    default: str = ""


@dataclass(frozen=True, slots=True)
class ByFields:
    """Signing in by what a person types: an app password, a token, a webhook's address."""

    key: str
    label: Said
    fields: tuple[Field, ...]
    sign_in: Callable[[Mapping[str, str], httpx.Client], Credentials]
    """From what was typed to what is kept. Raises a NetworkError."""
    guide: Said = Said("")
    """Where on the network the person finds it, in a sentence."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in by OAuth that waits for the person to come back from the network."""

    url: str
    """Where the browser goes."""
    state: str
    keep: Mapping[str, str]
    """What `finish` needs; kept encrypted on our side, never in the address."""


@dataclass(frozen=True, slots=True)
class ByOAuth:
    """Signing in at the network itself (RFC 6749 with PKCE, RFC 7636)."""

    key: str
    label: Said
    fields: tuple[Field, ...]
    begin: Callable[[Mapping[str, str], "Ours", httpx.Client], Begun]
    finish: Callable[[Mapping[str, str], Mapping[str, str], "Ours", httpx.Client], Credentials]
    """From what was kept and what the network sent back to what is kept of the sign-in."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Who we are to a network: this installation's addresses for OAuth."""

    client_id: str
    """The address of our client metadata document, for networks that identify clients by it."""
    callback: str
    name: str = "Virta"
    site: str = ""
    key: str = field(default="", repr=False)
    """Our own key (ES256, PEM, a secret) where the document shows its public half; else empty."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much a server takes in a stretch of time, and how much each kind of request counts."""

    most: int
    seconds: int
    per: Literal["account", "server"] = "account"
    """Whose requests are counted together: one account's, or all that come from our address to one
    server, whichever channel they are for."""
    post: int = 1
    """How much one request counts that publishes; 0 where it does not."""
    upload: int = 1
    """The same for a picture or film on its way up."""
    read: int = 1
    """The same for a look at what stands there."""

    def cost(self, posts: int, uploads: int, reads: int) -> int:
        return self.post * posts + self.upload * uploads + self.read * reads


@dataclass(frozen=True, slots=True)
class Network:
    """A network as Virta's pages see it, before anyone has signed in to it."""

    key: str
    name: str
    ways: tuple[ByFields | ByOAuth, ...]
    """Ways of signing in, the best first; empty where posts are published by hand."""
    connect: Callable[[Credentials, httpx.Client], Connector] | None
    limits: Callable[[Facts], Limits]
    count: Callable[[str, Facts], int]
    """The length of a text by the network's own rules, in its own unit."""
    new_reference: Callable[[datetime], str]
    """A fresh name for a post, unlike any other, in the form that the network takes."""
    options: tuple[Option, ...] = ()
    unit: Said = Said("characters", "merkkiä")
    page: str = ""
    """Where a person writes a post by hand: the address of the network's own form, if any."""
    compose: str = ""
    """The same form filled in, where there is such an address: with `{text}`, `{url}` (the post's
    first link) or both in it."""
    hosts: tuple[str, ...] = ()
    """Where posts stand, as names of hosts and of what is below them; empty where that is open."""
    look: Look = Look()
    """How it shows a post."""
    bears_reference: bool = False
    """Whether a post bears our reference there, so that what `find` finds is surely this one."""
    rates: tuple[Rate, ...] = ()
    """How much its servers take; all hold, over all workers."""

    @property
    def can_publish(self) -> bool:
        """Whether a program may publish here, and not only read. Where connectors come from a
        function, what they can do is known first when there is one, so they are taken to."""
        return self._can(Publisher)

    @property
    def can_read(self) -> bool:
        """Whether the account's own posts can be read back; taken to likewise."""
        return self._can(Reader)

    def _can(self, what: type) -> bool:
        if isinstance(self.connect, type):
            return issubclass(self.connect, what)
        return self.connect is not None
