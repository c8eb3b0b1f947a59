"""What a server says that it can do: Mastodon and its many relatives differ.

https://docs.joinmastodon.org/entities/Instance/ and, of older servers and of Pleroma and Akkoma,
https://docs.joinmastodon.org/entities/V1_Instance/
"""

import re
from collections.abc import Mapping

import httpx

from virta.networks import replies
from virta.networks.mastodon.asking import ask, text_of
from virta.networks.protocol import Facts, Limits
from virta.networks.text import graphemes, mastodon

_COMPATIBLE = re.compile(r"\(compatible; *([^ )/]+)")
_NUMBERS = {
    "max_characters": ("statuses", "max_characters"),
    "url_length": ("statuses", "characters_reserved_per_url"),
    "pictures": ("statuses", "max_media_attachments"),
    "alt": ("media_attachments", "description_limit"),
    "picture_bytes": ("media_attachments", "image_size_limit"),
    "picture_pixels": ("media_attachments", "image_matrix_limit"),
    "film_bytes": ("media_attachments", "video_size_limit"),
    "film_pixels": ("media_attachments", "video_matrix_limit"),
    "film_rate": ("media_attachments", "video_frame_rate_limit"),
    "poll_options": ("polls", "max_options"),
}
_OLD_NUMBERS = {
    "max_characters": "max_toot_chars",
    "alt": "description_limit",
    "picture_bytes": "upload_limit",
    "film_bytes": "upload_limit",
}


def read(http: httpx.Client, server: str) -> tuple[str, Facts]:
    """Where the server really is (it may lead on to another address), and what it says of itself.

    The facts are plain values, fit to be kept as JSON. Raises a NetworkError.
    """
    response = ask(http, "GET", f"{server}/api/v2/instance", hops=3, takes=(404, 405, 410, 501))
    if not response.is_success:
        response = ask(http, "GET", f"{server}/api/v1/instance", hops=3)
    said = replies.body(response)
    version = replies.take(response, said, "version", str)
    url = response.url
    return f"{url.scheme}://{url.netloc.decode('ascii')}", facts(said, version)


def facts(said: Mapping[str, object], version: str) -> Facts:
    """What matters of an instance's answer, of either version of it."""
    configuration = _part(said, "configuration")
    found: dict[str, object] = {"version": version, "software": _software(said, version)}
    for name, (part, key) in _NUMBERS.items():
        number = _positive(_part(configuration, part).get(key))
        if number is None and name in _OLD_NUMBERS:
            number = _positive(said.get(_OLD_NUMBERS[name]))
        if number is not None:
            found[name] = number
    types = _part(configuration, "media_attachments").get("supported_mime_types")
    if isinstance(types, list):
        found["types"] = [kind for kind in types if isinstance(kind, str)]
    found["quote"] = _quote(said, str(found["software"]))
    return found


def limits(known: Facts) -> Limits:
    """What a post may be on this server; a plain Mastodon's limits for what it did not say."""
    types = known.get("types")
    kinds = tuple(str(kind) for kind in types) if isinstance(types, list) else ()
    return Limits(
        text=_number(known, "max_characters", 500),
        pictures=_number(known, "pictures", 4),
        picture_bytes=_number(known, "picture_bytes", 16 * 1024 * 1024),
        picture_types=_of(kinds, "image/") or ("image/jpeg", "image/png", "image/gif"),
        picture_pixels=_number(known, "picture_pixels", 33_177_600),
        films=1,
        film_bytes=_number(known, "film_bytes", 99 * 1024 * 1024),
        film_types=_of(kinds, "video/") or ("video/mp4",),
        film_pixels=_number(known, "film_pixels", 8_294_400),
        film_rate=_number(known, "film_rate", 120),
        alt=_number(known, "alt", 1500),
        thread=100,
    )


def count(text: str, known: Facts) -> int:
    """The length as this server counts it: where it reserves a length for links, that counts."""
    reserved = known.get("url_length", 23 if _is_mastodon(known) else None)
    if isinstance(reserved, int):
        return mastodon.length(text, reserved)
    return graphemes.count(text)


def _is_mastodon(known: Facts) -> bool:
    return known.get("software", "mastodon") == "mastodon"


def _software(said: Mapping[str, object], version: str) -> str:
    compatible = _COMPATIBLE.search(version)
    if compatible:
        return compatible[1].lower()
    if version.lower().startswith("takahe"):
        return "takahe"
    source = text_of(said, "source_url").rstrip("/").rpartition("/")[2].lower()
    return source or "mastodon"


def _quote(said: Mapping[str, object], software: str) -> str:
    """What the server calls the status that is quoted; empty where it knows no quoting."""
    if software in {"pleroma", "akkoma", "hollo"}:
        return "quote_id"
    versions = _part(said, "api_versions")
    # Mastodon 4.5, https://docs.joinmastodon.org/methods/statuses/#create
    return "quoted_status_id" if (_positive(versions.get("mastodon")) or 0) >= 7 else ""


def _part(said: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = said.get(key)
    return value if isinstance(value, dict) else {}


def _positive(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and value > 0 else None


def _number(known: Facts, name: str, usual: int) -> int:
    return _positive(known.get(name)) or usual


def _of(kinds: tuple[str, ...], begins: str) -> tuple[str, ...]:
    return tuple(kind for kind in kinds if kind.startswith(begins))
