"""What all workers know together of the hosts that sources ask (`virta.sources.politeness`)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from virta.flows.models import Host
from virta.sources.politeness import Rules, State

LONGEST = 300


class KnownHosts:
    """In the database, so that any number of workers on any number of machines take turns."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def turn(self, host: str, gap: float, most: float) -> float:
        """Book the next request: in so many seconds. More than `most` is told but not booked."""
        name = host[:LONGEST]
        while True:
            now = self._clock()
            row, _is_new = Host.objects.get_or_create(name=name)
            at = max(row.free_at or now, now)
            seconds = (at - now).total_seconds()
            if seconds > most:
                return seconds
            mine = Host.objects.filter(pk=row.pk, free_at=row.free_at)
            # Another worker may have booked meanwhile: then the next turn is asked for.
            if mine.update(free_at=at + timedelta(seconds=gap)):
                return seconds

    def rules(self, origin: str) -> Rules | None:
        """What was kept of the rules of a server."""
        row = Host.objects.filter(name=origin[:LONGEST], rules_at__isnull=False).first()
        if row is None or row.rules_at is None:
            return None
        states: dict[str, State] = {"rules": "rules", "open": "open", "closed": "closed"}
        return Rules(states[row.rules_state], row.rules, row.rules_at)

    def keep(self, origin: str, rules: Rules) -> None:
        """Keep them for all workers."""
        kept = {"rules": rules.text.replace("\0", ""), "rules_state": rules.state}
        Host.objects.update_or_create(name=origin[:LONGEST], defaults=kept | {"rules_at": rules.at})
