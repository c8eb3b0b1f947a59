"""One valid object of each kind, for tests that go through all of them.

A factor's own tests/<factor>/make.py makes its objects; here each kind's name leads to a maker that
takes a workspace.
"""

from collections.abc import Callable
from typing import Any

from tests.ownership import make as ownership

MAKERS: dict[str, Callable[..., Any]] = {}

MAKERS |= {
    "absence": ownership.make_absence,
    "acceptance": ownership.make_acceptance,
    "access_entry": ownership.make_access_entry,
    "approval_rule": ownership.make_approval_rule,
    "assignment": ownership.make_assignment,
    "capacity": ownership.make_capacity,
    "escalation": ownership.make_escalation,
    "policy": ownership.make_policy,
    "rotation": ownership.make_rotation,
    "task": ownership.make_task,
    "watch": ownership.make_watch,
}
