"""Webhooks: signed, tried again, turned off when they fail for days, and never into the inner net."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests import make
from tests.addresses import make_hook
from tests.listening.make import NOON, make_alarm, make_search
from virta.flows import hooking as sending
from virta.flows.hearing import alarming
from virta.listening import gauging
from virta.listening.models import Call
from virta.ownership.forms.rules import EscalationForm
from virta.ownership.models import Escalation
from virta.people.models import AuditEvent, Role
from virta.records import hooking, saving
from virta.records.models import HookMessage, Notice, Webhook

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def here():
    return make.workspace()


class Receiver:
    """Another service: keeps what it is asked and answers as it is told."""

    def __init__(self, status=200, text="ok"):
        self.status, self.text, self.asked = status, text, []

    def __call__(self):
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request):
        self.asked.append(request)
        return httpx.Response(self.status, text=self.text)


def queued(here, hook=None):
    return hooking.queue(hook or make_hook(here), "test", "Hei", {"workspace": here.slug}, NOW)


def test_the_signature_is_that_of_the_specification():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the specification's own example
    known = hooking.headers(
        secret,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert known["webhook-timestamp"] == "1614265330"
    assert known["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_goes_out_once_signed_with_the_secret_of_its_webhook(here):
    hook, receiver = make_hook(here), Receiver()
    message = queued(here, hook)
    assert sending.send_hooks(NOW, receiver) == 1
    assert sending.send_hooks(NOW, receiver) == 0
    (request,) = receiver.asked
    assert str(request.url) == "https://chat.example/hook"
    assert json.loads(request.content)["text"] == "Hei"
    secret = base64.b64decode(hook.kept["secret"].removeprefix("whsec_"))
    signed = f"{message.key}.{int(NOW.timestamp())}.".encode() + request.content
    mark = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{mark}"
    hook.refresh_from_db()
    assert (hook.answer, hook.failing_since) == ("200 ok", None)


def test_what_is_not_taken_is_sent_again_ever_later_under_the_same_id(here):
    receiver = Receiver(500, "busy")
    message = queued(here)
    sending.send_hooks(NOW, receiver)
    assert sending.send_hooks(NOW + timedelta(seconds=4), receiver) == 0
    assert sending.send_hooks(NOW + timedelta(seconds=5), receiver) == 1
    message.refresh_from_db()
    assert message.due_at == NOW + timedelta(minutes=5, seconds=5)
    assert {one.headers["webhook-id"] for one in receiver.asked} == {message.key}
    assert Webhook.objects.get().answer == "500 busy"
    receiver.status = 204
    assert sending.send_hooks(message.due_at, receiver) == 1
    assert Webhook.objects.get().failing_since is None


def test_one_that_fails_for_days_is_turned_off_and_those_who_lead_are_told(here):
    lead = make.member(here, Role.LEAD)
    make.member(here, Role.MEMBER)
    queued(here, make_hook(here, failing_since=NOW - timedelta(days=3)))
    sending.send_hooks(NOW, Receiver(503))
    assert not Webhook.objects.get().is_on
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (lead, "webhook")
    assert "503" in notice.text
    assert sending.send_hooks(NOW + timedelta(hours=1), Receiver()) == 0
    assert HookMessage.objects.get().done_at


def test_one_that_says_it_is_gone_is_turned_off_at_once(here):
    queued(here)
    sending.send_hooks(NOW, Receiver(410))
    assert not Webhook.objects.get().is_on


def test_the_inner_net_is_not_reached(here):
    queued(here, make_hook(here, "https://127.0.0.1/hook"))
    sending.send_hooks(NOW)
    hook = Webhook.objects.get()
    assert hook.failing_since == NOW
    assert "127.0.0.1" in hook.answer


def test_an_alarm_its_next_stage_and_its_end_are_told(here):
    lead = make.member(here, Role.LEAD)
    hook = make_hook(here)
    alarm = make_alarm(make_search(here))
    alarming.tell_due(NOON)
    alarming.tell_due(NOON + timedelta(hours=2))
    alarm.refresh_from_db()
    gauging.acknowledge(alarm, lead, NOON + timedelta(hours=3))
    alarming.tell_due(NOON + timedelta(hours=3))
    alarming.tell_due(NOON + timedelta(hours=9))
    sent = [json.loads(one.body) for one in HookMessage.objects.order_by("pk")]
    kinds = [one["type"] for one in sent]
    assert kinds == ["alarm.raised", "alarm.escalated", "alarm.acknowledged"]
    assert sent[0]["data"]["mentions"] == 40
    assert sent[0]["text"].startswith("sauna: 40 mentions in an hour")
    assert sent[2]["data"]["acknowledged_by"] == str(lead)
    call = Call.objects.get(means="webhook")
    assert (call.name, call.reach) == (hook.title, hook.key)


def test_a_step_of_a_path_goes_to_a_webhook(here):
    make.member(here, Role.LEAD)
    hook = make_hook(here, takes_all=False)
    step = {"to": "", "name": "Chat", "contact": hook.key, "means": "webhook", "within": 15}
    way = Escalation(workspace=here, title="Night", about_kind="factor", about_key="listening")
    way.steps = [step]
    saving.store(way, None)
    make_alarm(make_search(here))
    alarming.tell_due(NOON)
    assert Call.objects.filter(name="Chat", outcome="told").count() == 1
    assert HookMessage.objects.get().webhook == hook


def test_a_step_names_a_webhook_in_the_form(here):
    hook = make_hook(here)
    typed = {"title": "Night", "step_1_means": "webhook", "step_1_within": 15}

    def form(**more):
        return EscalationForm(typed | more, workspace=here)

    assert "step_1_hook" in form().errors
    made = form(step_1_hook=hook.key)
    assert made.is_valid(), made.errors
    assert made.instance.steps[0]["contact"] == hook.key


def test_leads_add_try_turn_off_and_remove_a_webhook(client, here):
    make.signed_in(client, make.member(here, Role.LEAD))
    page = f"/w/{here.slug}/webhooks/"
    assert "No webhooks yet" in client.get(page).content.decode()
    refused = client.post(page, {"title": "Chat", "address": "http://chat.example/x"})
    assert "must begin with https://" in refused.content.decode()
    added = client.post(page, {"title": "Chat", "address": "https://chat.example/secret-path"})
    assert "whsec_" in added.content.decode()
    hook = Webhook.objects.get()
    assert "secret-path" not in hook.sealed
    shown = client.get(page).content.decode()
    assert "chat.example" in shown
    assert "secret-path" not in shown
    assert "whsec_" not in shown
    for action in ("test", "turn", "remove"):
        client.post(f"{page}{hook.pk}/{action}/")
    assert not Webhook.objects.exists()
    rows = AuditEvent.objects.filter(event__startswith="webhook")
    events = rows.order_by("pk").values_list("event", flat=True)
    added, tried, off, removed = (
        f"webhook_{one}" for one in ("added", "tried", "turned_off", "removed")
    )
    assert list(events) == [added, tried, off, removed]
