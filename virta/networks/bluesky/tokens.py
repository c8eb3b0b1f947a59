"""The tokens of a sign-in by OAuth, and what has to stand beside them to be believed."""

import time
from collections.abc import Mapping

import httpx

from virta.networks import replies
from virta.networks.bluesky import identity, words

_LONGEST = 365 * 24 * 3600


def taken(response: httpx.Response, expected: str = "") -> dict[str, str]:
    """`access`, `refresh`, `did` and `runs_out` (seconds since 1970) of a token answer.

    `refresh` and `runs_out` are empty where the server gave none. With `expected`, the account has
    to be that one. Raises Refused for another account, another kind of token or too small a
    permission, and as `replies.body` where something is missing.
    """
    said = replies.body(response)
    access = replies.take(response, said, "access_token", str)
    did = replies.take(response, said, "sub", str)
    if not access or replies.take(response, said, "token_type", str).lower() != "dpop":
        raise replies.misunderstood(response, "token_type?")
    if not identity.is_did(did) or (expected and did != expected):
        raise words.other_account(did[:80])
    if not set(words.SCOPE.split()) <= set(replies.take(response, said, "scope", str).split()):
        raise words.too_little()
    refresh = said.get("refresh_token")
    return {
        "access": access,
        "refresh": refresh if isinstance(refresh, str) else "",
        "did": did,
        "runs_out": _runs_out(said),
    }


def _runs_out(said: Mapping[str, object]) -> str:
    seconds = said.get("expires_in")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        return ""
    return str(int(time.time() + min(seconds, _LONGEST)))
