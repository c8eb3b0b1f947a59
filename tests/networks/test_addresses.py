"""Which addresses count as public, what the operator may allow, and who may be looked up."""

import ipaddress
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks import addresses
from virta.networks.errors import Refused

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.9", "192.0.2.1", "192.88.99.1"),
    *("192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1"),
    *("240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "100::1", "2001::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:db8::1"),
    *("2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "fd00:ec2::254", "2606:4700::1%1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.128.0.1"),
    *("2606:4700::1111", "2a01:4f8::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"),
]


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_one_machine_on_the_internet_is_not_public(text):
    assert not addresses.is_public(addresses.as_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_the_internet_is_public(text):
    assert addresses.is_public(addresses.as_address(text))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_otherwise(address):
    unwrapped = addresses.as_address(str(address))
    if addresses.is_public(unwrapped) and unwrapped not in ipaddress.ip_network("64:ff9b::/96"):
        assert unwrapped.is_global
        assert not unwrapped.is_multicast
        assert not unwrapped.is_reserved
        assert not unwrapped.is_unspecified


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_the_one_inside(address):
    inside = addresses.is_public(address)
    number = int(address)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)
    assert addresses.is_public(addresses.as_address(str(mapped))) == inside
    assert addresses.is_public(nat64) == inside
    assert not addresses.is_public(six_to_four)


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "example.0x7f", "1.2.3"),
        *("fe80::1%25eth0", "fe80::1%eth0", "exa%6dple.org", "ex ample", "", ".", "a..b", "a/b"),
        *("example.org:80", "user@example.org", "127.0.0.1\n", "ＥＸＡＭＰＬＥ.org"),
    ],
)
def test_hosts_in_odd_spellings_are_refused_before_anyone_is_asked(host):
    def never(*_):
        raise AssertionError("nobody may be asked")

    with pytest.raises(Refused, match="not a host"):
        addresses.look_up(host, 443, 1, (), never)


@pytest.mark.parametrize("host", ["example.org", "EXAMPLE.org.", "xn--hmeenlinna-q5a.fi", "a_b.fi"])
def test_names_are_looked_up(host):
    found = addresses.look_up(host, 443, 1, (), lambda *_: ["8.8.8.8", "8.8.8.8", "2a01::1"])
    assert [str(one) for one in found] == ["8.8.8.8", "2a01::1"]


@given(st.lists(st.ip_addresses().map(str), min_size=1, max_size=5))
def test_one_private_address_among_many_is_enough_to_refuse(found):
    judged = [addresses.is_public(addresses.as_address(one)) for one in found]
    if all(judged):
        assert addresses.look_up("example.org", 443, 1, (), lambda *_: found)
    else:
        with pytest.raises(Refused, match="VIRTA_REACHABLE_HOSTS"):
            addresses.look_up("example.org", 443, 1, (), lambda *_: found)


@pytest.mark.parametrize("port", [22, 25, 587, 6667])
def test_ports_of_other_services_are_refused(port):
    with pytest.raises(Refused, match=f"Port {port} of example.org"):
        addresses.look_up("example.org", port, 1, (), lambda *_: ["8.8.8.8"])


def test_a_name_without_addresses_is_as_good_as_none():
    with pytest.raises(OSError, match="no address"):
        addresses.look_up("example.org", 443, 1, (), lambda *_: [])


@pytest.mark.parametrize(
    ("item", "host", "found", "port", "reached"),
    [
        ("mastodon.lan", "mastodon.lan", "10.0.0.1", 443, True),
        ("Mastodon.LAN.", "mastodon.lan", "10.0.0.1", 8443, True),
        ("mastodon.lan", "other.lan", "10.0.0.1", 443, False),
        ("mastodon.lan", "x.mastodon.lan", "10.0.0.1", 443, False),
        ("mastodon.lan", "mastodon.lan", "10.0.0.1", 25, False),
        ("mastodon.lan:25", "mastodon.lan", "10.0.0.1", 25, True),
        ("mastodon.lan:8443", "mastodon.lan", "10.0.0.1", 443, False),
        ("hämeenlinna.lan", "xn--hmeenlinna-q5a.lan", "10.0.0.1", 443, True),
        ("10.0.0.0/8", "any.lan", "10.0.0.1", 443, True),
        ("10.0.0.0/8", "any.lan", "::ffff:10.0.0.1", 443, True),
        ("10.0.0.0/8", "any.lan", "11.0.0.1", 443, True),
        ("10.0.0.0/8", "any.lan", "127.0.0.1", 443, False),
        ("10.0.0.1", "10.0.0.1", "", 443, True),
        ("10.0.0.1:8080", "10.0.0.1", "", 8080, True),
        ("10.0.0.1:8080", "10.0.0.1", "", 80, False),
        ("fd00::/8", "any.lan", "fd00::1", 443, True),
        ("[fd00::1]", "fd00::1", "", 443, True),
        ("[fd00::1]:8080", "fd00::1", "", 8080, True),
        ("fd00::1", "fd00::2", "", 443, False),
    ],
)
def test_the_operator_allows_names_ports_and_networks(item, host, found, port, reached):
    listed = addresses.allowed([item])

    def ask():
        return addresses.look_up(host, port, 1, listed, lambda *_: [found])

    if reached:
        assert ask()
    else:
        pytest.raises(Refused, ask)


def test_an_empty_list_allows_nothing():
    assert addresses.allowed(["", " "]) == ()


@pytest.mark.parametrize(
    "item",
    ["http://mastodon.lan", "10.0.0.0/40", "a b", "host:port", "host:0", "host:70000", "1.2"],
)
def test_an_unreadable_item_is_told_to_the_operator(item):
    with pytest.raises(ValueError, match="Correct it in VIRTA_REACHABLE_HOSTS"):
        addresses.allowed([item])


def test_the_systems_resolver_knows_this_machine():
    assert "127.0.0.1" in addresses.resolve("localhost", 80, 5)


def test_a_resolver_that_takes_too_long_is_left_behind(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(5) and [])
    try:
        with pytest.raises(TimeoutError, match="did not answer in time"):
            addresses.resolve("slow.example", 80, 0.05)
    finally:
        done.set()


def test_what_the_resolver_says_reaches_whoever_asked(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="not known"):
        addresses.resolve("nowhere.example", 80, 1)
