"""Answering without an account: who may go on with which answers, and how each is kept.

Somebody who opens a link gets a key of their own, signed and not yet kept anywhere: looking makes
no rows. The respondent comes to be with the first answer, by that key, so that two tabs or a
double press make one respondent and never two.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from virta.assessment.bank import Bank, Statement, load
from virta.assessment.models import (
    Allocation,
    Answer,
    Comment,
    Group,
    Invitee,
    Respondent,
    Round,
    new_key,
)
from virta.balance.framework import FACTORS, Factor
from virta.kit.problems import Problem

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
LONGEST_COMMENT = 4000


class NoSuchKey(Problem):
    """A key that nobody was given, or that a closed round has forgotten."""

    status = 404


class NotTaken(Problem):
    """The round or the link takes no answers (any more)."""

    status = 410


class NotYet(Problem):
    """The round has not been opened yet."""

    status = 403


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one key: its round and group, and its respondent once there is one."""

    key: str
    group: Group
    invitee: Invitee | None = None
    respondent: Respondent | None = None

    @property
    def round(self) -> Round:
        return self.group.round


@dataclass(frozen=True, slots=True)
class Given:
    """What one page sent. Only what is in it is kept; the rest stays as it was."""

    levels: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[Factor, str] = field(default_factory=dict)
    hours: Mapping[Factor, Decimal] | None = None
    whole: bool = False
    """Whether the hours are finished and may be scaled to 100."""
    load: int | None = None
    no_load: bool = False
    """Whether the question about load was answered with "I can't say"."""

    @property
    def says_something(self) -> bool:
        return bool(
            self.levels
            or any(text.strip() for text in self.comments.values())
            or (self.hours and any(self.hours.values()))
            or self.load is not None
            or self.no_load
        )


def key_for_group(group: Group) -> str:
    """A fresh key for somebody who came by the group's open link."""
    nonce = new_key()[:22]
    return f"o.{group.pk}.{nonce}.{sign(f'o.{group.pk}.{nonce}', group.link_key)}"


def key_for_invitee(invitee: Invitee) -> str:
    """The key of a personal link; the same each time, so that the link always resumes."""
    if invitee.respondent and invitee.respondent.key:
        return invitee.respondent.key
    return f"p.{invitee.pk}.0.{sign(f'p.{invitee.pk}.0', invitee.link_key)}"


def sign(text: str, link_key: str) -> str:
    """Signed with the installation's key and the link's: a renewed link makes old keys void."""
    signed = salted_hmac("virta.assessment.answering", f"{text}.{link_key}", algorithm="sha256")
    return signed.hexdigest()[:48]


def sheet_of(key: str, now: datetime) -> Sheet:
    """Whose answers this key opens. Raises NoSuchKey, NotTaken or NotYet with what to do."""
    people = Respondent.objects.select_related("group__round__workspace", "invitee")
    respondent = people.filter(key=key).first()
    if respondent:
        sheet = Sheet(key, respondent.group, getattr(respondent, "invitee", None), respondent)
    else:
        sheet = unbegun(key)
    require_open(sheet.round, now)
    if sheet.respondent is None and sheet.invitee is None:
        require_link(sheet.group)
    return sheet


def unbegun(key: str) -> Sheet:
    """The sheet of a key that was handed out but has not been used."""
    kind, _dot, rest = key.partition(".")
    number, _dot, rest = rest.partition(".")
    nonce, _dot, signature = rest.partition(".")
    link: Group | Invitee | None = None
    if number.isascii() and number.isdigit() and len(number) < 16:
        link = link_of(kind, int(number))
    if link is None or not hmac.compare_digest(
        signature.encode(), sign(f"{kind}.{number}.{nonce}", link.link_key).encode()
    ):
        raise NoSuchKey(unknown_link())
    if isinstance(link, Invitee):
        return Sheet(key, link.group, link, None)
    return Sheet(key, link)


def link_of(kind: str, pk: int) -> Group | Invitee | None:
    if kind == "p":
        invitees = Invitee.objects.select_related("group__round__workspace")
        return invitees.filter(pk=pk, respondent__isnull=True).first()
    if kind == "o":
        return Group.objects.select_related("round__workspace").filter(pk=pk).first()
    return None


def unknown_link() -> str:
    return _(
        "This address opens no questionnaire. It may have been cut short when it was copied, "
        "or the round may have closed. Ask the person who sent it for a new link."
    )


def require_open(round: Round, now: datetime) -> None:
    if round.state == Round.State.DRAFT:
        raise NotYet(
            _("This questionnaire has not been opened yet. Keep the link and come back later.")
        )
    if not round.takes_answers(now):
        raise NotTaken(
            _(
                "This questionnaire has closed and takes no more answers. Thank you for your interest."
            )
        )


def require_link(group: Group) -> None:
    if not group.link_open:
        raise NotTaken(
            _(
                "This link no longer lets new people in. If you have begun to answer, "
                "use the address you kept; otherwise ask for a new link."
            )
        )


@transaction.atomic
def keep(sheet: Sheet, given: Given, *, language: str, now: datetime) -> Respondent | None:
    """Keep what a page sent. Makes the respondent at the first answer; None before that."""
    if sheet.respondent is None and not given.says_something:
        return None
    respondent = respondent_for_writing(sheet, language, now)
    keep_levels(respondent, given.levels)
    keep_comments(respondent, given.comments)
    if given.hours is not None:
        keep_hours(respondent, given.hours, whole=given.whole)
    if given.load is not None or given.no_load:
        respondent.load, respondent.no_load = given.load, given.no_load
    respondent.language, respondent.changed_at = language, now
    respondent.save(update_fields=["load", "no_load", "language", "changed_at"])
    return respondent


def respondent_for_writing(sheet: Sheet, language: str, now: datetime) -> Respondent:
    """The respondent, locked until the transaction ends, so that a closing waits or comes first."""
    facts = {
        "round": sheet.round,
        "group": sheet.group,
        "source": Respondent.Source.PERSONAL if sheet.invitee else Respondent.Source.OPEN,
        "language": language,
        "started_at": now,
    }
    if sheet.respondent is None:
        # A newcomer is seen by a closing that runs at the same time, or sees that it has closed.
        Round.objects.select_for_update(no_key=True).get(pk=sheet.round.pk)
        require_open(Round.objects.get(pk=sheet.round.pk), now)
        Respondent.objects.get_or_create(key=sheet.key, defaults=facts)
    found = Respondent.objects.select_for_update(of=("self",)).filter(key=sheet.key).first()
    if found is None:
        raise NotTaken(_("The questionnaire closed a moment ago and takes no more answers."))
    require_open(Round.objects.get(pk=sheet.round.pk), now)
    if sheet.invitee:
        Invitee.objects.filter(pk=sheet.invitee.pk).update(respondent=found)
    return found


def keep_levels(respondent: Respondent, levels: Mapping[str, int | None]) -> None:
    statements = {one.id: one for one in asked(respondent.round)}
    Answer.objects.bulk_create(
        [
            Answer(respondent=respondent, statement=one, factor=statements[one].factor, level=level)
            for one, level in levels.items()
            if one in statements
        ],
        update_conflicts=True,
        unique_fields=["respondent", "statement"],
        update_fields=["level"],
    )


def keep_comments(respondent: Respondent, comments: Mapping[Factor, str]) -> None:
    for factor, text in comments.items():
        words = text.replace("\0", "").strip()[:LONGEST_COMMENT]
        if not words:
            Comment.objects.filter(respondent=respondent, factor=factor).delete()
            continue
        Comment.objects.bulk_create(
            [Comment(round=respondent.round, respondent=respondent, factor=factor, text=words)],
            update_conflicts=True,
            unique_fields=["respondent", "factor"],
            update_fields=["text"],
        )


def keep_hours(respondent: Respondent, hours: Mapping[Factor, Decimal], *, whole: bool) -> None:
    """Keep the split as it was given; when it is whole, scaled to 100 with nothing left open."""
    total = sum(hours.values(), Decimal(0))
    if total == HUNDRED or (whole and total):
        hours = of_hundred(hours)
    elif any(share > HUNDRED for share in hours.values()):
        return  # too much to be a part of 100; the page says so and waits
    respondent.allocations.exclude(factor__in=hours).delete()
    Allocation.objects.bulk_create(
        [
            Allocation(respondent=respondent, factor=factor, percent=share)
            for factor, share in hours.items()
        ],
        update_conflicts=True,
        unique_fields=["respondent", "factor"],
        update_fields=["percent"],
    )


def of_hundred(hours: Mapping[Factor, Decimal]) -> dict[Factor, Decimal]:
    """The split scaled to exactly 100, all eight factors; the largest takes what rounding leaves."""
    total = sum(hours.values(), Decimal(0))
    scaled = {
        factor: (HUNDRED * hours.get(factor, Decimal(0)) / total).quantize(CENT)
        for factor in FACTORS
    }
    largest = max(scaled, key=lambda factor: scaled[factor])
    scaled[largest] += HUNDRED - sum(scaled.values(), Decimal(0))
    return scaled


@transaction.atomic
def finish(sheet: Sheet, *, is_done: bool, now: datetime) -> None:
    """Say that one is done, or that one is not after all. Can be said again until the closing."""
    if sheet.respondent is None:
        return
    respondent = respondent_for_writing(sheet, sheet.respondent.language, now)
    respondent.finished_at = now if is_done else None
    respondent.save(update_fields=["finished_at"])
    Invitee.objects.filter(respondent=respondent).update(finished=is_done)


def asked(round: Round) -> list[Statement]:
    """The statements that a round asks, in the bank's order."""
    bank: Bank = load(round.bank_version)
    return list(bank.statements(round.form))
