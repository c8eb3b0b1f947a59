"""A table of one's own becomes objects: matched, looked at, named where bad, and undone whole."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from virta.kit.problems import Problem
from virta.kit.sheets import Table, read_table
from virta.ownership.models import Task
from virta.people.models import Role
from virta.records import importing, saving
from virta.records.kinds import named
from virta.records.models import Batch

pytestmark = pytest.mark.django_db

CSV = """What to do;Who does it;Due;State
Kysy painosta;Aino;2.3.2026;open
Hinnat;vieras@example.org;3.3.2026;open
;Aino;4.3.2026;open
Kuvat;;huomenna;DONE
=HYPERLINK("x");;5.3.2026;done
"""
COLUMNS = {"0": "title", "1": "owner", "2": "due_on", "3": "state"}


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.LEAD, email="aino@example.org")


def batch(here, content=CSV, mapping=COLUMNS):
    return Batch.objects.create(
        workspace=here, kind="task", name="tehtavat.csv", content=content.encode(), mapping=mapping
    )


def preview(one):
    table = read_table(one.name, bytes(one.content))
    return importing.preview(named("task"), one, table)


def test_good_rows_and_bad_ones_are_told_apart_by_row_column_and_reason(here, aino):
    aino.name = "Aino"
    aino.save()
    seen = preview(batch(here))
    assert [form.instance.title for form in seen.good] == ["Kysy painosta", '=HYPERLINK("x")']
    assert [(one.row, one.column) for one in seen.bad] == [
        (3, "Who does it"),
        (4, "What to do"),
        (5, "Due"),
    ]
    assert "vieras@example.org" in seen.bad[0].why
    assert not Task.objects.exists()


def test_columns_are_guessed_by_their_headings(here):
    guessed = importing.suggest(named("task"), here, ["What to do", "Due", "Outo"])
    assert guessed["0"] == "title"
    assert (guessed["1"], guessed["2"]) == ("due_on", "")


def test_an_import_is_applied_once_and_undone_whole(here, aino):
    aino.name = "Aino"
    aino.save()
    one = batch(here)
    assert importing.apply(named("task"), one, preview(one), aino) == 2
    assert importing.apply(named("task"), one, preview(one), aino) == 0
    assert Task.objects.get(title="Kysy painosta").due_on == date(2026, 3, 2)
    changed = Task.objects.get(title="Kysy painosta")
    changed.note = "Soitin jo"
    saving.store(changed, aino)
    removed, kept = importing.undo(one, aino)
    assert (removed, kept) == (1, [changed])
    assert list(Task.objects.all()) == [changed]


def test_a_workbook_with_merged_cells_formulas_and_real_dates(here):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["What to do", "Due"])
    sheet.append(["Kysy", datetime(2026, 3, 2, 9, 0)])  # noqa: DTZ001 - a spreadsheet knows no zones
    sheet.append(['=CONCATENATE("a","b")', None])
    sheet.append(["Yhdistetty", None])
    sheet.merge_cells("A4:B4")
    out = io.BytesIO()
    book.save(out)
    table = read_table("x.xlsx", out.getvalue())
    one = batch(here, mapping={"0": "title", "1": "due_on"})
    seen = importing.preview(named("task"), one, table)
    assert [form.instance.title for form in seen.good] == ["Kysy", "Yhdistetty"]
    assert seen.good[0].instance.due_on == date(2026, 3, 2)
    assert seen.bad == []  # a formula that its program never reckoned leaves an empty row


def test_too_many_rows_are_refused_before_any_is_read(here):
    table = Table(["Title"], [["x"]] * (importing.MOST_ROWS + 1))
    with pytest.raises(Problem, match="5000|5 000|5,000"):
        importing.preview(named("task"), batch(here), table)


def test_the_whole_way_in_the_browser(client, here, aino):
    make.signed_in(client, aino)
    aino.name = "Aino"
    aino.save()
    file = SimpleUploadedFile("tehtavat.csv", CSV.encode())
    brought = client.post(reverse("records:task_import", args=[here.slug]), {"file": file})
    page = client.get(brought.url).content.decode()
    assert "tehtavat.csv" in page
    chosen = {f"column-{n}": name for n, name in COLUMNS.items()}
    page = client.post(brought.url, chosen).content.decode()
    assert "3 rows cannot be taken" in page
    assert client.post(brought.url, chosen | {"apply": "1"}).status_code == 422
    assert not Task.objects.exists()
    client.post(brought.url, chosen | {"apply": "1", "leave_out": "1"})
    assert Task.objects.count() == 2
    client.post(f"{brought.url}undo/")
    assert not Task.objects.exists()


@pytest.mark.parametrize("name", ["kuva.png", "virus.exe"])
def test_another_sort_of_file_is_refused(client, here, aino, name):
    make.signed_in(client, aino)
    file = SimpleUploadedFile(name, b"\x89PNG")
    response = client.post(reverse("records:task_import", args=[here.slug]), {"file": file})
    assert "ends in .csv" in response.content.decode()
