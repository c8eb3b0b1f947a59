"""Forms about accounts and workspaces."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.balance import words
from virta.balance.framework import FACTORS, REFERENCE
from virta.kit.templatetags.kit import options
from virta.people.models import Language, Person, Role, Workspace


@cache
def zones() -> list[tuple[str, str]]:
    """Time zones as people know them: continents and cities."""
    places = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class ZoneSelect(forms.Select):
    """A select over some four hundred zones, written in one go and not by a template an option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(given), options(self.choices, value)
        )


class AccountForm(forms.Form):
    """A new account."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Ten characters at least. Three or four unrelated words are good."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.filter(email=email).exists():
            raise ValidationError(_("There is an account with this address. Sign in with it."))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password"):
            someone = Person(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(data["password"], someone)
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


class SetupForm(AccountForm):
    """The first account and its organisation."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=200)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What someone says of themselves."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=ZoneSelect)

    class Meta:
        model = Person
        fields = ("name", "language", "time_zone")


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A workspace's own settings."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, widget=ZoneSelect)

    class Meta:
        model = Workspace
        fields = ("name", "language", "time_zone")


class NewWorkspaceForm(forms.Form):
    """A new workspace."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class InvitationForm(forms.Form):
    """Whom to invite, as what, and for how long the link works."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "With an address only its owner can use the link. Leave it empty for a link that anyone who has it can use once."
        ),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)
    days = forms.TypedChoiceField(
        label=_("The link works for"),
        choices=[(1, _("a day")), (7, _("a week")), (30, _("thirty days"))],
        coerce=int,
        initial=7,
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


def factor_label(factor: str) -> str:
    return words.factor_name(factor, get_language() or "en")


class ReferenceForm(forms.Form):
    """The intended profile: eight percents that sum to 100."""

    def __init__(self, *args: Any, reference: dict[str, float] | None, **more: Any) -> None:
        super().__init__(*args, **more)
        for number, factor in enumerate(FACTORS, start=1):
            share = (reference or REFERENCE)[factor]
            self.fields[factor.value] = forms.DecimalField(
                label=lazy(lambda one=factor, at=number: f"{at} {factor_label(one)}", str)(),
                min_value=1,
                max_value=90,
                decimal_places=1,
                initial=round(100 * share, 1),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        total = sum(data.values())
        if len(data) == len(FACTORS) and abs(total - 100) > 0.5:
            raise ValidationError(
                _now("The eight sum to %(total)s. Change them so that they sum to 100.")
                % {"total": total}
            )
        return data
