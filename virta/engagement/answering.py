"""An approver's yes or no to a post: written down, carried out, and told to whoever wrote it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from virta.engagement import approvals, scheduling
from virta.engagement.models import Approval, Delivery, Post
from virta.kit.problems import Problem
from virta.people.models import Person
from virta.people.whom import here, leads
from virta.records import commenting
from virta.records.models import Happening

LONGEST = 1000
"""Characters of a reason."""
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Voice:
    """Who answers: a member, or somebody outside by the name that they were asked under."""

    email: str
    name: str
    person: Person | None = None
    asked_by: Person | None = None
    """Who asked somebody outside, and is told what they said."""

    @classmethod
    def of(cls, person: Person) -> "Voice":
        return cls(person.email.lower(), str(person), person)


@transaction.atomic
def answer(
    post: Post, voice: Voice, digest: str, now: datetime, *, is_yes: bool, reason: str = ""
) -> Approval:
    """Answer what was shown, by its digest. A yes lets the post go on where it was the last one
    that was missing; a no takes it out of the queue, back to whoever wrote it.

    Raises Problem where the post has changed, or where this answer is not asked for.
    """
    # Two answers, or an answer and an edit, come one after the other.
    Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()
    reason = reason.strip()[:LONGEST]
    step = checked(post, voice, digest, now, is_yes=is_yes, reason=reason)
    made = Approval.objects.create(
        workspace=post.workspace,
        post=post,
        step=step,
        by=voice.email,
        name=voice.name[:150],
        is_outside=voice.person is None,
        digest=digest,
        version=post.version,
        at=now,
        is_yes=is_yes,
        reason=reason,
    )
    released = scheduling.approved(post, now) if is_yes else scheduling.cancel(post)
    if is_yes or released:
        tell_writers(made, voice, is_last=bool(released))
        return made
    raise Problem(_("The post is being sent, or is out. Look at its page in a minute."))


def checked(
    post: Post, voice: Voice, digest: str, now: datetime, *, is_yes: bool, reason: str
) -> int:
    """The number of the step that the answer belongs to; Problem where it cannot be taken."""
    queued = post.deliveries.filter(state__in=scheduling.OPEN, digest=digest)
    first = queued.order_by("pk").first()
    if first is None:
        raise Problem(_("The post has changed since you opened it. Read it again, then answer."))
    question = approvals.Question(post, digest, approvals.counted_at(first.due_at, now))
    asking = approvals.asking(question)
    if is_yes:
        waiting = queued.filter(state=State.WAITING).exists()
        if not waiting or asking.step is None or voice.email not in asking.waits_for:
            raise Problem(_("Your yes is not asked for now. The page says whose is."))
        return asking.step
    if voice.email not in asking.may_say_no:
        raise Problem(_("Your answer is not asked for now. The page says whose is."))
    if not reason:
        raise Problem(_("Say why, so that the writer knows what to change."))
    if asking.step is not None and voice.email in asking.waits_for:
        return asking.step
    return max(one.step for one in asking.given if one.by == voice.email)


def tell_writers(made: Approval, voice: Voice, *, is_last: bool) -> None:
    """Whoever wrote the post is told of every no, of a yes with a remark, and of the last yes."""
    if made.is_yes and not is_last and not made.reason:
        return
    asked_by = here(made.workspace, [voice.asked_by] if voice.asked_by else [])
    for person in {one.pk: one for one in [*writers(made.post), *asked_by]}.values():
        with translation.override(person.language):
            text = said(made, voice, is_last=is_last)
        about = f"answer:{made.pk}"
        commenting.notify(
            made.workspace, person, Happening.ANSWERED, made.post, voice.person, text, about
        )


def said(made: Approval, voice: Voice, *, is_last: bool) -> str:
    """An answer in one sentence, with its reason."""
    values: dict[str, Any] = {"who": voice.name or voice.email, "reason": made.reason}
    if not made.is_yes:
        return _("%(who)s sends it back: %(reason)s") % values
    if not made.reason:
        return _("%(who)s has approved it, and it goes out at its time.") % values
    if is_last:
        return _("%(who)s has approved it, and it goes out at its time: %(reason)s") % values
    return _("%(who)s has approved it: %(reason)s") % values


def writers(post: Post) -> list[Person]:
    """Whose post it is; those who lead where that is nobody who is here."""
    mine = here(post.workspace, [post.owner] if post.owner else [])
    return mine or leads(post.workspace)


def history_of(post: Post) -> list[Approval]:
    """Every answer to a post, the newest first."""
    return list(post.approvals.order_by("-at", "-pk")[:50])
