"""What people type becomes an address, or a sentence about why not."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks import typed
from virta.networks.errors import Refused


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("example.org", "https://example.org"),
        (" https://Example.org/A?b=c#d ", "https://example.org/A?b=c#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("example.org:8443/x", "https://example.org:8443/x"),
        ("example.org.", "https://example.org"),
        ("hämeenlinna.fi/ä", "https://xn--hmeenlinna-q5a.fi/%C3%A4"),
        ("HTTPS://example.org", "https://example.org"),
        ("[2606:4700::1]:8080/x", "https://[2606:4700::1]:8080/x"),
        ("1.1.1.1", "https://1.1.1.1"),
    ],
)
def test_addresses_are_understood(text, address):
    assert str(typed.address(text)) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "ftp://example.org", "javascript:alert(1)", "mailto:a@example.org", "//", "://"),
        *("https://", "https://user:word@example.org", "https://a@example.org", "two words.fi"),
        *("file:///etc/passwd", "https://0x7f.1/", "example.org/\x00", "https://[fe80::1%25a]/"),
        *("https://example.org:99999/", "https://a..b/", "https://example.org/" + "x" * 2000),
    ],
)
def test_what_is_no_address_is_told(text):
    with pytest.raises(Refused) as caught:
        typed.address(text)
    assert caught.value.said.fi


@given(st.text())
def test_anything_typed_is_an_address_or_refused(text):
    with contextlib.suppress(Refused):
        assert typed.is_plain(typed.address(text))
