"""What may be out and nobody knows: the account is read, and what stands there is ours or another's.

Where a post bears our reference on the network (`Network.bears_reference`), what is found is ours.
Elsewhere only words and time tell, so nothing is taken that another delivery to the same account
has, and nothing while another one with the same words is being sent: what is found may be that one.
Of two with the same words that are both unknown, each takes one of those that are there, and who
finds none is sent again; so there are as many as there should be.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from virta.engagement import threads
from virta.engagement.models import Connection, Delivery
from virta.engagement.models.delivery import lease
from virta.flows.publishing import rates
from virta.flows.publishing.connecting import network_of, publisher_of, told
from virta.flows.publishing.sending import (
    LOOKS,
    Attempt,
    draft_of,
    finish,
    is_named,
    is_removed,
    is_whole,
    keep,
    look_after,
)
from virta.networks.errors import NetworkError
from virta.networks.protocol import Receipt

State = Delivery.State
SINCE = timedelta(days=1)
"""What was all out so long before a try has no post on the network that is as new as the try."""
_SERVERS = re.compile(r"(@\w[\w.-]*)@[\w.-]*\w")


def look_for(attempt: Attempt, now: datetime) -> None:
    """Read the account for a delivery that may be out, and go on from what is there."""
    delivery = attempt.delivery
    if is_whole(delivery):
        # Whoever found the last part was broken off before writing that this was all.
        finish(attempt, now)
        return
    if full := rates.take(attempt.connection, now, reads=1):
        attempt.write(claimed_until=None, retry_at=full.until)
        return
    try:
        receipt = found(attempt) if is_named(delivery) else None
    except NetworkError as error:
        look_later(attempt, now, trouble=told(error))
        return
    if receipt is None and surely_by(delivery) > now:
        # A slow server may still be at it: it is looked for again before it is sent again.
        attempt.write(claimed_until=None, retry_at=surely_by(delivery))
        return
    if receipt is not None and not take(attempt, receipt, now):
        return
    if is_whole(delivery):
        finish(attempt, now)
        return
    # It is surely not there, or more parts follow: it goes on from where it is, if it still may.
    if is_removed(delivery):
        attempt.write(**threads.ended(delivery, now))
    else:
        attempt.put_back(retry_at=None)


def found(attempt: Attempt) -> Receipt | None:
    """The next part on the account; None where it surely is not there. Raises a NetworkError."""
    delivery = attempt.delivery
    publisher = publisher_of(attempt.connection, attempt.http)
    known = frozenset[str]() if is_certain(attempt) else taken(attempt)
    draft = draft_of(delivery)
    return publisher.find(replace(draft, tried_at=delivery.tried_at, taken=known))


def is_certain(attempt: Attempt) -> bool:
    """Whether what the network finds is surely ours."""
    return network_of(attempt.connection.network).bears_reference


def take(attempt: Attempt, receipt: Receipt, now: datetime) -> bool:
    """Write down where the part is, unless it may be another's: then it is looked for later."""
    if is_certain(attempt):
        return keep(attempt, receipt)
    with transaction.atomic():
        # Of two workers that look for the same words, one takes first what is there.
        rows = Connection.objects.select_for_update().filter(channel__in=channels(attempt))
        list(rows.order_by("pk").values_list("pk", flat=True))
        is_free = not taken(attempt) & {receipt.remote_id, receipt.url}
        if is_free and not is_said_elsewhere(attempt):
            return keep(attempt, receipt)
    look_later(attempt, now)
    return False


def look_later(attempt: Attempt, now: datetime, **values: Any) -> None:
    pause = look_after() * 2 ** min(attempt.delivery.tries, LOOKS)
    attempt.write(claimed_until=None, retry_at=now + pause, **values)


def taken(attempt: Attempt) -> frozenset[str]:
    """Names and addresses of what is out by others, and of the other parts of the same thread."""
    delivery = attempt.delivery
    since = (delivery.tried_at or delivery.due_at) - SINCE
    rows = others(attempt).filter(Q(published_at__isnull=True) | Q(published_at__gte=since))
    kept = [delivery.receipts, *rows.exclude(receipts=[]).values_list("receipts", flat=True)]
    by_hand = rows.exclude(url="").values_list("url", flat=True)
    known = [one[name] for some in kept for one in some for name in ("remote_id", "url")]
    return frozenset([*known, *by_hand]) - {""}


def is_said_elsewhere(attempt: Attempt) -> bool:
    """Whether the same words are just being sent by somebody, who may find them out any moment."""
    delivery = attempt.delivery
    ours = bare(delivery.content["parts"][len(delivery.receipts)])
    sending = others(attempt).filter(state=State.SENDING, begun_at__isnull=False)
    contents = sending.values_list("content", flat=True)
    return any(bare(part) == ours for content in contents for part in content["parts"])


def others(attempt: Attempt) -> Any:
    """All other deliveries to the same account."""
    rows = Delivery.objects.filter(channel__in=channels(attempt))
    return rows.exclude(pk=attempt.delivery.pk)


def channels(attempt: Attempt) -> Any:
    """The channels that lead to the same account, also those of other workspaces."""
    return Connection.objects.of_account(attempt.connection).values("channel")


def bare(text: str) -> str:
    """A text's letters and digits: two that are alike by any network's rules are the same."""
    return "".join(one for one in _SERVERS.sub(r"\1", text).casefold() if one.isalnum())


def surely_by(delivery: Delivery) -> datetime:
    """From when on what is not on the account will not come any more: no server goes on for so
    long with what it was asked."""
    return (delivery.begun_at or delivery.due_at) + 0.75 * lease()
