"""What a rule would have held for among the newest stored mentions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from virta.listening import choosing, naming
from virta.listening.models import Mention, MentionRule
from virta.listening.ruling import Asked, Conditions, conditions_of
from virta.people.models import Workspace

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """How many of how many, and the newest of them."""

    seen: int
    count: int
    examples: list[Mention]

    @property
    def is_whole(self) -> bool:
        """Whether every mention there was to look at has been looked at."""
        return self.seen < choosing.LOOKED_AT


def tried(workspace: Workspace, conditions: Conditions, since: datetime | None = None) -> Tried:
    """Hold conditions against the newest stored mentions, not older than `since`."""
    return tried_any(workspace, [conditions], since)


def tried_any(
    workspace: Workspace, conditions: Sequence[Conditions], since: datetime | None = None
) -> Tried:
    """The same of several: what meets at least one of them."""
    rows = Mention.objects.of(workspace).order_by("-pk")
    if since:
        rows = rows.filter(pk__gte=naming.bound(since))
    seen = list(rows[: choosing.LOOKED_AT])
    met = Asked(conditions).met(seen)
    found = [one for one, places in zip(seen, met, strict=True) if places]
    return Tried(len(seen), len(found), found[:EXAMPLES])


def of_rule(rule: MentionRule) -> Tried:
    return tried(rule.workspace, conditions_of(rule))
