"""Bringing many objects of a kind from a file: choose, match, look, say yes; and undo."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings as configured
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from virta.kit.problems import Problem
from virta.kit.sheets import Table, read_table
from virta.people import audit
from virta.people.access import needs
from virta.people.http import Request
from virta.records import importing
from virta.records.kinds import Kind
from virta.records.models import Batch

ENDINGS = {".csv", ".xlsx", ".txt", ".tsv"}
SAMPLES = 5


class FileForm(forms.Form):
    """The file to bring."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, at most 50 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > configured.UPLOAD_LIMIT:
            raise forms.ValidationError(_now("The file is larger than 50 MB. Split it."))
        if PurePath(file.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_now("Choose a file that ends in .csv or .xlsx."))
        return file


class Imports:
    """The import views of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.bring = needs(kind.write)(require_http_methods(["GET", "POST"])(self.for_bring))
        self.look = needs(kind.write)(require_http_methods(["GET", "POST"])(self.for_look))
        self.undo = needs(kind.write)(require_POST(self.for_undo))

    def for_bring(self, request: Request) -> HttpResponse:
        """Choose a file. One that cannot be read at all is refused at once."""
        form = FileForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file = form.cleaned_data["file"]
            content = file.read()
            table = read_table(file.name, content)
            batch = Batch.objects.create(
                workspace=request.workspace,
                kind=self.kind.name,
                name=file.name[:255],
                content=content,
                mapping=importing.suggest(self.kind, request.workspace, table.header),
                made_by=request.user,
            )
            return redirect(f"records:{self.kind.name}_batch", request.workspace.slug, batch.pk)
        earlier = Batch.objects.of(request.workspace).filter(kind=self.kind.name)
        columns = importing.fields_of(self.kind, request.workspace).values()
        context = {
            "kind": self.kind,
            "form": form,
            "columns": [one.label for one in columns],
            "batches": earlier.defer("content").order_by("-made_at")[:20],
        }
        return render(request, "records/import_bring.html", context)

    def found(self, request: Request, batch_id: int) -> Batch:
        batches = Batch.objects.of(request.workspace).filter(kind=self.kind.name)
        batch: Batch = get_object_or_404(batches, pk=batch_id)
        return batch

    def for_look(self, request: Request, batch_id: int) -> HttpResponse:
        """Match the columns and see what would come in; then bring it in."""
        batch = self.found(request, batch_id)
        table = read_table(batch.name, bytes(batch.content))
        if request.method == "POST" and not batch.applied_at:
            batch.mapping = {
                str(n): request.POST.get(f"column-{n}", "") for n in range(len(table.header))
            }
            batch.save(update_fields=["mapping"])
        trouble = self.trouble(batch)
        seen = None if trouble else importing.preview(self.kind, batch, table)
        if request.method == "POST" and "apply" in request.POST and seen:
            return self.applied(request, batch, seen)
        return self.looked(request, batch, table, trouble, seen)

    def trouble(self, batch: Batch) -> str:
        """Why nothing can be read yet, or nothing."""
        targets = [name for name in (batch.mapping or {}).values() if name]
        if len(set(targets)) < len(targets):
            return _now(
                "Two columns are said to be the same thing. Choose another for one of them."
            )
        return "" if targets else _now("Choose for at least one column what it holds.")

    def looked(
        self, request: Request, batch: Batch, table: Table, trouble: str, seen: Any
    ) -> HttpResponse:
        columns = [
            {
                "number": number,
                "heading": heading or f"#{number + 1}",
                "cells": [row[number] for row in table.rows[:SAMPLES] if row[number] is not None][
                    :3
                ],
                "target": (batch.mapping or {}).get(str(number), ""),
            }
            for number, heading in enumerate(table.header)
        ]
        fields = importing.fields_of(self.kind, request.workspace)
        context = {
            "kind": self.kind,
            "batch": batch,
            "table": table,
            "columns": columns,
            "choices": [(name, one.label, one.required) for name, one in fields.items()],
            "trouble": trouble,
            "seen": seen,
            "first": [form.instance for form in seen.good[:SAMPLES]] if seen else [],
        }
        return render(request, "records/import_look.html", context)

    def applied(self, request: Request, batch: Batch, seen: importing.Preview) -> HttpResponse:
        if seen.bad and "leave_out" not in request.POST:
            raise Problem(
                _now("Some rows cannot be taken. Mend the file, or tick that they are left out.")
            )
        made = importing.apply(self.kind, batch, seen, request.user)
        audit.record(request.workspace, request.user, "imported", file=batch.name)
        messages.success(
            request,
            _now("%(count)s rows are in. You can undo the whole import from its page.")
            % {"count": made},
        )
        return redirect(self.kind.list_url(request.workspace))

    def for_undo(self, request: Request, batch_id: int) -> HttpResponse:
        """Take away what the import made, but for what has been changed since."""
        batch = self.found(request, batch_id)
        removed, kept = importing.undo(batch, request.user)
        audit.record(request.workspace, request.user, "import_undone", file=batch.name)
        messages.success(request, _now("%(count)s rows are taken away again.") % {"count": removed})
        if kept:
            names = ", ".join(f"“{one}”" for one in kept[:5])
            messages.warning(
                request,
                _now("%(count)s have been changed since and stay: %(names)s.")
                % {"count": len(kept), "names": names},
            )
        return redirect(f"records:{self.kind.name}_batch", request.workspace.slug, batch.pk)
