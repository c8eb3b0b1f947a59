import threading
from contextlib import contextmanager

import pytest

from virta.kit.databases import PATIENCE, PLANNING, from_url, hold_few_pages
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
    assert database["OPTIONS"] == PATIENCE | PLANNING | {"sslmode": "require"}


def test_options_in_the_address_take_the_place_of_ours():
    database = from_url("postgresql://db.example/virta?options=-c%20work_mem%3D64MB")
    assert database["OPTIONS"]["options"] == "-c work_mem=64MB"


def test_an_sqlite_address_keeps_its_absolute_path():
    assert str(from_url("sqlite:////srv/virta.sqlite3")["NAME"]) == "/srv/virta.sqlite3"


def test_another_database_is_refused_with_what_to_write_instead():
    with pytest.raises(BadSetting, match="postgresql:// or sqlite:///"):
        from_url("mysql://localhost/virta")


class Recorded:
    """A connection that tells what it was asked."""

    def __init__(self, vendor):
        self.vendor, self.asked = vendor, []

    @contextmanager
    def cursor(self):
        yield self

    def execute(self, sql):
        self.asked.append(sql)


@pytest.mark.parametrize(
    ("vendor", "name", "is_asked"),
    [
        ("sqlite", "outbox_3", True),
        ("sqlite", "listener", False),
        ("postgresql", "outbox_3", False),
    ],
)
def test_only_sqlite_holds_few_pages_and_only_where_few_rows_are_asked_for(vendor, name, is_asked):
    connection = Recorded(vendor)
    ask = threading.Thread(
        target=hold_few_pages, args=(connection, ("MainThread", "outbox")), name=name
    )
    ask.start()
    ask.join()
    assert connection.asked == ["PRAGMA cache_size=-4000"] * is_asked
