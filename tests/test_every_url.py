"""Every address, as everybody: who gets in, who is turned away, and nobody meets a fault."""

import pytest
from django.db import connection

from tests import addresses, make
from virta.assessment.models import Round
from virta.people.access import ALLOWED
from virta.people.models import Role

pytestmark = pytest.mark.django_db

IDS = [text for text, _one in addresses.own_patterns()]
INSIDE = addresses.workspace_patterns()
INSIDE_IDS = [text for text, _one in INSIDE]
PUBLIC = [
    (text, one)
    for text, one in addresses.own_patterns()
    if "workspace" not in addresses.parts_of(text)
]
OWN_IDS = {
    "round_id",
    "group_id",
    "invitee_id",
    "membership_id",
    "invitation_id",
    "upload_id",
    "sample_id",
    "notice_id",
    "comment_id",
    "person_id",
    "feed_id",
    "plan_feed_id",
    "hand_key",
}


OF_ROUNDS = {"", "assess", "report", "samples", "diagnosis", "archive", "factors", "matrix"}
"""What shows a round, or what came of it."""


def walked(state):
    """The addresses to walk with a round of this state: all with a closed one, and with another
    those that the state of a round means something to."""
    return [
        (text, one)
        for text, one in INSIDE
        if state == Round.State.CLOSED
        or text.removeprefix("w/<slug:workspace>/").split("/")[0] in OF_ROUNDS
    ]


def walkers():
    """Every role; on a second database those who see the most and the least, since who may do what
    is told by the code and not by the database."""
    return list(Role) if connection.vendor == "sqlite" else [Role.OWNER, Role.VIEWER]


def ask(client, method, address):
    return getattr(client, method)(address)


def looks_right(response):
    """No inline styles or scripts, and the policy that forbids them."""
    assert "Content-Security-Policy" in response.headers
    if response.get("Content-Type", "").startswith("text/html") and not response.has_header(
        "Content-Disposition"
    ):
        page = response.content.decode()
        assert ' style="' not in page
        assert " onclick=" not in page
        assert "<style>" not in page
        for script in page.split("<script")[1:]:
            head = script.split(">")[0]
            assert "src=" in head or "nonce=" in head or "application/json" in head, head


@pytest.mark.parametrize(("text", "one"), INSIDE, ids=INSIDE_IDS)
def test_every_page_of_a_workspace_says_what_it_needs(text, one):
    assert getattr(one.callback, "needs", None) in ALLOWED


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_enters_a_workspace_without_signing_in(client, method):
    place = addresses.furnish()
    for text, _one in INSIDE:
        response = ask(client, method, addresses.fill(text, place.parts))
        assert response.status_code == 302, text
        assert response.url.startswith("/accounts/login/?next=/w/saaristo/"), text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_cannot_tell_a_workspace_from_none(client, method):
    place = addresses.furnish()
    make.signed_in(client, make.person("Vieras"))
    for text, _one in INSIDE:
        response = ask(client, method, addresses.fill(text, place.parts))
        nowhere = ask(client, method, addresses.fill(text, place.parts | {"workspace": "eiole"}))
        assert (response.status_code, nowhere.status_code) == (404, 404), text
        looks_right(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_who_has_left_is_a_stranger(client, method):
    place = addresses.furnish()
    leaver = place.people[Role.LEAD]
    leaver.memberships.update(ended_at=addresses.NOW)
    make.signed_in(client, leaver)
    for text, _one in INSIDE:
        response = ask(client, method, addresses.fill(text, place.parts))
        assert response.status_code == 404, text


@pytest.mark.parametrize("state", Round.State)
@pytest.mark.parametrize("role", walkers())
def test_a_role_opens_its_pages_and_no_others(client, role, state):
    place = addresses.furnish(state=state)
    make.signed_in(client, place.people[role])
    for text, one in walked(state):
        response = client.get(addresses.fill(text, place.parts))
        if role in ALLOWED[one.callback.needs]:
            assert response.status_code in {200, 302, 404, 405, 422}, text
        else:
            assert response.status_code == 403, text
        looks_right(response)


@pytest.mark.parametrize("state", Round.State)
@pytest.mark.parametrize("role", walkers())
def test_a_role_sends_to_its_pages_and_no_others(client, role, state):
    place = addresses.furnish(state=state)
    make.signed_in(client, place.people[role])
    for text, one in walked(state):
        response = client.post(addresses.fill(text, place.parts))
        if role in ALLOWED[one.callback.needs]:
            # What an earlier address took away is not there for a later one.
            assert response.status_code in {200, 302, 404, 405, 422}, text
        else:
            assert response.status_code == 403, text
        looks_right(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_another_workspace_is_not_here(client, method):
    mine, theirs = addresses.furnish(), addresses.furnish("vieras")
    make.signed_in(client, mine.people[Role.OWNER])
    walked = 0
    for text, _one in INSIDE:
        for name in OWN_IDS & set(addresses.parts_of(text)):
            address = addresses.fill(text, mine.parts | {name: theirs.parts[name]})
            response = ask(client, method, address)
            assert response.status_code in {404, 405}, f"{text} shows another's {name}"
            walked += 1
    assert walked > 20


def test_the_id_of_another_round_is_not_in_this_one(client):
    """A group or an invitee is asked for within its own round."""
    place = addresses.furnish(state=Round.State.OPEN)
    other, _key = addresses.make_round(place.workspace, Round.State.OPEN)
    make.signed_in(client, place.people[Role.OWNER])
    for text, _one in INSIDE:
        if {"round_id", "group_id"} <= set(addresses.parts_of(text)) or {
            "round_id",
            "invitee_id",
        } <= set(addresses.parts_of(text)):
            address = addresses.fill(text, place.parts | {"round_id": other.pk})
            assert client.get(address).status_code in {404, 405}, text
            assert client.post(address).status_code in {404, 405}, text


def test_anybody_may_look_at_the_example_and_nobody_may_touch_it(client):
    place = addresses.furnish("example")
    type(place.workspace).objects.filter(pk=place.workspace.pk).update(is_example=True)
    for text, one in INSIDE:
        address = addresses.fill(text, place.parts)
        seen, sent = client.get(address), client.post(address)
        if Role.VIEWER in ALLOWED[one.callback.needs]:
            assert seen.status_code in {200, 302, 404}, text
            assert "/accounts/login/" not in seen.get("Location", ""), text
            assert sent.status_code in {403, 404, 405}, text
        else:
            assert seen.status_code == 403, text
            assert sent.status_code == 403, text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["anybody", "somebody"])
@pytest.mark.parametrize("state", Round.State)
def test_a_page_outside_workspaces_never_breaks(client, who, method, state):
    place = addresses.furnish(state=state)
    if who == "somebody":
        make.signed_in(client, place.people[Role.VIEWER])
    for text, _one in PUBLIC:
        response = ask(client, method, addresses.fill(text, place.parts))
        assert response.status_code in {200, 302, 403, 404, 405, 409, 410, 422, 503}, text
        looks_right(response)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["anybody", "somebody"])
def test_the_addresses_of_signing_in_never_break(client, who, method):
    if who == "somebody":
        make.signed_in(client, make.person())
    for text, _one in addresses.outside_patterns():
        if addresses.parts_of(text) or "(" in text:
            continue
        response = ask(client, method, "/" + text.replace("^", "").replace("$", ""))
        assert response.status_code < 500, text
        looks_right(response)


def test_nobody_can_sign_up_by_themselves(client):
    response = client.post(
        "/accounts/signup/",
        {"email": "kuka@example.org", "password1": make.PASSWORD, "password2": make.PASSWORD},
    )
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
