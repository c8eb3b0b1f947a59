"""`bin/virta work`: go through the chores until told to stop."""

import logging
import os
import signal
import socket
import threading
import time
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection
from django.db.backends.signals import connection_created

from virta.flows.chores import CHORES
from virta.flows.hearing.listener import Listener
from virta.flows.models import Pulse
from virta.flows.publishing import Outbox
from virta.kit.databases import hold_few_pages

log = logging.getLogger(__name__)

TOLD_EVERY = 5.0  # seconds: a sweep is noted at most so often
PAUSE = 2.0  # seconds, when there was nothing to do
SMALL = ("MainThread", "outbox")
"""Threads that look for a few rows again and again; those of the listener store much."""


class Command(BaseCommand):
    """Any number of these may run, on any number of machines, over one database."""

    help = "Does what is due: sends letters, closes rounds, brings diagnoses up to date."

    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="go round once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        few_pages = partial(hold_few_pages, names=SMALL)
        connection_created.connect(few_pages)
        few_pages(connection=connection)
        name = f"{socket.gethostname()}:{os.getpid()}"
        forget_ended_here()
        outbox = Outbox()
        if options["once"]:
            listener = Listener()
            outbox.sweep()
            listener.sweep()
            go_round(name)
            outbox.close()
            listener.close()
        else:
            self.go_on(name, outbox)
        Pulse.objects.filter(worker=name).delete()

    def go_on(self, name: str, outbox: Outbox) -> None:
        """Until told to stop. What is due to go out has a thread of its own: letters that take
        long, or a diagnosis, must not hold up a post."""
        sending = threading.Thread(
            target=outbox.run, args=[lambda: self.stopping, SweepNote(name)], name="outbox"
        )
        hearing = threading.Thread(
            target=Listener().run, args=[lambda: self.stopping], name="listener"
        )
        sending.start()
        hearing.start()
        while not self.stopping:
            try:
                done = go_round(name)
            except OperationalError as trouble:
                log.warning("The database cannot be had just now (%s). Virta tries again.", trouble)
                done = 0
            except Exception:
                log.exception("The round broke off; the next one goes on.")
                done = 0
            close_old_connections()  # a database that was restarted is asked anew in the next round
            if not done:
                time.sleep(PAUSE)
        sending.join()
        hearing.join()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


class SweepNote:
    """Notes that a worker's sweep of the queue came to its end, so that a hanging one shows."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._told = -TOLD_EVERY

    def __call__(self) -> None:
        if time.monotonic() - self._told < TOLD_EVERY:
            return
        if Pulse.objects.filter(worker=self._worker).update(swept_at=datetime.now(UTC)):
            self._told = time.monotonic()


def forget_ended_here() -> int:
    """Drop the rows of workers of this machine whose processes are no more: they were killed, and
    this one takes their place. Returns how many."""
    host = socket.gethostname()
    known = Pulse.objects.filter(worker__startswith=f"{host}:").values_list("worker", flat=True)
    ended = [one for one in known if not is_running(one.rpartition(":")[2])]
    return Pulse.objects.filter(worker__in=ended).delete()[0]


def is_running(process: str) -> bool:
    """Whether there is such a process here; what cannot be told counts as running."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError, OverflowError):
        return True
    return True


def go_round(name: str) -> int:
    """Do every chore once. A chore that breaks is logged and does not stop the others."""
    Pulse.objects.update_or_create(worker=name, defaults={"beat_at": datetime.now(UTC)})
    done = 0
    for chore in CHORES:
        try:
            done += chore(datetime.now(UTC))
        except Exception:
            log.exception("The chore %s broke; the others go on.", chore.__name__)
    return done
