"""The form with which a file comes in."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from virta.assessment.models import Upload

ENDINGS = {
    Upload.Kind.ANSWERS: {".csv", ".xlsx", ".txt", ".tsv"},
    Upload.Kind.TIME_SHEET: {".csv", ".xlsx", ".txt", ".tsv"},
    Upload.Kind.BUNDLE: {".json"},
}


class UploadForm(forms.Form):
    """What the file is, and the file."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Upload.Kind.ANSWERS, _("Answers from a form tool (CSV or XLSX)")),
            (Upload.Kind.TIME_SHEET, _("A time sheet: hours per week and factor (CSV or XLSX)")),
            (Upload.Kind.BUNDLE, _("An evidence bundle (JSON, virta-evidence/1)")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("File"), help_text=_("At most 50 MB."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file, kind = data.get("file"), data.get("kind")
        if file and file.size > settings.UPLOAD_LIMIT:
            self.add_error("file", _("The file is larger than 50 MB. Split it."))
        elif file and kind and PurePath(file.name).suffix.lower() not in ENDINGS[Upload.Kind(kind)]:
            wanted = ", ".join(sorted(ENDINGS[Upload.Kind(kind)]))
            message = _("A file of this kind ends in %(wanted)s. Choose another file or kind.")
            self.add_error("file", message % {"wanted": wanted})
        return data
