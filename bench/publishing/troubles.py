"""What goes wrong during a trial: each is asked again and again, and acts when its time comes."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

ROOT = Path(__file__).parents[2]
HOST = "10.77.0.1"
"""Where hosts that are cut off find the database and the network: an address of this machine."""


class Memory(NamedTuple):
    """Of a process, in MiB."""

    resident: int = 0
    """At most so far, with the libraries that it shares with other workers (VmHWM)."""
    own: int = 0
    """Now, without them (RssAnon)."""

    def most(self, other: "Memory") -> "Memory":
        return Memory(max(self.resident, other.resident), max(self.own, other.own))


def memory(process: int) -> Memory:
    """What a process says of itself; nothing of one that has ended.

    Not what its parent is told of ended children (`getrusage`): that begins with what the parent
    had when the child was made.
    """
    said = {}
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            name, _colon, value = line.partition(":")
            if name in {"VmHWM", "RssAnon"}:
                said[name] = int(value.split()[0]) // 1024
    return Memory(said.get("VmHWM", 0), said.get("RssAnon", 0))


class Trouble(Protocol):
    """Something that goes wrong now and then."""

    count: int

    def act(self) -> None:
        """Do it, if it is time."""


class Kills:
    """A worker is killed with `kill -9` every few seconds, and another begins in its place.

    It begins when the first post is out, and on a machine that is slow or busy it goes more slowly:
    beginning takes long there, and workers that never come to work would try nothing.
    """

    PACE = 6.0
    """Seconds from one to the next, on average; half of what beginning takes, where that is more."""

    def __init__(
        self,
        workers: "list[subprocess.Popen[bytes]]",
        begin: "Callable[[int], subprocess.Popen[bytes]]",
        chance: random.Random,
        has_begun: Callable[[], bool],
    ) -> None:
        self._workers, self._begin, self._chance = workers, begin, chance
        self._has_begun, self._since, self._pace = has_begun, time.monotonic(), 0.0
        self._next, self.count = 0.0, 0
        self.killed: list[tuple[int, float]] = []
        """Which processes, and when."""

    def act(self) -> None:
        if not self._pace:
            if not self._has_begun():
                return
            self._pace = max(self.PACE, (time.monotonic() - self._since) / 2)
        if time.monotonic() < self._next:
            return
        at = self._chance.randrange(len(self._workers))
        self.killed.append((self._workers[at].pid, time.time()))
        self._workers[at].kill()
        self._workers[at].wait()
        self._workers[at] = self._begin(at)
        self.count += 1
        self._next = time.monotonic() + self._chance.uniform(0.5, 1.5) * self._pace


class Restarts:
    """A command that restarts the database runs every 20 seconds."""

    def __init__(self, command: str) -> None:
        self._command, self._next, self.count = command, time.monotonic() + 10, 0

    def act(self) -> None:
        if time.monotonic() >= self._next:
            subprocess.run(self._command, shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602 - the command is the caller's own
            self.count += 1
            self._next = time.monotonic() + 20


class FullDisk:
    """The disk that holds the database is filled for six seconds out of every eighteen."""

    def __init__(self, folder: Path) -> None:
        self._filler, self._next, self.count = folder / "filler", time.monotonic() + 8, 0

    def act(self) -> None:
        if time.monotonic() < self._next:
            return
        if self._filler.exists():
            self._filler.unlink()
            self._next = time.monotonic() + 12
        else:
            self._fill()
            self.count += 1
            self._next = time.monotonic() + 6

    def _fill(self) -> None:
        with contextlib.suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass

    def end(self) -> None:
        self._filler.unlink(missing_ok=True)


class CutOff:
    """The second of two hosts loses its cable for 30 seconds out of every 50."""

    def __init__(self) -> None:
        self._is_cut, self._next, self.count = False, time.monotonic() + 10, 0

    def act(self) -> None:
        if time.monotonic() >= self._next:
            self._is_cut = not self._is_cut
            ip(f"link set virta-h1 {'down' if self._is_cut else 'up'}")
            self.count += self._is_cut
            self._next = time.monotonic() + (30 if self._is_cut else 20)


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


@contextlib.contextmanager
def two_hosts() -> Iterator[None]:
    """Two network namespaces, each with a cable to this machine. Needs root."""
    ip(f"address add {HOST}/32 dev lo")
    try:
        for number in (0, 1):
            name, net = f"virta-h{number}", f"10.77.{number + 1}"
            ip(f"netns add {name}")
            ip(f"link add {name} type veth peer name eth0 netns {name}")
            ip(f"address add {net}.1/24 dev {name}")
            ip(f"link set {name} up")
            for words in (
                f"address add {net}.2/24 dev eth0",
                "link set lo up",
                "link set eth0 up",
                f"route add default via {net}.1",
            ):
                ip(f"-n {name} {words}")
        yield
    finally:
        for number in (0, 1):
            subprocess.run(["ip", "netns", "delete", f"virta-h{number}"], check=False)
        ip(f"address delete {HOST}/32 dev lo")


def begin_worker(
    number: int, clocks: float = 0.0, in_hosts: bool = False
) -> "subprocess.Popen[bytes]":
    """A worker; with `clocks`, every second one's clock is so many seconds ahead; with `in_hosts`,
    they take turns between the two hosts."""
    command = [sys.executable, "-m", "bench.publishing.worker"]
    if clocks:
        command += ["--shift", str(clocks * (number % 2))]
    if in_hosts:
        command = ["ip", "netns", "exec", f"virta-h{number % 2}", *command]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ)
