"""Whether a post has the yes that ownership's rules ask for, and how it gets it."""

from datetime import datetime

from django.utils.translation import gettext as _

from virta.engagement.models import Approval, Post
from virta.kit.problems import Problem
from virta.ownership import approving, rules
from virta.people.models import Person


def steps_of(post: Post) -> list[approving.Step]:
    """The steps that the post must pass, by its activity, pillar and channels."""
    things = [one for one in (post.activity, post.pillar) if one is not None]
    return rules.steps_for(post.workspace, [*things, *post.channels.all()])


def author_of(post: Post) -> str:
    """Whose own text it is: nobody approves their own."""
    return post.owner.email if post.owner else ""


def given(post: Post, digest: str) -> list[approving.Approval]:
    """The approvals that hold for the post as this digest says it."""
    rows = Approval.objects.of(post.workspace).filter(post=post, digest=digest, is_yes=True)
    return [approving.Approval(one.step, one.by) for one in rows]


def is_approved(post: Post, digest: str) -> bool:
    """Whether it may go out as this digest says it."""
    steps = steps_of(post)
    if not steps:
        return True
    members = rules.roles_here(post.workspace)
    return approving.next_step(steps, given(post, digest), author_of(post), members) is None


def asked_now(post: Post, digest: str) -> frozenset[str]:
    """Whose yes the next step still lacks; nobody where it may go out."""
    members = rules.roles_here(post.workspace)
    return approving.waits_for(steps_of(post), given(post, digest), author_of(post), members)


def approve(post: Post, by: Person, digest: str, now: datetime, reason: str = "") -> Approval:
    """Say yes to what was shown, by its digest. Raises Problem where this person's yes counts not."""
    steps, members = steps_of(post), rules.roles_here(post.workspace)
    already = given(post, digest)
    step = approving.next_step(steps, already, author_of(post), members)
    may = approving.may_approve(steps, already, author_of(post), members, by.email)
    if step is None or not may:
        raise Problem(_("Your yes is not asked for now. The page says whose is."))
    made, _new = Approval.objects.update_or_create(
        post=post,
        step=step,
        by=by.email.lower(),
        digest=digest,
        defaults={"workspace": post.workspace, "at": now, "reason": reason, "is_yes": True},
    )
    return made
