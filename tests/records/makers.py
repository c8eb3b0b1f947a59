"""One valid object of each kind, for tests that go through all of them.

A factor's own tests/<factor>/make.py makes its objects; here each kind's name leads to a maker that
takes a workspace.
"""

from collections.abc import Callable
from typing import Any

from tests.activities import make as activities
from tests.audiences import make as audiences
from tests.engagement import make as engagement
from tests.listening import make as listening
from tests.objectives import make as objectives
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

MAKERS |= {
    "objective": objectives.make_objective,
    "key_result": objectives.make_key_result,
    "check_in": objectives.make_check_in,
    "audience": audiences.make_audience,
    "channel": audiences.make_channel,
    "audience_fit": audiences.make_fit,
    "channel_role": audiences.make_role,
    "peer": audiences.make_peer,
    "peer_account": audiences.make_peer_account,
}

MAKERS |= {
    "activity": activities.make_activity,
    "pillar": activities.make_pillar,
    "cadence": activities.make_cadence,
    "slot": activities.make_slot,
    "day": activities.make_day,
}

MAKERS |= {
    "post": engagement.make_post,
    "snippet": engagement.make_snippet,
}

MAKERS |= {
    "search": listening.make_search,
    "insight": listening.make_insight,
    "tag": listening.make_tag,
    "mention_rule": listening.make_rule,
}
