"""Fields that several of ownership's forms share."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from virta.ownership.about import exists, factor_places, places
from virta.people.models import Workspace
from virta.records.forms import RecordForm


class QuickSelect(forms.Select):
    """A select drawn without a template for each option: hundreds of them stay quick."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        head = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", head, self.drawn(self.choices, chosen))

    def drawn(self, choices: Any, chosen: str) -> SafeString:
        """Options, and groups of options."""
        parts = []
        for value, label in choices:
            if isinstance(label, list | tuple):
                inner = self.drawn(label, chosen)
                parts.append(f'<optgroup label="{escape(value)}">{inner}</optgroup>')
            else:
                is_on = " selected" if str(value) == chosen else ""
                parts.append(f'<option value="{escape(value)}"{is_on}>{escape(label)}</option>')
        return SafeString("".join(parts))  # every piece is escaped above


def offer(field: Any, choices: list[tuple[Any, str]]) -> None:
    """Give a field for a person its choices, read once for several such fields."""
    empty = [] if isinstance(field, forms.ModelMultipleChoiceField) else [("", "–")]
    field.widget.choices = [*empty, *choices]


def quicken(field: Any) -> None:
    """Draw a field's plain select the quick way."""
    if type(field.widget) is forms.Select:
        is_required, attrs = field.widget.is_required, field.widget.attrs
        field.widget = QuickSelect(attrs=attrs, choices=field.choices)
        field.widget.is_required = is_required


class AboutField(forms.ChoiceField):
    """What something is about: a factor or an object, in a list grouped by kind."""

    widget = QuickSelect

    def fill(self, workspace: Workspace, names: tuple[str, ...], factors: str = "") -> None:
        """Set the choices; `factors` is the label of the group of factors, if they may be chosen."""
        groups: list[tuple[str, list[tuple[str, str]]]] = places(workspace, names)
        if factors:
            groups.insert(0, (factors, factor_places()))
        flat = [pair for _label, pairs in groups for pair in pairs]
        self.choices = [("", "–"), *flat]
        self.widget.choices = [("", "–"), *groups]


class AboutForm(RecordForm):
    """Base of forms of what is about something; `about_names` are the kinds to choose from."""

    about_names: tuple[str, ...] = ()
    about_factors = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["place"]
        field.fill(
            self.workspace, self.about_names, _("Success factors") if self.about_factors else ""
        )
        self.keep_chosen(field)
        if self.instance.pk:
            self.initial["place"] = self.instance.place
        for one in self.fields.values():
            quicken(one)

    def keep_chosen(self, field: Any) -> None:
        """What is chosen now, or named by the address, stays possible although not in the list."""
        now = self.instance.place if self.instance.pk else str(self.initial.get("place", ""))
        known = {value for value, _label in field.choices}
        if now and now not in known and (self.instance.pk or exists(self.workspace, now)):
            self.instance.place = now
            more = (now, self.instance.about_name or _("something that is no more"))
            field.choices = [*field.choices, more]

    def clean_place(self) -> str:
        place = str(self.cleaned_data["place"])
        self.instance.place = place
        self.instance._state.fields_cache.pop("about", None)
        return place


class Checks(forms.CheckboxSelectMultiple):
    """Checkboxes drawn without a template for each: hundreds of people stay quick."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in value or []}
        base = (attrs or {}).get("id", f"id_{name}")
        rows = format_html_join(
            "",
            '<div class="choice"><label for="{}_{}"><input type="checkbox" name="{}" value="{}" '
            'id="{}_{}"{}><span>{}</span></label></div>',
            (
                (base, n, name, one, base, n, CHECKED if str(one) in chosen else "", label)
                for n, (one, label) in enumerate(self.choices)
            ),
        )
        return format_html('<div class="choices" id="{}">{}</div>', base, rows)


CHECKED = SafeString(" checked")


def checked_zone(value: str) -> str:
    """A time zone by its IANA name; ValidationError for another word."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it like Europe/Helsinki.") % {"name": value}
        )
    return value


def addresses(text: str) -> list[str]:
    """E-mail addresses set apart by commas, semicolons, spaces or lines, in lower case."""
    found = [one.lower() for one in text.replace(",", " ").replace(";", " ").split()]
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            raise ValidationError(
                _("“%(text)s” is no e-mail address. Write it like name@example.org.")
                % {"text": one[:80]}
            ) from None
    return list(dict.fromkeys(found))
