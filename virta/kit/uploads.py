"""A request that is too large is refused before any of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from virta.kit.problems import Problem

FORM_ROOM = 1024 * 1024  # for the fields that come with a file


class UploadLimitMiddleware:
    """Answers 413 by what the request says of its own length; stands before all that reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.UPLOAD_LIMIT + FORM_ROOM:
            problem = Problem(
                _(
                    "The file is larger than %(most)s MB and was not read. "
                    "Split it, or use bin/virta diagnose on the command line, which takes 1 GB."
                )
                % {"most": settings.UPLOAD_LIMIT // (1024 * 1024)}
            )
            return render(request, "problem.html", {"problem": problem}, status=413)
        return self.get_response(request)
