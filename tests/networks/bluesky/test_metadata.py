"""What a server must say of its sign-in before anything is begun there."""

import httpx
import pytest

from tests.networks.bluesky.stand_in import ISSUER, PDS, RESOURCE, SERVER, StandIn
from virta.networks.bluesky import metadata
from virta.networks.errors import Refused, TryLater

AT_PDS = f"{PDS}/.well-known/oauth-protected-resource"
AT_ISSUER = f"{ISSUER}/.well-known/oauth-authorization-server"


def test_an_accounts_server_names_the_one_that_signs_in() -> None:
    server = metadata.of_account(PDS, StandIn().http)
    assert (server.issuer, server.pushed) == (ISSUER, f"{ISSUER}/oauth/par")
    assert metadata.of_address(ISSUER, StandIn().http) == server
    assert metadata.of_address(PDS, StandIn().http) == server


@pytest.mark.parametrize(
    "changed",
    [
        {"resource": "https://other.example"},
        {"authorization_servers": []},
        {"authorization_servers": [ISSUER, "https://other.example"]},
        {"authorization_servers": [f"{ISSUER}/path"]},
        {"authorization_servers": ["http://entry.example"]},
        {"authorization_servers": [f"{ISSUER}:443"]},
        {"authorization_servers": None},
    ],
)
def test_an_account_has_one_server_that_signs_in(changed: dict[str, object]) -> None:
    with pytest.raises(Refused, match="prescribes"):
        metadata.of_account(PDS, StandIn(instead={AT_PDS: RESOURCE | changed}).http)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "https://other.example"),
        ("issuer", f"{ISSUER}/"),
        ("response_types_supported", ["token"]),
        ("grant_types_supported", ["authorization_code"]),
        ("code_challenge_methods_supported", ["plain"]),
        ("token_endpoint_auth_methods_supported", ["none"]),
        ("token_endpoint_auth_signing_alg_values_supported", ["ES256", "none"]),
        ("token_endpoint_auth_signing_alg_values_supported", ["RS256"]),
        ("scopes_supported", ["openid"]),
        ("scopes_supported", "atproto transition:generic"),
        ("authorization_response_iss_parameter_supported", False),
        ("require_pushed_authorization_requests", "true"),
        ("client_id_metadata_document_supported", None),
        ("dpop_signing_alg_values_supported", ["RS256"]),
        ("require_request_uri_registration", False),
        ("protected_resources", ["https://other.example"]),
        ("token_endpoint", "http://entry.example/oauth/token"),
        ("token_endpoint", None),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("pushed_authorization_request_endpoint", "https://u:p@entry.example/par"),
        ("pushed_authorization_request_endpoint", "https://entry.example:x/par"),
    ],
)
def test_a_server_that_lacks_what_the_network_demands_is_turned_away(
    name: str, value: object
) -> None:
    with pytest.raises(Refused, match="prescribes") as caught:
        metadata.of_account(PDS, StandIn(instead={AT_ISSUER: SERVER | {name: value}}).http)
    assert caught.value.reason == name


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(201, json=SERVER),
        httpx.Response(302, headers={"Location": "https://other.example/"}),
        httpx.Response(200, text="{}", headers={"Content-Type": "text/html"}),
        httpx.Response(404),
    ],
    ids=["created", "elsewhere", "a page", "nothing"],
)
def test_only_a_plain_json_answer_of_the_server_itself_counts(answer: httpx.Response) -> None:
    with pytest.raises(Refused):
        metadata.of_account(PDS, StandIn(instead={AT_ISSUER: answer}).http)


def test_a_server_in_trouble_is_asked_later() -> None:
    with pytest.raises(TryLater):
        metadata.of_account(PDS, StandIn(instead={AT_ISSUER: httpx.Response(502)}).http)
