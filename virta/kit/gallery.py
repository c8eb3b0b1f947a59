"""What gallery.html shows: one of every component. Served where VIRTA_DEBUG is on."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

LEVELS = [
    ("0", "Not done", "Nobody follows what is said about us."),
    ("1", "Now and then", "Someone looks when there is a fuss."),
    ("2", "Begun", "A few searches exist; results are read when there is time."),
    ("3", "Regular", "Agreed searches are read every week by a named person."),
    ("4", "Managed and measured", "What is heard is recorded, counted and passed on."),
    ("5", "Improving all the time", "Searches and routines are revised by what they brought."),
]


class SampleForm(forms.Form):
    """One field of every kind, with its hint and its trouble."""

    name = forms.CharField(label="Name of the round", help_text="Those who answer see it.")
    mail = forms.EmailField(label="E-mail address")
    language = forms.ChoiceField(label="Language", choices=[("fi", "Suomi"), ("en", "English")])
    starts_on = forms.DateField(
        label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    form = forms.ChoiceField(
        label="Length",
        choices=[("full", "Full: about seven minutes"), ("short", "Short: about three minutes")],
        widget=forms.RadioSelect,
        help_text="The short form asks two statements a factor.",
    )
    comments = forms.BooleanField(
        label="Ask for comments", required=False, help_text="One box after each factor."
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def sample() -> dict[str, Any]:
    """The context of gallery.html."""
    return {
        "form": SampleForm(data={"name": "", "mail": "aino@", "language": "fi"}),
        "levels": LEVELS,
        "factors": ["Objectives", "Target groups and channels", "Activities", "Ownership"],
        "page_obj": Paginator(range(90), 30).page(2),
        "crumbs": [{"label": "Rounds", "url": "#"}, {"label": "Spring 2026"}],
        "tabs": [
            {"label": "Results", "url": "#", "current": True},
            {"label": "Who has answered", "url": "#", "count": 18},
            {"label": "Settings", "url": "#"},
        ],
        "stations": [
            {"kind": "Goal", "label": "More visitors off season", "url": "#"},
            {"kind": "Objective", "label": "Known in Germany", "url": "#"},
            {"kind": "Activity", "label": "Winter stories", "url": "#"},
            {"kind": "Post", "label": "The lake at minus thirty", "current": True},
            {"kind": "Result", "label": ""},
        ],
        "rows": [
            ("Objectives", "0.06", 0.05, 3.1, 2.8, 3.4, 18),
            ("Target groups and channels", "0.08", 0.07, 2.4, 1.9, 2.9, 18),
            ("Activities", "0.18", 0.31, 3.8, 3.5, 4.1, 17),
            ("Ownership", "0.06", None, None, None, None, 2),
        ],
    }
