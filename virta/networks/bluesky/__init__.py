"""Bluesky, by app password: text, threads and quotes so far. `NETWORK` is all that others need."""

import regex

from virta.networks.bluesky.account import Bluesky, sign_in
from virta.networks.bluesky.tid import new_reference
from virta.networks.bluesky.words import NAME
from virta.networks.protocol import ByFields, Facts, Field, Limits, Network
from virta.networks.said import Said

__all__ = ["NETWORK", "Bluesky"]


def _count(text: str, known: Facts) -> int:
    return len(regex.findall(r"\X", text))


def _limits(known: Facts) -> Limits:
    return Limits(text=300, text_bytes=3000, thread=100)


_FIELDS = (
    Field("server", Said("Server", "Palvelin"), kind="address", default="https://bsky.social"),
    Field("handle", Said("Handle", "Käyttäjätunnus")),
    Field("password", Said("App password", "Sovellussalasana"), kind="secret"),
)
NETWORK = Network(
    key="bluesky",
    name=NAME,
    ways=(
        ByFields("password", Said("With an app password", "Sovellussalasanalla"), _FIELDS, sign_in),
    ),
    connect=Bluesky,
    limits=_limits,
    count=_count,
    new_reference=new_reference,
)
