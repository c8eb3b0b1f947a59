"""One delivery, sent once: how it is begun, tried, and how it went is written down.

What makes it once. (1) Only one worker has the delivery, by a conditional update with a lease.
(2) The post's name on the network and its moment are stored before the first try. (3) There is one
attempt; without a clear answer the delivery is `unsure`, and nothing is tried again before the
account has been read (`settling`). (4) A worker begins nothing when its lease may end before the
exchange does, and writes nothing once somebody else has taken the delivery. (5) Uploads, which may
take long, come before: when they are done the worker sees that the delivery is still its own, holds
it anew, and what may be out counts from there (`Draft.begins`).
"""

import contextlib
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.db.models import Exists, OuterRef

from virta.engagement import media, threads
from virta.engagement.approvals import Question, is_approved
from virta.engagement.handing import NO_CONNECTION
from virta.engagement.models import Connection, Delivery, Pause, Post
from virta.engagement.models.delivery import lease
from virta.flows.publishing import rates
from virta.flows.publishing.connecting import close, network_of, publisher_of, told
from virta.flows.publishing.holding import Holder
from virta.networks.errors import NetworkError, Refused, SignInAgain, TryLater, Unsure
from virta.networks.protocol import Card, Draft, Limits, Media, Publisher, Receipt
from virta.networks.said import Said

LOOKS = 12
"""After so many looks without an answer a person is asked; the pauses double."""
State = Delivery.State

NOT_APPROVED = Said(
    "It is not approved as it stands. Ask for approval again.",
    "Sitä ei ole hyväksytty tällaisena. Pyydä hyväksyntä uudelleen.",
)
LATE = Said(
    "It could not go out in time. Decide whether it still should.",
    "Se ei päässyt ulos ajoissa. Päätä, lähetetäänkö se vielä.",
)


class Overtaken(Exception):  # noqa: N818 - nothing went wrong
    """Somebody else has taken the delivery, or everything was stopped: nothing more is sent."""


def look_after() -> timedelta:
    """A server that was slow gets so much time before the account is read."""
    return lease() / 12


@dataclass(slots=True)
class Attempt:
    """One claim of one delivery."""

    delivery: Delivery
    connection: Connection
    http: httpx.Client
    taken: float
    """When it was taken, on this machine's own clock, which nobody sets back."""
    holder: Holder = field(default_factory=Holder)
    """Holds it while its pictures and films go up."""
    renewed: float = field(init=False)
    """When its lease was begun last, on the same clock."""
    tried_before: datetime | None = field(init=False)
    """When the part at hand was first tried by others, whose tries may yet show on the network."""

    def __post_init__(self) -> None:
        self.renewed = self.taken
        self.tried_before = self.delivery.tried_at

    def has_time(self) -> bool:
        """Whether an exchange begun now, half a lease at most, ends before the lease does."""
        held = timedelta(seconds=time.monotonic() - self.renewed)
        return held < lease() / 2

    def moment(self, taken_at: datetime) -> datetime:
        """What the database's clock shows by now, in whole seconds since it was taken."""
        return taken_at + timedelta(seconds=int(time.monotonic() - self.taken))

    def put_back(self, **values: Any) -> None:
        """Nothing of the part at hand has happened: whoever takes it next begins it."""
        self.write(state=State.SCHEDULED, claimed_until=None, **self.undone, **values)

    @property
    def undone(self) -> dict[str, Any]:
        """That this try has surely not happened."""
        return {"begun_at": None, "tried_at": self.tried_before}

    def begun(self, now: datetime) -> dict[str, Any]:
        """That this try happens from now on."""
        return {"begun_at": now, "tried_at": self.tried_before or now}

    def is_stopped(self, now: datetime) -> bool:
        """Whether everything was stopped, or the post removed, since it was taken; then it is
        written down that nothing more of it goes out for now, or ever."""
        is_removed, is_paused = standing(self.delivery)
        if is_removed:
            self.write(**threads.ended(self.delivery, now))
        elif is_paused:
            self.put_back()
        else:
            return False
        return True

    def hold_anew(self, taken_at: datetime) -> None:
        """Right before what publishes: it is still ours, and its time counts from here. Raises
        Overtaken."""
        self.holder.let_go(self.delivery)
        now = self.moment(taken_at)
        if self.is_stopped(now):
            raise Overtaken
        if not self.write(claimed_until=now + lease(), **self.begun(now)):
            raise Overtaken
        self.renewed = time.monotonic()

    def write(self, **values: Any) -> bool:
        return self.delivery.settle(**values)


def send(attempt: Attempt, now: datetime) -> None:
    """Send what was taken, part by part, and write down how it went."""
    delivery = attempt.delivery
    if not may_go(attempt, now):
        return
    try:
        publisher = begin(attempt, now)
        while publisher and not is_whole(delivery):
            if not send_part(attempt, publisher, now):
                return
        if publisher:
            finish(attempt, attempt.moment(now))
    except Overtaken:
        return
    except NetworkError as error:
        put_down(attempt, error, attempt.moment(now))


def may_go(attempt: Attempt, now: datetime) -> bool:
    """Whether it may still go out; where not, what it waits for is written down."""
    delivery = attempt.delivery
    if now >= delivery.late_at and (delivery.was_stopped or not delivery.receipts):
        return not attempt.write(state=State.LATE, claimed_until=None, trouble=LATE.kept)
    if not is_approved(Question.of(delivery, now)):
        waits = {"state": State.WAITING, "asked_at": now, "trouble": NOT_APPROVED.kept}
        return not attempt.write(claimed_until=None, **waits)
    if attempt.connection.state != Connection.State.OPEN:
        trouble = NO_CONNECTION.kept
        return not attempt.write(state=State.SIGN_IN, claimed_until=None, trouble=trouble)
    return True


def begin(attempt: Attempt, now: datetime) -> Publisher | None:
    """Fix the names of the parts and the moment, once and for all tries."""
    delivery = attempt.delivery
    publisher = publisher_of(attempt.connection, attempt.http)
    known, parts = delivery.references, delivery.content["parts"]
    if delivery.made_at is None or len(known) < len(parts):
        # After an edit, posts of a thread that are out have their names, and others need theirs.
        network = network_of(attempt.connection.network)
        names = [*known, *(network.new_reference(now) for _part in parts[len(known) :])]
        if not attempt.write(references=names, made_at=now.replace(microsecond=0)):
            return None
    return publisher


def is_whole(delivery: Delivery) -> bool:
    """Whether every part is out."""
    return len(delivery.receipts) >= len(delivery.content["parts"])


def is_named(delivery: Delivery) -> bool:
    """Whether the next part has its name: without one it was surely never sent."""
    return len(delivery.receipts) < len(delivery.references)


def draft_of(delivery: Delivery) -> Draft:
    """The next part that is not out yet; the first one carries the pictures. Raises Refused."""
    number = len(delivery.receipts)
    out = [Receipt(**one) for one in delivery.receipts]
    if delivery.made_at is None:
        raise ValueError("A draft has its moment before it is sent.")
    return Draft(
        reference=delivery.references[number],
        made_at=delivery.made_at,
        text=delivery.content["parts"][number],
        languages=tuple(delivery.content.get("languages", ())),
        options=delivery.content.get("options", {}),
        media=media_of(delivery) if number == 0 else (),
        card=card_of(delivery, number),
        root=answered_root(delivery) or (out[0] if out else None),
        parent=out[-1] if out else receipt_in(delivery, "answered"),
        quoted=receipt_in(delivery, "quoted") if number == 0 else None,
    )


def receipt_in(delivery: Delivery, name: str) -> Receipt | None:
    """Another's post that the content names."""
    kept = delivery.content.get(name)
    return Receipt(kept["remote_id"], kept["url"], kept["revision"]) if kept else None


def answered_root(delivery: Delivery) -> Receipt | None:
    """The first post of the thread that the answered one belongs to: all parts belong there too."""
    kept = delivery.content.get("answered") or {}
    return Receipt(**kept["root"]) if kept.get("root") else None


def card_of(delivery: Delivery, number: int) -> Card | None:
    """The link card of a part. A picture that cannot be had any more is left out."""
    cards = delivery.content.get("cards", [])
    kept = cards[number] if number < len(cards) else None
    if not kept:
        return None
    picture = None
    if kept["picture"]:
        one = {"sha256": kept["picture"], "alt": kept["alt"], "focus": None}
        with contextlib.suppress(Refused):  # a card without its picture is still a card
            (picture,) = media.ready(delivery.workspace, [one], limits_of(delivery))
    return Card(kept["url"], kept["title"], kept["description"], picture)


def limits_of(delivery: Delivery) -> Limits:
    """What the channel's network takes, by what its server said of itself."""
    connection = Connection.objects.filter(channel_id=delivery.channel_id).first()
    network = network_of(connection.network if connection else delivery.channel.network)
    return network.limits(connection.facts if connection else {})


def media_of(delivery: Delivery) -> tuple[Media, ...]:
    """The post's pictures and films as the channel's network takes them."""
    kept = delivery.content.get("media", [])
    connection = Connection.objects.filter(channel_id=delivery.channel_id).first()
    if not kept or connection is None:
        return ()
    limits = network_of(connection.network).limits(connection.facts)
    return media.ready(delivery.workspace, kept, limits)


def send_part(attempt: Attempt, publisher: Publisher, now: datetime) -> bool:
    """One part, one attempt. Returns whether to go on; raises a NetworkError."""
    delivery = attempt.delivery
    begun = attempt.moment(now)
    if attempt.is_stopped(begun):
        return False
    if not attempt.has_time():
        # Nothing of this part has happened. Whoever takes it next has a whole lease for it.
        attempt.put_back()
        return False
    draft = draft_of(delivery)
    if not take_turn(attempt, draft, begun) or not attempt.write(**attempt.begun(begun)):
        return False
    with attempt.holder.holding(attempt.delivery):
        receipt = publisher.publish(replace(draft, begins=lambda: attempt.hold_anew(now)))
    return keep(attempt, receipt)


def standing(delivery: Delivery) -> tuple[bool, bool]:
    """Whether its post is removed, and whether everything of its workspace is stopped, now."""
    paused = Exists(Pause.objects.filter(workspace=OuterRef("workspace")))
    found = Post.everything.filter(pk=delivery.post_id).values_list("removed_at", paused)
    removed_at, is_paused = found.get()
    return removed_at is not None, is_paused


def is_removed(delivery: Delivery) -> bool:
    return standing(delivery)[0]


def take_turn(attempt: Attempt, draft: Draft, now: datetime) -> bool:
    """Minds the network's rates over all workers; out of turn the delivery waits."""
    picture = draft.card.picture if draft.card else None
    wanted = {"posts": 1, "uploads": len(draft.media) + (picture is not None)}
    full = rates.take(attempt.connection, now, **wanted)
    if full is None:
        return True
    if full.rate.post:
        rest(attempt.connection, full.until)
    attempt.put_back(retry_at=full.until)
    return False


def keep(attempt: Attempt, receipt: Receipt) -> bool:
    """Write down where a part is."""
    row = {"remote_id": receipt.remote_id, "url": receipt.url, "revision": receipt.revision}
    receipts = [*attempt.delivery.receipts, row]
    if not attempt.write(receipts=receipts, begun_at=None, tried_at=None):
        return False
    attempt.tried_before = None
    return True


def finish(attempt: Attempt, now: datetime) -> None:
    url = attempt.delivery.receipts[0]["url"] if attempt.delivery.receipts else ""
    attempt.write(state=State.PUBLISHED, url=url, published_at=now, claimed_until=None, trouble={})


def put_down(attempt: Attempt, error: NetworkError, now: datetime) -> None:
    """Write down what went wrong, and what comes next."""
    values: dict[str, Any] = {"claimed_until": None, "trouble": told(error)}
    if isinstance(error, Unsure):
        values |= {"state": State.UNSURE, "retry_at": now + look_after()}
    elif isinstance(error, TryLater):
        values |= {"state": State.SCHEDULED, "retry_at": now + error.wait} | attempt.undone
        rest(attempt.connection, now + error.wait)
    elif isinstance(error, SignInAgain):
        is_closed = close(attempt.connection, error)
        if is_closed:
            attempt.connection.state = Connection.State.CLOSED  # what is served next sees it
        values |= {"state": State.SIGN_IN if is_closed else State.SCHEDULED} | attempt.undone
    elif isinstance(error, Refused):
        values |= {"state": State.REFUSED} | attempt.undone
    else:
        # A kind of trouble that networks should not have: nothing is known, so it is looked for.
        values |= {"state": State.UNSURE, "retry_at": now + look_after()}
    if values["state"] != State.UNSURE and is_removed(attempt.delivery):
        values = threads.ended(attempt.delivery, now)
    attempt.write(**values)


def rest(connection: Connection, until: datetime) -> None:
    """The network asked to be left alone, or is away: every worker then minds it."""
    Connection.objects.filter(pk=connection.pk).update(not_before=until)
