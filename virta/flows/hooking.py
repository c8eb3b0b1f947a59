"""Messages to webhooks go out: a row becomes a signed request, tried again with growing pauses."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from virta.networks import outside
from virta.networks.errors import NetworkError
from virta.people.models import Workspace
from virta.people.whom import leads
from virta.records import commenting, hooking
from virta.records.models import Happening, HookMessage, Webhook

log = logging.getLogger(__name__)

AT_A_TIME = 20
WITHIN = 20.0
MOST_BYTES = 64 * 1024
PAUSES = [
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
    *(timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20)),
    timedelta(hours=24),
]
"""From one try to the next, as the specification proposes: three days in all."""
PATIENCE = timedelta(days=3)
"""So long a webhook may fail before it is turned off."""
KEPT = timedelta(days=30)
GONE = 410

Client = Callable[[], httpx.Client]


def client() -> httpx.Client:
    """A client that reaches the public internet, and what the operator has listed."""
    return outside.client(settings.REACHABLE_HOSTS, within=WITHIN, most_bytes=MOST_BYTES)


def send_hooks(now: datetime, http: Client = client) -> int:
    """Send every message that is due. Returns how many were tried."""
    due = list(HookMessage.objects.due(now).select_related("webhook__workspace")[:AT_A_TIME])
    if not due:
        return 0
    with http() as door:
        return sum(send(one, door, now) for one in due if one.claim(now))


def send(message: HookMessage, http: httpx.Client, now: datetime) -> int:
    """Send one claimed message and write down how it went."""
    hook = message.webhook
    if not hook.is_on:
        message.give_up(now, "The webhook is turned off.")
        return 0
    with translation.override(hook.workspace.language):
        status, answer = asked(message, http, now)
    good = status is not None and 200 <= status < 300
    if good:
        message.finish(now)
    elif message.tries > len(PAUSES) or status == GONE:
        message.give_up(now, answer)
    else:
        message.retry(now + PAUSES[message.tries - 1], answer)
    noted(hook, answer, now, is_good=good, is_gone=status == GONE)
    return 1


def asked(message: HookMessage, http: httpx.Client, now: datetime) -> tuple[int | None, str]:
    """Its status, and what it said; no status where it could not be asked."""
    body = message.body.encode()
    try:
        kept = message.webhook.kept
        marks = hooking.headers(kept["secret"], message.key, now, body)
        bounds = {"within": WITHIN, "cut": True}
        answer = http.post(kept["url"], content=body, headers=marks, extensions=bounds)
    except InvalidToken:
        return None, _("It was encrypted under another key. Add the webhook again.")
    except NetworkError as trouble:
        return None, trouble.said.to(translation.get_language() or "en")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as trouble:
        log.warning(
            "The webhook %s did not answer (%s).", message.webhook.pk, type(trouble).__name__
        )
        return None, _("It did not answer.")
    said = " ".join(answer.text.split())
    return answer.status_code, f"{answer.status_code} {said}".strip()


def noted(hook: Webhook, answer: str, now: datetime, *, is_good: bool, is_gone: bool) -> None:
    """Keep what it said; one that fails for days, or says that it is gone, is turned off."""
    rows = Webhook.objects.filter(pk=hook.pk)
    rows.update(asked_at=now, answer=answer[:300])
    if is_good:
        rows.update(failing_since=None)
        return
    rows.filter(failing_since__isnull=True).update(failing_since=now)
    late = rows.filter(failing_since__lte=now - PATIENCE)
    if (rows if is_gone else late).filter(is_on=True).update(is_on=False):
        tell_off(hook, answer, now)


def tell_off(hook: Webhook, answer: str, now: datetime) -> None:
    """Tell those who lead that a webhook was turned off."""
    workspace: Workspace = hook.workspace
    for person in leads(workspace):
        with translation.override(person.language):
            said = _(
                "It has failed for days and is told nothing any more. It said last: %(answer)s"
            )
            text = said % {"answer": answer}
        name = f"hook:{hook.pk}:{now:%Y%m%d%H%M}"
        place = ("webhook", hook.key)
        commenting.tell(workspace, person, Happening.HOOK, place, text=text, about=name)


def forget_sent(now: datetime) -> int:
    """Drop messages that went out, or were given up, a month ago."""
    gone, _each = HookMessage.objects.filter(done_at__lt=now - KEPT).delete()
    return gone
