"""A never-miss alarm at a real HTTP server: what it is sent, signed as the specification says.

Checked as a receiver would from `docs/webhooks.md` alone, with nothing of `virta.records.hooking`.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest

from tests import make
from tests.addresses import make_hook
from tests.listening.make import NOON, heard, make_rule, make_search, make_source, taken
from tests.networks.wild import answered, wild
from virta.flows import hooking
from virta.flows.hearing import alarming
from virta.listening import gauging, ruling
from virta.listening.models import Alarm
from virta.people.models import Role
from virta.records.models import Webhook

pytestmark = pytest.mark.django_db
FACTS = {
    *("workspace", "alarm", "about", "sort", "urgent", "hour"),
    *("mentions", "expected", "acknowledged_by", "url"),
}


@pytest.fixture
def here():
    workspace = make.workspace()
    make_search(workspace)
    make_source(workspace)
    make_rule(workspace, title="Tulipalo 🔥", query="fire", alarms=True)
    return workspace


def burn(here, now):
    taken(here, heard("The sauna is on fire", at=now, author="did:plc:aino"), now=now)
    ruling.run_all(now)
    alarming.tell_due(now)


def work(now):
    alarming.tell_due(now)
    hooking.send_hooks(now)


def received(asked, secret):
    """The header values by name, and the JSON of a request whose signature is right."""
    head, _, body = asked.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    marks = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
    }
    assert first == "POST /alarms?room=7 HTTP/1.1"
    assert marks["content-type"] == "application/json"
    signed = f"{marks['webhook-id']}.{marks['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert marks["webhook-signature"] == f"v1,{mark}"
    return marks, json.loads(body)


def test_it_is_raised_and_seen_to_at_a_server_that_checks_every_signature(here, settings):
    lead = make.member(here, Role.LEAD)
    with wild(answered(204)) as server:
        settings.REACHABLE_HOSTS = [f"127.0.0.1:{server.port}"]
        hook = make_hook(here, f"{server.url}/alarms?room=7")
        burn(here, NOON)
        work(NOON)
        gauging.acknowledge(Alarm.objects.get(), lead, NOON + timedelta(minutes=3))
        work(NOON + timedelta(minutes=3))
    (marks, raised), (later, seen) = (received(one, hook.kept["secret"]) for one in server.heard)
    assert (raised["type"], seen["type"]) == ("alarm.raised", "alarm.acknowledged")
    assert raised["data"].keys() == seen["data"].keys() == FACTS
    assert datetime.fromisoformat(raised["timestamp"]) == NOON
    assert marks["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert marks["webhook-id"] != later["webhook-id"]
    assert raised["data"]["about"] == "Tulipalo 🔥"
    assert (raised["data"]["sort"], raised["data"]["mentions"]) == ("never_miss", 1)
    assert seen["data"]["acknowledged_by"] == str(lead)
    assert "on fire" not in json.dumps(raised), "nothing that anybody wrote is sent"
    assert Webhook.objects.get().answer == "204"


def test_a_server_that_is_busy_gets_the_same_message_again_and_takes_it(here, settings):
    make.member(here, Role.LEAD)
    answers = [answered(503, b"busy"), answered(302, more="Location: http://10.0.0.1/\r\n")]

    def answer(connection, _asked):
        connection.sendall(answers.pop(0) if answers else answered(200, b"ok", "text/plain"))

    with wild(answer) as server:
        settings.REACHABLE_HOSTS = [f"127.0.0.1:{server.port}"]
        hook = make_hook(here, f"{server.url}/alarms?room=7")
        burn(here, NOON)
        for seconds in (0, 4, 5, 400, 9000):
            hooking.send_hooks(NOON + timedelta(seconds=seconds))
    asked = [received(one, hook.kept["secret"]) for one in server.heard]
    assert len(asked) == 3, "twice not taken, a redirect not followed, then taken, then no more"
    assert len({marks["webhook-id"] for marks, _said in asked}) == 1
    assert len({marks["webhook-timestamp"] for marks, _said in asked}) == 3
    hook.refresh_from_db()
    assert (hook.answer, hook.failing_since) == ("200 ok", None)
