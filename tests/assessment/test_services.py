"""The life of a round: what may change when, and what closing cuts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.assessment.make import (
    NOW,
    make_invitee,
    make_member,
    make_respondent,
    make_round,
    make_workspace,
    statements,
)
from virta.assessment import answering, services
from virta.assessment.answering import Given
from virta.assessment.models import Answer, Comment, Group, Invitee, Respondent, Round
from virta.balance.framework import Factor
from virta.kit.problems import Problem

pytestmark = pytest.mark.django_db


def test_a_new_round_asks_about_the_last_26_whole_weeks():
    starts_on, ends_on = services.last_half_year(date(2026, 3, 4))
    assert (starts_on.weekday(), ends_on.weekday()) == (0, 6)
    assert ends_on == date(2026, 3, 1)
    assert (ends_on - starts_on).days + 1 == 26 * 7


def test_a_round_closes_at_the_end_of_the_day_where_the_organisation_is():
    workspace = make_workspace(time_zone="Europe/Helsinki")
    assert services.end_of_day(date(2026, 6, 1), workspace) == datetime(
        2026, 6, 1, 20, 59, tzinfo=UTC
    )


def test_groups_of_one_name_get_keys_of_their_own():
    workspace = make_workspace()
    round = services.new_round(
        workspace,
        make_member(workspace),
        groups=[("Johto", 3), ("Johto", None), ("部", None)],
        name="Kevät",
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 7, 5),
    )
    assert [group.key for group in round.groups.all()] == ["johto", "johto-2", "group"]


def test_opening_twice_is_harmless_and_a_closed_round_stays_closed():
    round = make_round()
    opened_at = round.opened_at
    services.open_round(round, NOW + timedelta(days=1))
    assert round.opened_at == opened_at
    services.close_round(round, NOW)
    with pytest.raises(Problem):
        services.open_round(round, NOW)


def test_a_round_without_groups_or_with_its_last_day_behind_it_cannot_be_opened():
    for facts in ({"groups": ()}, {"closes_at": NOW - timedelta(minutes=1)}):
        draft = make_round(state=Round.State.DRAFT, **facts)
        with pytest.raises(Problem):
            services.open_round(draft, NOW)


def answered_by_name():
    """A round with somebody who was asked by name and has finished."""
    round = make_round()
    group = round.groups.first()
    invitee = make_invitee(group)
    sheet = answering.sheet_of(answering.key_for_invitee(invitee), NOW)
    given = Given(levels={statements(round)[0]: 4}, comments={Factor.LISTENING: "Kuuntelemme."})
    answering.keep(sheet, given, language="fi", now=NOW)
    answering.finish(answering.sheet_of(sheet.key, NOW), is_done=True, now=NOW)
    return round


def test_closing_cuts_everything_that_leads_from_answers_to_a_person():
    round = answered_by_name()
    for text in ("Toinen", "Kolmas"):
        make_respondent(round.groups.last(), 2, comments={Factor.LEARNING: text})
    assert services.close_round(round, NOW + timedelta(days=3))
    assert Invitee.objects.get().respondent is None
    assert Invitee.objects.get().finished
    assert set(Respondent.objects.values_list("key", "started_at", "changed_at")) == {
        (None, NOW + timedelta(days=3), None)
    }
    assert set(Comment.objects.values_list("respondent", flat=True)) == {None}
    assert sorted(Comment.objects.values_list("text", flat=True)) == [
        "Kolmas",
        "Kuuntelemme.",
        "Toinen",
    ]
    assert Answer.objects.filter(level=4).count() == 1
    assert not Group.objects.filter(link_open=True).exists()


def test_closing_happens_once():
    round = make_round()
    assert services.close_round(round, NOW)
    assert not services.close_round(round, NOW + timedelta(days=1))
    round.refresh_from_db()
    assert round.closed_at == NOW


def test_the_order_of_comments_does_not_tell_who_wrote_them():
    round = make_round()
    texts = [f"Kommentti {number}" for number in range(40)]
    for text in texts:
        make_respondent(round.groups.first(), {}, comments={Factor.LEARNING: text})
    services.close_round(round, NOW)
    after = list(Comment.objects.order_by("pk").values_list("text", flat=True))
    assert sorted(after) == sorted(texts)
    assert after != texts


def test_rounds_close_by_themselves_when_their_time_is_up():
    due = make_round(closes_at=NOW + timedelta(days=1))
    later = make_round(closes_at=NOW + timedelta(days=9))
    never = make_round()
    assert services.close_due(NOW + timedelta(days=2)) == 1
    assert services.close_due(NOW + timedelta(days=2)) == 0
    states = [Round.objects.get(pk=one.pk).state for one in (due, later, never)]
    assert states == ["closed", "open", "open"]


def test_a_change_loses_no_answers():
    round = make_round()
    leaders, team = round.groups.all()
    make_respondent(team, 3)
    with pytest.raises(Problem):
        services.change_round(round, [(leaders.pk, "Johto", 3)], name="Uusi nimi")
    round.refresh_from_db()
    assert round.name == "Kevät"
    services.change_round(round, [(team.pk, "Some-tiimi", 6), (None, "Muut", None)], name="Uusi")
    assert list(round.groups.values_list("name", "expected")) == [("Some-tiimi", 6), ("Muut", None)]
    assert round.respondents.count() == 1


def test_an_open_round_keeps_at_least_one_group():
    with pytest.raises(Problem):
        services.change_round(make_round(), [], name="Tyhjä")


def test_another_rounds_group_cannot_be_changed_by_its_number():
    mine, theirs = make_round(), make_round()
    foreign = theirs.groups.first()
    rows = [(group.pk, group.name, None) for group in mine.groups.all()]
    services.change_round(mine, [*rows, (foreign.pk, "Varastettu", 1)], name="Oma")
    foreign.refresh_from_db()
    assert foreign.name == "Leaders"


def test_only_an_empty_draft_can_be_deleted():
    services.delete_draft(make_round(state=Round.State.DRAFT))
    assert not Round.objects.exists()
    with pytest.raises(Problem):
        services.delete_draft(make_round())
