"""How the example's people work with what they hear: tags, a rule, a view, and a few of them given."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from virta.listening import acting, ruling
from virta.listening.models import Mention, MentionRule, SavedView, Search, Tag
from virta.listening.subjects import Subject
from virta.people.models import Person, Workspace
from virta.records import commenting, saving
from virta.records.models import Comment, Notice, Revision

TAGS = (
    ("kysymys", Tag.Colour.WATER, "Joku kysyy jotakin, johon voimme vastata."),
    ("kiitos", Tag.Colour.GO, "Meitä tai tapahtumaamme kiitetään."),
    ("moite", Tag.Colour.ALARM, "Jokin on pielessä, ja siitä sanotaan."),
    ("media", Tag.Colour.HEED, "Toimittaja tai lehti kirjoittaa."),
)
GIVEN = 2
ASK = "Vastaatko tähän, kun olet asiakaspalvelussa torstaina?"


def fill_worked_with(workspace: Workspace, today: date) -> None:
    """Tags, rules and a view, and what they did with the mentions that there are."""
    people = {one.name: one for one in members_of(workspace)}
    eero, noora = people["Eero Salmi"], people["Noora Saari"]
    now = datetime.combine(today, time(6, 0), UTC)
    tags = {title: tag(workspace, title, colour, about, eero) for title, colour, about in TAGS}
    rules = [
        rule(workspace, "Kysymykset tageiksi", eero, [tags["kysymys"]], query=QUESTIONS),
        rule(workspace, "Moitteet samana päivänä", eero, [tags["moite"]], sentiment=-1, place=20),
        rule(workspace, "Lehdistä tieto Eerolle", eero, [tags["media"]], network="web", place=30),
    ]
    ruling.Rules(rules).apply(
        workspace, list(Mention.objects.of(workspace).order_by("-pk")), acting.Why(now)
    )
    give(workspace, tags["kysymys"], eero, noora, now)
    SavedView.objects.create(
        workspace=workspace,
        title="Vastaamatta",
        query=f"tag={tags['kysymys'].key}&state=new",
        is_shared=True,
        owner=eero,
    )
    settle(workspace, now - timedelta(days=50))


QUESTIONS = "milloin OR missä OR mistä OR miten OR miksi OR voiko OR saako OR onko"


def members_of(workspace: Workspace) -> Any:
    return Person.objects.filter(memberships__workspace=workspace)


def tag(workspace: Workspace, title: str, colour: str, about: str, by: Person) -> Tag:
    made = Tag(workspace=workspace, title=title, colour=colour, about=about)
    saving.store(made, by)
    return made


def rule(
    workspace: Workspace, title: str, by: Person, tags: list[Tag], **facts: Any
) -> MentionRule:
    own = Search.objects.of(workspace).filter(about=Search.About.OWN)
    made = MentionRule(workspace=workspace, title=title, **facts)
    saving.store(made, by, many={"tags": tags, "searches": list(own)})
    return made


def give(workspace: Workspace, asked: Tag, by: Person, to: Person, now: datetime) -> None:
    """The newest questions are somebody's, one of them with a word."""
    rows = Mention.objects.of(workspace).filter(tagged__tag=asked).order_by("-pk")
    newest = list(rows.select_related("workspace")[:GIVEN])
    numbers = [one.pk for one in newest]
    acting.set_state(workspace, numbers, Mention.State.NEW, acting.Why(now, by))
    acting.give(workspace, numbers, to, acting.Why(now, by))
    for mention in newest[:1]:
        commenting.say(Subject(mention), by, ASK)


def settle(workspace: Workspace, at: datetime) -> None:
    """As if it had been written down back then; nobody is mailed for the example."""
    for model in (Tag, MentionRule):
        model.objects.of(workspace).update(made_at=at, changed_at=at)
    Revision.objects.of(workspace).filter(kind__in=["tag", "mention_rule"]).update(at=at)
    Comment.objects.of(workspace).filter(about_kind="mention").update(at=at + timedelta(days=49))
    Notice.objects.of(workspace).delete()
