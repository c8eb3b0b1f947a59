"""Turns what HTTP brings back into the four errors, the careful way where something was written.

What an answer means for a request that writes:

- Nothing reached the server (no such name, no connection, no certificate): TryLater.
- It left us and no answer came, or one that cannot be read: Unsure.
- 4xx: the server read it and said no: SignInAgain or Refused. 429 and 425 (RFC 8470: it declines
  to take the risk of a replay) say that it did not even begin: TryLater.
- 408 and 5xx: Unsure. The one who answers is often a proxy that had already passed the request
  on; 500 may come after the post was stored. Only 501 and 505 mean that it cannot be done.
- 503 is "not now" in RFC 9110, and would be TryLater. But proxies say it too when a server broke
  off half way (Envoy: "upstream reset"), and Varnish and Fastly then add Retry-After by
  themselves. So it counts only with Retry-After *and* JSON, which is the network's own voice.
- A redirect: 302 and 303 are also how a server says "done, look there": Unsure. 301, 307 and 308
  did nothing yet: Refused.

A needless Unsure costs a look at the network, a wrong TryLater a post that is out twice.
For a request that only reads, whatever may pass is TryLater.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TypeVar

import httpx

from virta.networks import outside, sentences
from virta.networks.errors import NetworkError, Refused, SignInAgain, TryLater, Unsure
from virta.networks.reasons import codes, parsed, presentable, reason
from virta.networks.waits import USUAL, wait

T = TypeVar("T")
_ASKED = "virta.asked"
_STRANGE_WAIT = timedelta(minutes=5)

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNSENDABLE = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.TooManyRedirects)
_SIGNED_OUT = {
    *("invalidtoken", "expiredtoken", "tokenexpired", "invalidgrant", "invalidclient"),
    *("expiredaccesstoken", "revokedaccesstoken", "authmissing", "authfactortokenrequired"),
}
_ABOUT_SIGNING_IN = (
    *("token", "scope", "sign in", "log in", "login", "credential", "authenticat", "session"),
    *("unauthorized", "unauthorised"),
)


def send(
    http: httpx.Client,
    name: str,
    request: httpx.Request,
    *,
    writes: bool,
    takes: Collection[int] = (),
    hops: int = 0,
) -> httpx.Response:
    """Send once and give back the answer of a request that went well.

    The request is made with `http.build_request`, which adds the client's time-outs and name.
    `name` is the network's, for the messages. `writes` says whether doing it twice would matter.
    `takes` are statuses that the caller judges itself (404 where gone is as good as removed).
    `hops` is how many redirects to follow, for addresses that people type; writing follows none.
    Raises a NetworkError (see the module), never with anything of the request in it.
    """
    try:
        if hops and not writes:
            response = outside.follow(http, request, hops)
        else:
            response = http.send(request, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        problem: NetworkError | None = _broken_off(trouble, name, writes)
    else:
        response.extensions[_ASKED] = (name, writes)
        fine = response.is_success or response.status_code in takes
        problem = None if fine else _judged(response, name, writes)
    if (
        problem
    ):  # raised here and not above, so that it does not carry httpx's error with the request
        raise problem
    return response


def settled(response: httpx.Response, takes: Collection[int] = ()) -> httpx.Response:
    """An answer that `send` was told to take, judged after all. Raises a NetworkError like `send`.

    For those who look at a status themselves and find that it was not what they looked for.
    """
    if response.is_success or response.status_code in takes:
        return response
    raise _judged(response, *response.extensions[_ASKED])


def body(response: httpx.Response) -> dict[str, object]:
    """The JSON object that a request brought. Raises Unsure after writing, else TryLater."""
    return _as_kind(response, _json(response), dict)


def rows(response: httpx.Response) -> list[dict[str, object]]:
    """The list of JSON objects that a request brought. Raises like `body`."""
    return [_as_kind(response, row, dict) for row in _as_kind(response, _json(response), list)]


def take(response: httpx.Response, part: Mapping[str, object], key: str, kind: type[T]) -> T:
    """A value that has to be there and of this kind. Raises like `body`."""
    return _as_kind(response, part.get(key), kind, key)


def reason_of(response: httpx.Response) -> str:
    """The network's own words, fit to be shown; for networks that say no with a 200."""
    return reason(response, response.request)


def misunderstood(response: httpx.Response, why: str = "") -> NetworkError:
    """What to raise when an answer that went well says something that cannot be."""
    name, writes = response.extensions.get(_ASKED, (response.request.url.host, True))
    if writes:
        return Unsure(sentences.unsure(name), why)
    return TryLater(sentences.strange(name), why, _STRANGE_WAIT)


def _json(response: httpx.Response) -> object:
    try:
        return parsed(response)
    except ValueError:
        pass  # raised below, without the answer in its context
    raise misunderstood(response)


def _as_kind(response: httpx.Response, value: object, kind: type[T], key: str = "") -> T:
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise misunderstood(response, presentable(f"{key}?", 40) if key else "")


def _broken_off(trouble: Exception, name: str, writes: bool) -> NetworkError:
    if isinstance(trouble, _NOTHING_SENT):
        by_certificate = "certificate" in str(trouble).lower()
        said = sentences.uncertified if by_certificate else sentences.unreachable
        return TryLater(said(name), wait=_STRANGE_WAIT if by_certificate else USUAL)
    if isinstance(trouble, (*_UNSENDABLE, httpx.InvalidURL)):
        return Refused(sentences.unsendable(name))
    if writes:
        return Unsure(sentences.unsure(name))
    if isinstance(trouble, outside.TooLarge):
        return Refused(sentences.too_large(name))
    if isinstance(trouble, httpx.DecodingError):
        return TryLater(sentences.strange(name), wait=_STRANGE_WAIT)
    return TryLater(sentences.unreachable(name))


def _judged(response: httpx.Response, name: str, writes: bool) -> NetworkError:
    status = response.status_code
    why = reason_of(response)
    if status in {425, 429}:
        return TryLater(sentences.busy(name), why, wait(response.headers))
    if _signed_out(response, why):
        return SignInAgain(sentences.signed_out(name), why)
    if status == 408 or (status >= 500 and status not in {501, 505}):
        if writes and not _not_now(response):
            return Unsure(sentences.unsure(name), why)
        return TryLater(sentences.trouble(name), why, wait(response.headers))
    if status < 400:
        done = writes and status in {302, 303}
        return Unsure(sentences.unsure(name)) if done else Refused(sentences.moved(name))
    return Refused(sentences.refused(name, status, bool(why)), why)


def _signed_out(response: httpx.Response, why: str) -> bool:
    if response.status_code == 401:
        return True
    if response.status_code == 403 and any(word in why.lower() for word in _ABOUT_SIGNING_IN):
        return True
    if response.status_code not in {400, 403}:
        return False
    said = codes(response)
    return bool(said & _SIGNED_OUT) or {"oauthexception", "190"} <= said


def _not_now(response: httpx.Response) -> bool:
    json = "json" in response.headers.get("content-type", "")
    return response.status_code == 503 and json and "retry-after" in response.headers
