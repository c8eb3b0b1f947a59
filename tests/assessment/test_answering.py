"""Answering: who may, what is kept, and that nothing makes two of one or loses what was said."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.assessment.make import NOW, make_invitee, make_respondent, make_round, statements
from virta.assessment import answering, services
from virta.assessment.answering import Given, NoSuchKey, NotTaken, NotYet
from virta.assessment.models import Allocation, Answer, Comment, Invitee, Respondent, Round
from virta.balance.framework import FACTORS, Factor

pytestmark = pytest.mark.django_db


def keep(key, given, now=NOW):
    return answering.keep(answering.sheet_of(key, now), given, language="en", now=now)


def test_a_key_that_was_handed_out_is_kept_nowhere_before_the_first_answer():
    group = make_round().groups.first()
    sheet = answering.sheet_of(answering.key_for_group(group), NOW)
    assert sheet.group == group
    assert answering.keep(sheet, Given(), language="en", now=NOW) is None
    assert not Respondent.objects.exists()


def test_the_first_answer_makes_one_respondent_however_often_it_is_sent():
    round = make_round()
    key = answering.key_for_group(round.groups.first())
    given = Given(levels={statements(round)[0]: 3})
    stale = answering.sheet_of(key, NOW)  # a second tab that was opened before the first answer
    keep(key, given)
    keep(key, given)
    answering.keep(stale, given, language="en", now=NOW)
    assert Respondent.objects.count() == 1
    assert Answer.objects.count() == 1


def test_a_page_keeps_what_it_sent_and_leaves_the_rest():
    round = make_round()
    key = answering.key_for_group(round.groups.first())
    first, second = statements(round)[:2]
    keep(key, Given(levels={first: 3, second: None}))
    keep(key, Given(levels={first: 5}))
    assert dict(Answer.objects.values_list("statement", "level")) == {first: 5, second: None}


def test_a_statement_that_is_not_asked_is_not_kept():
    round = make_round(form="short")
    key = answering.key_for_group(round.groups.first())
    asked = {one.id for one in answering.asked(round)}
    keep(key, Given(levels=dict.fromkeys([*statements(round), "made.up"], 2)))
    assert set(Answer.objects.values_list("statement", flat=True)) == asked
    assert len(asked) == 16


@pytest.mark.parametrize(
    "key", ["", "x", "o.1.2.3", "o.999999.aa.bb", "p.1.0.zz", "o.é.a.b", "o.²." + "1" * 90, "o.1"]
)
def test_a_guessed_key_opens_nothing(key):
    make_round()
    with pytest.raises(NoSuchKey):
        answering.sheet_of(key, NOW)


def test_a_key_of_one_group_cannot_be_turned_into_another_groups():
    one, other = make_round().groups.all()
    _kind, _pk, nonce, signature = answering.key_for_group(one).split(".")
    with pytest.raises(NoSuchKey):
        answering.sheet_of(f"o.{other.pk}.{nonce}.{signature}", NOW)


def test_a_renewed_link_makes_unused_keys_void_and_leaves_used_ones():
    group = make_round().groups.first()
    unused = answering.key_for_group(group)
    used = make_respondent(group, 3).key
    services.renew_link(group)
    with pytest.raises(NoSuchKey):
        answering.sheet_of(unused, NOW)
    assert answering.sheet_of(used, NOW).respondent


def test_a_closed_link_lets_nobody_new_in_but_those_who_began_go_on():
    group = make_round().groups.first()
    unused = answering.key_for_group(group)
    used = make_respondent(group, 3).key
    services.set_link(group, is_open=False)
    with pytest.raises(NotTaken):
        answering.sheet_of(unused, NOW)
    assert answering.sheet_of(used, NOW).respondent


def test_a_draft_and_a_round_whose_time_is_up_take_no_answers():
    draft = make_round(state=Round.State.DRAFT).groups.first()
    with pytest.raises(NotYet):
        answering.sheet_of(answering.key_for_group(draft), NOW)
    timed = make_round(closes_at=NOW + timedelta(hours=1)).groups.first()
    key = answering.key_for_group(timed)
    assert answering.sheet_of(key, NOW)
    with pytest.raises(NotTaken):
        answering.sheet_of(key, NOW + timedelta(hours=1))


def test_a_page_that_was_open_while_the_round_closed_is_refused():
    round = make_round()
    sheet = answering.sheet_of(make_respondent(round.groups.first(), 3).key, NOW)
    fresh = answering.sheet_of(answering.key_for_group(round.groups.first()), NOW)
    services.close_round(round, NOW)
    for late in (sheet, fresh):
        with pytest.raises(NotTaken):
            answering.keep(late, Given(levels={statements(round)[0]: 0}), language="en", now=NOW)
    assert not Answer.objects.filter(level=0).exists()
    assert Respondent.objects.count() == 1


def test_a_personal_link_always_opens_the_same_answers():
    invitee = make_invitee(make_round().groups.first())
    key = answering.key_for_invitee(invitee)
    assert key == answering.key_for_invitee(invitee)
    kept = keep(key, Given(load=4))
    invitee.refresh_from_db()
    assert invitee.respondent == kept
    assert answering.key_for_invitee(invitee) == kept.key
    assert kept.source == Respondent.Source.PERSONAL


def test_being_done_can_be_taken_back_until_the_round_closes():
    invitee = make_invitee(make_round().groups.first())
    key = answering.key_for_invitee(invitee)
    keep(key, Given(load=4))
    for is_done in (True, False, True):
        answering.finish(answering.sheet_of(key, NOW), is_done=is_done, now=NOW)
        assert Invitee.objects.get().finished is is_done
        assert (Respondent.objects.get().finished_at is not None) is is_done


def test_a_comment_is_changed_and_taken_away():
    group = make_round().groups.first()
    key = make_respondent(group, 3).key
    for text, kept in [("Hyvin toimii", ["Hyvin toimii"]), (" Ei toimi ", ["Ei toimi"]), (" ", [])]:
        keep(key, Given(comments={Factor.LISTENING: text}))
        assert list(Comment.objects.values_list("text", flat=True)) == kept


def percents():
    return {row.factor: row.percent for row in Allocation.objects.all()}


def test_a_finished_split_is_scaled_to_exactly_a_hundred():
    key = answering.key_for_group(make_round().groups.first())
    keep(key, Given(hours=dict.fromkeys(FACTORS[:3], Decimal(7)), whole=True))
    assert sum(percents().values()) == 100
    assert len(percents()) == 8
    assert percents()["objectives"] == pytest.approx(Decimal("33.33"), abs=Decimal("0.01"))
    assert percents()["learning"] == 0


def test_a_split_that_is_under_way_is_kept_as_it_is():
    key = answering.key_for_group(make_round().groups.first())
    keep(key, Given(hours={Factor.OBJECTIVES: Decimal(10), Factor.LISTENING: Decimal(20)}))
    assert percents() == {"objectives": 10, "listening": 20}
    keep(key, Given(hours={Factor.OBJECTIVES: Decimal(15)}))
    assert percents() == {"objectives": 15}


def test_hours_that_are_too_many_wait_until_the_page_is_finished():
    key = answering.key_for_group(make_round().groups.first())
    keep(key, Given(hours={Factor.OBJECTIVES: Decimal(300), Factor.LISTENING: Decimal(100)}))
    assert percents() == {}
    keep(
        key,
        Given(hours={Factor.OBJECTIVES: Decimal(300), Factor.LISTENING: Decimal(100)}, whole=True),
    )
    assert percents()["objectives"] == 75
