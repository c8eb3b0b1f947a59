"""Files from elsewhere: choose, map, look, say yes; and undo."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.assessment.bank import Bank, load
from virta.assessment.forms_imports import UploadForm
from virta.assessment.imports import answers, applying, bundles, timesheets
from virta.assessment.models import Round, Upload
from virta.balance import words
from virta.balance.framework import FACTORS
from virta.kit.problems import Problem
from virta.kit.sheets import Table, read_table
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import Request

ROWS_SHOWN = 5
BAD_SHOWN = 100


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def bring(request: Request, round_id: int) -> HttpResponse:
    """Choose a file and say what it is."""
    round = get_object_or_404(Round.objects.of(request.workspace), pk=round_id)
    kind = request.GET.get("kind", Upload.Kind.ANSWERS)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = Upload(
            workspace=request.workspace,
            round=round,
            kind=form.cleaned_data["kind"],
            name=file.name[:255],
            content=file.read(),
            made_by=request.user,
        )
        check(upload)
        upload.save()
        return redirect("assessment:upload", request.workspace.slug, upload.pk)
    earlier = Upload.objects.of(request.workspace).filter(round=round).order_by("-made_at")
    context = {"round": round, "form": form, "uploads": earlier.defer("content")}
    return render(request, "assessment/import_bring.html", context)


def check(upload: Upload) -> None:
    """Refuse a file that cannot be read at all before it is kept."""
    if upload.kind == Upload.Kind.BUNDLE:
        return  # a bundle with trouble is kept, so that its page can name every place
    read_table(upload.name, bytes(upload.content))


@require_http_methods(["GET", "POST"])
@needs(Action.ASSESS)
def upload(request: Request, upload_id: int) -> HttpResponse:
    """What a file holds: its columns matched, a preview, every bad row named; then the yes."""
    upload = get_object_or_404(Upload.objects.of(request.workspace), pk=upload_id)
    if upload.kind == Upload.Kind.BUNDLE:
        return bundle(request, upload)
    table = read_table(upload.name, bytes(upload.content))
    if request.method == "POST" and not upload.applied_at:
        upload.mapping = chosen(request.POST, table)
        upload.save(update_fields=["mapping"])
    shown = Step.of(upload, table)
    if request.method == "POST" and "apply" in request.POST:
        return apply(request, upload, shown)
    return render(request, "assessment/import_mapping.html", {"upload": upload, "step": shown})


def chosen(data: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """The mapping as the form gave it; unknown columns are left out."""
    columns = {str(n): data.get(f"column-{n}", "") for n in range(len(table.header))}
    groups = {key[6:]: value for key, value in data.items() if key.startswith("value-")}
    return {
        "columns": columns,
        "groups": groups,
        "default_group": data.get("default_group", ""),
        "lowest": 1 if data.get("lowest") == "1" else 0,
    }


class Step(ABC):
    """The mapping step of one upload as its page shows it."""

    def __init__(self, upload: Upload, table: Table, mapping: dict[str, Any]) -> None:
        self.upload, self.table, self.mapping = upload, table, mapping
        self.columns = {int(n): target for n, target in mapping["columns"].items()}

    @classmethod
    def of(cls, upload: Upload, table: Table) -> "Step":
        made = TimeSheetStep if upload.kind == Upload.Kind.TIME_SHEET else AnswersStep
        return made(upload, table, upload.mapping or made.suggested(upload, table))

    @property
    def trouble(self) -> str:
        """Why nothing can be read yet, or nothing."""
        targets = [target for target in self.columns.values() if target]
        if len(set(targets)) < len(targets):
            return _("Two columns are said to be the same thing. Choose another for one of them.")
        return self.missing()

    @abstractmethod
    def missing(self) -> str:
        """What has to be chosen before anything can be read, or nothing."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row a column of the file: its heading, some cells, what it is taken for."""
        samples = self.table.rows[:ROWS_SHOWN]
        return [
            {
                "number": number,
                "heading": heading or f"#{number + 1}",
                "cells": [row[number] for row in samples if row[number] is not None][:3],
                "target": self.columns.get(number, ""),
            }
            for number, heading in enumerate(self.table.header)
        ]


class AnswersStep(Step):
    """Answers of a form tool."""

    @staticmethod
    def suggested(upload: Upload, table: Table) -> dict[str, Any]:
        bank = bank_of(upload)
        columns = answers.suggest(table, bank)
        first = upload.round.groups.first() if upload.round else None
        return {
            "columns": {str(n): target for n, target in columns.items()},
            "groups": {},
            "default_group": first.key if first else "",
            "lowest": 0,
        }

    def missing(self) -> str:
        if not any(target.startswith(("statement", "hours")) for target in self.columns.values()):
            return _("Choose for at least one column which statement or hours it holds.")
        return ""

    @property
    def groups(self) -> list[Any]:
        return list(self.upload.round.groups.all()) if self.upload.round else []

    @property
    def values(self) -> list[dict[str, str]]:
        """The values of the group column and the group each is taken for."""
        column = next((n for n, target in self.columns.items() if target == "group"), None)
        if column is None:
            return []
        found = {str(row[column]).strip() for row in self.table.rows if row[column] is not None}
        known = self.known_groups()
        return [
            {"value": one, "key": known.get(answers.plain(one), "")} for one in sorted(found)[:50]
        ]

    def known_groups(self) -> dict[str, str]:
        named = {
            answers.plain(name): one.key for one in self.groups for name in (one.name, one.key)
        }
        said = {answers.plain(value): key for value, key in self.mapping["groups"].items() if key}
        keys = {one.key for one in self.groups}
        return named | {value: key for value, key in said.items() if key in keys}

    def preview(self) -> answers.Preview:
        keys = {one.key for one in self.groups}
        default = self.mapping["default_group"]
        return answers.preview(
            self.table,
            bank_of(self.upload),
            self.columns,
            groups=self.known_groups(),
            default_group=default if default in keys else "",
            lowest=self.mapping["lowest"],
        )

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a column can be, in groups for a select."""
        language = get_language() or "en"
        bank = bank_of(self.upload)
        names = {factor: words.factor_name(factor, language) for factor in FACTORS}
        return [
            (
                _("About the respondent"),
                [("group", _("Group")), ("load", _("How the load is borne"))],
            ),
            *(
                (
                    names[factor],
                    [
                        *(
                            (f"statement:{one.id}", one.text.in_(language))
                            for one in bank.statements()
                            if one.factor == factor
                        ),
                        (f"hours:{factor}", _("Hours of 100: %(name)s") % {"name": names[factor]}),
                        (f"comment:{factor}", _("Comment: %(name)s") % {"name": names[factor]}),
                    ],
                )
                for factor in FACTORS
            ),
        ]


class TimeSheetStep(Step):
    """Hours per week and factor."""

    @staticmethod
    def suggested(upload: Upload, table: Table) -> dict[str, Any]:
        columns = timesheets.suggest(table)
        return {
            "columns": {str(n): target for n, target in columns.items()},
            "groups": {},
            "default_group": "",
            "lowest": 0,
        }

    def missing(self) -> str:
        return timesheets.trouble_with(self.columns)

    def preview(self) -> timesheets.Preview:
        return timesheets.preview(self.table, self.columns)

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        language = get_language() or "en"
        return [
            (
                _("One row an entry"),
                [("week", _("Week or day")), ("factor", _("Factor")), ("hours", _("Hours"))],
            ),
            (
                _("A column a factor"),
                [(f"hours:{one}", words.factor_name(one, language)) for one in FACTORS],
            ),
        ]


def bank_of(upload: Upload) -> Bank:
    if upload.round is None:
        raise Problem(_("These answers belong to no round. Bring the file from a round's page."))
    return load(upload.round.bank_version)


def apply(request: Request, upload: Upload, step: Any) -> HttpResponse:
    """Import what the preview showed. With bad rows only after an explicit yes to leaving them out."""
    if step.trouble:
        raise Problem(step.trouble)
    preview = step.preview()
    if preview.bad and "leave_out" not in request.POST:
        raise Problem(
            _("Some rows cannot be taken. Mend the file, or say that they are to be left out.")
        )
    if upload.kind == Upload.Kind.TIME_SHEET:
        count = applying.apply_time_sheet(upload, preview, timezone.now())
        done = _("%(count)s entries of hours were imported.") % {"count": count}
    else:
        count = applying.apply_answers(upload, preview, timezone.now())
        done = _("The answers of %(count)s respondents were imported.") % {"count": count}
    audit.record(request.workspace, request.user, "imported", file=upload.name, rows=count)
    messages.success(request, done)
    return redirect("assessment:bring", request.workspace.slug, upload.round_id)


def bundle(request: Request, upload: Upload) -> HttpResponse:
    """An evidence bundle: what it holds, or every place where it cannot be read."""
    looked = bundles.look(bytes(upload.content), get_language() or "en")
    if request.method == "POST" and "apply" in request.POST:
        if looked.problems:
            raise Problem(
                _("The bundle cannot be read yet. Mend the places named and bring it again.")
            )
        applying.take(upload, timezone.now(), looked.rows)
        audit.record(request.workspace, request.user, "imported", file=upload.name)
        messages.success(request, _("The evidence is now part of this round's diagnosis."))
        return redirect("assessment:bring", request.workspace.slug, upload.round_id)
    return render(request, "assessment/import_bundle.html", {"upload": upload, "looked": looked})


@require_POST
@needs(Action.ASSESS)
def undo(request: Request, upload_id: int) -> HttpResponse:
    """Take back a whole import."""
    upload = get_object_or_404(Upload.objects.of(request.workspace), pk=upload_id)
    applying.undo(upload, timezone.now())
    audit.record(request.workspace, request.user, "import_undone", file=upload.name)
    messages.success(request, _("The import was undone. All that it brought is gone again."))
    return redirect("assessment:bring", request.workspace.slug, upload.round_id)
