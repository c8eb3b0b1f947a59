"""The two forms of what must never be missed: accounts, and words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.listening.forms import checked_query
from virta.listening.ruling import account
from virta.sources.registry import networks

MOST = 50
LONGEST = 300


class AccountsForm(forms.Form):
    """Accounts of which people are always told."""

    accounts = forms.CharField(
        label=_("Accounts, one a line"),
        help_text=_("@name, the address of the account or of its page, or a DID."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    network = forms.ChoiceField(
        label=_("Network"), required=False, help_text=_("All, where the name is the same in all.")
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        named = [("", _("all")), *((one, one.capitalize()) for one in networks())]
        self.fields["network"].choices = named  # type: ignore[attr-defined]

    def clean_accounts(self) -> list[str]:
        typed = self.cleaned_data["accounts"].splitlines()
        names = {account(one): " ".join(one.split()) for one in typed if account(one)}
        if not names:
            raise ValidationError(_now("Write the name or the address of an account."))
        if len(names) > MOST:
            raise ValidationError(_now("Add at most 50 accounts at once."))
        if any(len(one) > LONGEST for one in names.values()):
            raise ValidationError(_now("Write each account on a line of its own."))
        return list(names.values())


class WordsForm(forms.Form):
    """Words, or a whole query, of which people are always told."""

    query = forms.CharField(
        label=_("Words or a query"),
        help_text=_(
            "A word, “several words in quotes” or a query in the listening language, such as "
            "fire OR accident."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        max_length=5000,
    )

    def clean_query(self) -> str:
        return checked_query(str(self.cleaned_data["query"]).strip())
