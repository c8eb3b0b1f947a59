"""A worker that notes what it takes; or the queue's part of one, by a clock that is wrong.

python -m bench.publishing.worker [--shift 30]
"""

import argparse
import signal
import sys
from datetime import datetime, timedelta, tzinfo

from django.core.management import call_command

from bench.publishing.claims import note

SHIFT = timedelta()


class Wrong(datetime):
    """The time of day by a clock that is wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + SHIFT


def set_wrong(seconds: float) -> None:
    """From now on Virta's code reads this process's clock wrongly."""
    global SHIFT  # noqa: PLW0603 - one clock for the whole process
    SHIFT = timedelta(seconds=seconds)
    for name, module in list(sys.modules.items()):
        if name.startswith("virta.") and getattr(module, "datetime", None) is datetime:
            module.datetime = Wrong  # type: ignore[attr-defined]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shift", type=float, help="seconds; only the queue's part then")
    shift = parser.parse_args().shift
    import django  # noqa: PLC0415 - the settings are read here

    django.setup()
    note()
    if shift is None:
        call_command("work")
        return 0
    from virta.flows.publishing import Outbox  # noqa: PLC0415 - after django.setup()

    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: told.append(got))
    set_wrong(shift)
    Outbox().run(lambda: bool(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
