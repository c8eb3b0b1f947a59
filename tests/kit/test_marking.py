"""Hits of a search in HTML: the marks never cross other tags and unescape nothing."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as some

from virta.kit.marking import found, marked, visible


@pytest.mark.parametrize(
    ("html", "hits", "wanted"),
    [
        ("a &amp; b", [(2, 3)], "a <mark>&amp;</mark> b"),
        ("<a>ab</a>cd", [(1, 3)], "<a>a<mark>b</mark></a><mark>c</mark>d"),
        ("ab<a>cd</a>", [(1, 3)], "a<mark>b</mark><a><mark>c</mark>d</a>"),
        ("a<br>b", [(0, 2)], "<mark>a<br>b</mark>"),
        ("ab", [(5, 9)], "ab"),
    ],
)
def test_what_is_marked(html, hits, wanted):
    assert marked(html, hits) == wanted


@given(some.text(alphabet="ab&<>\"' x", max_size=30), some.sampled_from(["a", "b x", "&", "<a"]))
def test_marking_adds_marks_and_nothing_else(text, word):
    html = f'<a href="?q=ab">{escape(text)}</a>'
    made = marked(html, found(visible(html), [word]))
    assert visible(html) == text
    assert made.replace("<mark>", "").replace("</mark>", "") == html
    assert visible(made) == text
    assert made.count("<mark>") == text.casefold().count(word)


def test_words_are_found_whatever_their_capitals():
    assert found("Sauna, SAUNALLA ja sauna.", ["sauna", "saunalla"]) == [(0, 5), (7, 15), (19, 24)]
    assert found("anything", []) == []
