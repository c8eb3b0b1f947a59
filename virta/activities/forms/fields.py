"""Fields that take days, times and weekdays as people write them, also from a file."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from virta.activities.reading import NotRead, clock, day_and_clock
from virta.activities.words import weekday, weekday_short
from virta.records.forms import DateInput

Moment = tuple[date, time | None]


class TimeInput(forms.TimeInput):
    """A time of day, by the browser's own picker."""

    input_type = "time"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%H:%M", **more)


class LongSelect(forms.Select):
    """A select over hundreds of objects, written in one go and not by a template an option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (number, mark_safe(" selected") if str(number) == chosen else "", label)
                for number, label in self.choices
            ),
        )
        given = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(given), options)


class DayField(forms.Field):
    """A day in any usual notation; gives (day, time or None): a file may have both in one cell."""

    widget = DateInput

    def to_python(self, value: Any) -> Moment | None:
        if value in self.empty_values:
            return None
        try:
            return day_and_clock(str(value))
        except NotRead:
            raise ValidationError(
                _now("“%(text)s” is not a day. Write it as 2026-03-02 or 2.3.2026.")
                % {"text": str(value)[:40]}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return value[0] if isinstance(value, tuple) else value


class ClockField(forms.Field):
    """A time of day in any usual notation."""

    widget = TimeInput

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        try:
            return clock(str(value))
        except NotRead:
            raise ValidationError(
                _now("“%(text)s” is not a time of day. Write it as 9:00.")
                % {"text": str(value)[:40]}
            ) from None


class ClocksField(forms.CharField):
    """Times of day with commas between; gives them as the database keeps them: 09:00,15:30."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        found = set()
        for part in text.replace(";", ",").split(","):
            if not part.strip():
                continue
            try:
                found.add(clock(part))
            except NotRead:
                raise ValidationError(
                    _now("“%(text)s” is not a time of day. Write times as 9:00, 15:30.")
                    % {"text": part.strip()[:40]}
                ) from None
        if len(found) > 12:
            raise ValidationError(_now("At most twelve times a day."))
        return ",".join(one.strftime("%H:%M") for one in sorted(found))

    def prepare_value(self, value: Any) -> Any:
        return value.replace(",", ", ") if isinstance(value, str) else value


class WeekdaysField(forms.Field):
    """Weekdays as boxes to tick; a file may name them in English or Finnish. Gives "0,3"."""

    def __init__(self, **more: Any) -> None:
        names = [(str(number), WEEKDAYS[number]) for number in range(7)]
        super().__init__(widget=forms.CheckboxSelectMultiple(choices=names), **more)

    def to_python(self, value: Any) -> str:
        pieces = [
            piece.strip()
            for one in (value if isinstance(value, list | tuple) else [value or ""])
            for piece in str(one).replace(";", ",").split(",")
        ]
        return ",".join(str(one) for one in sorted({self.number(one) for one in pieces if one}))

    def number(self, text: str) -> int:
        found = known_weekdays().get(text.casefold().rstrip("."))
        if found is None:
            raise ValidationError(
                _now("“%(text)s” is not a weekday. Write for example Mon, Thu.")
                % {"text": text[:40]}
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value


def known_weekdays() -> dict[str, int]:
    """What each weekday may be called: its number, and its names in both languages."""
    known = {str(number): number for number in range(7)}
    for language in ("en", "fi"):
        with translation.override(language):
            for number in range(7):
                known[weekday(number).casefold()] = number
                known[weekday_short(number).casefold().rstrip(".")] = number
    return known


HELP_TIMES = _("With commas between, e.g. 9:00, 15:30.")
