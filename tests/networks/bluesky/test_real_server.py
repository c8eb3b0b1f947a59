"""Signing in at a server that runs the network's own code, through its own pages in a browser.

Where that server is, and how it is started: see tests/real.py.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

from tests.real import PASSWORD, RealBluesky
from virta.networks import keys
from virta.networks.bluesky import Bluesky, signing_in
from virta.networks.bluesky.session import runs_out
from virta.networks.bluesky.tid import new_reference
from virta.networks.errors import Refused, SignInAgain
from virta.networks.protocol import Draft, Ours

CHROMIUM = os.environ.get("VIRTA_CHROMIUM", "/usr/bin/chromium")
SITE = "http://127.0.0.1:8000"
OURS = Ours(f"{SITE}/.well-known/virta/client.json", f"{SITE}/connections/back/", site=SITE)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.real_server,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="There is no chromium here."),
]


@pytest.fixture
def http(bluesky: RealBluesky) -> httpx.Client:
    return bluesky.http


@pytest.fixture
def handle(bluesky: RealBluesky) -> str:
    """A fresh account of this name."""
    return str(bluesky.new_account()["handle"])


def answered(url: str, button: str, handle: str = "") -> dict[str, str]:
    """Sign in on the server's pages and press a button: what the browser brings back to Virta.

    The handle is typed where the server does not know it from the request.
    """
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP localhost 127.0.0.1"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = chromium.new_context(locale="en").new_page()
        page.goto(url)
        if handle:
            page.get_by_role("button", name="Sign in").click()
            page.fill("input[name=username]", handle)
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        # Nobody serves Virta here: where the browser is sent is all that is looked for.
        with page.expect_request(lambda request: request.url.startswith(SITE)) as sent:
            page.get_by_role("button", name=button).click()
        returned = dict(httpx.URL(sent.value.url).params)
        chromium.close()
    return returned


def test_the_whole_life_of_a_sign_in(http: httpx.Client, handle: str, pds: str) -> None:
    begun = signing_in.begin({"account": handle}, OURS, http)
    returned = answered(begun.url, "Authorize")
    kept = signing_in.finish(begun.keep, returned, OURS, http)
    assert (kept["server"], kept["issuer"]) == (pds, pds)
    assert runs_out(kept) is not None

    assert Bluesky(kept, http).account().handle == handle
    moment = datetime.now(UTC)
    draft = Draft(new_reference(moment), moment, "Hei maailma", languages=("fi",))
    receipt = Bluesky(kept, http).publish(draft)
    fresh = Bluesky(kept, http).renew()
    assert fresh["refresh"] != kept["refresh"]
    assert Bluesky(fresh, http).find(draft) == receipt
    left = Bluesky(fresh, http).ends() - datetime.now(UTC)
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
    Bluesky(fresh, http).remove(receipt.remote_id)
    assert Bluesky(fresh, http).find(draft) is None

    with pytest.raises(SignInAgain):  # used twice: the server ends the whole sign-in
        Bluesky(kept, http).renew()
    with pytest.raises(SignInAgain):
        Bluesky(fresh, http).renew()


def test_a_sign_in_that_was_taken_back_is_worth_nothing(http: httpx.Client, handle: str) -> None:
    begun = signing_in.begin({"account": handle}, OURS, http)
    kept = signing_in.finish(begun.keep, answered(begun.url, "Authorize"), OURS, http)
    account = Bluesky(kept, http)
    assert account.sign_out()
    assert account.sign_out()  # a second time is no concern
    with pytest.raises(SignInAgain):
        Bluesky(kept, http).renew()


def test_a_sign_in_that_begins_at_the_server(http: httpx.Client, handle: str, pds: str) -> None:
    begun = signing_in.begin({"account": pds}, OURS, http)
    assert begun.keep["did"] == ""
    returned = answered(begun.url, "Authorize", handle)
    kept = signing_in.finish(begun.keep, returned, OURS, http)
    assert kept["server"] == pds
    assert Bluesky(kept, http).account().handle == handle


def test_a_no_on_the_servers_page_is_a_no(http: httpx.Client, handle: str) -> None:
    begun = signing_in.begin({"account": handle}, OURS, http)
    returned = answered(begun.url, "Deny access")
    with pytest.raises(Refused, match="not completed"):
        signing_in.finish(begun.keep, returned, OURS, http)


def test_a_code_is_worth_nothing_with_another_key(http: httpx.Client, handle: str) -> None:
    begun = signing_in.begin({"account": handle}, OURS, http)
    returned = answered(begun.url, "Authorize")
    with pytest.raises(SignInAgain):
        signing_in.finish({**begun.keep, "dpop_key": keys.made()}, returned, OURS, http)
