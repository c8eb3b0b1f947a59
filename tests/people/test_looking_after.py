"""Permissions, the audit log and the reference profile."""

import ast
from pathlib import Path

import pytest

import virta
from tests import make
from virta.balance.framework import FACTORS
from virta.people.access import ALLOWED, Action, role_in
from virta.people.audit import EVENTS, record, sentence
from virta.people.models import AuditEvent, Role
from virta.people.services import invite

O, L, M, C, V, A = (  # noqa: E741
    Role.OWNER,
    Role.LEAD,
    Role.MEMBER,
    Role.CONTRIBUTOR,
    Role.VIEWER,
    Role.ASSESSOR,
)
TABLE = {
    Action.SEE: {O, L, M, C, V, A},
    Action.TAKE_PART: {O, L, M, C},
    Action.WORK: {O, L, M},
    Action.ASSESS: {O, L, A},
    Action.LEAD: {O, L},
    Action.MANAGE_PEOPLE: {O},
    Action.EXPORT_ANSWERS: {O},
    Action.SEE_AUDIT: {O},
}


def test_the_table_of_permissions_is_as_it_was_agreed():
    assert ALLOWED == TABLE


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_permission_asked_by_name_reads_the_same_table(role, action):
    where = make.workspace()
    someone = make.member(where, role)
    assert role_in(where, someone) == role
    assert someone.has_perm(f"workspace.{action}", where) == (role in TABLE[action])
    assert not make.person("Vieras").has_perm(f"workspace.{action}", where)


def written_events():
    """Every event that code names in a call to `record`."""
    for file in Path(virta.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name == "record" and len(node.args) > 2 and isinstance(node.args[2], ast.Constant):
                yield node.args[2].value


def test_every_event_that_is_written_can_be_told():
    assert set(written_events()) <= set(EVENTS)


@pytest.mark.django_db
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_reads_as_a_sentence_also_without_details(event):
    told = sentence(record(make.workspace(), None, event))
    assert "%(" not in told
    assert told != event


@pytest.mark.django_db
def test_an_unknown_event_is_refused():
    with pytest.raises(ValueError, match="no event called"):
        record(None, None, "danced")


@pytest.mark.django_db
def test_the_audit_log_and_the_logs_hold_no_secret(caplog):
    caplog.set_level("DEBUG")
    where = make.workspace()
    _invitation, link = invite(
        where, make.member(where), email="", role=Role.VIEWER, days=1, base_url=""
    )
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert all(token not in str(event.details) for event in AuditEvent.objects.all())
    assert token not in caplog.text


@pytest.mark.django_db
def test_the_reference_profile_must_sum_to_100_and_can_be_taken_back(client):
    where = make.workspace()
    make.signed_in(client, make.member(where, Role.LEAD))
    address, even = "/w/saaristo/settings/reference/", dict.fromkeys(FACTORS, "12.5")
    crooked = client.post(address, even | {FACTORS[0]: "30"})
    assert crooked.status_code == 200
    where.refresh_from_db()
    assert where.reference is None
    assert client.post(address, even).status_code == 302
    where.refresh_from_db()
    assert where.reference == dict.fromkeys(FACTORS, 0.125)
    client.post(address, {"reset": "1"})
    where.refresh_from_db()
    assert where.reference is None
