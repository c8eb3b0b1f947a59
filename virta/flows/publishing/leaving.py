"""Ending sign-ins: taken back at the network where it lets us, and erased here."""

import logging
from datetime import datetime

import httpx

from virta.engagement.models import Connection
from virta.flows.publishing.connecting import connector_of
from virta.networks.errors import NetworkError
from virta.networks.protocol import Leaver
from virta.networks.said import Said
from virta.people import audit

log = logging.getLogger(__name__)
AT_ONCE = 5
REMOVED = Said(
    "The channel was removed, and Virta has forgotten the sign-in. Sign in again to publish there.",
    "Kanava on poistettu, ja Virta on unohtanut kirjautumisen. Kirjaudu uudelleen, jos sinne "
    "julkaistaan.",
)


def take_back(connection: Connection, http: httpx.Client) -> bool:
    """Have the network forget a sign-in. Returns whether it has; some let nobody ask for that."""
    try:
        connector = connector_of(connection, http)
        if not isinstance(connector, Leaver):
            return False
        return connector.sign_out()
    except NetworkError as trouble:
        log.info("Channel %s could not be signed out: %s", connection.channel_id, trouble)
        return False


def erase_removed(now: datetime, http: httpx.Client) -> int:
    """Erase the sign-ins of channels that were removed. Returns how many.

    Who brings such a channel back signs it in again; that is safer than keeping keys that nobody
    minds. Erased first, told to the network then: a network that is away must not keep them here.
    """
    rows = Connection.objects.filter(channel__removed_at__lte=now).exclude(sealed="")
    erased = 0
    for one in rows.select_related("channel__workspace")[:AT_ONCE]:
        if one.forget(REMOVED.kept):
            erased += 1
            details = {"channel": str(one.channel), "network": one.network, "handle": one.handle}
            audit.record(one.workspace, None, "channel_disconnected", **details)
            take_back(one, http)
    return erased
