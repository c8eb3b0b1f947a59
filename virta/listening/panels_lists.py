"""The panels that are lists: topics and what is new, people, links."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from virta.listening import asking
from virta.listening.models import Mention
from virta.listening.panels import (
    TITLES,
    Look,
    Panel,
    Row,
    bar,
    networks,
    rhythm,
    sentiment,
    tongues,
    voice,
    volume,
)
from virta.listening.people import name_of
from virta.listening.topics import Topic, together


def about(count: int, is_exact: bool) -> str:
    """A number of different ones: beyond what is counted exactly, about so many."""
    return f"{count}" if is_exact else f"≈ {count}"


def topics(look: Look) -> Panel:
    """What is talked about."""
    found = together(look.phrases)
    rows = sorted(found, key=lambda one: (-one.first.authors, -one.first.mentions))[: look.most]
    lead = _(
        "Words, pairs of words and hashtags that at least three people wrote in at least three "
        "different texts; inflected forms count as one, copies once. Those of the same texts stand "
        "together, with the figures of the one that is said most."
    )
    return phrased(look, "topics", lead, rows)


def news(look: Look) -> Panel:
    """What is said more than before, beyond chance."""
    found = look.phrases
    rows = together(one for one in found if one.is_new)
    rows.sort(key=lambda one: -(one.first.z or 0))
    if rows:
        lead = _("Said clearly more than in the period before; the strongest first.")
    elif any(one.z is not None for one in found):
        lead = _("Nothing is said clearly more than in the period before.")
    else:
        lead = _("There is no earlier period with enough mentions to tell what is new.")
    return phrased(look, "news", lead, rows[: look.most])


def phrased(look: Look, key: str, lead: str, found: list[Topic]) -> Panel:
    most = max((one.first.authors for one in found), default=0) or 1
    rows = [
        Row(
            [
                one.name,
                about(one.first.authors, one.first.is_exact),
                one.first.mentions,
                one.first.before,
                None if one.first.z is None else round(one.first.z, 1),
            ],
            look.mentions_url(words=one.first.words),
            bar(one.first.authors / most),
            one.is_new,
        )
        for one in found
    ]
    header = [_("Phrase"), _("Authors"), _("Mentions"), _("Before"), _("Change (z)")]
    return Panel(key, str(TITLES[key]), lead, header, rows, has_bars=True)


def people(look: Look) -> Panel:
    """Who matters in the topic."""
    found = asking.authors(look.scope, look.period, look.by, look.most)
    most = max((one.others for one in found), default=0) or 1
    rows = [
        Row(
            [
                shown_name(one.mention),
                one.mention.network.capitalize(),
                about(one.others, one.is_exact),
                one.said,
                one.mentions,
                one.followers,
            ],
            look.mentions_url(words=author_query(one.mention)),
            bar(one.others / most),
        )
        for one in found
    ]
    lead = _(
        "By how many different others answered, quoted or passed on what they wrote, as far as it "
        "was heard; then by how many different things they said. Volume alone puts nobody first."
    )
    header = [
        _("Author"),
        _("Network"),
        _("Others"),
        _("Different texts"),
        _("Mentions"),
        _("Followers"),
    ]
    return Panel("people", str(TITLES["people"]), lead, header, rows, has_bars=True)


def shown_name(mention: Mention) -> str:
    """How an author is called."""
    return str(mention.name or mention.handle or mention.author)


def author_query(mention: Mention) -> str:
    """A query that finds what an author wrote."""
    name = mention.handle or mention.author or name_of("", "", "", mention.name).strip()
    quoted = name.replace('"', "")
    return f'author:"{quoted}"'


def links(look: Look) -> Panel:
    """What is linked to."""
    found = asking.links(look.scope, look.period, look.most)
    most = max((one.authors for one in found), default=0) or 1
    rows = [
        Row(
            [one.address, about(one.authors, one.is_exact), one.mentions],
            look.mentions_url(words=link_query(one.address)),
            bar(one.authors / most),
        )
        for one in found
    ]
    lead = _(
        "By how many different authors share them. What only tells where a reader came from is "
        "taken off the addresses, and the pages for phones count with the others."
    )
    header = [_("Page"), _("Authors"), _("Mentions")]
    return Panel("links", str(TITLES["links"]), lead, header, rows, has_bars=True)


def link_query(address: str) -> str:
    """A query that finds what links to a page: by its longest part, which every variant has."""
    path = address.partition("?")[0].replace('"', "")
    return f'links:"{path}"'


PANELS: dict[str, Callable[[Look], Panel]] = {
    "volume": volume,
    "sentiment": sentiment,
    "voice": voice,
    "topics": topics,
    "news": news,
    "people": people,
    "links": links,
    "rhythm": rhythm,
    "networks": networks,
    "languages": tongues,
}
"""By key, in the order of the page."""
FIRST = ("volume", "sentiment")
"""What the page comes with; the others are asked for by themselves, in these parts."""
PARTS = {
    "voice": ("voice",),
    "topics": ("topics", "news"),
    "people": ("people",),
    "links": ("links",),
    "rhythm": ("rhythm", "networks", "languages"),
}
"""Panels that rest on the same figures come together."""


def made(look: Look, keys: Iterable[str]) -> list[Panel]:
    """Some panels."""
    return [PANELS[key](look) for key in keys]
