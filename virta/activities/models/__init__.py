"""Campaigns, continuous work, content pillars, the plan's slots and the days that matter."""

from virta.activities.models.activity import Activity, Pillar
from virta.activities.models.days import Day, PlanFeed
from virta.activities.models.slots import Cadence, Slot

__all__ = ["Activity", "Cadence", "Day", "Pillar", "PlanFeed", "Slot"]
