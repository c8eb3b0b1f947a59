"""What the example's people have heard: two months of fictional posts, taken in as real ones are.

Every person, site and sentence is made up; addresses end in names that lead nowhere. The sources
are turned off, so that the example listens to nobody.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from virta.audiences.models import Audience, Peer
from virta.flows.example_sentences import FIRST, LAST, THEMES, Theme
from virta.listening.models import Gap, Mention, Search, Source
from virta.listening.models.source import sealed
from virta.listening.searching import Searches
from virta.listening.taking import take
from virta.objectives.models import Objective
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.models import Revision
from virta.sources.protocol import Heard, Type

ZONE = ZoneInfo("Europe/Helsinki")
DAYS = 60
A_DAY = 5
"""Posts on a usual day."""
STILL = range(33, 36)
"""Days ago on which no source answered."""
WAVE = 18
"""Days ago on which many wrote about the new parking fee within an hour, at six in the evening."""
LOOSE = (
    "Luontomuseon lampipolun kaiteesta oli irronnut lauta, ja meidän nelivuotias melkein putosi "
    "veteen. Kuka tämän korjaa?"
)
HOURS = (7, 8, 9, 12, 12, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21, 22)

SEARCHES = (
    ("Luontomuseo", "luontomuseo* OR saarivirta* OR saarivirra*", Search.About.OWN, ""),
    (
        "Tiedekeskus",
        "tiedekeskus* OR tiedekeskuks*",
        Search.About.PEER,
        "Naapurikunnan tiedekeskus",
    ),
    ("Lintujen muutto", "muuttolin* OR lintuviik* OR kurki OR kurj*", Search.About.TOPIC, ""),
)
"""Name, query, whom it is about and the peer."""

SOURCES = (
    ("jetstream", "Bluesky", {"address": "wss://bluesky.saarivirta.invalid/subscribe"}),
    ("mastodon_tag", "Mastodon: #linnut", {"server": "mastodon.example", "tag": "linnut"}),
    ("feed", "Maakunnan uutiset", {"address": "https://uutiset.saarivirta.invalid/feed"}),
)


def fill_heard(workspace: Workspace, today: date) -> None:
    """Searches, sources and what they heard until yesterday."""
    now = datetime.combine(today, time(0, 0), ZONE).astimezone(UTC)
    make_searches(workspace)
    make_sources(workspace, now)
    searches = Searches(workspace)
    searches.refresh()
    items = sorted(Imagined(today).posts(), key=lambda one: one.at)
    # Not by a number of posts but by the day: so are days without any still days.
    for first, last in pairwise(range(DAYS, -1, -10)):
        since, until = (now - timedelta(days=one) for one in (first, last))
        portion = [one for one in items if since <= one.at < until]
        if portion:
            take(workspace, searches, portion, until)
    settle(workspace)
    begun = now - timedelta(days=DAYS)
    Search.objects.of(workspace).update(made_at=begun, changed_at=begun)
    Revision.objects.of(workspace).filter(kind="search").update(at=begun)


def make_searches(workspace: Workspace) -> None:
    owner = Person.objects.filter(memberships__workspace=workspace, name="Eero Salmi").get()
    families = Audience.objects.of(workspace).filter(title="Lähiseudun perheet")
    objectives = Objective.objects.of(workspace).filter(title__startswith="Kysymyksiin luonnosta")
    peers = {one.title: one for one in Peer.objects.of(workspace)}
    for title, query, about, peer in SEARCHES:
        search = Search(
            workspace=workspace,
            title=title,
            query=query,
            about=about,
            peer=peers.get(peer),
            owner=owner,
            why="Mitä meistä ja luonnosta kysytään, siihen vastataan keskiviikkoisin.",
        )
        many = {"audiences": list(families), "objectives": list(objectives)}
        saving.store(search, owner, many=many)


def make_sources(workspace: Workspace, now: datetime) -> None:
    for kind, title, typed in SOURCES:
        source = Source.objects.create(
            workspace=workspace,
            kind=kind,
            title=title,
            sealed=sealed(typed),
            is_on=False,
            due_at=now,
            made_at=now - timedelta(days=DAYS),
            looked_at=now,
            seen_until=now,
            last_item_at=now - timedelta(hours=1),
        )
        Gap.note(
            source,
            now - timedelta(days=STILL[-1]),
            now - timedelta(days=STILL[0] - 1),
        )


def settle(workspace: Workspace) -> None:
    """Most of what is older than a week has been seen to."""
    rows = Mention.objects.of(workspace).order_by("-pk")
    older = list(rows.values_list("pk", flat=True)[6 * A_DAY :])
    rows.filter(pk__in=older).update(state=Mention.State.SEEN)
    rows.filter(pk__in=older[::5]).update(state=Mention.State.HANDLED)


class Imagined:
    """Two months of posts by a small town's worth of people; the same on the same day."""

    def __init__(self, today: date) -> None:
        self.today = today
        # Chance here only makes the example lively; nothing secret comes of it.
        self.chance = random.Random(6)  # noqa: S311
        self.people = [f"{first} {last}" for first in FIRST for last in LAST]
        self.chance.shuffle(self.people)
        self.number = 0

    def posts(self) -> Iterator[Heard]:
        for ago in range(DAYS, 0, -1):
            if ago in STILL:
                continue
            day = self.today - timedelta(days=ago)
            busy = 1.5 if day.weekday() >= 5 else 1.0
            themes = [one for one in THEMES if one.last <= ago <= one.first]
            weights = [one.weight for one in themes]
            many = round(A_DAY * busy * self.chance.uniform(0.6, 1.5) * sum(weights) / 10)
            for theme in self.chance.choices(themes, weights, k=many):
                yield from self.told(theme, day)
        yield from self.wave(self.today - timedelta(days=WAVE))
        yesterday = self.today - timedelta(days=1)
        loose = self.post(yesterday, "bluesky", 2, LOOSE, "fi", "post", "", "")
        yield at_the_clock(loose, time(19, 41))

    def wave(self, day: date) -> Iterator[Heard]:
        """Many in one hour."""
        parking = next(one for one in THEMES if one.first == WAVE)
        for minute in range(1, 60, 4):
            language, text = self.chance.choice(parking.sentences)
            author = self.chance.randrange(len(self.people))
            one = self.post(day, "bluesky", author, text, language, "post", "", "")
            yield at_the_clock(one, time(18, minute))

    def told(self, theme: Theme, day: date) -> Iterator[Heard]:
        """A post of a theme; now and then others answer it, pass it on or copy it."""
        language, text = self.chance.choice(theme.sentences)
        tag = self.chance.choice(theme.tags) if theme.tags and self.chance.random() < 0.5 else ""
        link = self.chance.choice(theme.links or ("",)) if self.chance.random() < 0.4 else ""
        words = " ".join(filter(None, (text, tag, link)))
        network = "mastodon" if self.chance.random() < 0.35 else "bluesky"
        # A few write much and most write little, as everywhere (a Zipf-like choice).
        author = int(len(self.people) * self.chance.random() ** 2.5)
        first = self.post(day, network, author, words, language, "post", "", link)
        if theme.outlet and self.chance.random() < 0.25:
            yield self.article(theme, first)
        yield first
        for _echo in range(self.chance.choices((0, 1, 2, 3), (12, 4, 2, 1))[0]):
            yield self.echo(theme, first)

    def echo(self, theme: Theme, first: Heard) -> Heard:
        sort: Type = self.chance.choice(("reply", "reply", "repost", "quote"))
        language, text = self.chance.choice(theme.sentences)
        if sort == "repost":
            language, text = first.languages[0], first.text
        day = first.at.astimezone(ZONE).date()
        author = self.chance.randrange(len(self.people))
        links = first.links[0] if first.links and sort != "reply" else ""
        return self.post(day, first.network, author, text, language, sort, first.key, links)

    def post(
        self,
        day: date,
        network: str,
        author: int,
        text: str,
        language: str,
        sort: Type,
        about: str,
        link: str,
    ) -> Heard:
        self.number += 1
        name = self.people[author]
        handle = name.lower().replace(" ", ".").replace("ä", "a").replace("ö", "o")
        clock = time(self.chance.choice(HOURS), self.chance.randrange(60))
        did = f"did:plc:example{author:04}"
        home = f"https://{network}.saarivirta.invalid/@{handle}"
        key = f"at://{did}/app.bsky.feed.post/{self.number}"
        return Heard(
            network=network,
            key=key if network == "bluesky" else f"{home}/{self.number}",
            at=datetime.combine(day, clock, ZONE).astimezone(UTC),
            text=text,
            author=did if network == "bluesky" else home,
            handle=f"{handle}.example",
            name=name,
            followers=followers(author),
            url=f"{home}/{self.number}",
            languages=(language,),
            type=sort,
            links=(link,) if link else (),
            about=about,
        )

    def article(self, theme: Theme, first: Heard) -> Heard:
        """What the local paper made of it."""
        self.number += 1
        return Heard(
            network="web",
            key=f"https://{theme.outlet}/{self.number}",
            at=first.at,
            text=f"{theme.headline}. {first.text}",
            author=f"https://{theme.outlet}/",
            name="Maakunnan uutiset",
            title=theme.headline,
            url=f"https://{theme.outlet}/{self.number}",
            languages=("fi",),
            type="article",
        )


def at_the_clock(one: Heard, clock: time) -> Heard:
    """The same, written at another time of its day."""
    day = one.at.astimezone(ZONE).date()
    return replace(one, at=datetime.combine(day, clock, ZONE).astimezone(UTC))


def followers(author: int) -> int | None:
    """Some accounts do not tell; a few have very many."""
    return int(40 * 1.05 ** (author * 37 % 120)) if author % 3 else None
