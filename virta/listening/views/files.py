"""Bringing posts from a file: choose, match, look, say yes; a worker reads it."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings as configured
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from virta.audiences.networks import NETWORKS
from virta.kit.problems import Problem
from virta.kit.sheets import Table, as_text
from virta.listening import rows
from virta.listening.filing import looked_through, table_of
from virta.listening.models import Source, SourceFile
from virta.listening.models.source import sealed
from virta.listening.retention import kept_since, retention_of
from virta.people.access import Action, needs
from virta.people.http import Request

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet")
SAMPLES = 5
MOST_BAD = 100
WANTED = ("text", "title")


class FileForm(forms.Form):
    """The file to bring."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX, JSONL or Parquet, at most 50 MB.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > configured.UPLOAD_LIMIT:
            raise forms.ValidationError(_now("The file is larger than 50 MB. Split it."))
        if not str(file.name).lower().endswith(ENDINGS):
            raise forms.ValidationError(
                _now("Choose a file that ends in .csv, .xlsx, .jsonl or .parquet.")
            )
        return file


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def bring(request: Request) -> HttpResponse:
    """Choose a file. One that cannot be read at all is refused at once."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        table = table_of(file.name, content)
        made = SourceFile.objects.create(
            workspace=request.workspace,
            name=file.name[:255],
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            mapping=rows.suggest(table.header),
            rows=len(table.rows),
            made_by=request.user,
        )
        return redirect("listening:file", request.workspace.slug, made.pk)
    return render(request, "listening/file_bring.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Action.LEAD)
def look(request: Request, file_id: int) -> HttpResponse:
    """Say what each column holds, look at what would come of it, and say yes."""
    file = get_object_or_404(
        SourceFile.objects.of(request.workspace).select_related("workspace"), pk=file_id
    )
    if file.source_id:
        return redirect("listening:sources", request.workspace.slug)
    table = table_of(file.name, bytes(file.content))
    if request.method == "POST":
        _match(file, table, request)
    now = timezone.now()
    good, bad = looked_through(file, now)
    since = kept_since(request.workspace, now)
    old = [one for one in good if one.at < since]
    is_yes = request.method == "POST" and "take" in request.POST and bool(good)
    if is_yes and (not bad or "leave_out" in request.POST):
        return _take(request, file, len(bad), len(old))
    context = {
        "file": file,
        "columns": _columns(file, table),
        "choices": rows.FIELDS.items(),
        "networks": [("web", _now("the web")), *((one.key, one.name) for one in NETWORKS)],
        "remarks": table.remarks,
        "first": good[:SAMPLES],
        "good": len(good),
        "too_old": len(old),
        "months": retention_of(request.workspace).months,
        "bad": bad[:MOST_BAD],
        "bad_rows": len(bad),
        "twin": _twin(file),
    }
    return render(request, "listening/file_look.html", context)


def _match(file: SourceFile, table: Table, request: Request) -> None:
    """Keep what each column was said to hold. Nothing is held by two columns."""
    chosen: dict[str, str] = {}
    for number in range(len(table.header)):
        asked = request.POST.get(f"column-{number}", "")
        what = asked if asked in rows.FIELDS else ""  # any number of columns may hold nothing
        if what and what in chosen.values():
            label = rows.FIELDS[what]
            raise Problem(
                _now("Two columns are taken for “%(what)s”. Choose one.") % {"what": label}
            )
        chosen[str(number)] = what
    network = request.POST.get("network", "")
    file.network = network if network in {one.key for one in NETWORKS} else "web"
    file.mapping = chosen
    file.save(update_fields=["mapping", "network"])


def _columns(file: SourceFile, table: Table) -> list[dict[str, Any]]:
    found = []
    for number, heading in enumerate(table.header):
        cells = [as_text(row[number]) for row in table.rows[:50] if row[number] is not None][:3]
        if heading or cells:
            what = file.mapping.get(str(number), "")
            found.append({"number": number, "heading": heading, "cells": cells, "what": what})
    return [one for one in found if one["heading"]]


def _twin(file: SourceFile) -> SourceFile | None:
    """The same file, taken in before."""
    same = SourceFile.objects.of(file.workspace).filter(digest=file.digest, source__isnull=False)
    found: SourceFile | None = same.defer("content").first()
    return found


def _take(request: Request, file: SourceFile, bad: int, too_old: int) -> HttpResponse:
    """Hand the file to the worker, once however often the button is pressed."""
    with transaction.atomic():
        mine = SourceFile.objects.select_for_update().filter(pk=file.pk, source__isnull=True)
        if mine.first() is not None:
            source = Source.objects.create(
                workspace=request.workspace,
                kind=Source.FILE,
                title=file.name[:200],
                sealed=sealed({}),
                made_by=request.user,
            )
            mine.update(source=source, bad=bad, too_old=too_old)
    messages.success(request, _now("The file is being read. This page shows how far it is."))
    return redirect("listening:sources", request.workspace.slug)
