"""The command line's contract: results on standard output, all else on standard error."""

import io
import json
import os
import subprocess
import sys

import pytest

from tests.balance import make
from virta.balance.framework import FACTORS, BlockName
from virta.balance.simulation import simulate, story
from virta.report.cli import main


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    status = main([str(one) for one in arguments], out, err)
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.json"
    path.write_text(json.dumps(simulate(1)[0]), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{"format": "virta-ev', encoding="utf-8")
    return path


def test_json_is_one_object_a_line_in_the_order_of_the_files(good, broken):
    status, out, err = run(good, broken, good, "--json", "--lang", "en")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["file"] for line in lines] == [str(good), str(broken), str(good)]
    assert "line 1" in lines[1]["error"]
    assert set(lines[1]) >= {"file", "error"}
    assert lines[0] == lines[2]
    assert (status, err) == (1, "")


def test_an_object_holds_what_the_contract_names(good):
    status, out, _err = run(good, "--json")
    found = json.loads(out)
    assert status == 0
    assert list(found["factors"]) == [factor.value for factor in FACTORS]
    assert set(found["factors"]["listening"]) >= {"share", "maturity", "state"}
    assert set(found["cycles"]) >= {"balance", "maturity_difference"}
    assert set(found["flow"]) == {"to_execution", "to_strategy"}
    assert [block["block"] for block in found["blocks"]] == [name.value for name in BlockName]
    for block in found["blocks"]:
        assert block["verdict"] in {"present", "absent", "unknown"}
        assert 0 <= block["probability"] <= 1
        assert block["evidence"]


def test_no_evidence_is_an_answer_of_its_own(tmp_path):
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(make.bundle()), encoding="utf-8")
    status, out, _err = run(path, "--json")
    blocks = json.loads(out)["blocks"]
    assert status == 0
    assert {(block["verdict"], block["probability"]) for block in blocks} == {("unknown", None)}
    assert run(path)[0] == 0


def test_warnings_go_to_standard_error_and_into_the_result(tmp_path):
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(make.bundle(colour="blue")), encoding="utf-8")
    _status, out, err = run(path, "--json")
    assert "colour" in err
    assert any("colour" in warning for warning in json.loads(out)["warnings"])


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_page_for_people_is_plain_and_fits_eighty_columns(tmp_path, language):
    path = tmp_path / "story.json"
    path.write_text(json.dumps(story()), encoding="utf-8")
    status, out, err = run(path, "--lang", language)
    assert (status, err) == (0, "")
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "Saarivirran luontomuseo" in out


def test_a_file_that_cannot_be_read_is_told_on_standard_error_in_the_language(broken, tmp_path):
    status, out, err = run(broken, tmp_path / "nothing.json", "--lang", "fi")
    assert (status, out) == (1, "")
    assert "rivillä 1" in err
    assert "ei ole" in err


def test_a_name_that_is_not_utf8_is_told_all_the_same():
    status, out, _err = run(os.fsdecode(b"/no\xff.json"), "--json")
    assert status == 1
    assert json.loads(out.encode("utf-8"))["file"] == "/no\N{REPLACEMENT CHARACTER}.json"


def test_a_report_is_written_for_one_file_and_refused_for_several(good, tmp_path, capsys):
    target = tmp_path / "out.pdf"
    assert run(good, "--json", "--report", target)[0] == 0
    assert target.read_bytes().startswith(b"%PDF")
    with pytest.raises(SystemExit):
        run(good, good, "--report", target)
    assert "one file" in capsys.readouterr().err


def test_a_report_that_has_no_place_is_told(good, tmp_path):
    status, _out, err = run(good, "--report", tmp_path / "no" / "out.pdf")
    assert status == 1
    assert "cannot be written" in err


def test_standard_input_is_read_and_a_reader_who_leaves_is_no_trouble(good):
    command = [sys.executable, "-m", "virta.cli", "diagnose", "--json"]
    data = good.read_bytes()
    told = subprocess.run([*command, "-"], input=data, capture_output=True, check=True)
    assert json.loads(told.stdout)["file"] == "-"
    with subprocess.Popen(
        [*command, *[str(good)] * 30], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as leaving:
        assert leaving.stdout
        assert leaving.stderr
        leaving.stdout.readline()
        leaving.stdout.close()
        assert leaving.stderr.read() == b""
        assert leaving.wait() == 0
