"""Who is told of an alarm, in which order, and who is next: what its page and the worker ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from virta.balance.framework import Factor
from virta.listening.models import Alarm, AlarmSettings, Call, MentionRule, Search, Source
from virta.ownership import escalating
from virta.ownership.about import FACTOR
from virta.ownership.escalating import Stage, Whom
from virta.ownership.models import Escalation
from virta.ownership.rules import path_about
from virta.ownership.watching import on_watch
from virta.people.models import Person, Workspace
from virta.people.whom import here, leads
from virta.records import quiet
from virta.records.models import Webhook

Means = Escalation.Means


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a member, somebody outside by name, or one who has left."""

    person: Person | None = None
    name: str = ""
    means: str = Means.VIRTA
    reach: str = ""
    has_left: bool = False
    until: datetime | None = None
    """Until when they have quiet hours, where they have."""

    @property
    def how(self) -> str:
        """By which way, in the language that is on."""
        label = str(Means(self.means).label)
        return f"{label}: {self.reach}" if self.means == Means.PHONE else label


@dataclass(frozen=True, slots=True)
class Turn:
    """A stage with the people of it."""

    number: int
    stage: Stage
    targets: Sequence[Target]

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to tell."""
        return all(one.has_left for one in self.targets)

    @property
    def is_awake(self) -> bool:
        """Whether somebody of them can be told now; a webhook is nobody."""
        people = [one for one in self.targets if one.means != Means.WEBHOOK]
        return any(not one.has_left and one.until is None for one in people)

    @property
    def is_hook(self) -> bool:
        """Whether it is told to a webhook."""
        return any(not one.has_left and one.means == Means.WEBHOOK for one in self.targets)


def settings_of(workspace: Workspace) -> AlarmSettings:
    """What its leads have chosen; not stored where they have chosen nothing."""
    kept: AlarmSettings | None = AlarmSettings.objects.of(workspace).select_related("path").first()
    return kept or AlarmSettings(workspace=workspace)


def opening(alarm: Alarm, now: datetime) -> Alarm:
    """The alarm, not stored yet, with its escalation: from when, along which path, how urgent."""
    chosen = settings_of(alarm.workspace)
    path = path_of(alarm, chosen)
    alarm.noticed_at = now
    alarm.is_urgent = alarm.sort in chosen.urgent
    alarm.path, alarm.steps = path, path.steps if path else []
    alarm.next_at = None if alarm.storm else now
    return alarm


def path_of(alarm: Alarm, chosen: AlarmSettings) -> Escalation | None:
    """The path about its search or rule, what that serves, or listening; else the one chosen."""
    return path_about(alarm.workspace, places(alarm.about)) or chosen_path(chosen)


def chosen_path(chosen: AlarmSettings) -> Escalation | None:
    """The path of what has none of its own."""
    return chosen.path if chosen.path and chosen.path.removed_at is None else None


def places(about: Search | MentionRule | Source) -> list[tuple[str, str]]:
    """What a path may be about to hold for it, the most particular first."""
    if isinstance(about, Source):
        return [(FACTOR, Factor.LISTENING.value)]
    if isinstance(about, MentionRule):
        searches = list(about.searches.filter(removed_at__isnull=True).order_by("pk"))
        served = [place for one in searches for place in served_by(one)]
        return [("mention_rule", about.key), *served, (FACTOR, Factor.LISTENING.value)]
    return [*served_by(about), (FACTOR, Factor.LISTENING.value)]


def served_by(search: Search) -> list[tuple[str, str]]:
    """A search and what it is listened for."""
    objectives = [("objective", one.key) for one in search.objectives.order_by("pk")]
    audiences = [("audience", one.key) for one in search.audiences.order_by("pk")]
    return [("search", search.key), *objectives, *audiences]


def stages(alarm: Alarm) -> list[Stage]:
    return escalating.stages(alarm.steps, is_urgent=alarm.is_urgent)


def turn(alarm: Alarm, number: int, stage: Stage, at: datetime) -> Turn:
    """Who would be told at a moment."""
    targets = targets_of(alarm, stage, at)
    people = [one.person for one in targets if one.person]
    asleep = {} if alarm.is_urgent else quiet.asleep(alarm.workspace, people, at)
    return Turn(
        number,
        stage,
        [replace(one, until=asleep.get(one.person.pk)) if one.person else one for one in targets],
    )


def turns(alarm: Alarm, now: datetime) -> list[Turn]:
    """What is done now: the stage that is due, and those after it that are asked instead.

    A stage of nobody is passed over, and one whose people all have quiet hours asks the next one
    with somebody awake; is there none, it is told to the first of them anyway.
    """
    found = list[Turn]()
    for number, stage in enumerate(stages(alarm)[alarm.told :], start=alarm.told):
        found.append(turn(alarm, number, stage, now))
        if found[-1].is_awake or (found[-1].is_hook and number == alarm.told):
            return found
        if stage.whom == Whom.AGAIN:
            break
    with_people = (at for at, one in enumerate(found) if not (one.is_empty or one.is_hook))
    last = next(with_people, len(found) - 1)
    return [*found[:last], *(woken(one) for one in found[last : last + 1])]


def woken(one: Turn) -> Turn:
    """The same, told whatever the hour."""
    return Turn(one.number, one.stage, [replace(target, until=None) for target in one.targets])


def upcoming(alarm: Alarm) -> Turn | None:
    """Who is told next if nobody answers before, as far as it is known now."""
    rest = stages(alarm)[alarm.told :]
    if alarm.next_at is None or not rest:
        return None
    return turn(alarm, alarm.told, rest[0], alarm.next_at)


def targets_of(alarm: Alarm, stage: Stage, at: datetime) -> list[Target]:
    if stage.whom == Whom.STEP:
        return [target_of_step(alarm.workspace, stage.step or {})]
    people = first(alarm, at)
    if stage.whom == Whom.AGAIN:
        people += here(alarm.workspace, told(alarm))
    if stage.whom != Whom.WATCH:
        people += leads(alarm.workspace)
    return [Target(one) for one in {one.pk: one for one in people}.values()]


def target_of_step(workspace: Workspace, step: Any) -> Target:
    """Whom a step names, and how they are reached."""
    means, reach = str(step["means"]), str(step["contact"] or step["to"])
    if means == Means.WEBHOOK:
        there = Webhook.objects.of(workspace).filter(key=reach, is_on=True).exists()
        return Target(None, str(step["name"]), means, reach, has_left=not there)
    if not step["to"]:
        return Target(None, str(step["name"]), means, reach)
    person = Person.objects.filter(email__iexact=step["to"]).first()
    if person is None or not here(workspace, [person]):
        return Target(None, str(person or step["to"]), means, reach, has_left=True)
    return Target(person, "", means, reach)


def first(alarm: Alarm, at: datetime) -> list[Person]:
    """Whose it is, and who is on watch."""
    owner = here(alarm.workspace, [alarm.owner] if alarm.owner else [])
    return owner + here(alarm.workspace, [one.person for one in on_watch(alarm.workspace, at)])


def told(alarm: Alarm) -> Iterable[Person]:
    """Everybody who has been told of it."""
    calls = Call.objects.filter(alarm=alarm, person__isnull=False).select_related("person")
    return [one.person for one in calls]
