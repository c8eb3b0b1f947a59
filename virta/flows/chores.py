"""What the worker goes through, in order: each takes the time and says how much it did."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from virta.assessment.services import close_due
from virta.flows.diagnosing import refresh_readings
from virta.flows.models import Pulse
from virta.flows.posting import send_letters
from virta.ownership.reminding import due_notices
from virta.ownership.watching import keep_up
from virta.records.telling import write_letters

Chore = Callable[[datetime], int]

DEAD = timedelta(days=1)


def forget_the_dead(now: datetime) -> int:
    """Drop the signs of life of workers that ended without a word, and sessions that expired."""
    gone, _ = Pulse.objects.filter(beat_at__lt=now - DEAD).delete()
    expired, _ = Session.objects.filter(expire_date__lt=now).delete()
    return gone + expired


CHORES: tuple[Chore, ...] = (
    keep_up,
    due_notices,
    write_letters,
    send_letters,
    close_due,
    refresh_readings,
    forget_the_dead,
)
