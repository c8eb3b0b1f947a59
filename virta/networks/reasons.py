"""A network's own reason for saying no: found, made presentable, and free of secrets."""

import base64
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

import httpx

LONGEST = 200
_HIDDEN = "…"
_JOINERS = "\u200c\u200d"
_SAYING = ("error_description", "message", "detail", "error", "errors", "title", "reason")
_CODES = ("error", "code", "type", "errors", "error_subcode")
_HARMLESS = {
    *("accept", "accept-encoding", "accept-language", "connection", "content-length"),
    *("content-type", "host", "user-agent", "transfer-encoding", "date"),
}
_SECRET_NAMES = ("token", "secret", "password", "code", "verifier", "assertion", "key", "jwt")
# What looks like a token: long, unbroken, with letters and digits. Better one too many.
_TOKEN_LIKE = re.compile(r"(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{32,}", re.ASCII)


def parsed(response: httpx.Response) -> object:
    """The JSON that the answer holds. Raises ValueError when it holds none."""
    try:
        return json.loads(response.content)
    except RecursionError:
        raise ValueError("The answer is nested too deeply") from None


def reason(response: httpx.Response, request: httpx.Request) -> str:
    """What the network said of it, in a line of at most 200 characters; empty when nothing.

    Whatever of the request is or looks like a secret is left out, in case the answer repeats it.
    """
    try:
        said = _said(parsed(response))
    except ValueError:
        plain = response.headers.get("content-type", "").startswith("text/plain")
        # Not by `text`: that takes charset=zlib at its word, and unpacks it.
        said = response.content[: 10 * LONGEST].decode(errors="replace") if plain else ""
    for secret in sorted(secrets(request), key=len, reverse=True):
        said = said.replace(secret, _HIDDEN)
    return presentable(_TOKEN_LIKE.sub(_HIDDEN, said[: 10 * LONGEST]))


def presentable(text: str, longest: int = LONGEST) -> str:
    """One line, without control characters and the invisible ones that turn text around.

    The joiners stay: emoji are made with them.
    """
    line = " ".join("".join(_visible(sign) for sign in text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cf":
        return sign if sign in _JOINERS else ""
    return " " if kind[0] in "CZ" else sign


def _said(value: object, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        return _said(value[0], depth + 1)
    if isinstance(value, dict) and depth < 4:
        found = (_said(value[key], depth + 1) for key in _SAYING if value.get(key))
        return next((text for text in found if text), "")
    return ""


def codes(response: httpx.Response) -> set[str]:
    """The machine's words for what went wrong, in lower case without hyphens and underscores."""
    try:
        found = set(_codes(parsed(response)))
    except ValueError:
        return set()
    return {code.lower().replace("_", "").replace("-", "") for code in found}


def _codes(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, list) and value:
        yield from _codes(value[0], depth + 1)
    elif isinstance(value, dict) and depth < 4:
        for key in _CODES:
            yield from _codes(value.get(key), depth + 1)


def secrets(request: httpx.Request) -> set[str]:
    """Every text of a request that nobody should read in a message or a log."""
    found = [
        *(text for name, value in request.headers.items() for text in _in_header(name, value)),
        *(value for _, value in request.url.params.multi_items()),
        *(part for part in request.url.path.split("/") if len(part) >= 16),
        *_in_body(request),
    ]
    return {text for text in found if len(text) >= 6}


def _in_header(name: str, value: str) -> Iterator[str]:
    if name in _HARMLESS:
        return
    yield value
    yield from value.split()
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "basic":
        decoded = base64.b64decode(rest + "==").decode(errors="replace")
        yield from decoded.split(":", 1)


def _in_body(request: httpx.Request) -> Iterator[str]:
    try:
        content = request.content
    except httpx.RequestNotRead:
        return  # streamed: a picture or a film
    kind = request.headers.get("content-type", "")
    if "form-urlencoded" in kind:
        yield from _named_secret(dict(parse_qsl(content.decode(errors="replace"))))
    elif "json" in kind:
        try:
            yield from _named_secret(json.loads(content))
        except (ValueError, RecursionError):
            return  # not ours then, and nothing is known of it


def _named_secret(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _named_secret(one)
    if not isinstance(value, Mapping):
        return
    for name, one in value.items():
        if isinstance(one, str) and any(word in str(name).lower() for word in _SECRET_NAMES):
            yield one
        else:
            yield from _named_secret(one)
