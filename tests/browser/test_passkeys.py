"""A passkey is registered and then signs somebody in, with a real browser's own WebAuthn."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import make

CHROMIUM = os.environ.get("VIRTA_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="There is no chromium here."),
]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(monkeypatch):
    # Playwright keeps an event loop in this thread; Django would refuse its own queries beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context(locale="en").new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        chromium.close()


def test_a_passkey_signs_its_owner_in(page, live_server):
    where = make.workspace()
    owner = make.member(where)
    base = live_server.url.replace("127.0.0.1", "localhost")  # WebAuthn wants a name, not a number

    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", owner.email)
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/w/{where.slug}/")

    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", make.PASSWORD)
        page.click("main button[type=submit]")
    page.fill("[name=name]", "This laptop")
    page.check("[name=passwordless]", force=True)
    page.click("main button >> nth=0")
    page.wait_for_url("**/recovery-codes/**")

    page.context.clear_cookies()
    page.goto(f"{base}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"**/w/{where.slug}/")
    assert where.name in page.title()
