"""Answers of a form tool: columns find their statements, bad cells are named."""

import pytest

from virta.assessment.bank import CURRENT, load
from virta.assessment.imports import answers
from virta.kit.sheets import read_table

bank = load(CURRENT)
FIRST, SECOND = bank.statements()[:2]


def preview(content, mapping=None, **more):
    table = read_table("x.csv", content.encode())
    options = {"groups": {"johto": "leaders"}, "default_group": "team"} | more
    return answers.preview(table, bank, mapping or answers.suggest(table, bank), **options)


def test_headings_find_their_statements_by_id_by_words_and_within_brackets():
    header = [
        FIRST.id,
        SECOND.text.fi,
        f"Kysymys [{bank.statements()[2].text.en}]",
        "Ryhmä",
        "Nimi",
    ]
    table = read_table("x.csv", (";".join(header) + "\n1;2;3;johto;Aino\n").encode())
    assert list(answers.suggest(table, bank).values()) == [
        f"statement:{FIRST.id}",
        f"statement:{SECOND.id}",
        f"statement:{bank.statements()[2].id}",
        "group",
        "",
    ]


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("3", 3),
        ("3,0", 3),
        ("3 – säännöllistä", 3),
        ("0: not done", 0),
        (FIRST.levels[4].fi, 4),
        (FIRST.levels[2].en.upper(), 2),
        ("En osaa sanoa", None),
        ("n/a", None),
    ],
)
def test_levels_are_read_as_form_tools_write_them(cell, level):
    found = preview(f'{FIRST.id};Ryhmä\n"{cell}";johto\n')
    assert found.bad == []
    assert found.respondents[0].levels == {FIRST.id: level}
    assert found.respondents[0].group == "leaders"


@pytest.mark.parametrize("cell", ["6", "-1", "2,5", "hyvä", "=1+1", "NaN"])
def test_a_cell_that_is_no_level_is_named_with_its_row_and_column(cell):
    found = preview(f'{FIRST.id};{SECOND.id}\n3;4\n"{cell}";4\n')
    assert [(bad.row, bad.column) for bad in found.bad] == [(3, FIRST.id)]
    assert len(found.respondents) == 1


def test_a_form_from_one_to_six_is_brought_down_by_one():
    found = preview(f"{FIRST.id};{SECOND.id}\n1;6\n", lowest=1)
    assert found.respondents[0].levels == {FIRST.id: 0, SECOND.id: 5}


def test_an_empty_cell_is_a_statement_passed_over():
    found = preview(f"{FIRST.id};{SECOND.id}\n;4\n")
    assert found.respondents[0].levels == {SECOND.id: 4}


def test_an_unknown_group_is_named():
    found = preview(f"{FIRST.id};Ryhmä\n3;naapurit\n")
    assert "naapurit" in found.bad[0].why


def test_hours_take_decimal_commas_and_refuse_what_is_below_zero():
    found = preview("Kuunteleminen;Tavoitteet\n12,5;87,5\n-1;5\n")
    assert sorted(float(hours) for hours in found.respondents[0].hours.values()) == [12.5, 87.5]
    assert [bad.row for bad in found.bad] == [3]


def test_html_and_formulas_in_comments_stay_text():
    found = preview(
        f'{FIRST.id};Kommentti: Kuunteleminen\n3;"=HYPERLINK(""x"") <b>"\n',
        {0: f"statement:{FIRST.id}", 1: "comment:listening"},
    )
    assert list(found.respondents[0].comments.values()) == ['=HYPERLINK("x") <b>']
