"""Signing a channel in to its network, trying whether that still holds, and ending it."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from virta.audiences.models import Channel
from virta.engagement import handing
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.connection import sealed
from virta.flows.publishing.checking import described, standing
from virta.flows.publishing.connecting import CLIENT_KEY
from virta.flows.publishing.leaving import take_back
from virta.kit.secrets import signing_key
from virta.networks import keys, outside, typed
from virta.networks.connecting import until
from virta.networks.errors import Refused
from virta.networks.protocol import Account, Credentials, Network, Ours
from virta.networks.said import Said
from virta.people import audit
from virta.people.models import Person

STEP = 8.0
"""Seconds for one step with a network, while a person waits for the page."""
IN_ALL = 20.0
"""Seconds for everything that is asked of a network for one page."""
WAITING = (Delivery.State.WAITING, Delivery.State.SCHEDULED, Delivery.State.SIGN_IN)


def client() -> httpx.Client:
    """A client for the time that a person waits."""
    return outside.client(settings.REACHABLE_HOSTS, timeout=STEP, within=IN_ALL)


@contextlib.contextmanager
def asking() -> Iterator[httpx.Client]:
    """A client in a stretch of time that ends before the person gives up."""
    with client() as http, until(time.monotonic() + IN_ALL):
        yield http


def ours() -> Ours:
    """This installation, as networks come to know it."""
    base = settings.BASE_URL
    return Ours(
        client_id=base + reverse("connecting:client"),
        callback=base + reverse("connecting:back"),
        site=base,
        key=signing_key(settings.SECRET_KEY, CLIENT_KEY) if settings.SECURE else "",
    )


def document() -> dict[str, Any]:
    """Who we are, for networks that know their clients by an address.

    The fields are those of RFC 7591, as https://atproto.com/specs/oauth asks for them.
    """
    known = ours()
    return {
        **_proof(known),
        "client_id": known.client_id,
        "client_name": known.name,
        "client_uri": known.site,
        "redirect_uris": [known.callback],
        "scope": "atproto transition:generic",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "application_type": "web",
        "dpop_bound_access_tokens": True,
    }


def _proof(known: Ours) -> dict[str, Any]:
    """How others see that it is us: by our key, where they can look it up over https.

    Sign-ins that were begun under an old secret key go on, so its public half stays.
    """
    if not known.key:
        return {"token_endpoint_auth_method": "none"}
    old = (signing_key(secret, CLIENT_KEY) for secret in settings.OLD_SECRET_KEYS)
    return {
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [keys.published(key) for key in (known.key, *old)]},
    }


def connection_of(channel: Channel) -> Connection | None:
    """How the channel is signed in, if it is or was."""
    found: Connection | None = Connection.objects.filter(channel=channel).first()
    return found


def waiting(channel: Channel) -> int:
    """How many posts wait to go out on the channel."""
    rows = Delivery.objects.filter(channel=channel, state__in=WAITING)
    return int(rows.count())


def safe(url: str) -> httpx.URL:
    """Where a network sends people to sign in. Raises Refused where that is no web address."""
    with contextlib.suppress(httpx.InvalidURL):
        if typed.is_plain(made := httpx.URL(url)):
            return made
    raise Refused(
        Said(
            "The server gave no web address to sign in at. Check the address of the server.",
            "Palvelin ei antanut kirjautumiselle verkko-osoitetta. Tarkista palvelimen osoite.",
        )
    )


def sign_in(
    channel: Channel,
    network: Network,
    way: str,
    credentials: Credentials,
    by: Person,
    http: httpx.Client,
    now: datetime,
) -> Connection:
    """Keep a sign-in once the network has said whose it is. Raises a NetworkError."""
    if network.connect is None:
        raise Refused(
            Said(
                f"{network.name} lets no program in. Publish there by hand.",
                f"{network.name} ei päästä ohjelmia sisään. Julkaise siellä käsin.",
            )
        )
    connector = network.connect(credentials, http)
    account = connector.account()
    before = connection_of(channel)
    if before is not None:
        check_same(before, network, account)
    values = {"network": network.key, "way": way, "sealed": sealed(credentials), "made_by": by}
    row = kept(channel, values | described(account) | standing(connector, now))
    event = "channel_connected" if before is None else "channel_reconnected"
    audit.record(channel.workspace, by, event, **named_in(row))
    return row


def failed(channel: Channel, network: str, by: Person) -> None:
    """Write down that somebody tried to sign a channel in and was not let in."""
    details = {"channel": str(channel), "network": network}
    audit.record(channel.workspace, by, "channel_sign_in_failed", **details)


def disconnect(connection: Connection, by: Person) -> bool:
    """Forget the sign-in, here and as far as may be at the network. Returns whether it has."""
    with asking() as http:
        is_told = take_back(connection, http)
    audit.record(connection.workspace, by, "channel_disconnected", **named_in(connection))
    connection.delete()
    handing.disconnected(connection.channel)
    return is_told


def named_in(connection: Connection) -> dict[str, str]:
    """What the audit log says of a connection: never anything secret."""
    return {
        "channel": str(connection.channel),
        "network": connection.network,
        "handle": connection.handle or connection.remote_id,
    }


def check_same(before: Connection, network: Network, account: Account) -> None:
    """Raise Refused where somebody signs the channel in as another account by accident.

    What waits would go out there, and what may be out already would be looked for there.
    """
    known = before.remote_id if before.network == network.key else ""
    if known and account.remote_id and known != account.remote_id:
        raise Refused(
            Said(
                f"This is the account {account.handle}, but the channel has been connected as "
                f"{before.handle}. Sign in as {before.handle}. If the account has changed, "
                "disconnect the channel first.",
                f"Tämä on tili {account.handle}, mutta kanava on ollut yhdistettynä tiliin "
                f"{before.handle}. Kirjaudu tilillä {before.handle}. Jos tili on vaihtunut, katkaise "
                "ensin kanavan yhteys.",
            )
        )


@transaction.atomic
def kept(channel: Channel, values: Mapping[str, Any]) -> Connection:
    """The channel's one row, made or brought up to date; its history stays."""
    fresh = {"workspace": channel.workspace, **values}
    # What was published there before it was connected is not taken, unless somebody chooses so.
    first = fresh | {"own_since": timezone.now()}
    row: Connection = Connection.objects.update_or_create(
        channel=channel, defaults=fresh, create_defaults=first
    )[0]
    return row
