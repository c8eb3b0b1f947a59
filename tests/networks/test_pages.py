"""What pages say of themselves, in every encoding and however they are broken."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks import pages

URL = "https://a.fi/news/1"


def read(html, content_type="text/html; charset=utf-8", encoding="utf-8"):
    return pages.read(html.encode(encoding), content_type, URL)


def test_open_graph_comes_first():
    page = read(
        """<!doctype html><html><head><title>Plain | Site</title>
        <meta name="description" content="Plain description">
        <meta name="twitter:title" content="X title"><meta name="twitter:image" content="/x.png">
        <meta property="og:title" content="Kesän äänet &amp; muut">
        <meta property="og:description" content="Mitä tapahtuu">
        <meta property="og:image" content="../kuva.jpg"><meta property="og:image" content="/2.jpg">
        <meta property="og:image:alt" content="Lava illalla">
        <link rel="canonical" href="/news/kesan-aanet">"""
    )
    assert page == pages.Page(
        title="Kesän äänet & muut",
        description="Mitä tapahtuu",
        picture="https://a.fi/kuva.jpg",
        alt="Lava illalla",
        canonical="https://a.fi/news/kesan-aanet",
    )


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>One</title><title>Two</title>", "One"),
        ("<title>\n  One \u00ad&nbsp; two\n</title>", "One two"),
        ("<TITLE>One &lt;b&gt;</TITLE>", "One <b>"),
        ("<svg><title>Icon</title></svg><title>Page</title>", "Page"),
        ("<meta name='twitter:title' content='X'><title>One</title>", "X"),
        ("<meta property='og:title' content=' '><title>One</title>", "One"),
        ("<meta name=og:title content=Named>", "Named"),
        ("<meta content='Turned' property='OG:Title'>", "Turned"),
        ("<body><p>text<meta property='og:title' content='In the body'>", "In the body"),
        ("<!-- <title>Not this</title> --><title>This</title>", "This"),
        ("<script>'<title>Not this</title>'</script><title>This</title>", "This"),
        ("<title>One</title><![odd[ <title>Two</title>", "One"),
        ("<title>👩‍👧 äiti</title>", "👩‍👧 äiti"),
        ("<title>Broken off", ""),
        ("<title></title>", ""),
        ("", ""),
        ("no markup", ""),
        (f"<title>{'word ' * 100}</title>", ("word " * 100)[:299] + "…"),
    ],
)
def test_titles(html, title):
    assert read(html).title == title


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        *(("/a.png", "https://a.fi/a.png"), ("a.png", "https://a.fi/news/a.png")),
        *(("//cdn.fi/a.png", "https://cdn.fi/a.png"), ("http://b.fi/a", "http://b.fi/a")),
        *(("data:image/png;base64,AA", ""), ("javascript:alert(1)", ""), ("http://[", "")),
        *(("file:///etc/passwd", ""), ("", "")),
    ],
)
def test_addresses_of_pictures_are_made_whole(link, whole):
    assert read(f'<meta property="og:image" content="{link}">').picture == whole


def test_the_base_of_a_page_counts():
    page = read('<base href="https://cdn.fi/x/"><meta property="og:image" content="a.png">')
    assert page.picture == "https://cdn.fi/x/a.png"


WORDS = "Äiti työ €"
TITLE = f"<title>{WORDS}</title>"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (TITLE.encode(), "text/html; charset=utf-8"),
        (TITLE.encode(), 'text/html; charset="UTF-8"'),
        (TITLE.encode(), "text/html"),
        (TITLE.encode(), "text/html; charset=made-up"),
        (TITLE.encode(), "text/html; charset=zlib"),
        (TITLE.encode(), "text/html; charset=unicode_escape"),
        (TITLE.encode("cp1252"), "text/html; charset=windows-1252"),
        (TITLE.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (TITLE.encode("cp1252"), "text/html"),
        (TITLE.encode("iso8859-15"), "text/html; charset=ISO-8859-15"),
        (TITLE.encode("utf-8-sig"), "text/html; charset=ISO-8859-1"),
        (TITLE.encode("utf-16"), "text/html"),
        (TITLE.encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b'<meta charset="iso-8859-15">' + TITLE.encode("iso8859-15"), "text/html"),
        (b'<meta charset="utf-16">' + TITLE.encode(), "text/html"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-15">'
            + TITLE.encode("iso8859-15"),
            "text/html",
        ),
        (TITLE.encode() + "ä".encode()[:1], "text/html"),
    ],
)
def test_encodings_are_found_as_browsers_find_them(content, content_type):
    assert pages.read(content, content_type, URL).title == WORDS


def test_other_scripts_are_read():
    content = "<meta charset=shift_jis><title>日本語</title>".encode("shift_jis")
    assert pages.read(content, "text/html", URL).title == "日本語"


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "</", "<!--", "-->", "<![", "<!", "<?", "&", "&#x", '"', "'", "=", " ", "title"]
        + ["meta", "property", "og:image", "content", "http://[", "<title>", "</title>", "charset"]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@given(MARKUP, st.text(max_size=20))
def test_no_markup_is_too_broken(html, content_type):
    page = pages.read(html.encode(errors="replace"), content_type, URL)
    assert page.picture == "" or page.picture.startswith("http")


@given(st.binary(max_size=200), st.sampled_from(["", "text/html; charset=utf-7", "x/y; charset="]))
def test_no_bytes_are_too_odd(content, content_type):
    assert isinstance(pages.read(content, content_type, URL), pages.Page)


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<a><b ", "</", "<title>", "&#", "<a b='"])
def test_pages_made_to_take_ages_do_not(piece):
    begun = time.process_time()
    read(piece * (300_000 // len(piece)))
    assert time.process_time() - begun < 5
