"""Axe on the screens themselves, with a furnished workspace, wide and narrow, light and dark."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

from tests import addresses
from tests.engagement.make import make_ruled
from tests.ownership.make import step
from virta.people.models import Role

CHROMIUM = os.environ.get("VIRTA_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="There is no chromium here."),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
INSIDE = (
    "",
    "diagnosis/",
    "factors/listening/",
    "strategy/",
    "report/{round_id}/",
    "people/",
    "settings/",
    "settings/reference/",
    "audit/",
    "connections/",
    "status/",
    "mentions/",
    "mentions/alarms/",
    "mentions/alarms/{alarm_id}/",
    "mentions/alarms/settings/",
    "mentions/never-miss/?account=@aino.example",
    "notices/quiet/",
    "webhooks/",
    "mentions/digest/",
    "listening/",
    "listening/?whole=1",
    "mentions/{mention_id}/",
    "mentions/jobs/{job_key}/",
    "mentions/kept/",
    "mentions/authors/?q=did:plc:aino",
    "mentions/authors/data/?network=bluesky&author=did:plc:aino",
    "mention-rules/new/",
    "mention-rules/{records[mention-rules]}/?tried=1",
    "tags/{records[tags]}/",
    "searches/new/",
    "searches/{records[searches]}/",
    "insights/{records[insights]}/",
    "sources/",
    "sources/new/mastodon_tag/",
    "sources/files/new/",
    "channels/{records[channels]}/connection/",
    "approve/",
    "posts/{records[posts]}/",
)


@pytest.fixture
def browser(monkeypatch):
    # Playwright keeps an event loop in this thread; Django would refuse its own queries beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


PARTS = 4
"""Axe takes some seconds a screen: in parts, several processes share them."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_screen(browser, live_server, client, width, theme, part):
    place = addresses.furnish()
    owner = place.people[Role.OWNER]
    make_ruled(place.workspace, step(people=[owner]), at=timezone.now() + timedelta(days=1))
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = context.new_page()
    found = {}
    outside = "/approve/{approval_token}/".format(**place.parts)
    outside = ["/", "/accounts/login/", "/about/", outside]
    look(page, live_server.url, outside[part::PARTS], found)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([session | {"url": live_server.url}])
    inside = [f"/w/saaristo/{one}".format(**place.parts) for one in INSIDE]
    look(page, live_server.url, [*inside, "/me/", "/workspaces/"][part::PARTS], found)
    context.close()
    assert found == {}


def look(page, base, paths, found):
    """Open each address and keep what axe finds there."""
    for path in paths:
        assert page.goto(base + path).status == 200, path
        for one in Axe().run(page, options=RULES).response["violations"]:
            found[path, one["id"]] = [node["html"][:200] for node in one["nodes"]]
