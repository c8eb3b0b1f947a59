"""From a channel's connection to a connector that can be asked."""

from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce

from virta.engagement.models import Connection
from virta.networks import outside
from virta.networks.errors import NetworkError, Refused, SignInAgain
from virta.networks.protocol import Connector, Ending, Expiring, Network, Publisher, Renewer
from virta.networks.registry import named
from virta.networks.said import Said
from virta.people import audit

CLIENT_KEY = "client"
"""What the key is for that networks know this installation by."""
RENEW_EVERY = timedelta(minutes=30)
SOONEST = timedelta(minutes=1)
RETRY = timedelta(minutes=5)
"""From a renewal that did not go through to the next try."""
AHEAD = timedelta(minutes=2)
"""A sign-in that ends sooner may end while something is sent; it is renewed first."""
REST = timedelta(minutes=1)
"""How long a channel waits whose sign-in has ended and could not be renewed yet."""


def client(reachable: Any) -> httpx.Client:
    """A client that reaches the public internet, and what the operator has listed."""
    return outside.client(reachable, within=settings.LEASE / 2)


def network_of(key: str) -> Network:
    """The network of this key. Raises Refused where Virta does not know it any more."""
    network = named(key)
    if network is None:
        raise Refused(
            Said(
                f"Virta no longer knows the network {key}. Install its package again, or publish "
                "by hand.",
                f"Virta ei enää tunne verkostoa {key}. Asenna sen paketti uudelleen tai julkaise "
                "käsin.",
            )
        )
    return network


def connector_of(connection: Connection, http: httpx.Client) -> Connector:
    """The signed-in account. Raises a NetworkError."""
    network = network_of(connection.network)
    if network.connect is None:
        raise Refused(
            Said(
                f"{network.name} lets no program in. Publish there by hand.",
                f"{network.name} ei päästä ohjelmia sisään. Julkaise siellä käsin.",
            )
        )
    try:
        credentials = connection.credentials
    except InvalidToken:
        raise SignInAgain(
            Said(
                "The credentials were kept under another secret key. Sign in again, or give "
                "Virta the old key as well (VIRTA_OLD_SECRET_KEYS).",
                "Tunnukset on tallennettu toisella salaisella avaimella. Kirjaudu uudelleen tai "
                "anna Virralle myös vanha avain (VIRTA_OLD_SECRET_KEYS).",
            )
        ) from None
    return network.connect(credentials, http)


def publisher_of(connection: Connection, http: httpx.Client) -> Publisher:
    """The account as one that publishes. Raises a NetworkError."""
    connector = connector_of(connection, http)
    if not isinstance(connector, Publisher):
        raise Refused(
            Said(
                f"Virta cannot publish to {connection.network}. Publish there by hand.",
                f"Virta ei osaa julkaista verkostoon {connection.network}. Julkaise siellä käsin.",
            )
        )
    return connector


def told(error: NetworkError) -> dict[str, str]:
    """What went wrong, as rows keep it."""
    return error.said.kept | {"reason": error.reason}


def close(connection: Connection, error: SignInAgain) -> bool:
    """The network lets us in no more: a person has to sign in again.

    Returns False where somebody has signed in anew, or renewed the sign-in, since it was read:
    then nothing is written, and what was tried may be tried again with that.
    """
    opened = Connection.objects.filter(pk=connection.pk, state=Connection.State.OPEN)
    mine = opened.filter(sealed=connection.sealed)
    if mine.update(state=Connection.State.CLOSED, trouble=told(error)):
        details = {"channel": str(connection.channel), "network": connection.network}
        audit.record(connection.workspace, None, "channel_signed_out", **details)
        return True
    return not opened.exists()


def note(connection: Connection, error: NetworkError, now: datetime) -> None:
    """Write down what went wrong this time, and since when it has."""
    since = Coalesce("trouble_since", Value(now, output_field=DateTimeField()))
    mine = Connection.objects.filter(pk=connection.pk, sealed=connection.sealed)
    mine.update(trouble=told(error), trouble_since=since)


def ending(connector: Connector) -> datetime | None:
    """When a sign-in ends for good; None where that is not known or never."""
    if isinstance(connector, Ending):
        return connector.ends()
    if isinstance(connector, Expiring) and not isinstance(connector, Renewer):
        return connector.runs_out()
    return None


def renewal(connector: Connector, now: datetime) -> datetime | None:
    """When to renew a sign-in that holds now: half way, and at least every half an hour."""
    if not isinstance(connector, Renewer):
        return None
    ends = connector.runs_out() if isinstance(connector, Expiring) else None
    left = (ends - now) / 2 if ends else RENEW_EVERY
    return now + max(SOONEST, min(RENEW_EVERY, left))


def holds(connection: Connection, now: datetime, http: httpx.Client) -> bool:
    """Whether to go on with this sign-in now; one that is about to end is renewed first.

    Where that does not go through for now, the channel rests a while: with an ended sign-in the
    network would turn away what is fine. One that cannot be renewed at all is told when it is used.
    """
    if not _is_ending(connection, now, http) or renew(connection, now, http):
        return True
    connection.refresh_from_db()
    if connection.state == Connection.State.CLOSED or not _is_ending(connection, now, http):
        return True
    Connection.objects.filter(pk=connection.pk).update(not_before=now + REST)
    return False


def _is_ending(connection: Connection, now: datetime, http: httpx.Client) -> bool:
    try:
        connector = connector_of(connection, http)
    except NetworkError:
        return False  # told by whoever uses it
    if not isinstance(connector, Renewer) or not isinstance(connector, Expiring):
        return False
    ends = connector.runs_out()
    return ends is not None and ends < now + AHEAD


def renew(connection: Connection, now: datetime, http: httpx.Client) -> bool:
    """Renew one sign-in that will run out. Returns whether there are new credentials.

    One worker does it: the row's time is moved first, by a conditional update.
    """
    rows = Connection.objects.filter(pk=connection.pk, renew_at=connection.renew_at)
    if not rows.update(renew_at=now + RETRY):
        return False
    mine = Connection.objects.filter(pk=connection.pk)
    try:
        connector = connector_of(connection, http)
        if not isinstance(connector, Renewer):
            mine.update(renew_at=None)
            return False
        if not connection.keep(connector.renew()):
            return False
        fresh = connector_of(connection, http)
        well: dict[str, Any] = {"trouble": {}, "trouble_since": None}
        mine.update(renew_at=renewal(fresh, now), ends_at=ending(fresh), **well)
        return True
    except SignInAgain as error:
        close(connection, error)
    except NetworkError as error:
        note(connection, error, now)
    return False
