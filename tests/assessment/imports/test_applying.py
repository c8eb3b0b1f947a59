"""Imports become rows whole or not at all, and can be undone whole."""

import json

import pytest

from tests import make
from tests.assessment.make import NOW, make_round
from virta.assessment.bank import CURRENT, load
from virta.assessment.imports import answers, applying, timesheets
from virta.assessment.models import (
    Allocation,
    Answer,
    Comment,
    EffortRow,
    Respondent,
    Round,
    Upload,
)
from virta.assessment.services import close_round
from virta.kit.problems import Problem
from virta.kit.sheets import read_table

pytestmark = pytest.mark.django_db

bank = load(CURRENT)
FIRST = bank.statements()[0].id
SHEET = f"{FIRST};Ryhmä;Kuunteleminen;Tavoitteet;Kommentti Kuunteleminen\n3;leaders;40;60;Hyvä\n1;team;1;3;\n"


def make_upload(round, content, kind=Upload.Kind.ANSWERS):
    return Upload.objects.create(
        workspace=round.workspace, round=round, kind=kind, name="x.csv", content=content.encode()
    )


def previewed(upload):
    table = read_table(upload.name, bytes(upload.content))
    groups = {"leaders": "leaders", "team": "team"}
    return answers.preview(
        table, bank, answers.suggest(table, bank), groups=groups, default_group=""
    )


def test_every_row_becomes_a_respondent_with_a_split_of_a_hundred():
    upload = make_upload(make_round(), SHEET)
    assert applying.apply_answers(upload, previewed(upload), NOW) == 2
    assert sorted(Answer.objects.values_list("level", flat=True)) == [1, 3]
    assert sorted(float(one) for one in Allocation.objects.values_list("percent", flat=True)) == [
        25,
        40,
        60,
        75,
    ]
    assert Comment.objects.get().text == "Hyvä"


def test_the_same_file_is_imported_once():
    upload = make_upload(make_round(), SHEET)
    applying.apply_answers(upload, previewed(upload), NOW)
    with pytest.raises(Problem, match="imported already"):
        applying.apply_answers(upload, previewed(upload), NOW)
    assert Respondent.objects.count() == 2


def test_an_import_is_undone_whole_and_can_be_done_again():
    upload = make_upload(make_round(), SHEET)
    applying.apply_answers(upload, previewed(upload), NOW)
    upload.refresh_from_db()
    applying.undo(upload, NOW)
    assert (Respondent.objects.count(), Answer.objects.count(), Comment.objects.count()) == (
        0,
        0,
        0,
    )
    with pytest.raises(Problem, match="undone already"):
        applying.undo(upload, NOW)
    assert applying.apply_answers(upload, previewed(upload), NOW) == 2


def test_a_closed_round_takes_no_import_and_gives_none_back():
    round = make_round()
    upload, late = make_upload(round, SHEET), make_upload(round, SHEET)
    applying.apply_answers(upload, previewed(upload), NOW)
    close_round(Round.objects.get(pk=round.pk), NOW)
    upload.refresh_from_db()
    with pytest.raises(Problem, match="closed"):
        applying.undo(upload, NOW)
    with pytest.raises(Problem, match="closed"):
        applying.apply_answers(late, previewed(late), NOW)
    assert Respondent.objects.count() == 2


def test_a_time_sheet_is_taken_in_and_back():
    upload = make_upload(
        make_round(), "Viikko;Tekijä;Tunnit\n2026-03-02;Kuunteleminen;4,5\n", Upload.Kind.TIME_SHEET
    )
    table = read_table(upload.name, bytes(upload.content))
    applying.apply_time_sheet(upload, timesheets.preview(table, timesheets.suggest(table)), NOW)
    assert [float(row.hours) for row in EffortRow.objects.all()] == [4.5]
    upload.refresh_from_db()
    applying.undo(upload, NOW)
    assert not EffortRow.objects.exists()


def test_bad_rows_are_left_out_only_after_a_yes(client):
    round = make_round()
    make.signed_in(client, make.member(round.workspace))
    upload = make_upload(round, SHEET + "9;team;;;\n")
    address = f"/w/{round.workspace.slug}/uploads/{upload.pk}/"
    columns = {"column-0": f"statement:{FIRST}", "column-1": "group", "default_group": "team"}

    refused = client.post(address, columns | {"apply": "1"})
    assert refused.status_code == 422
    assert Respondent.objects.count() == 0

    page = client.post(address, columns).content.decode()
    assert "9 is not a level" in page

    client.post(address, columns | {"apply": "1", "leave_out": "1"})
    assert Respondent.objects.count() == 2


def test_a_bundle_with_trouble_names_every_place_and_is_not_imported(client):
    round = make_round()
    make.signed_in(client, make.member(round.workspace))
    bundle = {
        "format": "virta-evidence/1",
        "period": {"start": "2026-01-05", "end": "2026-07-05"},
        "effort": [{"week": "2026-01-05", "factor": "luck", "hours": -1}],
    }
    upload = make_upload(round, json.dumps(bundle), Upload.Kind.BUNDLE)
    address = f"/w/{round.workspace.slug}/uploads/{upload.pk}/"
    assert "effort[0]" in client.get(address).content.decode()
    assert client.post(address, {"apply": "1"}).status_code == 422
    upload.refresh_from_db()
    assert upload.applied_at is None
