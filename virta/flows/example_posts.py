"""The example's posts: some that are out, some to be published by hand, a draft.

No channel of the example is connected, so that no network ever hears of them; their addresses are
of a name that leads nowhere.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from virta.activities.models import Activity
from virta.audiences.models import Channel
from virta.engagement import scheduling
from virta.engagement.models import Approval, Delivery, Post
from virta.ownership.models import ApprovalRule
from virta.people.models import Person, Workspace
from virta.records import saving
from virta.records.kinds import kind_of

ZONE = "Europe/Helsinki"
APPROVER = "Kaisa Lahti"
PHOTO = "Viikon luontokuva ja tapahtumat"
ASKING = "Kysy luonnosta -keskiviikot"

OUT = (
    (24, "instagram", PHOTO, "Viikon luontokuva: kuikka palasi Saarivirralle."),
    (17, "facebook", PHOTO, "Lauantaina klo 12 katsotaan yhdessä muuttolintuja. Tule mukaan!"),
    (12, "mastodon", ASKING, "Miksi tikka ei saa päänsärkyä? Kysyitte, me vastaamme. #luonto"),
    (5, "mastodon", ASKING, "Kysy luonnosta: mitä sinä olet nähnyt tällä viikolla?"),
    (3, "instagram", "", "Kiitos 400 kävijälle avointen ovien päivästä!"),
)
"""Days before the end of the last round, channel, activity (none is off plan) and text."""

COMING = (
    (3, "facebook", PHOTO, "Ensi viikonloppuna rakennetaan linnunpönttöjä. Ilmoittaudu tänään."),
    (8, "instagram", PHOTO, "Viikon luontokuva: ensimmäinen leskenlehti."),
)
"""Days from today, and the same."""


ASKED = (
    (1, "Kysy luonnosta: miksi koivu hohtaa vielä punaisena? Vastaamme keskiviikkona. #luonto"),
    (2, "Tiesitkö, että tunturipöllö kuulee hiiren lumen alta? Kysy lisää, me selvitämme."),
    (4, "Kuka näki ensimmäisen kurjen? Kerro paikka ja päivä, niin lisäämme sen karttaan."),
)
"""Days from today and text of posts that wait for a yes."""


def fill_posts(workspace: Workspace, today: date, end: date) -> None:
    """Write the posts down; those that are out came out before the last round's `end`."""
    writer = Person.objects.filter(memberships__workspace=workspace, name="Noora Saari").get()
    writing = Writing(workspace, writer)
    for number, (days, *rest) in enumerate(OUT, start=1):
        writing.out(number, end - timedelta(days=days), *rest)
    for days, *rest in COMING:
        writing.coming(today + timedelta(days=days), *rest)
    approver = Person.objects.filter(memberships__workspace=workspace, name=APPROVER).get()
    writing.rule(approver)
    for days, text in ASKED:
        writing.waiting(today + timedelta(days=days), text)
    writing.sent_back(approver, today)
    writing.post(None, "instagram", PHOTO, "Luonnos: mitä museossa näkee sateella?")


class Writing:
    """One person's posts in one workspace."""

    def __init__(self, workspace: Workspace, by: Person) -> None:
        self.workspace, self.by = workspace, by
        self.channels = {one.network: one for one in Channel.objects.of(workspace)}
        self.activities = {one.title: one for one in Activity.objects.of(workspace)}

    def post(self, day: date | None, network: str, activity: str, text: str) -> Any:
        moment = day and datetime.combine(day, time(9, 0), ZoneInfo(ZONE)).astimezone(UTC)
        post = Post(
            workspace=self.workspace,
            text=text,
            activity=self.activities.get(activity),
            owner=self.by,
            at=moment,
            zone=ZONE,
            language="fi",
        )
        saving.store(post, self.by, many={"channels": [self.channels[network]]})
        return post

    def out(self, number: int, day: date, network: str, activity: str, text: str) -> None:
        post = self.post(day, network, activity, text)
        self.keep(
            post,
            state=Delivery.State.PUBLISHED,
            published_at=post.at,
            url=f"https://{network}.saarivirta.invalid/luontomuseo/{number}",
        )

    def coming(self, day: date, network: str, activity: str, text: str) -> None:
        self.keep(self.post(day, network, activity, text), state=Delivery.State.BY_HAND)

    def rule(self, approver: Person) -> None:
        """Questions and answers are looked at by a second pair of eyes."""
        activity = self.activities[ASKING]
        made = ApprovalRule(
            workspace=self.workspace,
            title="Vastaukset luetaan kahdesti",
            about_kind=kind_of(activity).name,
            about_key=activity.key,
            steps=[{"how": "any", "people": [approver.email], "roles": [], "outside": []}],
            note="Ovatko lajit ja luvut oikein? Onko kuvalla lupa?",
        )
        saving.store(made, approver)

    def waiting(self, day: date, text: str) -> None:
        post = self.post(day, "mastodon", ASKING, text)
        self.keep(post, state=Delivery.State.WAITING, asked_at=post.made_at)

    def sent_back(self, approver: Person, today: date) -> None:
        """One that came back with a reason: a draft again."""
        text = "Hömötiainen on jo ihan tavallinen lintu koko maassa!"
        post = self.post(today + timedelta(days=6), "mastodon", ASKING, text)
        reason = "Hömötiainen on erittäin uhanalainen. Tarkista tieto ja kirjoita uudelleen."
        Approval.objects.create(
            workspace=self.workspace,
            post=post,
            step=0,
            by=approver.email,
            name=str(approver),
            digest=scheduling.post_digest(post),
            version=post.version,
            at=post.made_at,
            is_yes=False,
            reason=reason,
        )

    def keep(self, post: Any, **facts: Any) -> None:
        """Its one delivery, in the state that it has come to; it was never in the queue."""
        channel = post.channels.get()
        Delivery.objects.create(
            workspace=self.workspace,
            post=post,
            channel=channel,
            due_at=post.at,
            late_at=post.at + timedelta(minutes=post.too_late),
            content=scheduling.content_of(post, channel),
            digest=scheduling.post_digest(post),
            **facts,
        )
