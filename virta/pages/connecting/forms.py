"""Forms that networks describe: one for each way of signing in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from virta.networks.errors import NetworkError
from virta.networks.protocol import ByFields, ByOAuth, Field
from virta.networks.typed import LONGEST

Way = ByFields | ByOAuth
_AS_TYPED = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}


class SignInForm(forms.Form):
    """What one way of signing in asks for. Secrets are never written back into the page."""

    def __init__(self, way: Way, language: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=way.key)
        self.way = way
        self.language = language
        for one in way.fields:
            self.fields[one.name] = field_of(one, language)

    @property
    def title(self) -> str:
        return self.way.label.to(self.language)

    @property
    def guide(self) -> str:
        """Where the person finds what is asked for; empty where nothing is said of it."""
        return self.way.guide.to(self.language) if isinstance(self.way, ByFields) else ""

    @property
    def leads_away(self) -> bool:
        """Whether the person goes to the network itself."""
        return isinstance(self.way, ByOAuth)

    def refused(self, error: NetworkError) -> None:
        """Say at the form what the network, or the road to it, had against it."""
        self.add_error(None, error.said.to(self.language))
        if error.reason:
            self.add_error(None, _("The reason it gave: “%(reason)s”") % {"reason": error.reason})


def field_of(one: Field, language: str) -> forms.CharField:
    """A network's field as the form's. All have to be filled in."""
    return forms.CharField(
        label=one.label.to(language),
        help_text=escape(one.help.to(language)),
        initial=one.default,
        max_length=LONGEST,
        strip=one.kind != "secret",
        widget=widget_of(one),
    )


def widget_of(one: Field) -> forms.Widget:
    if one.kind == "secret":
        return forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False)
    more = {"inputmode": "url"} if one.kind == "address" else {}
    return forms.TextInput(attrs=_AS_TYPED | more)
