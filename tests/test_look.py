"""The rules of the design system that a reader of the templates and tokens can check."""

import re
from pathlib import Path
from zipfile import ZipFile

import lucide
import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from virta.kit.gallery import sample

VIRTA = Path(__file__).parent.parent / "virta"
TEMPLATES = sorted(VIRTA.rglob("templates/**/*.html"))
TOKENS = (VIRTA / "static/css/tokens.css").read_text()


def named(path):
    return str(path.relative_to(VIRTA))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_breaks_the_content_security_policy(path):
    text = path.read_text()
    assert not re.search(r'<[^>{]*\sstyle="', text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r'<[^>{]*\son[a-z]+="', text)
    inline = re.findall(r"<script\b([^>]*)>", text)
    assert all("src=" in one or 'type="application/json"' in one for one in inline)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_fetched_from_another_host(path):
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', path.read_text())


def test_every_icon_named_in_a_template_exists():
    drawn = Path(lucide.__file__).with_name("lucide.zip")
    with ZipFile(drawn) as archive:
        there = {name.removesuffix(".svg") for name in archive.namelist()}
    wanted = {
        name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert wanted - there == set()


def colours(theme):
    """The tokens of one theme, 0 light and 1 dark: name → (r, g, b) in 0–1."""
    pairs = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", TOKENS)
    return {
        name: tuple(int((light, dark)[theme][at : at + 2], 16) / 255 for at in (0, 2, 4))
        for name, light, dark in pairs
    }


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "link", "alarm", "go", "heed")
      for ground in ("ground", "raised", "sunk")],
    *[("ink", f"{kind}-tint") for kind in ("water", "alarm", "go", "heed")],
    *[(kind, f"{kind}-tint") for kind in ("alarm", "go", "heed")],
    ("link", "water-tint"),
    ("link", "heed-tint"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-alarm", "alarm"),
]  # fmt: skip
CONTROLS = [("line-strong", "ground"), ("line-strong", "raised"), ("water-4", "ground")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_in_both_themes(ink, ground, theme):
    tokens = colours(theme)
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_the_edges_of_controls_can_be_seen(line, ground, theme):
    tokens = colours(theme)
    assert contrast(tokens[line], tokens[ground]) >= 3


def test_every_token_that_is_used_is_there():
    used, made = set(), set()
    for path in (VIRTA / "static/css").glob("*.css"):
        text = path.read_text()
        used |= set(re.findall(r"var\(--([\w-]+)\)", text))
        made |= set(re.findall(r"--([\w-]+):", text))
    assert used - made == set()


def test_small_modules_stay_small():
    long = [
        path.name
        for path in (VIRTA / "static/js").glob("*.js")
        if len(path.read_text().splitlines()) > 60
    ]
    assert long == []


@pytest.fixture
def request_of_a_stranger(db):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - needs Django set up

    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(
    "template", ["404.html", "403.html", "403_csrf.html", "400.html", "500.html", "problem.html"]
)
def test_pages_of_trouble_say_what_to_do(template, language, request_of_a_stranger):
    with override(language):
        page = render_to_string(template, {"problem": "No."}, request_of_a_stranger)
    assert "<h1>" in page
    assert 'class="button' in page


def test_the_page_of_our_own_mistakes_needs_no_context_at_all():
    page = render_to_string("500.html")
    assert "Something broke" in page
    assert "meni rikki" in page


def test_the_gallery_shows_every_partial(request_of_a_stranger):
    gallery = (VIRTA / "templates/gallery.html").read_text()
    page = render_to_string("gallery.html", sample(), request_of_a_stranger)
    assert "No round yet" in page
    for name in ("stat", "verdict", "sureness", "notice", "empty", "copy", "thread", "tabs"):
        assert f"partials/{name}.html" in gallery


def test_the_theme_is_in_the_page_that_the_server_sends(request_of_a_stranger):
    request_of_a_stranger.COOKIES["theme"] = "dark"
    assert 'data-theme="dark"' in render_to_string("404.html", {}, request_of_a_stranger)
    request_of_a_stranger.COOKIES["theme"] = '"><script>'
    assert "data-theme=" not in render_to_string("404.html", {}, request_of_a_stranger)


def test_a_field_ties_its_hint_and_its_trouble_to_itself():
    form = str(sample()["form"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in form
    assert 'id="id_name_helptext"' in form
    assert 'id="id_name_error"' in form
    assert '<fieldset aria-describedby="id_form_helptext id_form_error">' in form


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_can_be_read(path):
    engine = engines["django"]
    engine.from_string(path.read_text())
