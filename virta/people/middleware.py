"""Opens a workspace for those who may enter it, and for nobody else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from virta.kit.problems import NotAllowed, shown
from virta.people.access import allows, role_in
from virta.people.http import May
from virta.people.models import Workspace


class WorkspaceMiddleware:
    """Turns the `workspace` of an address (`/w/<workspace>/…`) into `request.workspace`.

    A stranger gets the same 404 for a workspace that exists as for one that does not. A person
    who is not signed in is asked to sign in. Times are shown in the person's, else the
    workspace's, time zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.workspace, request.role, request.may = None, None, May(None)
        if request.user.is_authenticated:
            timezone.activate(request.user.time_zone)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if "workspace" not in kwargs:
            return None
        action = getattr(view, "needs", None)
        if action is None:
            raise ImproperlyConfigured(f"{view.__name__} does not say what it needs.")
        workspace = Workspace.objects.filter(slug=kwargs.pop("workspace")).first()
        role = role_in(workspace, request.user) if workspace else None
        if workspace is None or role is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        if not allows(role, action):
            problem = NotAllowed(
                _("Your role in this workspace does not cover this. Ask an owner to change it.")
            )
            return shown(request, problem)
        request.workspace, request.role, request.may = workspace, role, May(role)
        if not request.user.is_authenticated:
            timezone.activate(workspace.time_zone)
        return None


class PersonLanguageMiddleware:
    """Speaks the language of the person's account where they have not chosen another here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        from_cookie = request.COOKIES.get("django_language")
        if request.user.is_authenticated and not from_cookie:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
