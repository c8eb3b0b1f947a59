"""The form of the access register."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from virta.ownership.models import AccessEntry
from virta.records.forms import RecordForm


class AccessEntryForm(RecordForm):
    """Who can get into what. Never a password."""

    asks_reason = False

    class Meta:
        model = AccessEntry
        fields: ClassVar[list[str]] = [
            "channel",
            "account",
            "holder",
            "outside",
            "level",
            "second_factor",
            "since_on",
            "checked_on",
            "note",
        ]
        help_texts: ClassVar[dict[str, Any]] = {
            "account": gettext_lazy(
                "If it is no channel: an advertising account, a shared mailbox."
            ),
            "outside": gettext_lazy("A firm, a freelancer or a tool."),
            "note": gettext_lazy("Never write a password here."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("channel")) == bool(data.get("account")):
            raise ValidationError(
                {"channel": _("Choose a channel, or write another account: one of the two.")}
            )
        if bool(data.get("holder")) == bool(data.get("outside")):
            raise ValidationError(
                {"holder": _("Choose a person, or write who outside it is: one of the two.")}
            )
        return data
