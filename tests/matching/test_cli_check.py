"""`bin/virta query-check`."""

import io
import json
import sys
from pathlib import Path

import pytest

from virta.cli import main as virta
from virta.matching.cli_check import main


def checked(tmp_path, data, *options):
    file = tmp_path / "Q.tsv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    out, err = io.StringIO(), io.StringIO()
    status = main([str(file), "--lang", "en", *options], out, err)
    assert err.getvalue() == ""
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_gets_its_normal_form(tmp_path):
    status, lines = checked(tmp_path, "q1\ta -b\nq2\tsauna NEAR kiuas\n")
    assert status == 0
    assert lines[0] == {"line": 1, "id": "q1", "normal": "a NOT b", "warnings": []}
    assert lines[1]["normal"] == "sauna NEAR/4 kiuas"
    [warning] = lines[1]["warnings"]
    assert (warning["code"], warning["line"], warning["column"]) == ("near_default", 2, 7)


def test_a_refused_line_says_where_and_proposes(tmp_path):
    status, [line] = checked(tmp_path, "q1\ta OR b AND c\n")
    assert status == 2
    assert "normal" not in line
    [refusal] = line["refusals"]
    assert refusal["proposals"] == ["a OR (b AND c)", "(a OR b) AND c"]
    assert (refusal["line"], refusal["column"], refusal["start"], refusal["end"]) == (1, 1, 0, 12)
    assert refusal["message"].startswith("AND or NOT stands beside OR")


def test_all_refusals_of_a_file_are_listed(tmp_path):
    data = b"\xef\xbb\xbfq1\ta\r\n\r\nq1\tNOT b\nno tab\n\ta\n\xff\ta\nq9\t\nq1-2\ta\nq1\ta\n"
    status, lines = checked(tmp_path, data)
    told = [(line["line"], [one["code"] for one in line.get("refusals", ())]) for line in lines]
    assert status == 2
    assert told == [
        (1, []),
        (3, ["id_twice", "only_not"]),
        (4, ["line_no_tab"]),
        (5, ["line_no_id"]),
        (6, ["line_not_utf8"]),
        (7, ["empty"]),
        (8, []),
        (9, ["id_twice"]),
    ]
    assert lines[1]["refusals"][0]["proposals"] == ["q1-2"]
    assert lines[-1]["refusals"][0]["proposals"] == ["q1-3"]


def test_messages_come_in_finnish_too(tmp_path):
    _, [line] = checked(tmp_path, "q\ta b\n", "--lang", "fi")
    assert line["refusals"][0]["message"].startswith("Kaksi hakusanaa")


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"q\ta\n")))
    out = io.StringIO()
    assert main(["-"], out, io.StringIO()) == 0
    assert json.loads(out.getvalue())["normal"] == "a"


def test_a_file_that_is_not_there_is_named(tmp_path):
    err = io.StringIO()
    assert main([str(tmp_path / "none.tsv")], io.StringIO(), err) == 2
    assert "cannot be read" in err.getvalue()


@pytest.mark.usefixtures("capsys")
def test_it_is_a_verb(tmp_path, capsys):
    file = Path(tmp_path / "Q.tsv")
    file.write_text("q\ta\n")
    assert virta(["query-check", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "q"
