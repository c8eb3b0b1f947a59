"""What Virta is and whose framework it stands on; and the components, for developers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virta import __version__
from virta.kit.gallery import sample


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html", {"version": __version__})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The components of the design system side by side; only where Virta is being developed."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "gallery.html", sample())
