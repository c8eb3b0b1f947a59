"""Asking somebody without an account for their yes: a link, a code, and one post behind both.

The link's token has 256 bits of chance and is stored as its digest only. Who has the link alone
(a forwarded mail, the log of a proxy, a program that looks ahead at links) sees nothing: a code of
six digits goes to the approver's own address, or is told to them by whoever asks. Each wrong code
is counted by a conditional update before it is compared, so that no number of tries at once is
more than five.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from virta.engagement import answering, approvals
from virta.engagement.models import Approval, ApprovalLink, Delivery, Post
from virta.kit.problems import Problem
from virta.people.audit import record
from virta.people.models import Letter, Person, digest
from virta.records import commenting
from virta.records.models import Happening

CODE_LIFE = timedelta(minutes=15)
CODE_AGAIN = timedelta(seconds=60)
MOST_CODES = 8
"""So many codes go out for one link."""
State = ApprovalLink.State


@dataclass(frozen=True, slots=True)
class Made:
    """A link as it can be shown once: what is stored cannot make it again."""

    link: ApprovalLink
    url: str
    code: str
    """What the asker tells the approver; empty where Virta sends a code."""


def can_mail() -> bool:
    """Whether this installation sends e-mail."""
    return bool(settings.SMTP.hostname)


def waiting(post: Post) -> Delivery | None:
    """What of the post waits for a yes; the wording is the same on all of its channels."""
    rows = post.deliveries.filter(state=Delivery.State.WAITING).select_related("post__workspace")
    found: Delivery | None = rows.order_by("pk").first()
    return found


def may_be_asked(post: Post, now: datetime) -> list[str]:
    """Addresses of those outside whose yes the rule asks for at its present step."""
    one = waiting(post)
    return sorted(approvals.asking(approvals.Question.of(one, now)).outside) if one else []


@transaction.atomic
def ask(
    post: Post,
    by: Person,
    now: datetime,
    *,
    email: str,
    name: str,
    language: str,
    by_mail: bool,
    is_told: bool,
) -> Made:
    """Make a link for one approver; an earlier one to the same address is withdrawn.

    Raises Problem where the rules do not ask for this person's yes now.
    """
    email, asked = email.strip().lower(), waiting(post)
    if asked is None or email not in may_be_asked(post, now):
        raise Problem(
            _("The rule does not ask %(email)s now. Its page says whom it asks.") % {"email": email}
        )
    open_ones(post, now).filter(email=email).update(withdrawn_at=now)
    token, is_told = secrets.token_urlsafe(32), is_told or not can_mail()
    link = ApprovalLink(
        workspace=post.workspace,
        post=post,
        email=email,
        name=name.strip()[:150],
        language=language,
        digest=asked.digest,
        token_digest=digest(token),
        is_told=is_told,
        is_mailed=by_mail and can_mail(),
        made_by=by,
        made_at=now,
        expires_at=now + ApprovalLink.LIFE,
    )
    link.save()
    code = new_code(link, link.expires_at) if is_told else ""
    url = f"{settings.BASE_URL}/approve/{token}/"
    if link.is_mailed:
        post_link(link, url, now)
    record(post.workspace, by, "approver_asked", email=email)
    return Made(link, url, code)


def open_ones(post: Post, now: datetime) -> QuerySet[ApprovalLink]:
    """The links to a post that still open."""
    rows: QuerySet[ApprovalLink] = ApprovalLink.objects.filter(
        post=post,
        answered_at__isnull=True,
        withdrawn_at__isnull=True,
        void_at__isnull=True,
        wrong_codes__lt=ApprovalLink.MOST_WRONG,
        expires_at__gt=now,
    )
    return rows


def new_code(link: ApprovalLink, until: datetime) -> str:
    """A fresh code, of which only a keyed digest is kept; an earlier one is worth nothing."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    link.code_digest, link.code_until = coded(link, code), until
    link.save(update_fields=["code_digest", "code_until"])
    return code


def coded(link: ApprovalLink, code: str) -> str:
    # Six digits are soon tried out; without the installation's key there is nothing to try.
    return salted_hmac("virta.approval-code", f"{link.key}:{code}", algorithm="sha256").hexdigest()


def find(token: str) -> ApprovalLink | None:
    """The link of this token."""
    rows = ApprovalLink.objects.filter(token_digest=digest(token), post__removed_at__isnull=True)
    found: ApprovalLink | None = rows.select_related("post__workspace", "made_by").first()
    return found


def is_asked(link: ApprovalLink, now: datetime) -> bool:
    """Whether the rules ask for this approver's yes to this wording at this moment."""
    one = waiting(link.post)
    if one is None or one.digest != link.digest:
        return False
    return link.email in approvals.asking(approvals.Question.of(one, now)).waits_for


@transaction.atomic
def send_code(link: ApprovalLink, now: datetime) -> None:
    """Send a fresh code to the approver's address. Raises Problem where that is too much."""
    free = Q(code_sent_at__isnull=True) | Q(code_sent_at__lte=now - CODE_AGAIN)
    mine = ApprovalLink.objects.filter(free, pk=link.pk, codes_sent__lt=MOST_CODES, is_told=False)
    if not mine.update(code_sent_at=now, codes_sent=F("codes_sent") + 1):
        raise Problem(
            _("A code was sent a moment ago. Look into your mail; another can be sent in a minute.")
        )
    code = new_code(link, now + CODE_LIFE)
    with translation.override(link.language):
        write(
            link,
            _("Your code for looking at a post"),
            _(
                "The code with which you open the post: %(code)s\n\nIt works for a quarter of an hour."
            )
            % {"code": code},
            now,
        )


def enter(link: ApprovalLink, code: str, now: datetime) -> None:
    """Let in whoever knows the code. Raises Problem with what to do."""
    rows = ApprovalLink.objects.filter(pk=link.pk, wrong_codes__lt=ApprovalLink.MOST_WRONG)
    if not rows.update(wrong_codes=F("wrong_codes") + 1):
        raise Problem(_("Too many wrong codes. Ask whoever sent you the link for a new one."))
    link.refresh_from_db()
    bare = "".join(one for one in code if one.isdigit())
    is_current = bool(link.code_until and now < link.code_until and link.code_digest)
    if not is_current or not constant_time_compare(coded(link, bare), link.code_digest):
        if link.state(now) == State.LOCKED:
            tell_asker(link, "locked")
        raise Problem(_("That is not the code, or it is too old. Look at it again."))
    opened = {"opened_at": now, "wrong_codes": F("wrong_codes") - 1}
    # A code that was mailed opens once; one that was told is all that they have.
    ApprovalLink.objects.filter(pk=link.pk).update(
        **opened | ({} if link.is_told else {"code_digest": ""})
    )


def withdraw(link: ApprovalLink, by: Person, now: datetime) -> bool:
    """Make a link worthless."""
    done = ApprovalLink.objects.filter(
        pk=link.pk, answered_at__isnull=True, withdrawn_at__isnull=True
    )
    if not done.update(withdrawn_at=now):
        return False
    record(link.workspace, by, "approver_link_withdrawn", email=link.email)
    return True


def void(post: Post, now: datetime) -> int:
    """After a change: links to another wording open no more, and who is concerned is told."""
    one = waiting(post)
    others = open_ones(post, now).exclude(digest=one.digest if one else "")
    ended = list(others.select_related("made_by", "workspace"))
    for link in ended:
        ApprovalLink.objects.filter(pk=link.pk).update(void_at=now)
        tell_asker(link, "void")
        if link.is_mailed:
            post_void(link, now)
    return len(ended)


def tell_asker(link: ApprovalLink, what: str) -> None:
    """Whoever made the link is told that it ended, and what to do."""
    if link.made_by is None:
        return
    with translation.override(link.made_by.language):
        said = {
            "void": _("It has changed, so the link that %(name)s got opens no more. Send another."),
            "locked": _(
                "The link for %(name)s is locked after wrong codes. Ask them, and send another."
            ),
        }[what] % {"name": link.name}
    about = f"link:{link.key}:{what}"
    commenting.notify(link.workspace, link.made_by, Happening.STUCK, link.post, None, said, about)


def post_link(link: ApprovalLink, url: str, now: datetime) -> None:
    """The link by e-mail."""
    values = {"who": link.made_by, "workspace": link.workspace.name, "url": url}
    with translation.override(link.language):
        text = _(
            "%(who)s of %(workspace)s asks you to look at a post before it goes out.\n\n%(url)s\n\n"
            "You need no account. The link opens with a code; it is yours alone, and works for a week."
        )
        subject = _("%(workspace)s asks for your approval") % values
        write(link, subject, text % values, now)


def post_void(link: ApprovalLink, now: datetime) -> None:
    values = {"workspace": link.workspace.name}
    with translation.override(link.language):
        text = _(
            "The post that you were asked to approve has been changed, so the link that you got opens "
            "no more. You are asked again when the new wording is ready."
        )
        write(link, _("%(workspace)s: the post has changed") % values, text, now)


def write(link: ApprovalLink, subject: str, text: str, now: datetime) -> None:
    """A letter whose text is sealed until it is sent, and then forgotten."""
    Letter.secret(link.workspace, link.email, subject, text, now)


@transaction.atomic
def answer(
    link: ApprovalLink, wording: str, now: datetime, *, is_yes: bool, reason: str
) -> Approval:
    """The approver's answer, once. Raises Problem where the post or the link has changed since."""
    rows = ApprovalLink.objects.select_for_update(of=("self",)).filter(pk=link.pk)
    if rows.get().state(now) != State.OPEN or wording != link.digest:
        raise Problem(_("The post or the link has changed since. Open the link again."))
    voice = answering.Voice(link.email, link.name, asked_by=link.made_by)
    made = answering.answer(link.post, voice, wording, now, is_yes=is_yes, reason=reason)
    rows.update(answered_at=now)
    return made
