"""What goes wrong in a way that a person can put right."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import retarget


class Problem(Exception):
    """Something a person asked for cannot be done, and why.

    The message is shown to them as it is: say what happened, then what to do.
    """

    status = 422


class NotAllowed(Problem):
    """This person's role does not let them do this here."""

    status = 403


class ProblemMiddleware:
    """Show every Problem as a page, or as a fragment when htmx asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Problem):
            return None
        return shown(request, error)


def came_from(request: HttpRequest) -> str:
    """The page of this site that a request came from, to go back to; the front page where the
    browser does not say."""
    page = request.headers.get("Referer", "")
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_here = url_has_allowed_host_and_scheme(page, hosts, require_https=is_secure)
    is_itself = request.method == "GET" and page == request.build_absolute_uri()
    return page if is_here and not is_itself else "/"


def shown(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of a problem, or only its message when htmx asked.

    For middleware too: Django calls `process_exception` for what views raise and no other.
    """
    context = {"problem": problem}
    if request.headers.get("HX-Request"):
        page = render(request, "problem.html#message", context, status=problem.status)
        return retarget(page, "#message")
    return render(request, "problem.html", context, status=problem.status)
