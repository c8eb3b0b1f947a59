"""The queue's part of a worker, by a clock that is wrong by some seconds.

python -m bench.publishing.worker --shift 30
"""

import argparse
import signal
import sys
from datetime import datetime, timedelta, tzinfo

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
    parser.add_argument("--shift", type=float, default=0.0, help="seconds")
    shift = parser.parse_args().shift
    import django  # noqa: PLC0415 - the settings are read here

    django.setup()
    from virta.flows.publishing import Outbox  # noqa: PLC0415 - after django.setup()

    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: told.append(got))
    set_wrong(shift)
    Outbox().run(lambda: bool(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
