"""A workspace as one file: out for its owners, in for whoever has an account."""

import io
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import validate_slug
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virta.flows.archive import reading, writing
from virta.people import audit
from virta.people.access import Action, needs
from virta.people.http import PublicRequest, Request
from virta.people.models import Workspace


@require_safe
@needs(Action.EXPORT_ANSWERS)
def archive(request: Request) -> HttpResponse:
    """What an archive holds, and a button to fetch it."""
    return render(request, "pages/archive.html")


@require_POST
@needs(Action.EXPORT_ANSWERS)
def fetch(request: Request) -> HttpResponse:
    """The whole workspace as a zip."""
    file = io.BytesIO()
    writing.write(request.workspace, file, timezone.now())
    audit.record(request.workspace, request.user, "workspace_exported")
    name = f"{request.workspace.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ArchiveForm(forms.Form):
    """The archive, and what its workspace is to be called here."""

    file = forms.FileField(
        label=_("Archive"),
        help_text=_(
            "A .zip made by Virta, at most 50 MB. Larger ones come in by bin/virta import."
        ),
    )
    slug = forms.CharField(
        label=_("Short name"),
        help_text=_("Stands in the address: letters a–z, digits and hyphens."),
        max_length=60,
        validators=[validate_slug],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                _now("The file is larger than 50 MB. Bring it in with bin/virta import instead.")
            )
        return file

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if Workspace.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _now("There is a workspace of this short name. Choose another.")
            )
        return slug


@login_required
@require_http_methods(["GET", "POST"])
def bring(request: PublicRequest) -> HttpResponse:
    """Bring an archive in as a new workspace; whoever brings it owns it."""
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        brought = reading.read(file, form.cleaned_data["slug"], request.user)
        audit.record(brought.workspace, request.user, "workspace_imported", file=file.name)
        messages.success(
            request,
            _now("%(name)s is here, with %(count)s objects.")
            % {"name": brought.workspace, "count": sum(brought.counts.values())},
        )
        return redirect("pages:today", brought.workspace.slug)
    return render(request, "pages/archive_bring.html", {"form": form})
