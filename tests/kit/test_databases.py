import pytest

from virta.kit.databases import PATIENCE, from_url
from virta.kit.env import BadSetting


def test_a_postgresql_address_is_taken_apart():
    database = from_url("postgresql://virta:p%40ss@db.example:5433/virta_prod?sslmode=require")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["PASSWORD"] == "p@ss"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example",
        "5433",
        "virta_prod",
    )
    assert database["OPTIONS"] == PATIENCE | {"sslmode": "require"}


def test_an_sqlite_address_keeps_its_absolute_path():
    assert str(from_url("sqlite:////srv/virta.sqlite3")["NAME"]) == "/srv/virta.sqlite3"


def test_another_database_is_refused_with_what_to_write_instead():
    with pytest.raises(BadSetting, match="postgresql:// or sqlite:///"):
        from_url("mysql://localhost/virta")
