"""People and workspaces to test with."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from virta.people.models import Membership, Person, Role, Workspace
from virta.people.services import new_person

PASSWORD = "kolme rauhallista saarta"
ZONE = ZoneInfo("Europe/Helsinki")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def person(name="Aino", **more):
    """Somebody with an account, by the way accounts are made: with a verified address."""
    number = Person.objects.count() + 1
    facts = {"email": f"{name.lower()}-{number}@example.org", "name": name}
    return new_person(**facts | {"password": PASSWORD, "language": "en"} | more)


def workspace(slug="saaristo", **more):
    facts = {"name": slug.title(), "slug": slug, "language": "en"}
    return Workspace.objects.create(**facts | more)


def today() -> date:
    """The day where the workspaces are: pages speak of that one, whatever day it is in UTC."""
    return timezone.localdate(timezone=ZONE)


def member(where, role=Role.OWNER, **more):
    """A person with a role in a workspace."""
    someone = person(name=str(role), **more)
    Membership.objects.create(workspace=where, person=someone, role=role)
    return someone


def signed_in(client, someone):
    """The client as this person, without the road through the sign-in form."""
    client.force_login(someone, backend=BACKEND)
    return client
