"""What a rule would have held for among the newest stored mentions."""

from dataclasses import dataclass

from virta.listening import choosing
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


def tried(workspace: Workspace, conditions: Conditions) -> Tried:
    """Hold conditions against the newest stored mentions."""
    seen = list(Mention.objects.of(workspace).order_by("-pk")[: choosing.LOOKED_AT])
    met = Asked([conditions]).met(seen)
    found = [one for one, places in zip(seen, met, strict=True) if places]
    return Tried(len(seen), len(found), found[:EXAMPLES])


def of_rule(rule: MentionRule) -> Tried:
    return tried(rule.workspace, conditions_of(rule))
