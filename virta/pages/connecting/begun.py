"""Sign-ins that wait for a person to come back from a network.

What is needed to end one is kept in the person's session, encrypted, under a digest of its
`state` (RFC 6749, section 10.12): so only the browser that began it can end it, once, in time.
"""

import hashlib
import json
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from virta.kit.problems import Problem
from virta.kit.secrets import cipher

LASTS = timedelta(minutes=10)
MOST = 5
"""So many may wait in one session; the oldest make room."""
NAME = "signing_in"
Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in that was begun: of whom, for which channel, by which way, and what ends it."""

    workspace: str
    channel: str
    network: str
    way: str
    person: int
    begun_at: float
    """In seconds since 1970."""
    keep: dict[str, str]


def put(session: Session, state: str, waiting: Waiting) -> None:
    """Keep it until the person comes back with this state."""
    text = keys().encrypt(json.dumps(asdict(waiting)).encode()).decode()
    before = list(session.get(NAME, {}).items())[-(MOST - 1) :]
    session[NAME] = {**dict(before), digest(state): text}


def take(session: Session, state: str, person: int, now: datetime) -> Waiting:
    """What was begun with this state, once. Raises Problem where nothing waits for it."""
    rest = dict(session.get(NAME, {}))
    sealed = rest.pop(digest(state), None)
    if sealed is None:
        raise not_begun()
    session[NAME] = rest
    try:
        found = Waiting(**json.loads(keys().decrypt(sealed.encode())))
    except InvalidToken:
        found = None
    if found is None or found.person != person:
        raise not_begun()
    if now.timestamp() - found.begun_at > LASTS.total_seconds():
        raise Problem(
            _(
                "The sign-in was begun more than ten minutes ago and no longer holds. Begin it again."
            )
        )
    return found


def not_begun() -> Problem:
    """Somebody else's, an old one that was ended already, or one that never was."""
    return Problem(
        _(
            "This sign-in was not begun in this browser, or it has been ended already. Open the "
            "channel's connection in Virta and begin again."
        )
    )


def digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def keys() -> MultiFernet:
    return cipher(settings.SECRET_KEY, "signing-in", settings.OLD_SECRET_KEYS)
