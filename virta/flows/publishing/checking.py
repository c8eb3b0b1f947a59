"""Whether a sign-in still holds: asked by hand on its page, and of every channel once a day."""

import logging
from datetime import datetime
from typing import Any

import httpx

from virta.engagement.models import Connection
from virta.flows.publishing.connecting import close, connector_of, ending, holds, note, renewal
from virta.networks import sentences
from virta.networks.errors import NetworkError, SignInAgain, TryLater
from virta.networks.protocol import Account, Connector
from virta.networks.said import Said

log = logging.getLogger(__name__)
AT_ONCE = 5


def check_some(now: datetime, http: httpx.Client) -> int:
    """Try a few of the connections that nobody has looked at for a day. Returns how many."""
    tried = 0
    for one in Connection.objects.checkable(now).select_related("channel__workspace")[:AT_ONCE]:
        if one.claim_check(now):
            tried += 1
            if trouble := check(one, http, now):
                log.info("Trying the sign-in of channel %s: %s", one.channel_id, trouble)
    return tried


def check(connection: Connection, http: httpx.Client, now: datetime) -> NetworkError | None:
    """Ask the network whose account it is, and write down how it stands. Returns the trouble.

    Nothing is written where somebody has signed in anew meanwhile.
    """
    if not holds(connection, now, http):
        trouble = connection.trouble
        said = (
            Said(trouble["en"], trouble["fi"]) if trouble else sentences.trouble(connection.network)
        )
        return TryLater(said, trouble.get("reason", ""))
    mine = Connection.objects.filter(pk=connection.pk, sealed=connection.sealed)
    try:
        connector = connector_of(connection, http)
        account = connector.account()
    except SignInAgain as error:
        close(connection, error)
        mine.update(checked_at=now)
        return error
    except NetworkError as error:
        note(connection, error, now)
        return error
    seen = described(account)
    del seen["remote_id"]
    mine.update(**standing(connector, now), **seen)
    return None


def described(account: Account) -> dict[str, Any]:
    """Whose account it is, cut to what the row holds. An address that is no web address is none."""
    address = account.url if account.url.startswith(("https://", "http://")) else ""
    return {
        "remote_id": plain(account.remote_id),
        "handle": plain(account.handle),
        "name": plain(account.name),
        "address": address.replace("\x00", "") if len(address) <= 500 else "",
        "facts": dict(account.facts),
    }


def plain(text: str) -> str:
    """A network's words as a row can hold them: PostgreSQL takes no NUL."""
    return text.replace("\x00", "")[:300]


def standing(connector: Connector, now: datetime) -> dict[str, Any]:
    """That the network lets us in, as seen now."""
    return {
        "state": Connection.State.OPEN,
        "trouble": {},
        "trouble_since": None,
        "checked_at": now,
        "renew_at": renewal(connector, now),
        "ends_at": ending(connector),
    }
