"""Credentials of networks stay where they are: in one encrypted column, and nowhere else."""

import io
import json
import logging
import sqlite3
import zipfile
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import serializers
from django.db import connection as database

from tests import make
from tests.engagement.make import NOON, make_channel, make_connection, make_delivery, make_link
from tests.networks.faulty import Faults, running
from virta.assessment import evidence
from virta.engagement import showing
from virta.engagement.models import Connection
from virta.engagement.models.connection import sealed
from virta.flows.archive.writing import write
from virta.flows.publishing.outbox import Outbox
from virta.networks import outside
from virta.people.models import AuditEvent, digest
from virta.records import saving
from virta.records.kinds import kind_of, kinds
from virta.records.models import Revision

pytestmark = pytest.mark.django_db

TOKENS = {
    "token": "tok-Kuikka-7391",
    "refresh": "ref-Haahka-5527",
    "app_secret": "sec-Merikotka-88",
}


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def channel(here):
    """A channel whose connection holds credentials that can be recognised anywhere."""
    channel = make_channel(here)
    made = make_connection(channel)
    Connection.objects.filter(pk=made.pk).update(
        sealed=sealed({"server": "https://social.example", **TOKENS})
    )
    return channel


def assert_clean(text, where):
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    assert text, f"{where} is empty: nothing was looked at."
    assert [token for token in TOKENS.values() if token in text] == [], where
    assert Connection.objects.get().sealed not in text, where


def test_the_tokens_can_be_found_where_they_are_meant_to_be(channel):
    assert TOKENS.items() <= Connection.objects.get().credentials.items()


def test_an_archive_holds_none(here, channel):
    make_delivery(here, channel=channel, state="published", published_at=NOON, url="https://a.fi/1")
    out = io.BytesIO()
    write(here, out, NOON)
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            assert_clean(archive.read(name), name)


def test_the_evidence_holds_none(here, channel):
    make_delivery(here, channel=channel, state="published", published_at=datetime.now(UTC))
    assert_clean(json.dumps(evidence.bundle(here, None)), "evidence")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_lists_as_files_hold_none(here, channel, client, ending):
    make_delivery(here, channel=channel)
    make.signed_in(client, make.member(here))
    for kind in kinds():
        answer = client.get(f"{kind.list_url(here)}list.{ending}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if ending == "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        assert_clean(content, kind.name)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "broken_after", "broken_before"])
def test_the_log_of_a_failing_send_and_its_trouble_hold_none(here, channel, caplog, fault):
    delivery = make_delivery(here, channel=channel)
    with running(Faults(**{fault: 1.0})) as server, caplog.at_level(logging.DEBUG):
        Connection.objects.update(sealed=sealed({"server": server.base, **TOKENS}))
        box = Outbox(lambda: outside.client(["127.0.0.1"], within=5), lambda: NOON)
        box.serve(channel.pk)
        box.close()
        assert server.requests, "Nothing was sent, so nothing was tested."
    delivery.refresh_from_db()
    assert_clean(json.dumps([delivery.state, delivery.trouble, delivery.receipts]), "delivery")
    assert_clean(f"log: {caplog.text}", "log")


@pytest.mark.parametrize("is_debug", [False, True], ids=["running", "debugging"])
def test_the_page_about_a_fault_and_its_log_hold_none(
    here, channel, client, monkeypatch, settings, caplog, is_debug
):
    def breaks(_post):
        credentials = Connection.objects.get().credentials
        harmless_name = credentials["token"]
        raise RuntimeError(f"It broke with {len(harmless_name)} characters in its hand.")

    post = make_delivery(here, channel=channel).post
    make.signed_in(client, make.member(here))
    monkeypatch.setattr(showing, "rows_of", breaks)
    settings.DEBUG = is_debug
    client.raise_request_exception = False
    answer = client.get(kind_of(post).url(post))
    assert answer.status_code == 500
    assert ("It broke with" in answer.content.decode()) == is_debug
    assert_clean(answer.content, "page")
    assert_clean(caplog.text, "log")


def test_history_and_the_audit_log_hold_none(here, channel):
    channel.handle = "@new"
    saving.store(channel, None)
    assert_clean(serializers.serialize("json", Revision.objects.of(here)), "history")
    assert_clean(serializers.serialize("json", AuditEvent.objects.all()), "audit log")


def everything_kept():
    """The database's own file; where a server keeps it, every row of every table."""
    database.ensure_connection()
    raw = database.connection
    if isinstance(raw, sqlite3.Connection):
        return raw.serialize()
    with database.cursor() as cursor:
        tables = [table.name for table in database.introspection.get_table_list(cursor)]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return repr(rows).encode()


def test_the_database_holds_only_what_is_encrypted(here, channel):
    make_delivery(here, channel=channel)
    content = everything_kept()
    assert Connection.objects.get().sealed.encode() in content, "The file is not this database."
    assert [token for token in TOKENS.values() if token.encode() in content] == []
    assert settings.SECRET_KEY.encode() not in content


def test_links_to_approvers_outside_and_their_codes_are_nowhere(client):
    made, token = make_link(make.workspace("asking"))
    here, post = made.link.workspace, made.link.post
    out = io.BytesIO()
    write(here, out, NOON)
    with zipfile.ZipFile(out) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    make.signed_in(client, make.member(here))
    kept["page"] = client.get(kind_of(post).url(post)).content
    kept["list"] = b"".join(client.get(f"{kind_of(post).list_url(here)}list.csv"))
    kept["database"] = everything_kept()
    for name, content in kept.items():
        assert content, f"{name} is empty: nothing was looked at."
        assert token.encode() not in content, name
    assert made.link.token_digest.encode() in kept["database"]
    assert made.link.code_digest not in {made.code, digest(made.code)}
    events = json.dumps(list(AuditEvent.objects.values_list("details", flat=True)))
    assert token not in events
    assert made.code not in events
