"""Networks where a person publishes by hand: Virta keeps the plan, the text and its limits.

Their APIs cost money, ask for a review of the company, or do not exist. What each limit rests on,
and what could not be checked, stands in docs/networks/by-hand.md. Where a network's form can be
opened with the text or the link in it, `compose` does that; else the person is led to its page.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import regex

from virta.networks.looks import Fold, Look
from virta.networks.protocol import Facts, Limits, Network
from virta.networks.text import graphemes, marks, x

Count = Callable[[str, Facts], int]

_MB = 1024 * 1024
_SIGN = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3")


def signs(text: str, known: Facts) -> int:
    """Signs as people see them (extended grapheme clusters)."""
    return graphemes.count(text)


def units(text: str, known: Facts) -> int:
    """UTF-16 code units: what networks count that measure text in a browser."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weighted(text: str, known: Facts) -> int:
    """X's weighted length: links 23; most European writing 1 a sign, all else and emoji 2."""
    return x.length(text)


def emoji_in_bytes(text: str, known: Facts) -> int:
    """Signs, but emoji in bytes of UTF-8: https://developers.facebook.com/docs/threads/posts"""
    return sum(graphemes.utf8(one) if _EMOJI.search(one) else 1 for one in _SIGN.findall(text))


def new_reference(moment: datetime) -> str:
    """A name for our own use: nothing of it is ever sent."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(10)}"


def _network(
    key: str, name: str, limits: Limits, page: str = "", count: Count = signs, **more: Any
) -> Network:
    usual: dict[str, Any] = {"look": Look(card="none", marks=marks.of("link"))}
    return Network(
        key=key,
        name=name,
        ways=(),
        connect=None,
        limits=lambda _: limits,
        count=count,
        new_reference=new_reference,
        page=page,
        **usual | more,
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
        compose="https://www.linkedin.com/sharing/share-offsite/?url={url}",
        hosts=("linkedin.com", "lnkd.in"),
        look=Look(marks=marks.of("link", "tag"), fold=Fold(signs=210, lines=3), cells=5),
    ),
    _network(
        "facebook",
        "Facebook",
        Limits(text=63206, pictures=10, picture_bytes=30 * _MB, films=1, film_bytes=4096 * _MB),
        "https://www.facebook.com/",
        units,
        compose="https://www.facebook.com/sharer/sharer.php?u={url}",
        hosts=("facebook.com", "fb.com", "fb.watch"),
        look=Look(marks=marks.of("link", "tag"), fold=Fold(signs=477, lines=5), cells=5),
    ),
    _network(
        "instagram",
        "Instagram",
        Limits(
            text=2200,
            pictures=20,
            picture_bytes=8 * _MB,
            films=20,
            film_bytes=300 * _MB,
            alt=1000,
        ),
        "https://www.instagram.com/",
        units,
        hosts=("instagram.com",),
        look=Look(
            marks=marks.of("mention", "tag"), fold=Fold(signs=125), pictures="row", card="none"
        ),
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
        emoji_in_bytes,
        compose="https://www.threads.com/intent/post?text={text}",
        hosts=("threads.com", "threads.net"),
        look=Look(pictures="row"),
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
            film_codecs=("H.264",),
            alt=1000,
            thread=25,
        ),
        "https://x.com/intent/post",
        weighted,
        compose="https://x.com/intent/post?text={text}",
        hosts=("x.com", "twitter.com"),
        look=Look(marks=marks.on_x),
    ),
    _network(
        "youtube",
        "YouTube",
        Limits(text=5000, text_bytes=5000, films=1, film_bytes=256 * 1024 * _MB),
        "https://studio.youtube.com/",
        hosts=("youtube.com", "youtu.be"),
        look=Look(fold=Fold(lines=3), card="none"),
    ),
    _network(
        "tiktok",
        "TikTok",
        Limits(text=4000, pictures=35, picture_bytes=20 * _MB, films=1, film_bytes=4096 * _MB),
        "https://www.tiktok.com/tiktokstudio/upload",
        units,
        hosts=("tiktok.com",),
        look=Look(marks=marks.of("mention", "tag"), pictures="row", card="none"),
    ),
    _network(
        "reddit",
        "Reddit",
        Limits(text=40000, pictures=20, picture_bytes=20 * _MB, films=1, film_bytes=1024 * _MB),
        "https://www.reddit.com/submit",
        compose="https://www.reddit.com/submit?url={url}",
        hosts=("reddit.com", "redd.it"),
        look=Look(marks=marks.of("link"), pictures="row"),
    ),
    _network(
        "telegram",
        "Telegram",
        Limits(
            text=4096,
            text_with_media=1024,
            pictures=10,
            picture_bytes=10 * _MB,
            films=10,
            film_bytes=2048 * _MB,
        ),
        "https://web.telegram.org/",
        units,
        compose="https://t.me/share/url?url={url}&text={text}",
        hosts=("t.me", "telegram.me"),
        look=Look(cells=10),
    ),
    _network(
        "discord",
        "Discord",
        Limits(
            text=2000, pictures=10, picture_bytes=10 * _MB, films=10, film_bytes=10 * _MB, alt=1024
        ),
        "https://discord.com/channels/@me",
        hosts=("discord.com", "discord.gg"),
        look=Look(marks=marks.of("link"), cells=10),
    ),
    _network(
        "whatsapp",
        "WhatsApp",
        Limits(text=65536, pictures=30, picture_bytes=16 * _MB, films=30, film_bytes=16 * _MB),
        "https://web.whatsapp.com/",
        compose="https://wa.me/?text={text}",
        hosts=("whatsapp.com",),
        look=Look(marks=marks.of("link")),
    ),
    _network(
        "pinterest",
        "Pinterest",
        Limits(
            text=800, pictures=5, picture_bytes=20 * _MB, films=1, film_bytes=2048 * _MB, alt=500
        ),
        "https://www.pinterest.com/pin-creation-tool/",
        hosts=("pinterest.com", "pin.it"),
        look=Look(marks=marks.of("tag"), pictures="row", card="none"),
    ),
    _network(
        "snapchat",
        "Snapchat",
        Limits(text=250, pictures=1, picture_bytes=20 * _MB, films=1, film_bytes=300 * _MB),
        "https://profile.snapchat.com/",
        hosts=("snapchat.com",),
        look=Look(marks=marks.of("mention", "tag"), card="none"),
    ),
    _network(
        "jodel",
        "Jodel",
        Limits(text=240, pictures=1, picture_bytes=10 * _MB),
        look=Look(marks=marks.of("tag"), card="none"),
    ),
    _network(
        "suomi24",
        "Suomi24",
        Limits(text=0),
        "https://keskustelu.suomi24.fi/",
        hosts=("suomi24.fi",),
    ),
    _network("newsletter", "Newsletter", Limits(text=0, pictures=100, picture_bytes=10 * _MB)),
    _network("podcast", "Podcast", Limits(text=4000)),
    _network("site", "Website", Limits(text=0, pictures=100, picture_bytes=20 * _MB)),
    _network("other", "Other", Limits(text=0, pictures=100, picture_bytes=20 * _MB)),
)
