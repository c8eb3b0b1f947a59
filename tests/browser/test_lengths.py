"""Typing a post in a real browser: its length on each channel follows, and too much is said."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import make
from tests.engagement.make import make_channel, make_post
from virta.people.models import Role
from virta.records.kinds import kind_of

CHROMIUM = os.environ.get("VIRTA_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="There is no chromium here."),
]


@pytest.fixture
def page(monkeypatch, live_server, client):
    # Playwright keeps an event loop in this thread; Django would refuse its own queries beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    workspace = make.workspace()
    make.signed_in(client, make.member(workspace, Role.OWNER))
    channels = [make_channel(workspace, title=one, network=one.lower()) for one in ("X", "Jodel")]
    post = make_post(workspace, "Hei.", channels=channels)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([session | {"url": live_server.url}])
        page = context.new_page()
        page.goto(f"{kind_of(post).url(post)}edit/")
        yield page
        chromium.close()


def test_the_length_follows_what_is_typed_and_what_is_too_long_is_said(page):
    lengths, said = page.locator("[name=text] + .lengths"), page.locator("#lengths-said")
    expect(lengths).to_contain_text("X: 4 / 280", timeout=10_000)
    expect(said).to_have_text("")
    page.locator("[name=text]").fill("a" * 242)
    expect(lengths).to_contain_text("Jodel: 242 / 240", timeout=10_000)
    expect(lengths).to_contain_text("X: 242 / 280")
    expect(said).to_have_text("The text for Jodel is 2 characters too long. Shorten it.")
