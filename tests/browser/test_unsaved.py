"""Typing in a real browser: what is typed survives leaving the page, and a server that is away."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import make
from virta.activities.models import Activity
from virta.people.models import Role, Workspace
from virta.records.models import Unsaved

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
    make.signed_in(client, make.member(make.workspace(), Role.OWNER))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([session | {"url": live_server.url}])
        yield context.new_page()
        chromium.close()


def slug():
    return Workspace.objects.get().slug


def test_leaving_the_page_loses_nothing_and_saving_leaves_nothing_behind(page):
    form = f"/w/{slug()}/activities/new/"
    page.goto(form)
    page.locator("[name=title]").fill("Half a thought")
    expect(page.locator("[data-unsaved-state]")).to_contain_text("is kept", timeout=10_000)
    page.goto("/")
    page.goto(form)
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("[name=title]")).to_have_value("Half a thought")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Half a thought")
    assert Activity.objects.get().title == "Half a thought"
    assert not Unsaved.objects.exists()


def test_while_the_server_is_away_the_browser_keeps_it(page):
    form = f"/w/{slug()}/activities/new/"
    page.route("**/unsaved/", lambda route: route.abort())
    page.goto(form)
    page.locator("[name=title]").fill("Written in a train")
    expect(page.locator("[data-unsaved-state]")).to_contain_text("in this browser", timeout=10_000)
    page.unroute("**/unsaved/")
    page.goto("/")
    page.goto(form)
    expect(page.locator("[name=title]")).to_have_value("Written in a train")
    expect(page.locator("[data-unsaved-state]")).to_contain_text("in the form again")
    assert Unsaved.objects.get().fields["title"] == ["Written in a train"]
