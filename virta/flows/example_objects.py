"""What the example's people keep: objectives, target groups, channels, the plan and who does what.

All of it is made up, in Finnish as its organisation is; dates lie about the day it is made.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from virta.activities.models import Activity, Cadence, Pillar, Slot
from virta.audiences.models import Audience, AudienceFit, Channel, ChannelRole, Peer, PeerAccount
from virta.flows.example_posts import fill_posts
from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.ownership.models import Assignment, Capacity, Policy, Task
from virta.people.models import Membership, Person, Role, Workspace
from virta.records import saving
from virta.records.kinds import in_order, kind_of, kinds
from virta.records.models import Revision
from virta.records.saving import own_fields

ZONE = "Europe/Helsinki"
PEOPLE = {
    "kaisa": ("Kaisa Lahti", Role.LEAD, 20),
    "eero": ("Eero Salmi", Role.MEMBER, 12),
    "noora": ("Noora Saari", Role.MEMBER, 8),
}
ADDRESS = "@saarivirta.invalid"
"""No mail can reach it, and nobody can sign in with it."""


def remove_objects(workspace: Workspace) -> None:
    """Take every object away, those that others lead to last; and the example's people."""
    for kind in reversed(in_order(kinds())):
        mine = kind.model.everything.of(workspace)
        own = [one.name for one in own_fields(kind.model) if one.related_model is kind.model]
        if own:
            mine.update(**dict.fromkeys(own))
        mine.delete()
    Person.objects.filter(email__endswith=ADDRESS).delete()


def fill_objects(workspace: Workspace, today: date, at: datetime) -> None:
    """Write everything down as its people would have, as if at that moment of the last round."""
    Example(workspace, today).fill()
    fill_posts(workspace, today, at.date())
    for kind in kinds():
        kind.model.everything.of(workspace).update(made_at=at, changed_at=at)
    Revision.objects.of(workspace).update(at=at)


class Example:
    """The example's objects, each part on those before it."""

    def __init__(self, workspace: Workspace, today: date) -> None:
        self.workspace, self.today = workspace, today
        self.year = date(today.year, 1, 1)
        self.people: dict[str, Person] = {}

    def fill(self) -> None:
        self.make_people()
        self.make_objectives()
        self.make_audiences()
        self.make_activities()
        self.make_ownership()

    def keep(self, record: Any, by: str = "kaisa", **more: Any) -> Any:
        saving.store(record, self.people[by], **more)
        return record

    def new(self, model: Any, **facts: Any) -> Any:
        return self.keep(model(workspace=self.workspace, **facts))

    def make_people(self) -> None:
        for key, (name, role, _hours) in PEOPLE.items():
            person = Person(email=f"{key}{ADDRESS}", name=name, language="fi")
            person.set_unusable_password()
            person.save()
            Membership.objects.create(workspace=self.workspace, person=person, role=role)
            self.people[key] = person

    def make_objectives(self) -> None:
        kaisa, eero = self.people["kaisa"], self.people["eero"]
        end = date(self.today.year, 12, 31)
        goal = self.new(
            Objective,
            title="Luontomuseossa käy joka toinen vuosi jokainen maakunnan perhe",
            level=Objective.Level.GOAL,
            owner=kaisa,
            due_on=end + timedelta(days=730),
            why="Museon strategian ensimmäinen tavoite: kävijät läheltä, ympäri vuoden.",
        )
        self.visits = self.new(
            Objective,
            title="Lähiseudun perheet löytävät museon tapahtumat itse",
            parent=goal,
            owner=kaisa,
            starts_on=self.year,
            due_on=end,
            why="Tapahtumiin tullaan nyt, kun joku sattuu kertomaan niistä.",
        )
        self.trust = self.new(
            Objective,
            title="Kysymyksiin luonnosta kysytään vastaus meiltä",
            parent=goal,
            owner=eero,
            starts_on=self.year,
            due_on=end,
        )
        self.results(self.visits, self.trust, end)

    def results(self, visits: Objective, trust: Objective, end: date) -> None:
        came = self.result(
            visits, "Tapahtumiin somesta tulleet kävijät", "kävijää kuussa", 120, 400, end
        )
        known = self.result(
            visits, "Museon tapahtumat tuntevat lähiseudun perheet", "%", 18, 35, end
        )
        asked = self.result(
            trust, "Yleisön luontokysymykset, joihin museolta kysytään", "kpl kuussa", 15, 60, end
        )
        weeks = [self.today - timedelta(weeks=n) for n in range(10, 0, -1)]
        values: list[int | None] = [150, 148, 171, 180, None, 205, 214, 236, 241, 260]
        for number, (day, value) in enumerate(zip(weeks, values, strict=True)):
            self.look(came, day, value, 5 + number // 4, "")
        self.look(known, weeks[2], 19, 4, "Kyselyn toinen kierros")
        for day, value in zip(weeks[::3], (18, 24, 31, 30), strict=True):
            self.look(asked, day, value, 6, "")

    def result(
        self, objective: Objective, title: str, unit: str, baseline: int, target: int, end: date
    ) -> Any:
        return self.new(
            KeyResult,
            objective=objective,
            title=title,
            unit=unit,
            baseline=Decimal(baseline),
            target=Decimal(target),
            starts_on=self.year,
            due_on=end,
            owner=objective.owner,
        )

    def look(self, result: Any, day: date, value: int | None, confidence: int, note: str) -> None:
        if day < self.year:
            return
        amount = None if value is None else Decimal(value)
        facts = {"day": day, "value": amount, "confidence": confidence, "note": note}
        self.new(CheckIn, key_result=result, by=self.people["eero"], **facts)

    def make_audiences(self) -> None:
        kaisa = self.people["kaisa"]
        self.families = self.new(
            Audience,
            title="Lähiseudun perheet",
            priority=1,
            size=18_000,
            owner=kaisa,
            who="Lapsia 3–12 vuotta, asuvat tunnin ajomatkan päässä.",
            wants="Tekemistä, jonka voi päättää samana aamuna.",
            languages="suomi",
            places="Instagram, paikkakuntien Facebook-ryhmät",
            known_from="Kävijäkysely keväällä, 214 vastausta.",
        )
        self.teachers = self.new(
            Audience,
            title="Alakoulujen opettajat",
            priority=2,
            size=900,
            wants="Valmis ohjelma, joka sopii opetussuunnitelmaan.",
            languages="suomi, ruotsi",
            places="uutiskirje, LinkedIn",
            known_from="Seitsemän haastattelua.",
        )
        self.young = self.new(Audience, title="Nuoret aikuiset", priority=3)
        self.channels = {
            "instagram": self.channel("Instagram", "instagram", "saarivirranluonto", 1, "on", 2),
            "facebook": self.channel("Facebook", "facebook", "saarivirranluontomuseo", 1, "on", 4),
            "mastodon": self.channel(
                "Mastodon", "mastodon", "@luonto@mastodon.example", 2, "on", 9
            ),
            "youtube": self.channel("YouTube", "youtube", "saarivirta", 3, "off", 120),
            "uutiskirje": self.channel(
                "Uutiskirje opettajille", "newsletter", "", 2, "unknown", 20
            ),
        }
        self.new(
            Channel,
            title="Vanha X-tili",
            network="x",
            handle="saarivirta",
            state="closing",
            priority=3,
            purpose="Suljetaan, kun tunnukset löytyvät.",
        )
        self.meet()
        peer = self.new(
            Peer,
            title="Naapurikunnan tiedekeskus",
            relation="competitor",
            why="Perheiden viikonloput.",
        )
        self.new(PeerAccount, peer=peer, network="instagram", handle="tiedekeskus.example")

    def channel(
        self, title: str, network: str, handle: str, priority: int, second: str, days: int
    ) -> Any:
        eero = self.people["eero"]
        return self.new(
            Channel,
            title=title,
            network=network,
            handle=handle,
            priority=priority,
            owner=eero,
            second_factor=second,
            keys_with="Eero Salmi, Kaisa Lahti" if priority < 3 else "",
            last_post_on=self.today - timedelta(days=days),
        )

    def meet(self) -> None:
        at = self.channels
        for audience, channel, fit in (
            (self.families, "instagram", 3),
            (self.families, "facebook", 2),
            (self.families, "youtube", 1),
            (self.teachers, "uutiskirje", 3),
            (self.teachers, "mastodon", 1),
        ):
            self.new(AudienceFit, audience=audience, channel=at[channel], fit=fit)
        for objective, channel, what in (
            (self.visits, "instagram", "Kertoo viikonlopun tapahtumat"),
            (self.visits, "facebook", "Tapahtumat, joihin voi ilmoittautua"),
            (self.trust, "mastodon", "Vastaa luontokysymyksiin"),
            (self.visits, "uutiskirje", ""),
        ):
            self.new(ChannelRole, objective=objective, channel=at[channel], purpose=what)

    def make_activities(self) -> None:
        pillars = [
            self.new(Pillar, title=title, target_share=Decimal(share))
            for title, share in (("Luonto nyt", 40), ("Tapahtumat", 35), ("Kysy luonnosta", 25))
        ]
        running = self.activity(
            "Viikon luontokuva ja tapahtumat",
            "continuous",
            "running",
            self.visits,
            [self.families],
            ["instagram", "facebook"],
            pillars[:2],
            {"budgeted_hours": Decimal(6), "hours_per": "week", "starts_on": self.year},
        )
        asking = self.activity(
            "Kysy luonnosta -keskiviikot",
            "continuous",
            "running",
            self.trust,
            [self.families, self.teachers],
            ["mastodon"],
            pillars[2:],
            {"budgeted_hours": Decimal(2), "hours_per": "week", "starts_on": self.year},
        )
        soon = self.today + timedelta(days=14)
        self.activity(
            "Lintuviikko",
            "campaign",
            "planned",
            self.visits,
            [self.families],
            ["instagram", "facebook"],
            pillars[:2],
            {"budgeted_hours": Decimal(24), "starts_on": soon, "ends_on": soon + timedelta(days=9)},
        )
        self.rhythm(running, "instagram", pillars[0], "1,4", "09:00")
        self.rhythm(asking, "mastodon", pillars[2], "2", "14:00")

    def activity(
        self,
        title: str,
        sort: str,
        state: str,
        objective: Objective,
        audiences: list[Any],
        channels: list[str],
        pillars: list[Any],
        facts: dict[str, Any],
    ) -> Any:
        record = Activity(
            workspace=self.workspace,
            title=title,
            type=sort,
            state=state,
            owner=self.people["noora"],
            **facts,
        )
        many = {
            "objectives": [objective],
            "audiences": audiences,
            "channels": [self.channels[one] for one in channels],
            "pillars": pillars,
        }
        return self.keep(record, "noora", many=many)

    def rhythm(self, activity: Any, channel: str, pillar: Any, weekdays: str, clock: str) -> None:
        """A cadence, and its slots from three weeks ago to six weeks ahead."""
        made = self.new(
            Cadence,
            activity=activity,
            channel=self.channels[channel],
            pillar=pillar,
            weekdays=weekdays,
            times=clock,
            zone=ZONE,
            starts_on=self.year,
        )
        days = [self.today + timedelta(days=n) for n in range(-21, 42)]
        wanted = {int(one) for one in weekdays.split(",")}
        slots = [
            Slot(
                workspace=self.workspace,
                activity=activity,
                channel=self.channels[channel],
                pillar=pillar,
                cadence=made,
                zone=ZONE,
                at=datetime.combine(day, time.fromisoformat(clock), ZoneInfo(ZONE)),
                state=Slot.State.FULFILLED if day < self.today else Slot.State.PLANNED,
            )
            for day in days
            if day.weekday() in wanted
        ]
        saving.store_new(slots, self.people["noora"])

    def make_ownership(self) -> None:
        for key, (_name, _role, hours) in PEOPLE.items():
            self.new(Capacity, who=self.people[key], hours=Decimal(hours), from_on=self.year)
        for key, part, about in (
            ("kaisa", "A", self.visits),
            ("eero", "R", self.visits),
            ("eero", "A", self.trust),
            ("eero", "A", self.channels["instagram"]),
            ("noora", "R", self.channels["instagram"]),
            ("kaisa", "A", self.channels["facebook"]),
        ):
            where = {"about_kind": kind_of(about).name, "about_key": about.key}
            self.new(Assignment, person=self.people[key], part=part, **where)
        self.new(
            Policy,
            title="Näin vastaamme somessa",
            in_force_on=self.year,
            owner=self.people["kaisa"],
            text="Vastaamme **saman päivän aikana**.\n\n- Ystävällisesti ja omalla nimellä\n- Virhe myönnetään heti",
        )
        self.new(
            Task,
            title="Etsi vanhan X-tilin tunnukset",
            owner=self.people["eero"],
            due_on=self.today + timedelta(days=5),
        )
