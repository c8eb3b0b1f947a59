"""What is asked of mentions as they come in, beside whether a search matches them.

`admitted` before they are stored: nothing older than the workspace keeps, and nothing by those who
asked not to be stored. `arrived` once they are: where there are rules they are noted, and the
worker asks the rules about them. So no rule can hold up what comes in.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from virta.listening import unwanted
from virta.listening.models import Mention, MentionRule, Untried
from virta.listening.retention import kept_since
from virta.people.models import Workspace
from virta.sources.protocol import Heard


class HasHeard(Protocol):
    """Something made of what was heard."""

    @property
    def heard(self) -> Heard:
        """What was heard."""
        ...


Found = TypeVar("Found", bound=HasHeard)


def admitted(workspace: Workspace, found: Sequence[Found], now: datetime) -> list[Found]:
    """Those that may be stored. Costs two small questions, and only where there is something."""
    if not found:
        return []
    since = kept_since(workspace, now)
    young = [one for one in found if one.heard.at >= since]
    refused = unwanted.among(workspace, [one.heard for one in young])
    return [one for one in young if one.heard not in refused] if refused else young


def arrived(workspace: Workspace, mentions: Sequence[Mention]) -> None:
    """Note new mentions for the rules, in the transaction that stores them."""
    if mentions and MentionRule.objects.of(workspace).filter(is_on=True).exists():
        Untried.objects.bulk_create([Untried(workspace=workspace, mention=one) for one in mentions])
