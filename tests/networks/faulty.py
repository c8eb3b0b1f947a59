"""A server that speaks enough of Mastodon's API, and fails on purpose, by seeded chance.

Every status that it accepts is kept, also when it does not say so: count them afterwards. In a
test: `with running(Faults(drop_after=0.1), seed=3) as server:`. On its own:

    python -m tests.networks.faulty --port 3102 --seed 3 --drop-after 0.1

`GET /_accepted` then tells how often each Idempotency-Key was accepted. The key is not honoured
unless asked for (`honours_key`), as on several of Mastodon's relatives. Everything happens in one
thread with an event loop of its own, so nothing needs a lock and nothing waits for anything else.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import html
import json
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "faulty-token"
"""Of the account 1; with `:7` behind it, of the account 7."""
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely each trouble is, from 0 to 1. Of those that concern a new status one happens."""

    drop_before: float = 0.0
    """Hangs up on a status and has not accepted it."""
    drop_after: float = 0.0
    """Accepts it and hangs up."""
    slow: float = 0.0
    """Accepts it and answers after `delay`."""
    late: float = 0.0
    """Accepts it after `delay`, whether or not anybody still waits. (Then only time tells.)"""
    busy: float = 0.0
    """Answers 429 with X-RateLimit-Reset and has not accepted it."""
    broken_before: float = 0.0
    """Answers 500 and has not accepted it."""
    broken_after: float = 0.0
    """Accepts it and answers 500."""
    twice: float = 0.0
    """Accepts it once and says so twice."""
    half: float = 0.0
    """Accepts it and hangs up in the middle of the answer."""
    read: float = 0.0
    """Anything else: hangs up, 429 or 500."""
    slow_upload: float = 0.0
    """Takes `upload_delay` for a picture or film."""
    delay: float = 1.0
    """Seconds."""
    upload_delay: float = 5.0
    """Seconds."""
    honours_key: bool = False


NO_CHANCES = ("delay", "upload_delay", "honours_key")
CHANCES = [one.name for one in dataclasses.fields(Faults) if one.name not in NO_CHANCES]
OF_A_STATUS = [one for one in CHANCES if one not in ("read", "slow_upload")]
MIXED = Faults(
    **dict.fromkeys(CHANCES, 0.03) | {"late": 0.0, "slow": 0.005, "read": 0.02, "slow_upload": 0.3}
)


@dataclass(slots=True)
class Store:
    """What the server holds. Only its own thread changes it."""

    statuses: list[dict[str, Any] | None] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """(Idempotency-Key, text) of every status ever accepted, in that order."""
    by_key: dict[str, int] = field(default_factory=dict)
    of_account: dict[str, list[int]] = field(default_factory=dict)
    """Where in `statuses` those of an account are."""
    media: list[str] = field(default_factory=list)


class Server:
    """The server's answers. `base` is its address; `store` is read when it has stopped or rests."""

    def __init__(self, faults: Faults = Faults(), seed: int = 0) -> None:  # noqa: B008 (frozen)
        self.faults = faults
        self.chance = random.Random(seed)
        self.store = Store()
        self.base = ""
        self.requests = 0

    @property
    def doubles(self) -> dict[str, int]:
        """The Idempotency-Keys that were accepted more than once, and how often."""
        counts = Counter(key for key, _ in self.store.accepted)
        return {key: times for key, times in counts.items() if times > 1}

    def accept(self, sent: dict[str, Any], key: str, account: str = "1") -> dict[str, Any]:
        store = self.store
        if self.faults.honours_key and key in store.by_key:
            kept = store.statuses[store.by_key[key]]
            if kept is not None:
                return kept
        index = len(store.statuses)
        store.by_key[key] = index
        store.of_account.setdefault(account, []).append(index)
        store.accepted.append((key, sent["status"]))
        store.statuses.append(self._status(index, sent))
        return store.statuses[index]

    def _status(self, index: int, sent: dict[str, Any]) -> dict[str, Any]:
        name = _id(index)
        return {
            "id": name,
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "content": _html(sent["status"]),
            "spoiler_text": sent.get("spoiler_text") or "",
            "visibility": sent.get("visibility") or "public",
            "language": sent.get("language"),
            "in_reply_to_id": sent.get("in_reply_to_id"),
            "media_attachments": [{"id": one} for one in sent.get("media_ids") or ()],
            "poll": {"id": name} if sent.get("poll") else None,
            "url": f"{self.base}/@faulty/{name}",
            "uri": f"{self.base}/users/faulty/statuses/{name}",
            "edited_at": None,
            "reblog": None,
        }

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> "Answer":
        """What is answered when all is well."""
        self.requests += 1
        url = urlsplit(target)
        path = url.path
        if path == "/_accepted":
            return Answer(200, Counter(key for key, _ in self.store.accepted))
        if path in ("/api/v2/instance", "/api/v1/instance"):
            return Answer(200, INSTANCE)
        if not (name := signed_in(headers)):
            return Answer(401, {"error": "The access token is invalid"})
        if path == "/api/v1/accounts/verify_credentials":
            account = {"id": name, "username": "faulty", "display_name": "Faulty"}
            return Answer(200, account | {"acct": "faulty", "url": f"{self.base}/@faulty"})
        if path == f"/api/v1/accounts/{name}/statuses":
            return Answer(200, self._page(name, parse_qs(url.query)))
        if path.startswith("/api/v1/statuses/"):
            return self._one(method, path.rpartition("/")[2])
        if "/media" in path:
            return self._medium(method, path)
        return Answer(404, {"error": "Record not found"})

    def _medium(self, method: str, path: str) -> "Answer":
        name = path.rpartition("/")[2]
        if method == "POST":
            name = f"m{len(self.store.media) + 1}"
            self.store.media.append(name)
        return Answer(200, {"id": name, "type": "image"})

    def _page(self, account: str, asked: dict[str, list[str]]) -> list[dict[str, Any]]:
        limit = min(int(asked.get("limit", ["20"])[0]), 40)
        before = int(asked["max_id"][0]) - BASE if "max_id" in asked else len(self.store.statuses)
        found: list[dict[str, Any]] = []
        for index in reversed(self.store.of_account.get(account, [])):
            status = self.store.statuses[index]
            if status is not None and index < before:
                found.append(status)
            if len(found) == limit:
                break
        return found

    def _one(self, method: str, name: str) -> "Answer":
        index = int(name) - BASE if name.isdecimal() else -1
        found = self.store.statuses[index] if 0 <= index < len(self.store.statuses) else None
        if found is None:
            return Answer(404, {"error": "Record not found"})
        if method == "DELETE":
            self.store.statuses[index] = None
        return Answer(200, found)


def signed_in(headers: dict[str, str]) -> str:
    """Whose token a request carries; empty where it is no token of this server."""
    bare, _, account = headers.get("authorization", "").partition(":")
    return (account or "1") if bare == f"Bearer {TOKEN}" else ""


BASE = 110_000_000_000_000_000
INSTANCE = {
    "version": "4.5.0",
    "source_url": "https://git.example/mastodon/mastodon",
    "api_versions": {"mastodon": 7},
    "configuration": {
        "statuses": {
            "max_characters": 500,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {"description_limit": 1500, "image_size_limit": 16777216},
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    said: Any
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        body = json.dumps(self.said).encode()
        head = [
            f"HTTP/1.1 {self.status} Said",
            f"Date: {formatdate(usegmt=True)}",
            "Content-Type: application/json; charset=utf-8",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body


BROKEN = Answer(500, {"error": "Something went wrong on our end"})


def _busy() -> Answer:
    reset = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Answer(429, {"error": "Too many requests"}, {"X-RateLimit-Reset": reset})


def _id(index: int) -> str:
    return str(BASE + index)


def _html(text: str) -> str:
    """As Mastodon does it: paragraphs, line breaks, and nothing left of what was markup."""
    escaped = html.escape(text, quote=False)
    return f"<p>{escaped}</p>".replace("\n\n", "</p><p>").replace("\n", "<br />")


class _Talk(asyncio.Protocol):
    """One connection: reads whole requests, and answers or fails."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.waiting = bytearray()
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while (request := self._taken()) is not None and not self.transport.is_closing():
            self._respond(*request)

    def _taken(self) -> tuple[str, str, dict[str, str], bytes] | None:
        end = self.waiting.find(b"\r\n\r\n")
        if end < 0 or len(self.waiting) > LARGEST:
            return None
        first, *lines = bytes(self.waiting[:end]).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        size = end + 4 + int(headers.get("content-length", "0"))
        if len(self.waiting) < size:
            return None
        body = bytes(self.waiting[end + 4 : size])
        del self.waiting[:size]
        method, target, _ = first.split(" ", 2)
        return method, target, headers, body

    def _respond(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        if method == "POST" and target == "/api/v1/statuses":
            self._post(headers, body)
        elif self.server.chance.random() < self.server.faults.read and target != "/_accepted":
            self._fail(self.server.chance.choice(("drop", "busy", "broken")))
        elif method == "POST" and self.server.chance.random() < self.server.faults.slow_upload:
            answer = self.server.answer(method, target, headers, body)
            loop = asyncio.get_running_loop()
            loop.call_later(self.server.faults.upload_delay, self._say, answer)
        else:
            self._say(self.server.answer(method, target, headers, body))

    def _post(self, headers: dict[str, str], body: bytes) -> None:
        server = self.server
        server.requests += 1
        account = signed_in(headers)
        if not account:
            self._say(Answer(401, {"error": "The access token is invalid"}))
            return
        sent, key = json.loads(body), headers.get("idempotency-key", "")
        if not sent.get("status") and not sent.get("media_ids"):
            self._say(Answer(422, {"error": "Validation failed: Text can't be blank"}))
            return
        fault = self._fault()
        if fault == "late":
            loop = asyncio.get_running_loop()
            loop.call_later(
                server.faults.delay,
                lambda: self._say(Answer(200, server.accept(sent, key, account))),
            )
        elif fault in {"drop_before", "busy", "broken_before"}:
            self._fail(fault.partition("_")[0])
        else:
            self._accepted(fault, Answer(200, server.accept(sent, key, account)))

    def _fault(self) -> str:
        at = self.server.chance.random()
        for name in OF_A_STATUS:
            at -= getattr(self.server.faults, name)
            if at < 0:
                return name
        return ""

    def _accepted(self, fault: str, answer: Answer) -> None:
        if fault in {"drop_after", "broken_after"}:
            self._fail(fault.partition("_")[0])
        elif fault == "half":
            raw = answer.raw()
            self.transport.write(raw[: len(raw) - 20])
            self.transport.close()
        elif fault == "slow":
            loop = asyncio.get_running_loop()
            loop.call_later(self.server.faults.delay, self._say, answer)
        else:
            self._say(answer)
            if fault == "twice":
                self._say(answer)

    def _fail(self, how: str) -> None:
        if how == "drop":
            self.transport.abort()
        else:
            self._say(_busy() if how == "busy" else BROKEN)

    def _say(self, answer: Answer) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer.raw())


async def _serve(
    server: Server, host: str, port: int, ready: threading.Event, end: asyncio.Event
) -> None:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: _Talk(server), host, port, backlog=1000)
    server.base = f"http://{host}:{listening.sockets[0].getsockname()[1]}"
    ready.set()
    await end.wait()
    listening.close()


@contextlib.contextmanager
def running(
    faults: Faults = Faults(),  # noqa: B008
    seed: int = 0,
    port: int = 0,
    host: str = "127.0.0.1",
) -> Iterator[Server]:
    """The server in a thread of its own; port 0 takes a free one (see `base`)."""
    server, ready = Server(faults, seed), threading.Event()
    loop, end = asyncio.new_event_loop(), asyncio.Event()
    work = _serve(server, host, port, ready, end)
    thread = threading.Thread(target=loop.run_until_complete, args=(work,), daemon=True)
    thread.start()
    try:
        if not ready.wait(10):
            raise RuntimeError(f"The faulty server did not start on port {port}")
        yield server
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(10)
        loop.close()


def main() -> None:
    """Serve until told to stop; then print how many were accepted, and how many twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=3102)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mixed", action="store_true", help="a little of every trouble")
    parser.add_argument("--honours-key", action="store_true")
    for name in (*CHANCES, "delay", "upload_delay"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float)
    given = vars(parser.parse_args())
    start = MIXED if given["mixed"] else Faults()
    chosen = {
        name: given[name] for name in (*CHANCES, "delay", "upload_delay") if given[name] is not None
    }
    faults = dataclasses.replace(start, **chosen, honours_key=given["honours_key"])
    stop = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stop.set())
    with running(faults, given["seed"], given["port"]) as server:
        print(f"{server.base} token {TOKEN}", flush=True)  # noqa: T201 (its address)
        stop.wait()
    counted = {"accepted": len(server.store.accepted), "doubles": server.doubles}
    print(json.dumps(counted), flush=True)  # noqa: T201 (its result)


if __name__ == "__main__":
    main()
