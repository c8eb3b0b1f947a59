"""Bluesky and its relatives on the AT Protocol. `NETWORK` is all that others need."""

import regex

from virta.networks.bluesky import signing_in
from virta.networks.bluesky.account import Bluesky, sign_in
from virta.networks.bluesky.tid import new_reference
from virta.networks.bluesky.words import NAME
from virta.networks.looks import Look
from virta.networks.options import SPEAKS_OF_POSTS
from virta.networks.protocol import ByFields, Facts, Field, Limits, Network, Option, Rate
from virta.networks.said import Said
from virta.networks.text import marks

__all__ = ["NETWORK", "Bluesky"]

_LIMITS = Limits(
    text=300,
    text_bytes=3000,
    pictures=4,
    picture_bytes=1_000_000,  # servers that are not up to date take no more
    picture_types=("image/jpeg", "image/png", "image/webp"),
    picture_pixels=4000 * 4000,
    films=1,
    film_bytes=100_000_000,
    film_types=("video/mp4",),
    film_seconds=180,
    alt=2000,
    thread=100,
)
_OPTIONS = (
    Option(
        "replies",
        Said("Who may answer", "Kuka saa vastata"),
        "choice",
        (
            ("everyone", Said("Everyone", "Kaikki")),
            ("mentioned", Said("Those mentioned", "Mainitut")),
            ("following", Said("Those you follow", "Ne, joita seuraat")),
            ("followers", Said("Your followers", "Seuraajasi")),
            ("nobody", Said("Nobody", "Ei kukaan")),
        ),
        default="everyone",
    ),
    Option(
        "quotes",
        Said("Who may quote", "Kuka saa lainata"),
        "choice",
        (("everyone", Said("Everyone", "Kaikki")), ("nobody", Said("Nobody", "Ei kukaan"))),
        default="everyone",
    ),
    Option(
        "label",
        Said("Content label", "Sisältömerkintä"),
        "choice",
        (
            ("", Said("None", "Ei merkintää")),
            ("sexual", Said("Suggestive", "Vihjaileva")),
            ("nudity", Said("Nudity", "Alastomuutta")),
            ("porn", Said("Adult", "Aikuisille")),
            ("graphic-media", Said("Graphic", "Järkyttävä")),
        ),
        help=Said("People see it only as they have chosen.", "Ihmiset näkevät sen valintansa mukaan."),
    ),
    *SPEAKS_OF_POSTS,
)  # fmt: skip


def _count(text: str, known: Facts) -> int:
    return len(regex.findall(r"\X", text))


_FIELDS = (
    Field("server", Said("Server", "Palvelin"), kind="address", default="https://bsky.social"),
    Field("handle", Said("Handle", "Käyttäjätunnus")),
    Field("password", Said("App password", "Sovellussalasana"), kind="secret"),
)
NETWORK = Network(
    key="bluesky",
    name=NAME,
    ways=(
        signing_in.WAY,
        ByFields(
            "password",
            Said("With an app password", "Sovellussalasanalla"),
            _FIELDS,
            sign_in,
            Said(
                "Made on Bluesky under Settings, Privacy and security, App passwords.",
                "Luodaan Blueskyssa kohdassa Asetukset, Yksityisyys ja turvallisuus, "
                "Sovellussalasanat.",
            ),
        ),
    ),
    connect=Bluesky,
    limits=lambda _known: _LIMITS,
    count=_count,
    new_reference=new_reference,
    options=_OPTIONS,
    look=Look(marks=marks.bluesky, card="ours"),
    bears_reference=True,
    # https://docs.bsky.app/docs/advanced-guides/rate-limits: 5,000 points an hour and 35,000 a day,
    # 3 for each new record (a post has up to two more, which say who may answer and quote), and
    # 3,000 requests in five minutes from one address.
    rates=(
        Rate(5000, 3600, post=9, upload=0, read=0),
        Rate(35_000, 86_400, post=9, upload=0, read=0),
        Rate(3000, 300, per="server"),
    ),
)
