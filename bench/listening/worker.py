"""The listener alone, by a clock that may be wrong, until it is told to stop.

python -m bench.listening.worker --shift 86400
"""

import argparse
import signal
import sys

from bench.publishing.worker import set_wrong


def listen(shift: float) -> None:
    """After django.setup()."""
    from virta.flows.hearing.listener import Listener  # noqa: PLC0415 - after django.setup()

    if shift:
        set_wrong(shift)
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    Listener().run(lambda: bool(told))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shift", type=float, default=0.0, help="seconds")
    shift = parser.parse_args().shift
    import django  # noqa: PLC0415 - the settings are read here

    django.setup()
    listen(shift)
    return 0


if __name__ == "__main__":
    sys.exit(main())
