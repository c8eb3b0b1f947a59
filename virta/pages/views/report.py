"""The report of a round: on the screen, and as PDF, HTML and XLSX."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from virta.assessment.models import Round
from virta.flows.reporting import gather
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request
from virta.report import page as report_page
from virta.report.model import Language, Report

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Action.SEE)
def page(request: Request, round_id: int) -> HttpResponse:
    """The report as a page, with its files to fetch."""
    report = asked_for(request, round_id)
    context = {
        "round": get_object_or_404(Round.objects.of(request.workspace), pk=round_id),
        "language": report.language,
        "fragment": report_page.fragment(report),
    }
    return render(request, "pages/report.html", context)


@require_safe
@needs(Action.SEE)
def document(request: Request, round_id: int) -> HttpResponse:
    return fetched(
        request,
        round_id,
        lambda report: report_page.make(report).encode(),
        "text/html; charset=utf-8",
        "html",
    )


@require_safe
@needs(Action.SEE)
def pdf(request: Request, round_id: int) -> HttpResponse:
    from virta.report.pdf import make  # noqa: PLC0415 - the typesetter, which few ask for

    return fetched(request, round_id, make, "application/pdf", "pdf")


@require_safe
@needs(Action.SEE)
def sheet(request: Request, round_id: int) -> HttpResponse:
    from virta.report.sheet import make  # noqa: PLC0415 - likewise

    return fetched(request, round_id, make, SHEET, "xlsx")


def asked_for(request: Request, round_id: int) -> Report:
    """The report in the language asked for, else the reader's."""
    round = get_object_or_404(Round.objects.of(request.workspace), pk=round_id)
    wanted = request.GET.get("language") or get_language() or "en"
    language: Language = "fi" if wanted == "fi" else "en"
    report = gather(request.workspace, round, language)
    if report is None:
        raise Http404
    return report


def fetched(
    request: Request, round_id: int, make: Callable[[Report], bytes], kind: str, ending: str
) -> HttpResponse:
    report = asked_for(request, round_id)
    response = HttpResponse(make(report), content_type=kind)
    name = f"virta-{request.workspace.slug}-{round_id}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    actor = request.user if request.user.is_authenticated else None
    audit.record(request.workspace, actor, "report_fetched", file=name)
    return response
