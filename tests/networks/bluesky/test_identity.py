"""Finding an account's server: nobody's word is enough, not even the handle's own host's."""

from typing import Any

import httpx
import pytest

from tests.networks.bluesky.stand_in import DID, HANDLE, OTHER, PDS, StandIn, document
from virta.networks.bluesky import identity
from virta.networks.errors import Refused, TryLater
from virta.networks.places import ATPROTO

AT_HOST = f"https://{HANDLE}/.well-known/atproto-did"
RESOLVER = "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle"
PLC = f"https://plc.directory/{DID}"


def test_a_handle_leads_to_its_account_and_that_names_the_handle() -> None:
    assert identity.found(HANDLE, StandIn().http) == identity.Identity(DID, PDS, HANDLE)


@pytest.mark.parametrize(
    "at_host",
    [
        httpx.ConnectError("no such host"),
        httpx.Response(404, text="not here"),
        "<!doctype html><title>did:plc:</title>",
        httpx.Response(500),
        "did:plc:TOOSHORT",
    ],
    ids=["no host", "no page", "a page", "trouble", "no did"],
)
def test_where_the_handles_host_says_nothing_a_resolver_is_asked(at_host: object) -> None:
    world = StandIn(instead={AT_HOST: at_host})
    assert identity.found(HANDLE, world.http).did == DID
    assert RESOLVER in {str(one.url.copy_with(query=None)) for one in world.asked}


def test_a_handle_that_nobody_knows_is_told() -> None:
    unknown = httpx.Response(400, json={"error": "HandleNotFound"})
    world = StandIn(instead={AT_HOST: httpx.Response(404), RESOLVER: unknown})
    with pytest.raises(Refused, match="no Bluesky account"):
        identity.found(HANDLE, world.http)


def test_a_resolver_that_is_down_is_no_verdict_on_the_handle() -> None:
    world = StandIn(instead={AT_HOST: httpx.Response(404), RESOLVER: httpx.ConnectError("down")})
    with pytest.raises(TryLater):
        identity.found(HANDLE, world.http)


@pytest.mark.parametrize(
    "names",
    [["at://other.example"], [], None, ["https://x.fi", "at://other.example", f"at://{HANDLE}"]],
)
def test_an_account_that_does_not_know_the_handle_is_not_taken(names: object) -> None:
    world = StandIn(instead={PLC: document() | {"alsoKnownAs": names}})
    with pytest.raises(Refused, match="does not know this name"):
        identity.found(HANDLE, world.http)


def test_another_accounts_document_is_not_taken() -> None:
    world = StandIn(instead={PLC: document(OTHER)})
    with pytest.raises(Refused, match="public document"):
        identity.found(DID, world.http)


@pytest.mark.parametrize(
    "service",
    [
        None,
        [],
        [{"id": "#atproto_labeler", "type": "AtprotoLabeler", "serviceEndpoint": PDS}],
        [{"id": "#atproto_pds", "type": "Other", "serviceEndpoint": PDS}],
        *(
            [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": one}]
            for one in (
                "http://pds.example",
                "https://user:word@pds.example",
                "https://pds.example/path",
                "https://pds.example?x",
                "ftp://pds.example",
                "https://",
                7,
            )
        ),
    ],
)
def test_a_server_is_a_whole_encrypted_origin_or_none(service: object) -> None:
    world = StandIn(instead={PLC: document() | {"service": service}})
    with pytest.raises(Refused, match="public document"):
        identity.found(DID, world.http)


def test_a_document_may_name_its_service_in_full() -> None:
    assert (
        identity.server_in(
            DID,
            {
                "service": [
                    {
                        "id": f"{DID}#atproto_pds",
                        "type": "AtprotoPersonalDataServer",
                        "serviceEndpoint": f"{PDS}/",
                    }
                ]
            },
        )
        == PDS
    )


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:virta.example", "https://virta.example/.well-known/did.json"),
        ("did:web:localhost%3A3000", "http://localhost:3000/.well-known/did.json"),
    ],
)
def test_did_web_is_looked_up_at_its_host(did: str, address: str) -> None:
    world = StandIn(instead={address: document(did)})
    assert identity.found(did, world.http).pds == PDS


@pytest.mark.parametrize(
    "text",
    [
        "did:plc:short",
        "did:key:zQ3shok",
        "did:web:virta.example:path",
        "did:web:virta.example%3A8080",
        "did:web:10.0.0.1",
        "did:plc:ewvi7nxzyoun6zhxrhs64oi1",
        "aluksi",
        "a..example",
        "-a.example",
        "a.example/../x",
        "a.1",
        "",
        "x." * 130 + "fi",
    ],
)
def test_what_is_neither_handle_nor_did_is_not_looked_up(text: str) -> None:
    world = StandIn()
    with pytest.raises(Refused):
        identity.found(text, world.http)
    assert world.asked == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("@Aluksi.Example", "aluksi.example"),
        ("\u202aaluksi.example\u202c", "aluksi.example"),
        ("at://aluksi.example/app.bsky.feed.post/3k", "aluksi.example"),
        (f"https://bsky.app/profile/{DID}", DID),
        ("https://bsky.app/profile/aluksi.example/post/3k", "aluksi.example"),
        ("sää.example", "xn--s-0faa.example"),
        (" aluksi.example. ", "aluksi.example"),
    ],
)
def test_a_handle_is_understood_as_people_paste_it(typed: str, meant: str) -> None:
    assert identity.bare(typed) == meant


def test_the_directory_and_the_resolver_can_be_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ATPROTO, "directory", "http://localhost:2582")
    monkeypatch.setattr(ATPROTO, "resolver", "http://localhost:2583")
    local: dict[str, Any] = {
        AT_HOST: httpx.Response(404),
        f"http://localhost:2582/{OTHER}": document(OTHER, HANDLE, "http://localhost:2583"),
        "http://localhost:2583/xrpc/com.atproto.identity.resolveHandle": {"did": OTHER},
    }
    found = identity.found(HANDLE, StandIn(instead=local).http)
    assert (found.did, found.pds) == (OTHER, "http://localhost:2583")
