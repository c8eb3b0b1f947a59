"""Networks where a person publishes by hand: Virta keeps the plan, the text and its limits.

Their APIs cost money, ask for a review of the company, or do not exist. The limits are those of
the networks' own help pages (November 2026); a text counts in characters where nothing else is
known. Where a network's form is known, the person is led to it.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from virta.networks.protocol import Facts, Limits, Network
from virta.networks.text import graphemes, x

Count = Callable[[str, Facts], int]

_MB = 1024 * 1024


def signs(text: str, known: Facts) -> int:
    """Signs as people see them (extended grapheme clusters)."""
    return graphemes.count(text)


def units(text: str, known: Facts) -> int:
    """UTF-16 code units: what networks count that measure text in a browser."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weighted(text: str, known: Facts) -> int:
    """X's weighted length: links 23; most European writing 1 a sign, all else and emoji 2."""
    return x.length(text)


def new_reference(moment: datetime) -> str:
    """A name for our own use: nothing of it is ever sent."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(10)}"


def _network(key: str, name: str, limits: Limits, page: str = "", count: Count = signs) -> Network:
    return Network(
        key=key,
        name=name,
        ways=(),
        connect=None,
        limits=lambda _: limits,
        count=count,
        new_reference=new_reference,
        page=page,
    )


NETWORKS: tuple[Network, ...] = (
    _network(
        "linkedin",
        "LinkedIn",
        Limits(
            text=3000, pictures=20, picture_bytes=5 * _MB, films=1, film_bytes=5000 * _MB, alt=1000
        ),
        "https://www.linkedin.com/feed/?shareActive=true",
        units,
    ),
    _network(
        "facebook",
        "Facebook",
        Limits(text=63206, pictures=10, picture_bytes=30 * _MB, films=1, film_bytes=4096 * _MB),
        "https://www.facebook.com/",
        units,
    ),
    _network(
        "instagram",
        "Instagram",
        Limits(
            text=2200, pictures=10, picture_bytes=8 * _MB, films=10, film_bytes=300 * _MB, alt=100
        ),
        "https://www.instagram.com/",
        units,
    ),
    _network(
        "threads",
        "Threads",
        Limits(
            text=500,
            pictures=20,
            picture_bytes=8 * _MB,
            films=20,
            film_bytes=1024 * _MB,
            film_seconds=300,
            alt=1000,
            thread=100,
        ),
        "https://www.threads.com/intent/post",
    ),
    _network(
        "x",
        "X",
        Limits(
            text=280,
            pictures=4,
            picture_bytes=5 * _MB,
            picture_types=("image/jpeg", "image/png", "image/gif", "image/webp"),
            films=4,
            film_bytes=512 * _MB,
            film_seconds=140,
            alt=1000,
            thread=25,
        ),
        "https://x.com/intent/post",
        weighted,
    ),
    _network(
        "youtube",
        "YouTube",
        Limits(text=5000, text_bytes=5000, films=1, film_bytes=256 * 1024 * _MB),
        "https://studio.youtube.com/",
    ),
    _network(
        "tiktok",
        "TikTok",
        Limits(text=4000, pictures=35, picture_bytes=20 * _MB, films=1, film_bytes=4096 * _MB),
        "https://www.tiktok.com/tiktokstudio/upload",
        units,
    ),
    _network(
        "reddit",
        "Reddit",
        Limits(text=40000, pictures=20, picture_bytes=20 * _MB, films=1, film_bytes=1024 * _MB),
        "https://www.reddit.com/submit",
    ),
    _network(
        "telegram",
        "Telegram",
        Limits(text=4096, pictures=10, picture_bytes=10 * _MB, films=10, film_bytes=2048 * _MB),
        "https://web.telegram.org/",
        units,
    ),
    _network(
        "discord",
        "Discord",
        Limits(
            text=2000, pictures=10, picture_bytes=10 * _MB, films=10, film_bytes=10 * _MB, alt=1024
        ),
        "https://discord.com/channels/@me",
    ),
    _network(
        "whatsapp",
        "WhatsApp",
        Limits(text=65536, pictures=30, picture_bytes=16 * _MB, films=30, film_bytes=16 * _MB),
        "https://web.whatsapp.com/",
    ),
    _network(
        "pinterest",
        "Pinterest",
        Limits(
            text=800, pictures=5, picture_bytes=20 * _MB, films=1, film_bytes=2048 * _MB, alt=500
        ),
        "https://www.pinterest.com/pin-creation-tool/",
    ),
    _network(
        "snapchat",
        "Snapchat",
        Limits(text=250, pictures=1, picture_bytes=20 * _MB, films=1, film_bytes=300 * _MB),
        "https://profile.snapchat.com/",
    ),
    _network(
        "jodel",
        "Jodel",
        Limits(text=240, pictures=1, picture_bytes=10 * _MB),
    ),
    _network("suomi24", "Suomi24", Limits(text=0), "https://keskustelu.suomi24.fi/"),
    _network("newsletter", "Newsletter", Limits(text=0, pictures=100, picture_bytes=10 * _MB)),
    _network("podcast", "Podcast", Limits(text=4000)),
    _network("site", "Website", Limits(text=0, pictures=100, picture_bytes=20 * _MB)),
    _network("other", "Other", Limits(text=0, pictures=100, picture_bytes=20 * _MB)),
)
