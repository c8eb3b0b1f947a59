"""Posts from JSON lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.matching.posts import Post, Unreadable, read_post


def refused(line):
    with pytest.raises(Unreadable) as held:
        read_post(line)
    return held.value.code


def test_a_line_is_a_post():
    whole = {
        "id": "p1",
        "text": "Sää",
        "language": "fi",
        "author": "Nokia",
        "source": "bluesky",
        "country": "FI",
        "type": "post",
        "followers": 500,
        "rating": 4.5,
        "title": "Otsikko",
        "url": "https://hs.fi",
        "links": ["https://a.fi"],
        "created_at": "2026-03-02T09:00:00Z",
    }
    post = read_post(json.dumps(whole | {"likes": {"count": 3}}))
    assert post == Post(**whole | {"links": ("https://a.fi",)})
    assert read_post(json.dumps(whole).encode()) == post


def test_what_is_not_known_is_none():
    post = read_post('{"id": 7, "text": "", "followers": null}')
    assert (post.id, post.text, post.followers, post.links) == ("7", "", None, None)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"text": "a"}', "post_lacks"),
        ('{"id": "p"}', "post_lacks"),
        ('{"id": "p", "text": null}', "post_lacks"),
        ('{"id": true, "text": "a"}', "post_wants_text"),
        ('{"id": "p", "text": 5}', "post_wants_text"),
        ('{"id": "p", "text": "a", "author": ["x"]}', "post_wants_text"),
        ('{"id": "p", "text": "a", "followers": "many"}', "post_wants_number"),
        ('{"id": "p", "text": "a", "rating": true}', "post_wants_number"),
        ('{"id": "p", "text": "a", "rating": NaN}', "post_no_number"),
        ('{"id": "p", "text": "a", "rating": 1e999}', "post_long_number"),
        (f'{{"id": "p", "text": "a", "rating": {"9" * 5000}}}', "post_long_number"),
        (f'{{"id": "p", "text": "a", "rating": {"9" * 400}}}', "post_long_number"),
        ('{"id": "p", "text": "a", "links": "https://a.fi"}', "post_wants_links"),
        ('{"id": "p", "text": "a", "links": [1]}', "post_wants_links"),
        ("[]", "post_not_object"),
        ("{", "post_not_json"),
        ("", "post_not_json"),
        (b'{"id": "\xff"}', "post_not_utf8"),
        ("[" * 100_000, "post_too_deep"),
    ],
)
def test_what_is_no_post_says_why(line, code):
    assert refused(line) == code


def test_it_says_so_in_both_languages():
    with pytest.raises(Unreadable, match="needs an id and a text") as held:
        read_post("{}")
    assert held.value.message("fi").startswith("Julkaisulla ei ole")


def tried(line):
    try:
        return read_post(line)
    except Unreadable as trouble:
        return trouble.message("fi")


@given(st.text(max_size=30) | st.binary(max_size=30))
def test_whatever_the_line_it_is_a_post_or_unreadable(line):
    assert tried(line)
