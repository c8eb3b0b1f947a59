"""Asking by name: lists are read with their bad lines named, and nobody is written to twice."""

from datetime import timedelta

import pytest

from tests.assessment.make import NOW, make_invitee, make_round
from virta.assessment import inviting, services
from virta.assessment.models import Invitee, Round
from virta.kit.problems import Problem
from virta.people.models import Letter

BASE = "https://virta.example/"


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Aino Virtanen;aino@example.org", "Aino Virtanen", "aino@example.org"),
        ("Aino Virtanen\taino@example.org", "Aino Virtanen", "aino@example.org"),
        ("AINO@example.org", "", "aino@example.org"),
        ("Aino Virtanen", "Aino Virtanen", ""),
        ("Aino Virtanen <aino@example.org>", "Aino Virtanen", "aino@example.org"),
        ('"Virtanen, Aino" <aino@example.org>', "Virtanen, Aino", "aino@example.org"),
        ("Virtanen;Aino;aino@example.org", "Virtanen Aino", "aino@example.org"),
    ],
)
def test_a_line_is_understood_as_people_write_it(text, name, email):
    (line,) = inviting.read(text).good
    assert (line.name, line.email) == (name, email)


def test_bad_lines_are_named_with_their_numbers_and_good_ones_kept():
    pasted = inviting.read(
        "Aino;aino@example.org\n\n;;\nEino;eino@\nAino taas;AINO@example.org\nUuno;uuno@example.org",
        ["uuno@example.org"],
    )
    assert [line.name for line in pasted.good] == ["Aino"]
    assert [line.number for line in pasted.bad] == [3, 4, 5, 6]
    assert all(line.trouble for line in pasted.bad)


def test_a_name_that_is_too_long_and_a_list_that_is_too_long_are_told():
    assert inviting.read("x" * 200).bad[0].trouble
    with pytest.raises(Problem):
        inviting.read("x\n" * (inviting.MOST_LINES + 1))


@pytest.mark.django_db
def test_everyone_gets_a_link_of_their_own():
    group = make_round().groups.first()
    made = inviting.invite(group, inviting.read("Aino\nEino").good, "fi")
    assert len({one.link_key for one in made}) == 2
    assert inviting.personal_url(made[0], BASE) == f"{BASE}p/{made[0].link_key}/"


@pytest.mark.django_db
def test_invitations_go_out_once():
    round = make_round()
    for number in range(3):
        make_invitee(round.groups.first(), email=f"h{number}@example.org")
    make_invitee(round.groups.first(), email="")
    assert inviting.send_invitations(round, BASE, NOW) == 3
    assert inviting.send_invitations(round, BASE, NOW) == 0
    assert {letter.workspace for letter in Letter.objects.all()} == {round.workspace}
    keys = {one.email: one.link_key for one in round.invitees.exclude(email="")}
    for letter in Letter.objects.all():
        found = {email for email, key in keys.items() if key in letter.text}
        assert found == {letter.to}  # everyone's own link, and nobody else's


@pytest.mark.django_db
def test_reminders_reach_those_who_have_not_finished_and_at_most_once_a_day():
    round = make_round()
    waiting = make_invitee(round.groups.first(), email="odottaa@example.org")
    done = make_invitee(round.groups.first(), email="valmis@example.org")
    Invitee.objects.filter(pk=done.pk).update(finished=True)
    inviting.send_invitations(round, BASE, NOW)
    assert inviting.send_reminders(round, BASE, NOW + timedelta(hours=1)) == 0
    assert inviting.send_reminders(round, BASE, NOW + timedelta(days=1)) == 1
    assert inviting.send_reminders(round, BASE, NOW + timedelta(days=1, hours=3)) == 0
    assert inviting.send_reminders(round, BASE, NOW + timedelta(days=2)) == 1
    reminders = Letter.objects.filter(about__contains="reminder")
    assert {letter.to for letter in reminders} == {waiting.email}
    assert reminders.count() == 2


@pytest.mark.django_db
def test_letters_go_out_only_while_the_round_is_open():
    draft = make_round(state=Round.State.DRAFT)
    with pytest.raises(Problem):
        inviting.send_invitations(draft, BASE, NOW)
    closed = make_round()
    services.close_round(closed, NOW)
    with pytest.raises(Problem):
        inviting.send_reminders(closed, BASE, NOW)
    with pytest.raises(Problem):
        inviting.invite(closed.groups.first(), inviting.read("Aino").good, "fi")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("closes_at", [None, NOW + timedelta(days=14)])
def test_a_letter_says_who_asks_for_how_long_and_where(language, kind, closes_at):
    round = make_round(closes_at=closes_at, form="short")
    subject, text = inviting.words_for(round, kind, language, "https://virta.example/p/x/")
    assert subject
    assert "{" not in subject + text
    assert "Esimerkki Oy" in text
    assert "https://virta.example/p/x/" in text
    assert "3 min" in text
    if closes_at:
        assert "2026" in text
