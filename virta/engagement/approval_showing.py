"""How the page of a post shows its approval: whom it waits for, every answer, links outside."""

from datetime import datetime
from typing import Any

from virta.engagement import answering, approvals, outside_links, proofs, scheduling
from virta.engagement.models import Approval, ApprovalLink, Delivery, Post
from virta.ownership import rules

SHOWN = 20


def shown(request: Any, post: Post, now: datetime) -> dict[str, Any]:
    """What the part about approval needs; nothing of it where no rule holds and nothing was said."""
    queued = post.deliveries.filter(state__in=scheduling.OPEN).select_related("post__workspace")
    one = queued.order_by("pk").first()
    asking = approvals.asking(approvals.Question.of(one, now)) if one else None
    is_waiting = bool(one and one.state == Delivery.State.WAITING)
    me = getattr(request.user, "email", "").lower()
    answers = answers_of(post, one.digest if one else "")
    return {
        "approval": {
            "asked": named(asking.waits_for) if asking and is_waiting else [],
            "is_waiting": is_waiting,
            "digest": one.digest if one else "",
            "may_say_yes": bool(asking and is_waiting and me in asking.waits_for),
            "may_say_no": bool(asking and asking.steps and me in asking.may_say_no),
            "url": proofs.url_of(post),
            "answers": answers,
            "sent_back": sent_back(answers, one),
            "outside": outside_links.may_be_asked(post, now) if is_waiting else [],
            "links": links_of(post, now),
            "longest": answering.LONGEST,
            "can_mail": outside_links.can_mail(),
        }
    }


def named(addresses: frozenset[str]) -> list[str]:
    """What people are called; somebody outside by their address."""
    names = rules.names_of(addresses)
    return sorted(names.get(one, one) for one in addresses)


def answers_of(post: Post, digest: str) -> list[tuple[Approval, bool]]:
    """Every answer, the newest first, and whether it is to the words that are in the queue."""
    rows = list(post.approvals.order_by("-at", "-pk")[:SHOWN])
    return [(one, bool(digest) and one.digest == digest) for one in rows]


def sent_back(answers: list[tuple[Approval, bool]], queued: Delivery | None) -> Approval | None:
    """The no for which the post is a draft again; nothing once it has been asked about anew."""
    if queued is not None or not answers:
        return None
    newest = answers[0][0]
    return None if newest.is_yes else newest


def links_of(post: Post, now: datetime) -> list[tuple[ApprovalLink, str, bool]]:
    """Links to approvers outside: each with its state in words, and whether it opens."""
    rows = ApprovalLink.objects.filter(post=post).select_related("made_by")[:SHOWN]
    return [
        (one, str(one.state(now).label), one.state(now) == ApprovalLink.State.OPEN) for one in rows
    ]
