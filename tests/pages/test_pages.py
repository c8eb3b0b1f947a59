"""Pages across factors: empty and with data, the report's files, health, what is too large."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from tests import addresses, make
from virta.balance.framework import FACTORS
from virta.flows.models import Pulse
from virta.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    made = addresses.furnish()
    make.signed_in(client, made.people[Role.VIEWER])
    return made


@pytest.mark.parametrize(
    "page", ["", "diagnosis/", "strategy/", "execution/", *(f"factors/{one}/" for one in FACTORS)]
)
def test_a_page_has_something_to_say_without_data_and_with_it(client, page):
    where = make.workspace("tyhja")
    make.signed_in(client, make.member(where, Role.VIEWER))
    assert client.get(f"/w/tyhja/{page}").status_code == 200
    full = addresses.furnish()
    make.signed_in(client, full.people[Role.VIEWER])
    assert client.get(f"/w/saaristo/{page}").status_code == 200


def test_there_is_no_ninth_factor(client, place):
    assert client.get("/w/saaristo/factors/luck/").status_code == 404


@pytest.mark.parametrize(
    ("ending", "beginning"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!doctype html>")]
)
def test_a_report_comes_as_a_file(client, place, ending, beginning):
    response = client.get(f"/w/saaristo/report/{place.parts['round_id']}/virta.{ending}")
    assert response.content.startswith(beginning)
    assert f".{ending}" in response["Content-Disposition"]
    assert place.workspace.audit_events.filter(event="report_fetched").exists()


def test_health_tells_whether_a_worker_lives(client):
    assert client.get("/healthz").json()["worker"] == "silent"
    Pulse.objects.create(worker="one", beat_at=datetime.now(UTC))
    told = client.get("/healthz")
    assert (told.status_code, told.json()["worker"]) == (200, "alive")


def test_what_is_too_large_is_refused_before_it_is_read(client):
    class Unread:
        def read(self, *size):
            raise AssertionError("The body was read.")

        readline = read

    too_large = settings.UPLOAD_LIMIT * 2
    response = client.generic(
        "POST", "/w/x/", CONTENT_LENGTH=str(too_large), **{"wsgi.input": Unread()}
    )
    assert response.status_code == 413
    assert "50 MB" in response.content.decode()


def test_a_role_that_falls_short_is_told_so_on_a_page(client, place):
    response = client.get("/w/saaristo/audit/")
    assert response.status_code == 403
    assert "Ask an owner" in response.content.decode()
    fragment = client.get("/w/saaristo/audit/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Retarget"]) == (403, "#message")
    assert "<html" not in fragment.content.decode()
