"""Letters: sent once, tried again, given up in words."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from virta.flows.posting import TRIES, send_letters
from virta.people.models import Letter

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_letter(**more):
    return Letter.objects.create(
        **{"to": "aino@example.org", "subject": "Hei", "text": "Terve", "due_at": NOW} | more
    )


def break_mail(monkeypatch, problem):
    def send(self, fail_silently=False):
        raise problem

    monkeypatch.setattr(mail.EmailMessage, "send", send)


def test_a_due_letter_goes_out_once():
    make_letter()
    assert send_letters(NOW) == 1
    assert send_letters(NOW) == 0
    assert [message.subject for message in mail.outbox] == ["Hei"]


def test_a_letter_whose_time_has_not_come_waits():
    make_letter(due_at=NOW + timedelta(hours=1))
    assert send_letters(NOW) == 0


def test_a_letter_that_another_worker_holds_is_left_alone_until_its_lease_ends():
    letter = make_letter()
    assert letter.claim(NOW)
    assert send_letters(NOW) == 0
    assert send_letters(NOW + timedelta(minutes=6)) == 1


def test_two_workers_with_the_same_copy_of_a_row_claim_it_once():
    letter = make_letter()
    same = Letter.objects.get(pk=letter.pk)
    assert [letter.claim(NOW), same.claim(NOW)] == [True, False]


def test_a_worker_that_lost_its_lease_cannot_write_its_outcome():
    slow = make_letter()
    slow.claim(NOW)
    quick = Letter.objects.get(pk=slow.pk)
    quick.claim(NOW + timedelta(minutes=6))

    assert not slow.finish(NOW + timedelta(minutes=7))
    assert quick.finish(NOW + timedelta(minutes=7))


def test_a_mail_server_that_is_away_is_tried_again_later_and_later(monkeypatch):
    break_mail(monkeypatch, SMTPServerDisconnected("gone"))
    letter = make_letter()
    now, waits = NOW, []
    for _ in range(TRIES - 1):
        send_letters(now)
        letter.refresh_from_db()
        waits.append(round((letter.due_at - now).total_seconds() / 60))
        now = letter.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 64]

    send_letters(now)
    letter.refresh_from_db()
    assert letter.done_at == now
    assert "Check VIRTA_SMTP" in letter.trouble
