"""Servers that run a network's own code, or stand in for one: what tests of whole flows talk to.

Bluesky: VIRTA_BLUESKY_PDS=http://localhost:2583 names a server of npm's @atproto/dev-env on this
machine, with its directory and its AppView on the ports beside it. CI starts them while other
checks run (`.ci/bluesky`); then VIRTA_TEST_SERVERS names the folder where they say that they are
ready, or why not. Mastodon: the package mastodon_mock, started here.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from virta.networks import outside
from virta.networks.places import ATPROTO

PDS = os.environ.get("VIRTA_BLUESKY_PDS", "")
FOLDER = os.environ.get("VIRTA_TEST_SERVERS", "")
PASSWORD = "eight-fields-to-balance"
PATIENCE = 900.0
"""Seconds that installing and starting the servers may take, while other tests run."""
HERE = ["localhost", "127.0.0.1"]


def eventually(asked: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What is answered once there is something; other servers hear of a post a little later."""
    end = time.monotonic() + seconds
    while not (found := asked()):
        if time.monotonic() > end:
            pytest.fail(f"Nothing came within {seconds:.0f} s.")
        time.sleep(0.1)
    return found


@dataclass(frozen=True)
class RealBluesky:
    """The network on this machine: accounts' server, directory, and what apps read from."""

    pds: str
    directory: str
    appview: str
    http: httpx.Client

    def call(self, procedure: str, token: str = "", /, **sent: Any) -> dict[str, Any]:
        """One procedure of the accounts' server, as any other program would call it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = self.http.post(
            f"{self.pds}/xrpc/{procedure}", json=sent or None, headers=headers
        )
        assert response.is_success, response.text
        return dict(response.json()) if response.content else {}

    def new_account(self) -> dict[str, Any]:
        """A fresh account: handle, did and accessJwt."""
        name = f"virta-{secrets.token_hex(4)}.test"
        made = {"handle": name, "email": f"{name}@virta.example", "password": PASSWORD}
        return self.call("com.atproto.server.createAccount", **made)

    def app_password(self, account: dict[str, Any]) -> str:
        """A password for one app, made as on the network's settings page."""
        name = "com.atproto.server.createAppPassword"
        return str(self.call(name, account["accessJwt"], name="virta")["password"])

    def records(self, did: str, collection: str) -> list[dict[str, Any]]:
        """What an account holds, as anybody can read it."""
        asked = {"repo": did, "collection": collection, "limit": "100"}
        answer = self.http.get(f"{self.pds}/xrpc/com.atproto.repo.listRecords", params=asked)
        return list(answer.json()["records"])

    def shown(self, uri: str) -> dict[str, Any]:
        """A post and what stands below it, as apps show it."""

        def asked() -> dict[str, Any]:
            address = f"{self.appview}/xrpc/app.bsky.feed.getPostThread"
            answer = self.http.get(address, params={"uri": uri, "depth": "10"})
            return dict(answer.json()["thread"]) if answer.is_success else {}

        found: dict[str, Any] = eventually(asked)
        return found


@pytest.fixture(scope="session")
def pds() -> str:
    """The address of the accounts' server; waits for CI to have set it up."""
    if not PDS:
        pytest.skip("VIRTA_BLUESKY_PDS names no server to try this on.")
    end = time.monotonic() + PATIENCE
    while FOLDER and not (Path(FOLDER) / "ready").exists():
        failed = Path(FOLDER) / "failed"
        if failed.exists():
            pytest.fail(failed.read_text(), pytrace=False)
        if time.monotonic() > end:
            pytest.fail("The Bluesky network's own servers were not ready in time.", pytrace=False)
        time.sleep(0.5)
    return PDS


@pytest.fixture
def bluesky(pds: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealBluesky]:
    """The network's own code, and Virta looking accounts up there."""
    port = httpx.URL(pds).port or 2583
    directory, appview = (f"http://localhost:{port + more}" for more in (-1, 1))
    monkeypatch.setattr(ATPROTO, "directory", directory)
    monkeypatch.setattr(ATPROTO, "resolver", pds)
    with outside.client(HERE, timeout=60, within=120) as http:
        yield RealBluesky(pds, directory, appview, http)


@pytest.fixture(scope="session")
def mastodon() -> Iterator[str]:
    """The address of a stateful mock of Mastodon's API with the account @testuser, fresh."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from mastodon_mock.cli import main; main()"
    given = ["serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([sys.executable, "-c", command, *given, "--log-level", "critical"])
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{address}/api/v2/instance", timeout=30).is_success
        except httpx.TransportError:
            return False

    try:
        eventually(answers, 300)
        yield address
    finally:
        server.kill()
        server.wait()
