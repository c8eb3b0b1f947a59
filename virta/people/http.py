"""The request as Virta's views see it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from virta.people.access import Action, allows
from virta.people.models import Person, Role, Workspace


class May:
    """What the visitor may do in this workspace; in templates `may.assess`, `may.lead`, …"""

    def __init__(self, role: Role | None) -> None:
        self.role = role

    def __getitem__(self, name: str) -> bool:
        return allows(self.role, Action(name))


class Request(HttpRequest):
    """A request to a page of a workspace, by someone who may open it."""

    user: Person
    htmx: HtmxDetails
    workspace: Workspace
    role: Role
    may: May


class PublicRequest(HttpRequest):
    """A request by anybody; `user` may be anonymous, there is no workspace."""

    user: Any
    htmx: HtmxDetails
    workspace: None


def kept_out(response: HttpResponse) -> HttpResponse:
    """An answer to somebody without an account, marked as nobody's to keep or list.

    The referrer goes to this site only. `no-referrer` would make browsers send `Origin: null`
    with forms, which the protection against forged requests must refuse.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response
