"""Asking people by name: a pasted list becomes personal links, letters and reminders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from virta.assessment.models import Group, Invitee, Round
from virta.assessment.questionnaire import said
from virta.kit.problems import Problem
from virta.people.models import Letter

MOST_LINES = 5_000
A_DAY = timedelta(hours=20)  # so that "every morning" works
SEPARATORS = (";", "\t", ",")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the pasted list, understood; `trouble` says why it cannot be used."""

    number: int
    text: str
    name: str = ""
    email: str = ""
    trouble: str = ""


@dataclass(slots=True)
class Pasted:
    """A pasted list: the lines that can be used and those that cannot."""

    good: list[Line] = field(default_factory=list)
    bad: list[Line] = field(default_factory=list)


def read(text: str, known_emails: Iterable[str] = ()) -> Pasted:
    """Read `name;email`, a name, an address or `Name <address>` a line. Empty lines are skipped.

    An address that is on the list twice, or among `known_emails`, is a bad line.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Problem(
            _("The list has more than %(most)s lines. Paste it in parts.") % {"most": MOST_LINES}
        )
    taken = {one.lower() for one in known_emails if one}
    pasted = Pasted()
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        line = understood(number, raw.strip(), taken)
        (pasted.bad if line.trouble else pasted.good).append(line)
        taken.add(line.email)
    return pasted


def understood(number: int, text: str, taken: set[str]) -> Line:
    name, email = name_and_email(text)
    trouble = ""
    if email and not is_email(email):
        trouble = _("“%(email)s” is not an e-mail address.") % {"email": email}
    elif email and email in taken:
        trouble = _("%(email)s has been invited already.") % {"email": email}
    elif len(name) > Invitee._meta.get_field("name").max_length:  # type: ignore[operator]
        trouble = _("The name is too long.")
    elif not name and not email:
        trouble = _("There is neither a name nor an address.")
    return Line(number, text, name, email, trouble)


def name_and_email(text: str) -> tuple[str, str]:
    if text.endswith(">") and "<" in text:
        name, _bracket, email = text[:-1].rpartition("<")
        return name.strip(' "'), email.strip().lower()
    separator = next((one for one in SEPARATORS if one in text), None)
    cells = [cell.strip(' "') for cell in text.split(separator)] if separator else [text]
    email = next((cell for cell in cells if "@" in cell), "")
    name = " ".join(cell for cell in cells if cell and cell != email)
    return name, email.lower()


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def invite(group: Group, lines: Iterable[Line], language: str) -> list[Invitee]:
    """Give each of these people a link of their own."""
    round = Round.objects.select_for_update().get(pk=group.round_id)
    if round.state == Round.State.CLOSED:
        raise Problem(_("The round is closed for good. Make a new round to ask again."))
    return Invitee.objects.bulk_create(
        [
            Invitee(round=round, group=group, name=one.name, email=one.email, language=language)
            for one in lines
        ]
    )


def send_invitations(round: Round, base_url: str, now: datetime) -> int:
    """Write a letter to everyone with an address who has had none yet. Returns how many."""
    require_open(round)
    return write_letters(
        round, round.invitees.filter(sent_at__isnull=True), "invitation", base_url, now
    )


def send_reminders(round: Round, base_url: str, now: datetime) -> int:
    """Remind those who have not finished; nobody more often than once a day. Returns how many."""
    require_open(round)
    long_ago = now - A_DAY
    waiting = round.invitees.filter(finished=False).filter(
        Q(reminded_at__isnull=True) | Q(reminded_at__lte=long_ago),
        Q(sent_at__isnull=True) | Q(sent_at__lte=long_ago),
    )
    return write_letters(round, waiting, "reminder", base_url, now)


def require_open(round: Round) -> None:
    if round.state != Round.State.OPEN:
        raise Problem(_("Letters go out while the round is open. Open the round first."))


@transaction.atomic
def write_letters(
    round: Round, invitees: QuerySet[Invitee], kind: str, base_url: str, now: datetime
) -> int:
    # Locked, so that two people who press the button together write one letter each and not two.
    people = list(invitees.exclude(email="").select_for_update().order_by("pk"))
    Letter.objects.bulk_create(
        [letter(round, one, kind, base_url, now) for one in people], ignore_conflicts=True
    )
    stamp: dict[str, Any] = {"sent_at" if kind == "invitation" else "reminded_at": now}
    Invitee.objects.filter(pk__in=[one.pk for one in people]).update(**stamp)
    return len(people)


def letter(round: Round, invitee: Invitee, kind: str, base_url: str, now: datetime) -> Letter:
    day = f":{now:%Y-%m-%d}" if kind == "reminder" else ""
    subject, text = words_for(round, kind, invitee.language, personal_url(invitee, base_url))
    return Letter(
        workspace_id=round.workspace_id,
        to=invitee.email,
        subject=subject,
        text=text,
        about=f"invitee:{invitee.pk}:{kind}{day}",
        due_at=now,
    )


def words_for(round: Round, kind: str, language: str, url: str) -> tuple[str, str]:
    """Subject and text of an invitation or a reminder, ready to send or to copy."""
    with translation.override(language), timezone.override(round.workspace.time_zone):
        until = (
            date_format(timezone.localtime(round.closes_at), "DATE_FORMAT")
            if round.closes_at
            else _("the closing of the round")
        )
    subject, text = (
        said(round, f"{kind}.{part}", language, link=url, until=until)
        for part in ("subject", "body")
    )
    return subject[:200], text + "\n"


def personal_url(invitee: Invitee, base_url: str) -> str:
    return base_url.rstrip("/") + reverse("assessment:personal_link", args=[invitee.link_key])


def open_url(group: Group, base_url: str) -> str:
    return base_url.rstrip("/") + reverse("assessment:open_link", args=[group.link_key])
