"""Messages to webhooks, signed as the Standard Webhooks specification says (version 1).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from virta.balance.framework import Factor
from virta.kit.sealing import seal
from virta.people.models import Workspace
from virta.records.kinds import Other, register_other
from virta.records.models import HookMessage, Webhook

PREFIX = "whsec_"


def new_secret() -> str:
    """32 bytes of chance, as the specification writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sealed(url: str, secret: str) -> str:
    return seal({"url": url, "secret": secret}, Webhook.SEALED_FOR)


def headers(secret: str, key: str, now: datetime, body: bytes) -> dict[str, str]:
    """What a receiver checks: who it is, when it was sent, and that both and the body are ours."""
    seconds = str(int(now.timestamp()))
    signed = b".".join([key.encode(), seconds.encode(), body])
    known = base64.b64decode(secret.removeprefix(PREFIX))
    mark = base64.b64encode(hmac.new(known, signed, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{mark}",
    }


def in_use(workspace: Workspace) -> Iterable[Webhook]:
    """The webhooks that are told of every alarm."""
    rows: Iterable[Webhook] = Webhook.objects.of(workspace).filter(is_on=True, takes_all=True)
    return rows


def queue(
    webhook: Webhook, what: str, text: str, facts: Mapping[str, Any], now: datetime
) -> HookMessage:
    """Have the worker send a message: `what` happened, in a sentence and as `data`."""
    content = {"type": what, "timestamp": now.isoformat(), "text": text, "data": dict(facts)}
    made: HookMessage = HookMessage.objects.create(
        workspace_id=webhook.workspace_id,
        webhook=webhook,
        key=f"msg_{secrets.token_hex(12)}",
        body=json.dumps(content, ensure_ascii=False),
        due_at=now,
    )
    return made


def webhook_of(workspace: Workspace, key: str) -> Webhook | None:
    """The webhook that a notice is about."""
    found: Webhook | None = Webhook.objects.of(workspace).filter(key=key).first()
    return found


def webhooks_url(webhook: Webhook) -> str:
    """The page of all of them."""
    return reverse("records:webhooks", args=[webhook.workspace.slug])


register_other(Other("webhook", Factor.OWNERSHIP, Webhook, webhook_of, webhooks_url))
