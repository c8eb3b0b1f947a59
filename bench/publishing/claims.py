"""What became of posts that a worker held when it was killed.

Workers of a trial note, one line each, when they take a delivery, put it down, or free what another
left (`note`). From that and from the moments of the kills follows how long each post that was in a
killed worker's hands was in nobody's, and when it was out (`Account`).
"""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

FILE = "BENCH_CLAIMS"
"""The environment variable that names the file."""
NEEDED = 2
"""A post is looked for and then sent; who takes it more often met the network's own faults."""


TAKEN = ("claim", "look")


class Event(NamedTuple):
    """One line: when, which process, what, and of which delivery.

    What: claim (to send it), look (claimed to look for it), down (put down) or free (from a dead
    worker).
    """

    at: float
    process: int
    what: str
    delivery: int


def note() -> None:
    """From now on this process notes what it takes and puts down, where the trial wants it."""
    if FILE in os.environ:
        file = os.open(os.environ[FILE], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        note_deliveries(file)
        note_recovery(file)


def say(file: int, what: str, *deliveries: int) -> None:
    for one in deliveries:
        os.write(file, f"{time.time():.3f} {os.getpid()} {what} {one}\n".encode())


def note_deliveries(file: int) -> None:
    from virta.engagement.models import Delivery  # noqa: PLC0415 - after django.setup()

    claim, settle = Delivery.claim, Delivery.settle

    def claimed(one: Delivery, now: "datetime", state: str) -> bool:
        is_mine = claim(one, now, state)
        if is_mine:
            say(file, "look" if state == Delivery.State.UNSURE else "claim", one.pk)
        return is_mine

    def settled(one: Delivery, **values: Any) -> bool:
        is_written = settle(one, **values)
        if is_written and values.get("claimed_until", file) is None:
            say(file, "down", one.pk)
        return is_written

    Delivery.claim = claimed  # type: ignore[method-assign]
    Delivery.settle = settled  # type: ignore[method-assign]


def note_recovery(file: int) -> None:
    from virta.engagement.models import Delivery  # noqa: PLC0415 - after django.setup()
    from virta.flows.publishing import outbox  # noqa: PLC0415

    recover = outbox.recover

    def recovered(now: "datetime") -> int:
        lost = list(Delivery.objects.lost(now).values_list("pk", flat=True))
        count = recover(now)
        say(file, "free", *lost)
        return count

    outbox.recover = recovered


def events(path: Path) -> list[Event]:
    """What was noted; a line that a kill cut off is left out."""
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    found = (
        Event(float(line[0]), int(line[1]), line[2], int(line[3]))
        for line in lines
        if len(line) == len(Event._fields)
    )
    return sorted(found)


@dataclass
class Account:
    """Seconds from a kill until each post that the killed worker held was free, and was out."""

    free: list[float] = field(default_factory=list)
    out: list[float] = field(default_factory=list)
    """Of those that met no fault of the network after that."""
    out_after_faults: list[float] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        noted: Iterable[Event],
        kills: Iterable[tuple[int, float]],
        published: Mapping[int, float],
    ) -> "Account":
        """`kills` are processes and moments; `published` has the moments of what is out."""
        account, when = cls(), dict(kills)
        by_delivery: dict[int, list[Event]] = {}
        for one in noted:
            by_delivery.setdefault(one.delivery, []).append(one)
        for delivery, its in by_delivery.items():
            account.add(its, when, published.get(delivery))
        return account

    def add(self, its: list[Event], when: dict[int, float], out: float | None) -> None:
        """One delivery's events, in their order."""
        held = [
            at
            for at, one in enumerate(its)
            if one.what in TAKEN and one.process in when and self.was_left(its, at)
        ]
        if not held:
            return
        killed, after = when[its[held[-1]].process], its[held[-1] + 1 :]
        if out is not None and out <= killed:
            return  # it was just out, and the worker no more came to note it
        if its[held[-1]].what == "claim":  # who may look for it goes by the lease alone
            self.free.append((after[0].at if after else float("inf")) - killed)
        again = sum(one.what in TAKEN for one in after)
        seconds = float("inf") if out is None else out - killed
        (self.out if again <= NEEDED else self.out_after_faults).append(seconds)

    @staticmethod
    def was_left(its: list[Event], at: int) -> bool:
        """Whether the process that took it at this event never put it down."""
        following = its[at + 1 : at + 2]
        return not following or following[0].process != its[at].process

    @property
    def longest(self) -> float:
        """The longest that one was not free. When it is out then hangs on its channel as well, which
        a network that asks for peace makes wait: that is told and not judged."""
        return max(self.free, default=0.0)

    def __str__(self) -> str:
        parts = [
            f"{len(self.out) + len(self.out_after_faults)} posts were in the hands of killed workers",
            f"free after at most {max(self.free, default=0.0):.1f} s",
            f"out after at most {max(self.out, default=0.0):.1f} s",
        ]
        if self.out_after_faults:
            count, longest = len(self.out_after_faults), max(self.out_after_faults)
            parts.append(f"{count} that the network's faults held up besides, {longest:.1f} s")
        return "; ".join(parts) + "."
