"""What is missing between target groups, channels and objectives: named, with where to mend it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from virta.audiences.models import SILENT, Audience, AudienceFit, Channel, ChannelRole
from virta.people.models import Workspace
from virta.records.models import Record


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, about one object."""

    key: str
    sentence: str
    record: Record


def unserved(workspace: Workspace) -> QuerySet[Any]:
    """Target groups that no channel in use reaches well, or at least a little."""
    meets = AudienceFit.objects.filter(
        audience=OuterRef("pk"),
        fit__gt=0,
        channel__removed_at__isnull=True,
        channel__state=Channel.State.ACTIVE,
    )
    found: QuerySet[Any] = Audience.objects.of(workspace).filter(~Exists(meets))
    return found


def active(workspace: Workspace) -> QuerySet[Any]:
    found: QuerySet[Any] = Channel.objects.of(workspace).filter(state=Channel.State.ACTIVE)
    return found


def purposeless(workspace: Workspace) -> QuerySet[Any]:
    """Active channels that serve no objective."""
    serves = ChannelRole.objects.filter(channel=OuterRef("pk"), objective__removed_at__isnull=True)
    return active(workspace).filter(~Exists(serves))


def silent(workspace: Workspace, today: date) -> QuerySet[Any]:
    """Active channels whose last known post is 60 days old or older; not known is no gap."""
    return active(workspace).filter(last_post_on__lte=today - SILENT)


def open_doors(workspace: Workspace) -> QuerySet[Any]:
    """Channels of ours that can be signed in to without a second step."""
    ours = Channel.objects.of(workspace).exclude(state=Channel.State.STRANGE)
    found: QuerySet[Any] = ours.exclude(state=Channel.State.CLOSED).filter(
        second_factor=Channel.SecondFactor.OFF
    )
    return found


def keyless(workspace: Workspace) -> QuerySet[Any]:
    """Active channels of which nobody has said who can get in."""
    return active(workspace).filter(Q(keys_with="") & Q(owner__isnull=True))


def gaps(workspace: Workspace, today: date) -> list[Gap]:
    """Every gap, the ones that matter most first."""
    named = [
        ("unserved", _("No channel in use reaches this target group."), unserved(workspace)),
        ("purposeless", _("This channel serves no objective."), purposeless(workspace)),
        ("silent", _("Active, yet nothing was posted for 60 days."), silent(workspace, today)),
        ("keyless", _("Nobody has said who can get in."), keyless(workspace)),
        ("open", _("Signing in takes no second step."), open_doors(workspace)),
    ]
    return [
        Gap(key, sentence, record)
        for key, sentence, records in named
        for record in records.select_related("workspace").order_by("priority", "title")
    ]


def gaps_of(record: Record, today: date) -> list[Gap]:
    """The gaps of one object."""
    return [one for one in gaps(record.workspace, today) if one.record == record]
