import pytest

from virta.kit import env
from virta.kit.env import BadSetting


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", False)]
)
def test_a_flag_is_read_as_people_write_it(monkeypatch, value, meaning):
    monkeypatch.setenv("VIRTA_TRY", value)
    assert env.flag("VIRTA_TRY") is meaning


def test_a_flag_that_makes_no_sense_names_the_variable(monkeypatch):
    monkeypatch.setenv("VIRTA_TRY", "maybe")
    with pytest.raises(BadSetting, match="VIRTA_TRY is “maybe”"):
        env.flag("VIRTA_TRY")


def test_a_number_that_is_none_names_the_variable(monkeypatch):
    monkeypatch.setenv("VIRTA_TRY", "many")
    with pytest.raises(BadSetting, match="VIRTA_TRY is “many”"):
        env.number("VIRTA_TRY", 3)


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("VIRTA_TRY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("VIRTA_TRY", "from the variable")
    assert env.text("VIRTA_TRY") == "from the file"


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("VIRTA_TRY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(BadSetting, match="VIRTA_TRY_FILE names"):
        env.text("VIRTA_TRY")
