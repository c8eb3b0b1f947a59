"""Whether a post has the yes that ownership's rules ask for, and whose is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from virta.engagement.models import Approval, Delivery, Post
from virta.ownership import approving, rules
from virta.people.models import Workspace
from virta.records.kinds import kind_of
from virta.records.models import Revision

VALID = timedelta(days=90)
"""A yes that is older counts no more: what was right a season ago is looked at again."""


AHEAD = timedelta(days=7)
"""So long before a post's time it is told whether its yes will still count then."""


@dataclass(frozen=True, slots=True)
class Question:
    """A post in one wording, and the moment at which a yes to it has to count."""

    post: Post
    digest: str
    at: datetime

    @classmethod
    def of(cls, delivery: Delivery, now: datetime) -> "Question":
        """What is asked about something in the queue."""
        return cls(delivery.post, delivery.digest, counted_at(delivery.due_at, now))


def counted_at(due_at: datetime, now: datetime) -> datetime:
    """When a yes has to count: for what goes out soon, at its time already."""
    return max(due_at, now) if due_at <= now + AHEAD else now


@dataclass(frozen=True, slots=True)
class Asking:
    """What the rules ask for a post in one wording, and what it has of that."""

    steps: Sequence[approving.Step]
    given: Sequence[approving.Approval]
    author: str
    members: Mapping[str, str]
    """E-mail address → role of those whose yes may count."""

    @property
    def step(self) -> int | None:
        """The number of the step that it is at; None where it may go out."""
        return approving.next_step(self.steps, self.given, self.author, self.members)

    @property
    def waits_for(self) -> frozenset[str]:
        """Whose yes the step still lacks; nobody where it may go out."""
        return approving.waits_for(self.steps, self.given, self.author, self.members)

    @property
    def outside(self) -> frozenset[str]:
        """Who of them has no account here."""
        number = self.step
        return self.waits_for & self.steps[number].outside if number is not None else frozenset()

    @property
    def may_say_no(self) -> frozenset[str]:
        """Whose yes is asked for, and who has given theirs: they may think better of it."""
        return self.waits_for | {one.by for one in self.given}


class Desk:
    """The rules and people of a workspace, read once for many posts."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.book = rules.Book(workspace)
        self.roles = rules.roles_here(workspace) if self.book.rules else {}

    def steps_of(self, post: Post) -> list[approving.Step]:
        """The steps that the post must pass, by its activity, pillar and channels."""
        if not self.book.rules:
            return []
        things = [one for one in (post.activity, post.pillar) if one is not None]
        return self.book.steps_for([*things, *post.channels.all()])

    def askings(self, questions: Sequence[Question]) -> list[Asking]:
        """What the rules ask for each of these posts, and what it has of that."""
        steps = [self.steps_of(one.post) for one in questions]
        ruled = [one for one, asked in zip(questions, steps, strict=True) if asked]
        given = answers_to(ruled)
        alone = sole_writers(self.workspace, [one.post for one in ruled])
        return [
            Asking(
                asked,
                given.get((one.post.pk, one.digest), []),
                author_of(one.post),
                {who: role for who, role in self.roles.items() if who != alone.get(one.post.key)},
            )
            for one, asked in zip(questions, steps, strict=True)
        ]


def author_of(post: Post) -> str:
    """Whose own text it is: nobody approves their own."""
    return post.owner.email.lower() if post.owner else ""


def sole_writers(workspace: Workspace, posts: Sequence[Post]) -> dict[str, str]:
    """By key, who alone has written a post's words: theirs they are, whoever is named as writer.

    Somebody who sets a comma in another's text has not made it their own, and may still approve it.
    What a repetition has made was written by whoever wrote the post that repeats.
    """
    if not posts:
        return {}
    origins = {one.key: one.repeat_of.key for one in posts if one.repeat_of}
    wrote = writers_of(workspace, {one.key for one in posts} | set(origins.values()))
    found = {
        one.key: wrote[one.key] - {None} | wrote[origins[one.key]]
        if one.key in origins
        else wrote[one.key]
        for one in posts
    }
    alone = {key: next(iter(people)) for key, people in found.items() if len(people) == 1}
    return {key: one for key, one in alone.items() if one}


def writers_of(workspace: Workspace, keys: set[str]) -> defaultdict[str, set[str | None]]:
    """By key, whose changes were changes of the words; None stands for Virta itself. What came
    with a file was written elsewhere."""
    rows = Revision.objects.of(workspace).filter(kind=kind_of(Post).name, key__in=keys)
    found = rows.filter(batch__isnull=True).order_by("key", "number")
    before: dict[str, tuple[str, object]] = {}
    wrote: defaultdict[str, set[str | None]] = defaultdict(set)
    for key, by, text, own in found.values_list(
        "key", "by__email", "fields__text", "fields__versions"
    ):
        if (text or own) and before.get(key) != (text, own):
            wrote[key].add(by and by.lower())
        before[key] = (text, own)
    return wrote


def answers_to(questions: Sequence[Question]) -> dict[tuple[int, str], list[approving.Approval]]:
    """By post and digest, the yeses that hold: not too old, and not taken back."""
    if not questions:
        return {}
    since = {(one.post.pk, one.digest): one.at - VALID for one in questions}
    rows = Approval.objects.filter(
        post__in={one.post.pk for one in questions}, at__gt=min(since.values())
    )
    last: dict[tuple[int, str, int, str], Approval] = {}
    for row in rows.order_by("at", "pk"):
        last[row.post_id, row.digest, row.step, row.by] = row
    found: defaultdict[tuple[int, str], list[approving.Approval]] = defaultdict(list)
    for (post, digest, step, by), row in last.items():
        asked = (post, digest)
        if row.is_yes and asked in since and row.at > since[asked]:
            found[asked].append(approving.Approval(step, by))
    return found


def asking(question: Question) -> Asking:
    """What the rules ask for one post."""
    return Desk(question.post.workspace).askings([question])[0]


def is_ruled(post: Post) -> bool:
    """Whether anybody's yes is asked for."""
    return bool(Desk(post.workspace).steps_of(post))


def is_approved(question: Question) -> bool:
    """Whether the post may go out as this wording says it."""
    return asking(question).step is None


def questions_in(deliveries: Iterable[Delivery], now: datetime) -> list[tuple[Delivery, Asking]]:
    """What is asked about what waits, a post for many channels once, with few questions to the
    database."""
    places: defaultdict[Workspace, dict[tuple[int, str], Delivery]] = defaultdict(dict)
    for one in deliveries:
        places[one.workspace].setdefault((one.post_id, one.digest), one)
    found: list[tuple[Delivery, Asking]] = []
    for workspace, ones in places.items():
        rows = list(ones.values())
        askings = Desk(workspace).askings([Question.of(one, now) for one in rows])
        found += zip(rows, askings, strict=True)
    return found
