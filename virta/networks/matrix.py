"""Matrix: posts go to a room that people follow. https://spec.matrix.org/v1.11/client-server-api/

Our reference is the transaction's id, which the server honours, and is in the event besides: so
`find` knows the very post. Text is not encrypted; this is for rooms that anyone may read.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

import httpx

from virta.networks import replies, typed
from virta.networks.asking import ask
from virta.networks.looks import Look
from virta.networks.protocol import (
    Account,
    ByFields,
    Credentials,
    Draft,
    Facts,
    Field,
    Limits,
    Media,
    Network,
    Published,
    Receipt,
)
from virta.networks.said import Said
from virta.networks.text import marks

NAME = "Matrix"
REFERENCE = "org.virta.reference"
MARGIN = timedelta(minutes=10)
"""Clocks differ; further back than this before it was made no draft is looked for."""
_MB = 1024 * 1024
Event = dict[str, object]


class Matrix:
    """One account in one room: it publishes, finds, reads, looks and removes."""

    def __init__(self, credentials: Credentials, http: httpx.Client) -> None:
        self._credentials, self._http = credentials, http
        self._room = credentials.get("room", "")

    def account(self) -> Account:
        response = self._ask("GET", "account/whoami")
        user = replies.take(response, replies.body(response), "user_id", str)
        return Account(user, user, self._room, f"https://matrix.to/#/{self._room}")

    def publish(self, draft: Draft) -> Receipt:
        content: Event = {"msgtype": "m.text", "body": draft.text, REFERENCE: draft.reference}
        for media in draft.media:
            content |= self._uploaded(media)
        draft.begins()
        if draft.parent:
            answered = {"m.in_reply_to": {"event_id": draft.parent.remote_id}}
            root = {"rel_type": "m.thread", "event_id": (draft.root or draft.parent).remote_id}
            content["m.relates_to"] = root | answered | {"is_falling_back": True}
        path = f"{self._in_room()}/send/m.room.message/{quote(draft.reference, safe='')}"
        response = self._ask("PUT", path, writes=True, json=content)
        return self._receipt(replies.take(response, replies.body(response), "event_id", str))

    def find(self, draft: Draft) -> Receipt | None:
        for response, event in self._since(draft.made_at - MARGIN):
            if _part(event, "content").get(REFERENCE) == draft.reference:
                return self._receipt(replies.take(response, event, "event_id", str))
        return None

    def read(self, since: datetime) -> Iterator[Published]:
        for response, event in self._since(since):
            published = self._published(response, event)
            if published:
                yield published

    def look(self, remote_ids: Iterable[str]) -> Mapping[str, Published | None]:
        return {one: self._look(one) for one in remote_ids}

    def locate(self, address: str) -> Receipt | None:
        name = unquote(address.partition("?")[0].rpartition("/")[2])
        found = self._look(name) if name.startswith("$") else None
        return self._receipt(name) if found else None

    def remove(self, remote_id: str) -> None:
        path = f"{self._in_room()}/redact/{quote(remote_id, safe='')}/{secrets.token_hex(10)}"
        self._ask("PUT", path, writes=True, json={}, takes=(404,))

    def _look(self, remote_id: str) -> Published | None:
        path = f"{self._in_room()}/event/{quote(remote_id, safe='')}"
        response = self._ask("GET", path, takes=(404,))
        if response.status_code == 404:
            if replies.body(response).get("errcode") == "M_NOT_FOUND":
                return None
            raise replies.misunderstood(response)
        return self._published(response, replies.body(response))

    def _published(self, response: httpx.Response, event: Event) -> Published | None:
        body = _part(event, "content").get("body")
        replaced = _part(_part(_part(event, "unsigned"), "m.relations"), "m.replace")
        if not isinstance(body, str) or _is_edit(event):
            return None  # taken back, or a later version of another event
        at = self._receipt(replies.take(response, event, "event_id", str))
        newer = _part(_part(replaced, "content"), "m.new_content").get("body", body)
        edited_at = _when(response, replaced) if replaced else None
        made_at = _when(response, event)
        relates = _part(_part(event, "content"), "m.relates_to")
        is_talk = "m.in_reply_to" in relates or relates.get("rel_type") == "m.thread"
        return Published(at.remote_id, at.url, str(newer), made_at, "", edited_at, is_talk)

    def _since(self, since: datetime) -> Iterator[tuple[httpx.Response, Event]]:
        sought = json.dumps({"types": ["m.room.message"], "senders": [self._credentials["user"]]})
        params = {"dir": "b", "limit": "100", "filter": sought}
        while True:
            response = self._ask("GET", f"{self._in_room()}/messages", params=params)
            page = replies.body(response)
            for event in replies.take(response, page, "chunk", list):
                if _when(response, event) < since:
                    return
                yield response, event
            if page.get("end") in {None, params.get("from")}:
                return
            params["from"] = replies.take(response, page, "end", str)

    def _uploaded(self, media: Media) -> Event:
        """Nothing of it is public before the post is, so whatever goes wrong can be tried again."""
        kind = {"Content-Type": media.mime}
        response = self._ask("POST", "upload", "media", content=media.content, headers=kind)
        address = replies.take(response, replies.body(response), "content_uri", str)
        info = {"mimetype": media.mime, "w": media.width, "h": media.height}
        name = f"media.{media.mime.rpartition('/')[2]}"
        shown = {"msgtype": "m.video" if media.is_film else "m.image", "filename": name}
        return {**shown, "url": address, "info": info}

    def _receipt(self, event_id: str) -> Receipt:
        return Receipt(event_id, f"https://matrix.to/#/{self._room}/{event_id}")

    def _in_room(self) -> str:
        return f"rooms/{quote(self._room, safe='')}"

    def _ask(self, method: str, path: str, area: str = "client", **more: Any) -> httpx.Response:
        url = f"{self._credentials['server']}/_matrix/{area}/v3/{path}"
        return ask(self._http, NAME, method, url, token=self._credentials["token"], **more)


def sign_in(filled: Mapping[str, str], http: httpx.Client) -> Credentials:
    """From a server, a token and a room, by its id or its public name, to credentials."""
    url, room = typed.address(filled.get("server", "")), filled.get("room", "").strip()
    server = f"{url.scheme}://{url.netloc.decode('ascii')}"
    kept = {"server": server, "token": filled.get("token", "").strip(), "room": room}
    if room.startswith("#"):
        response = Matrix(kept, http)._ask("GET", f"directory/room/{quote(room, safe='')}")
        kept["room"] = replies.take(response, replies.body(response), "room_id", str)
    return kept | {"user": Matrix(kept, http).account().remote_id}


def _part(event: Mapping[str, object], key: str) -> Event:
    value = event.get(key)
    return value if isinstance(value, dict) else {}


def _is_edit(event: Event) -> bool:
    return _part(_part(event, "content"), "m.relates_to").get("rel_type") == "m.replace"


def _when(response: httpx.Response, event: Event) -> datetime:
    milliseconds = replies.take(response, event, "origin_server_ts", int)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def limits(known: Facts) -> Limits:
    """An event has 64 KiB with all that goes round the text, which JSON makes longer."""
    pictures, films = 8 * _MB, 50 * _MB
    return Limits(
        0, 30_000, pictures=1, picture_bytes=pictures, films=1, film_bytes=films, thread=100
    )


_FIELDS = (
    Field("server", Said("Server", "Palvelin"), kind="address"),
    Field("room", Said("Room", "Huone"), Said("#news:example.org", "#uutiset:example.org")),
    Field("token", Said("Access token", "Käyttöavain"), kind="secret"),
)
NETWORK = Network(
    key="matrix",
    name=NAME,
    ways=(ByFields("token", Said("With an access token", "Käyttöavaimella"), _FIELDS, sign_in),),
    connect=Matrix,
    limits=limits,
    count=lambda text, known: len(text.encode()),
    new_reference=lambda moment: f"{moment:%Y%m%d}-{secrets.token_hex(12)}",
    unit=Said("bytes", "tavua"),
    look=Look(marks=marks.of("link"), cells=1),
    bears_reference=True,
)
