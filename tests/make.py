"""People and workspaces to test with."""

from virta.people.models import Membership, Person, Role, Workspace
from virta.people.services import new_person

PASSWORD = "kolme rauhallista saarta"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def person(name="Aino", **more):
    """Somebody with an account, by the way accounts are made: with a verified address."""
    number = Person.objects.count() + 1
    facts = {"email": f"{name.lower()}-{number}@example.org", "name": name}
    return new_person(**facts | {"password": PASSWORD, "language": "en"} | more)


def workspace(slug="saaristo", **more):
    facts = {"name": slug.title(), "slug": slug, "language": "en"}
    return Workspace.objects.create(**facts | more)


def member(where, role=Role.OWNER, **more):
    """A person with a role in a workspace."""
    someone = person(name=str(role), **more)
    Membership.objects.create(workspace=where, person=someone, role=role)
    return someone


def signed_in(client, someone):
    """The client as this person, without the road through the sign-in form."""
    client.force_login(someone, backend=BACKEND)
    return client
