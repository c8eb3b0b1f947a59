"""Axe on the screens of every kind of object, and work done with the keyboard alone."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests import addresses
from virta.audiences.models import AudienceFit
from virta.balance.framework import INNER
from virta.people.models import Role
from virta.records.kinds import kinds
from virta.records.places import places_of

CHROMIUM = os.environ.get("VIRTA_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="There is no chromium here."),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PLACES = (
    "objectives/tree/",
    "check-in/",
    "matrix/target-groups/",
    "matrix/objectives/",
    "channel-gaps/",
    "notices/",
    "notices/settings/",
    "find/?q=a",
    "week/",
    "archive/",
    "factors/objectives/",
    "factors/audiences/",
    "factors/activities/",
    "factors/ownership/",
)


@pytest.fixture
def browser(monkeypatch):
    # Playwright keeps an event loop in this thread; Django would refuse its own queries beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def place():
    return addresses.furnish()


@pytest.fixture
def page(browser, live_server, client, place, request):
    width, theme = getattr(request, "param", (1280, "light"))
    client.force_login(
        place.people[Role.OWNER], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([session | {"url": live_server.url}])
    yield context.new_page()
    context.close()


def screens(place):
    """Every screen of every kind, and the places of the four factors."""
    for kind in kinds():
        base = f"/w/saaristo/{kind.path}/"
        one = f"{base}{place.parts['records'][kind.path]}/"
        batch = f"{base}import/{place.parts['batches'][kind.path]}/"
        yield from (
            base,
            f"{base}new/",
            f"{base}import/",
            batch,
            one,
            f"{one}edit/",
            f"{one}history/",
        )
    for part in dict.fromkeys([*PLACES, *own_places(place)]):
        yield f"/w/saaristo/{part}"


def own_places(place):
    """The places that the factors name themselves."""
    for factor in INNER:
        for _label, url, _icon in places_of(place.workspace, factor):
            yield url.removeprefix("/w/saaristo/")


@pytest.mark.parametrize("page", [(1280, "light"), (390, "dark")], indirect=True)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(page, live_server, place):
    found, wide = {}, []
    for path in screens(place):
        assert page.goto(live_server.url + path).status == 200, path
        for one in Axe().run(page, options=RULES).response["violations"]:
            found[path, one["id"]] = [node["html"][:200] for node in one["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(path)
    assert found == {}
    assert wide == []


def test_an_objective_is_written_by_keyboard_with_hints_on_the_way(page, live_server):
    page.goto(f"{live_server.url}/w/saaristo/objectives/new/")
    page.locator("#id_title").focus()
    page.keyboard.type("Publish three posts a week")
    page.get_by_text("This tells what you do").wait_for()
    page.locator("#id_title").fill("Families come to us first")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Families come to us first").wait_for()
    assert page.get_by_text("Nothing measures it yet").first.is_visible()


def test_a_cell_of_the_matrix_is_kept_at_once(page, live_server, place):
    fit = AudienceFit.objects.get()
    page.goto(f"{live_server.url}/w/saaristo/matrix/target-groups/")
    cell = page.locator(f"[name=cell-{fit.audience.key}-{fit.channel.key}]")
    with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
        cell.select_option("3")
    assert kept.value.status == 204
    assert AudienceFit.objects.get(pk=fit.pk).fit == 3


def test_an_object_is_found_from_the_palette(page, live_server):
    page.goto(f"{live_server.url}/w/saaristo/")
    page.keyboard.press("Control+k")
    page.keyboard.type("families choose")
    page.locator("#palette-objects a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/objectives/**")
