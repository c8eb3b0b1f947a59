"""Who does what, who decides, who stands in, which rules hold."""

from virta.ownership.models.access import AccessEntry
from virta.ownership.models.assigning import Assignment, Part, Task
from virta.ownership.models.hours import Absence, Capacity
from virta.ownership.models.policies import Acceptance, Policy
from virta.ownership.models.rules import ApprovalRule, Escalation
from virta.ownership.models.watching import Rotation, Watch, WatchFeed

__all__ = [
    "Absence",
    "Acceptance",
    "AccessEntry",
    "ApprovalRule",
    "Assignment",
    "Capacity",
    "Escalation",
    "Part",
    "Policy",
    "Rotation",
    "Task",
    "Watch",
    "WatchFeed",
]
