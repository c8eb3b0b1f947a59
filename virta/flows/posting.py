"""Letters go out: a row becomes an e-mail, once, as far as SMTP lets anyone promise that."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from cryptography.fernet import InvalidToken
from django.core.mail import EmailMessage

from virta.people.models import Letter

log = logging.getLogger(__name__)

AT_A_TIME = 50
TRIES = 8


def send_letters(now: datetime) -> int:
    """Send every letter that is due. Returns how many were tried."""
    tried = 0
    for letter in Letter.objects.due(now)[:AT_A_TIME]:
        if letter.claim(now):
            send(letter, now)
            tried += 1
    return tried


def send(letter: Letter, now: datetime) -> None:
    """Send one claimed letter and write down how it went."""
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
    except InvalidToken:
        letter.give_up(
            now, "Its text was sealed under another key. VIRTA_OLD_SECRET_KEYS reads it."
        )
    except SMTPRecipientsRefused:
        letter.give_up(now, f"The mail server does not take mail for {letter.to}.", sealed="")
    except (SMTPException, OSError) as problem:
        put_off(letter, now, type(problem).__name__)
    else:
        letter.finish(now, sealed="")


def put_off(letter: Letter, now: datetime, problem: str) -> None:
    """Try again later, ever later: after 1, 2, 4 … minutes; in the end leave it to a person."""
    log.warning("Letter %s was not sent (%s), try %s.", letter.pk, problem, letter.tries)
    trouble = f"The mail server did not take it ({problem}). Check VIRTA_SMTP."
    if letter.tries >= TRIES:
        letter.give_up(now, trouble, sealed="")
    else:
        letter.retry(now + timedelta(minutes=2 ** (letter.tries - 1)), trouble)
