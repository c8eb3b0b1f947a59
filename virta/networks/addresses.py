"""Which addresses Virta may reach when a person, or a server out there, names one.

Only addresses of the public internet. The lists are IANA's special-purpose registries (RFC 6890
and its updates, read in 2026), written out because `ipaddress` knows other parts of them in every
version of Python. Only the standard library is used here.
"""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from virta.networks.errors import Refused
from virta.networks.said import Said

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int, float], Sequence[str]]
"""From a name, a port and the seconds there are to the addresses. Raises OSError."""

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
        *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Teredo and ORCHID are in the first; 6to4 in the third. Both tunnels are long dead, and
        # what they lead to is written inside the address.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# The "bad ports" of the Fetch standard (fetch.spec.whatwg.org, "port blocking"): other protocols
# listen there, and a request could be read as one of their commands.
# fmt: off
NOT_WEB = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Allowed:
    """One host or network that the operator allows although it is not public."""

    name: str = ""
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
    port: int | None = None
    """The only port that is meant; None for every port of the web."""

    def covers(self, host: str, address: Address, port: int) -> bool:
        if self.port not in (None, port):
            return False
        return address in self.network if self.network else host == self.name


def allowed(items: Collection[str]) -> tuple[Allowed, ...]:
    """The operator's list, each a host, host:port, address or CIDR.

    Raises ValueError with a sentence for the operator.
    """
    return tuple(_one_allowed(item.strip()) for item in items if item.strip())


def _one_allowed(item: str) -> Allowed:
    try:
        return Allowed(network=ipaddress.ip_network(item.strip("[]")))
    except ValueError:
        pass  # a name, or something with a port
    host, colon, port = item.rpartition(":") if ":" in item else (item, "", "")
    try:
        number = int(port) if colon else None
        if number is not None and not 0 < number < 65536:
            raise ValueError(port)
        literal = as_address(host.strip("[]"))
        if literal:
            return Allowed(network=ipaddress.ip_network(literal), port=number)
        return Allowed(name=_name(host.encode("idna").decode("ascii")), port=number)
    except ValueError as problem:
        raise ValueError(
            f"“{item}” is neither a host, a host with a port (mastodon.lan:8443) nor a network "
            "(10.20.0.0/16). Correct it in VIRTA_REACHABLE_HOSTS."
        ) from problem


def _name(host: str) -> str:
    host = host.lower().rstrip(".")
    if not host or set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789-._") or ".." in host:
        raise ValueError(host)
    if _ends_in_number(host):
        raise ValueError(host)
    return host


def _ends_in_number(host: str) -> bool:
    """Whether C libraries would read it as an IPv4 address: 2130706433, 0x7f.1, 127.1 …"""
    last = host.rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")


def as_address(text: str) -> Address | None:
    """The IP address that a text spells in the usual way, IPv4 inside IPv6 unwrapped."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_public(address: Address) -> bool:
    """Whether it is a single machine's address on the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return False
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _UNICAST:
            return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)


def checked_host(host: str) -> str:
    """The host of an address in the form that is looked up. Raises Refused for odd spellings."""
    address = None if "%" in host else as_address(host.strip("[]"))
    if address:
        return str(address)
    try:
        return _name(host)
    except ValueError:
        raise Refused(
            Said(
                f"“{host[:80]}” is not a host that Virta can go to. Check how the address is written.",
                f"“{host[:80]}” ei kelpaa palvelimen nimeksi. Tarkista, miten osoite on kirjoitettu.",
            )
        ) from None


def look_up(
    host: str, port: int, seconds: float, listed: Sequence[Allowed], resolve: Resolve
) -> list[Address]:
    """Every address of a host, all of them checked.

    Raises Refused where one of them may not be reached, OSError where there is none (TimeoutError
    when the name servers do not answer in time).
    """
    host = checked_host(host)
    found = [host] if as_address(host) else resolve(host, port, seconds)
    addresses = [address for text in dict.fromkeys(found) if (address := as_address(text))]
    if not addresses:
        raise OSError("The name has no address")
    for address in addresses:
        _check(host, address, port, listed)
    return addresses


def _check(host: str, address: Address, port: int, listed: Sequence[Allowed]) -> None:
    covering = [one for one in listed if one.covers(host, address, port)]
    if not covering and not is_public(address):
        raise Refused(_private(host))
    if port in NOT_WEB and not any(one.port for one in covering):
        raise Refused(_not_web(host, port))


def _private(host: str) -> Said:
    return Said(
        f"{host} is not on the public internet but inside a private network, and Virta does not go "
        f"there on its own. Check the address. If it is right, the operator of Virta can allow it: "
        f"add {host} to the setting VIRTA_REACHABLE_HOSTS.",
        f"{host} ei ole julkisessa internetissä vaan yksityisessä verkossa, eikä Virta mene sinne "
        f"omin päin. Tarkista osoite. Jos se on oikein, Virran ylläpitäjä voi sallia sen: "
        f"asetukseen VIRTA_REACHABLE_HOSTS lisätään {host}.",
    )


def _not_web(host: str, port: int) -> Said:
    return Said(
        f"Port {port} of {host} is not for the web. Check the address. If it is right, the "
        f"operator of Virta can allow it: add {host}:{port} to the setting VIRTA_REACHABLE_HOSTS.",
        f"Palvelimen {host} portti {port} ei ole verkkosivuja varten. Tarkista osoite. Jos se on "
        f"oikein, Virran ylläpitäjä voi sallia sen: asetukseen VIRTA_REACHABLE_HOSTS lisätään "
        f"{host}:{port}.",
    )


def resolve(host: str, port: int, seconds: float) -> Sequence[str]:
    """The addresses that the system's resolver gives. Raises OSError, or TimeoutError in time.

    The C library cannot be told how long to take, so it asks in a thread that may be left behind.
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
            answers.put([str(row[4][0]) for row in rows])
        except OSError as problem:
            answers.put(problem)

    threading.Thread(target=ask, name="virta-look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TimeoutError("The name servers did not answer in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer
