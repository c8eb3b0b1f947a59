"""The components in a real browser: accessible, whole on a phone, and usable by keyboard."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.gallery_urls"),
    pytest.mark.django_db(transaction=True),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps an event loop in this thread; Django would refuse its own queries beside it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM if os.path.exists(CHROMIUM) else None,  # noqa: PTH110
            args=["--no-sandbox"],
        )
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser, live_server):
    """Opens an address; fails the test if the page complains on the console."""
    contexts, complaints = [], []

    def open_at(path, *, width=1280, theme="light", **more):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=theme, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: one.type == "error" and complaints.append(one.text))
        page.on("pageerror", lambda one: complaints.append(str(one)))
        page.goto(live_server.url + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["/components/", "/accounts/login/", "/accounts/password/reset/"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(open_page, path, theme, width):
    page = open_page(path, width=width, theme=theme)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(beyond) <= 0


def test_axe_finds_nothing_in_the_open_menus(open_page):
    page = open_page("/components/", width=390)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert Axe().run(page, options=RULES).response["violations"] == []


def test_the_scale_is_answered_with_the_arrow_keys(open_page):
    page = open_page("/components/")
    page.locator("#s1 input:checked").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#s1 input:checked").input_value() == "4"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#s1 input:checked").input_value() == ""


def test_the_first_tab_leads_past_the_navigation(open_page):
    page = open_page("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "login"


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page):
    page = open_page("/components/")
    page.locator(".site-tools summary").press("Enter")
    assert page.locator(".site-tools details").get_attribute("open") is not None
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".site-tools details").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_theme_is_kept_from_page_to_page(open_page):
    page = open_page("/components/", theme="light")
    page.locator(".site-tools summary").click()
    page.locator("[data-theme-switch] button[value=dark]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_what_remains_of_a_hundred_hours_is_said_as_one_types(open_page):
    page = open_page("/components/")
    assert page.locator("[data-split-rest]").inner_text() == "All placed"
    page.fill("#split-1", "30")
    assert page.locator("[data-split-rest]").inner_text() == "20 h too many"
    page.fill("#split-4", "")
    assert page.locator("[data-split-rest]").inner_text() == "20 h to place"


def test_the_pages_are_whole_without_javascript(open_page):
    page = open_page("/components/", java_script_enabled=False)
    assert not page.locator("[data-theme-switch]").is_visible()
    page.locator(".site-tools summary").click()
    assert page.locator("button[value=fi]").is_visible()
