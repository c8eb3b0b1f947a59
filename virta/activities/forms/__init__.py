"""The forms of activities, cadences, slots and days."""

from virta.activities.forms.activity import ActivityForm, CopyForm, PillarForm
from virta.activities.forms.days import CalendarFileForm, DayForm
from virta.activities.forms.slots import CadenceForm, MoveForm, SlotForm

__all__ = [
    "ActivityForm",
    "CadenceForm",
    "CalendarFileForm",
    "CopyForm",
    "DayForm",
    "MoveForm",
    "PillarForm",
    "SlotForm",
]
