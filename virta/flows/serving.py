"""`bin/virta up`: prepare the database and the files, serve, and keep the worker going."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

PORTS_TO_TRY = 100
SECONDS_TO_START = 300.0
"""Long, since a small machine may be busy; a server that falls is noticed at once."""
SAYS_SO_EVERY = 20.0
PAUSE_BEFORE_RESTART = 2.0


def main(arguments: list[str]) -> int:
    """Serve until told to stop. Returns 1 where it could not start, or the server fell."""
    wanted = options(arguments)
    port = free_port(wanted.host, wanted.port)
    address = f"http://{wanted.host}:{port}"
    os.environ.setdefault("VIRTA_URL", address)
    prepare()
    with children(wanted.host, port) as (server, worker):
        # The first page is asked for here, so that the first visitor does not wait for its modules.
        if not answers(f"{address}/", server):
            say("The web server did not start; its own words are above.")
            return 1
        announce(address)
        return watch(server, worker)


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/virta up", description="Serve Virta on this machine, with its worker."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="first port to try (8000); the next free one is taken",
    )
    return parser.parse_args(arguments)


def free_port(host: str, first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + PORTS_TO_TRY):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return port
    raise SystemExit(f"No port from {first} to {first + PORTS_TO_TRY - 1} is free on {host}.")


def prepare() -> None:
    """Bring translations, database and static files up to date. Quick when nothing changed."""
    # Django is set up here and not at import: VIRTA_URL has to be known before its settings are.
    import django  # noqa: PLC0415

    from virta.kit.messages import compile_changed  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virta.settings")
    compile_changed()
    django.setup()
    migrate()
    collect_static()


def migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Copy the static files under names that carry their content, when one of them changed."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    sources = [path for path in static_sources() if path.is_file()]
    newest = max(path.stat().st_mtime_ns for path in sources)
    stamp = Path(settings.STATIC_ROOT) / ".made-from"
    made_from = f"{len(sources)} {newest}"
    if stamp.exists() and stamp.read_text() == made_from:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(made_from)


def static_sources() -> Iterator[Path]:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


@contextlib.contextmanager
def children(host: str, port: int) -> Iterator[tuple[subprocess.Popen[bytes], list[Any]]]:
    """The web server and the worker as processes of their own; both end with this one."""
    server = start_server(host, port)
    worker = [start_worker()]
    try:
        yield server, worker
    finally:
        for child in (server, *worker):
            child.terminate()
        for child in (server, *worker):
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()


def start_server(host: str, port: int) -> subprocess.Popen[bytes]:
    return start(
        ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        + ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
        + ["virta.wsgi:application"]
    )


def start_worker() -> subprocess.Popen[bytes]:
    return start(["-m", "django", "work"])


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], preexec_fn=die_with_parent)


def die_with_parent() -> None:
    """On Linux, have the kernel end this child when its parent is gone, however it went."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers, or until it has fallen."""
    begun = told = time.monotonic()
    while time.monotonic() - begun < SECONDS_TO_START and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=SAYS_SO_EVERY).close()
        except urllib.error.HTTPError:
            return True  # it speaks, whatever it says of its worker
        except OSError:
            time.sleep(0.05)
        else:
            return True
        if time.monotonic() - told > SAYS_SO_EVERY:
            told = time.monotonic()
            say("The web server is still starting; this machine seems to be busy …")
    return False


def announce(address: str) -> None:
    """Print the address, and the set-up link while there is nobody yet."""
    from virta.people.services import setup_url  # noqa: PLC0415

    link = setup_url(address)
    lines = [f"Virta is at {address}"]
    if link:
        lines += ["", "Nobody is here yet. Make the first account with this link; it works once:"]
        lines += [f"  {link}"]
    lines += ["", "Stop it with Ctrl-C."]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def watch(server: subprocess.Popen[bytes], worker: list[Any]) -> int:
    """Wait for a signal to stop; start the worker again should it fall."""
    stopped = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopped:
        if server.poll() is not None:
            say("The web server has stopped; its own words are above.")
            return 1
        if worker[0].poll() is not None:
            say("The worker stopped and is started again; its own words are above.")
            time.sleep(PAUSE_BEFORE_RESTART)
            worker[0] = start_worker()
        time.sleep(0.2)
    return 0


def say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()
