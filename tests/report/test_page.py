import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.report import samples
from virta.report import GroupRow, Observation, from_diagnosis, page

BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "blns" / "blns.json"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'<svg onload=alert(1)>"


class Tags(HTMLParser):
    """Collects what tags and attributes a page really has."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.headings = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))


def hostile():
    return replace(
        samples.full("en", replace(samples.troubled(), warnings=(EVIL,))),
        organisation=EVIL,
        title=EVIL,
        author=EVIL,
        groups=(GroupRow(EVIL, 3, {}),),
        observations=(Observation(EVIL, note=EVIL, source=EVIL),),
        method_notes=(EVIL,),
    )


def test_the_page_holds_the_verdict_and_the_figures():
    text = page.fragment(samples.full("fi"))
    assert "Tiellä on kaksi kompastuskiveä: Oppiminen ja somekulttuuri puuttuu" in text
    assert "(todennäköisyys\N{NO-BREAK SPACE}97\N{NO-BREAK SPACE}%)" in text
    assert "19–29\N{NO-BREAK SPACE}%" in text
    assert "M-Brain" in text


def test_nothing_that_people_wrote_becomes_markup():
    found = Tags(page.document(hostile()))
    assert not found.tags & {"script", "img", "iframe"}
    assert not {name for name in found.attributes if name.startswith("on")}


def test_the_page_holds_to_a_strict_policy():
    found = Tags(page.fragment(samples.full("en")))
    assert "style" not in found.attributes
    assert not found.tags & {"script", "style", "link"}


def test_a_source_is_a_link_only_where_it_is_an_address():
    tricky = (
        Observation("a", source="javascript:alert(1)"),
        Observation("b", source="https://ok.example/"),
    )
    text = page.fragment(replace(samples.full("en"), observations=tricky))
    assert 'href="https://ok.example/"' in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(("make", "top"), [(page.document, 1), (page.fragment, 2)])
def test_headings_step_down_one_at_a_time_from_where_the_page_begins(make, top):
    levels = Tags(make(samples.full("en"))).headings
    assert levels[0] == top == min(levels)
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_document_carries_its_styles_and_needs_nothing_else():
    text = page.document(samples.full("fi"))
    assert text.startswith('<!doctype html>\n<html lang="fi">')
    assert ".report-verdict" in text
    found = Tags(text)
    assert not found.tags & {"script", "link", "img"}


def test_a_real_organisation_is_not_called_an_example():
    assert 'report-example"' not in page.fragment(from_diagnosis(samples.sound(), "en"))
    assert 'report-example"' in page.fragment(samples.full("en"))


def test_a_group_that_is_too_small_shows_no_figure():
    text = page.fragment(samples.full("en"))
    assert "too few respondents to be shown" in text
    assert "n = 2" not in text


@pytest.mark.shared
@pytest.mark.skipif(
    not BLNS.exists(), reason="the list of naughty strings is not beside this checkout"
)
def test_naughty_strings_stay_text():
    naughty = json.loads(BLNS.read_text(encoding="utf-8"))
    usual = Tags(page.document(samples.full("en")))
    seen = tuple(Observation(text, note=text, source=text) for text in naughty)
    found = Tags(page.document(replace(samples.full("en"), observations=seen)))
    assert found.tags == usual.tags
    assert found.attributes == usual.attributes
