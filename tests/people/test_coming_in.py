"""Set-up, invitations, signing in, and who remains owner."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.utils import timezone

from tests import make
from virta.kit.problems import Problem
from virta.people import services
from virta.people.models import (
    AuditEvent,
    Invitation,
    Membership,
    Person,
    Role,
    SetupLink,
    Workspace,
)

pytestmark = pytest.mark.django_db
FIRST = {
    "name": "Aino",
    "email": "aino@example.org",
    "password": make.PASSWORD,
    "language": "en",
    "organisation": "Äänen Ystävät",
}


def invited(where, *, email="", role=Role.MEMBER):
    owner = make.member(where)
    invitation, link = services.invite(
        where, owner, email=email, role=role, days=7, base_url="http://testserver"
    )
    return invitation, link.removeprefix("http://testserver")


def test_before_set_up_the_door_gives_nothing_away(client):
    token = SetupLink.fresh()
    page = client.get("/").content.decode()
    assert token not in page
    assert "/setup/" not in page


def test_the_set_up_link_makes_the_first_person_once(client):
    address = f"/setup/{SetupLink.fresh()}/"
    assert client.get(address).status_code == 200
    assert client.post(address, FIRST).url == "/w/aanen-ystavat/"
    assert Membership.objects.get().role == Role.OWNER
    client.logout()
    again = client.post(address, FIRST | {"email": "toinen@example.org"})
    assert again.status_code == 404
    assert Person.objects.count() == 1


def test_a_guessed_set_up_link_opens_nothing(client):
    SetupLink.fresh()
    assert client.post("/setup/guessed/", FIRST).status_code == 404
    assert not Person.objects.exists()


def test_who_looked_at_the_example_first_can_still_make_the_first_account(client):
    example = make.workspace("example", is_example=True)
    make.member(example)
    address = f"/setup/{SetupLink.fresh()}/"
    assert client.get(address).status_code == 200
    assert client.post(address, FIRST).status_code == 302
    assert client.get(f"/setup/{SetupLink.fresh()}/").status_code == 404


def test_of_two_who_set_up_with_one_link_the_second_is_told_so():
    """Both have passed the view's own look at the link; the service still lets one in."""
    token = SetupLink.fresh()
    services.set_up(token, **FIRST)
    with pytest.raises(Problem):
        services.set_up(token, **FIRST | {"email": "toinen@example.org"})
    assert Person.objects.count() == 1


def test_a_poor_password_does_not_set_up(client):
    page = client.post(f"/setup/{SetupLink.fresh()}/", FIRST | {"password": "salasana1"})
    assert page.status_code == 200
    assert not Person.objects.exists()


def test_an_invitation_makes_an_account_in_its_role_and_works_once(client):
    where = make.workspace()
    _invitation, address = invited(where, email="uusi@example.org", role=Role.LEAD)
    other = {"email": "muu@example.org", "name": "Uusi", "language": "en"}
    assert client.post(address, other | {"password": make.PASSWORD}).url == "/w/saaristo/"
    # The address of the invitation stands, whatever was sent.
    assert Membership.objects.get(person__email="uusi@example.org").role == Role.LEAD
    client.logout()
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    "change",
    [{"expires_at": timezone.now() - timedelta(minutes=1)}, {"revoked_at": timezone.now()}],
)
def test_an_invitation_that_is_over_is_gone(client, change):
    invitation, address = invited(make.workspace())
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


def test_a_guessed_invitation_is_not_there(client):
    assert client.get("/join/guessed/").status_code == 404


def test_an_invitation_for_somebody_else_lets_nobody_in(client):
    where = make.workspace()
    _invitation, address = invited(where, email="uusi@example.org")
    stranger = make.person("Vieras")
    assert make.signed_in(client, stranger).post(address).status_code in {403, 422}
    assert not stranger.memberships.exists()


def test_an_owner_who_takes_an_invitation_stays_owner(client):
    where = make.workspace()
    _invitation, address = invited(where, role=Role.VIEWER)
    owner = Membership.objects.get(workspace=where).person
    make.signed_in(client, owner).post(address)
    assert Membership.objects.get(workspace=where, person=owner).role == Role.OWNER


@pytest.mark.parametrize("what", ["role", "end"])
def test_the_last_owner_stays(client, what):
    where = make.workspace()
    owner = make.member(where)
    mine = Membership.objects.get(person=owner)
    address = f"/w/saaristo/people/{mine.pk}/{what}/"
    response = make.signed_in(client, owner).post(address, {"role": Role.VIEWER})
    assert response.status_code == 422
    mine.refresh_from_db()
    assert (mine.role, mine.ended_at) == (Role.OWNER, None)


def test_an_owner_who_has_left_is_no_owner_to_count_on(client):
    where = make.workspace()
    owner, other = make.member(where), make.member(where, email="toinen@example.org")
    Membership.objects.filter(person=other).update(ended_at=timezone.now())
    mine = Membership.objects.get(person=owner)
    response = make.signed_in(client, owner).post(f"/w/saaristo/people/{mine.pk}/end/")
    assert response.status_code == 422


def test_signing_in_is_written_down_and_so_is_a_wrong_password(client):
    someone = make.member(make.workspace())
    client.post("/accounts/login/", {"login": someone.email, "password": "väärä sana"})
    client.post("/accounts/login/", {"login": someone.email, "password": make.PASSWORD})
    assert client.session["_auth_user_id"] == str(someone.pk)
    events = list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["sign_in_failed", "signed_in"]


def test_the_secret_of_a_second_step_is_kept_encrypted():
    someone, secret = make.person(), generate_totp_secret()
    TOTP.activate(someone, secret)
    row = Authenticator.objects.get(user=someone)
    assert secret not in str(row.data)


def test_a_forgotten_password_is_changed_by_a_letter(client):
    someone = make.person()
    client.post("/accounts/password/reset/", {"email": someone.email})
    (letter,) = mail.outbox
    address = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    page = client.get(address, follow=True)
    new = "neljä hiljaista laituria"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    someone.refresh_from_db()
    assert someone.check_password(new)


def test_an_account_keeps_its_language_and_time_zone(client):
    someone = make.person()
    sent = {"name": "Aino A", "language": "fi", "time_zone": "Europe/Stockholm"}
    make.signed_in(client, someone).post("/me/", sent)
    someone.refresh_from_db()
    assert (someone.language, someone.time_zone) == ("fi", "Europe/Stockholm")
    assert 'lang="fi"' in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Åland Öy", "aland-oy"), ("Example", "example-2"), ("???", "workspace")],
)
def test_a_new_workspace_gets_a_short_name_that_is_free(client, name, slug):
    make.signed_in(client, make.person()).post("/workspaces/new/", {"name": name, "language": "en"})
    assert Workspace.objects.get().slug == slug


def test_two_workspaces_of_one_name_are_told_apart(client):
    make.signed_in(client, make.person())
    for _time in range(3):
        client.post("/workspaces/new/", {"name": "Saari", "language": "en"})
    assert set(Workspace.objects.values_list("slug", flat=True)) == {"saari", "saari-2", "saari-3"}
