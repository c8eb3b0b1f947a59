"""Mastodon, and the servers that speak its API. https://docs.joinmastodon.org/

`NETWORK` is all that the rest of Virta needs. Its relatives (Pleroma, Akkoma, GoToSocial, Takahe,
Hollo, Sharkey) differ in what they can, and say so: see `instance`.
"""

import secrets
from datetime import UTC, datetime

from virta.networks.looks import Look
from virta.networks.mastodon import instance, signing_in
from virta.networks.mastodon.account import Mastodon
from virta.networks.options import SPEAKS_OF_POSTS
from virta.networks.protocol import ByFields, ByOAuth, Field, Network, Option, Rate
from virta.networks.said import Said
from virta.networks.text import marks

__all__ = ["NETWORK", "Mastodon"]

_SERVER = Field(
    "server",
    Said("Server", "Palvelin"),
    Said(
        "The part after the last @ of the account's name, such as mastodon.social.",
        "Tilin nimen osa viimeisen @-merkin jälkeen, esimerkiksi mastodon.social.",
    ),
    kind="address",
)
_TOKEN = Field("token", Said("Access token", "Käyttöavain"), kind="secret")
_OPTIONS = (
    Option(
        "visibility",
        Said("Who sees it", "Kuka näkee"),
        "choice",
        (
            ("public", Said("Everyone", "Kaikki")),
            ("unlisted", Said("Everyone, but not on lists", "Kaikki, mutta ei listoilla")),
            ("private", Said("Followers", "Seuraajat")),
            ("direct", Said("Those mentioned", "Mainitut")),
        ),
        default="public",
    ),
    Option(
        "spoiler_text",
        Said("Content warning", "Sisältövaroitus"),
        "text",
        help=Said(
            "Shown first; the post opens from it. It counts towards the length.",
            "Näkyy ensin, ja julkaisu avautuu siitä. Lasketaan mukaan pituuteen.",
        ),
        shows="warning",
        counts=True,
    ),
    Option(
        "sensitive", Said("Hide pictures at first", "Piilota kuvat aluksi"), "flag", shows="hides"
    ),
    Option(
        "poll",
        Said("Poll", "Kysely"),
        "text",
        help=Said("One answer a line.", "Yksi vastausvaihtoehto riville."),
        shows="poll",
    ),
    Option(
        "poll_hours",
        Said("The poll is open", "Kysely on auki"),
        "choice",
        (
            ("1", Said("An hour", "Tunnin")),
            ("24", Said("A day", "Päivän")),
            ("72", Said("Three days", "Kolme päivää")),
            ("168", Said("A week", "Viikon")),
        ),
        default="24",
        shows="poll_note",
    ),
    Option(
        "poll_multiple",
        Said("Many answers allowed", "Saa valita useita"),
        "flag",
        shows="poll_note",
    ),
    *SPEAKS_OF_POSTS,
)


def new_reference(moment: datetime) -> str:
    """When, and 80 bits of chance: the Idempotency-Key that goes with the post."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(10)}"


NETWORK = Network(
    key="mastodon",
    name="Mastodon",
    ways=(
        ByOAuth(
            "oauth",
            Said("Sign in at the server", "Kirjaudu palvelimella"),
            (_SERVER,),
            signing_in.begin,
            signing_in.finish,
        ),
        ByFields(
            "token",
            Said("With an access token", "Käyttöavaimella"),
            (_SERVER, _TOKEN),
            signing_in.by_token,
            Said(
                "Made on the server under Preferences, Development, New application; it needs "
                "the scopes read, write:statuses and write:media.",
                "Luodaan palvelimella kohdassa Asetukset, Kehitys, Uusi sovellus; tarvittavat "
                "oikeudet ovat read, write:statuses ja write:media.",
            ),
        ),
    ),
    connect=Mastodon,
    limits=instance.limits,
    count=instance.count,
    new_reference=new_reference,
    options=_OPTIONS,
    look=Look(marks=marks.on_mastodon, has_focus=True),
    # Mastodon's config/initializers/rack_attack.rb: by token, by account for uploads, and by account
    # for what is read page by page. Only who is not signed in is counted by address.
    rates=(
        Rate(300, 300),
        Rate(30, 1800, post=0, read=0),
        Rate(300, 900, post=0, upload=0),
    ),
)
