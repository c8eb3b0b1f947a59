"""What the work shows of activities."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from virta.activities import shares
from virta.activities.models import Activity, Slot
from virta.activities.shares import midnight
from virta.people.models import Workspace
from virta.records.signs import Sign, judged

AHEAD = timedelta(weeks=4)
BACK = timedelta(weeks=8)


def signs(workspace: Workspace, today: date) -> list[Sign]:
    """Seven signs: activities know why, for whom, where and by whom; the plan is filled, kept up and
    in balance."""
    living = Activity.objects.of(workspace).filter(
        is_template=False, state__in=[Activity.State.PLANNED, Activity.State.RUNNING]
    )
    listed = reverse("records:activity_list", args=[workspace.slug])
    seen = living.count()
    return [
        judged(
            "purpose",
            _("%(good)s of %(seen)s activities serve an objective"),
            seen,
            related(living, "objectives"),
            listed,
        ),
        judged(
            "audience",
            _("%(good)s of %(seen)s activities speak to a target group"),
            seen,
            related(living, "audiences"),
            listed,
        ),
        judged(
            "channel",
            _("%(good)s of %(seen)s activities say on which channel"),
            seen,
            related(living, "channels"),
            listed,
        ),
        judged(
            "owner",
            _("%(good)s of %(seen)s activities have an owner"),
            seen,
            living.exclude(owner=None).count(),
            listed,
        ),
        planned(workspace, living, today),
        followed(workspace, today),
        balanced(workspace, today),
    ]


def related(living: Any, name: str) -> int:
    """How many activities have at least one living object of a relation."""
    through = getattr(Activity, name).through
    other = Activity._meta.get_field(name).m2m_reverse_field_name()  # type: ignore[union-attr]
    rows = through.objects.filter(activity=OuterRef("pk"), **{f"{other}__removed_at": None})
    return int(living.filter(Exists(rows)).count())


def planned(workspace: Workspace, living: Any, today: date) -> Sign:
    """What goes on now has slots in the coming four weeks."""
    now = living.filter(state=Activity.State.RUNNING).exclude(ends_on__lt=today)
    slots = Slot.objects.filter(
        activity=OuterRef("pk"), at__gte=midnight(today), at__lt=midnight(today + AHEAD)
    )
    good = now.filter(Exists(slots)).count()
    sentence = _("%(good)s of %(seen)s running activities have slots in the next four weeks")
    url = reverse("activities:calendar", args=[workspace.slug])
    return judged("ahead", sentence, now.count(), good, url)


def followed(workspace: Workspace, today: date) -> Sign:
    """Of what should have come out, somebody has said what became of it."""
    rows = Slot.objects.of(workspace).filter(at__gte=midnight(today - BACK), at__lt=midnight(today))
    told = rows.filter(state__in=[Slot.State.FULFILLED, Slot.State.SKIPPED]).count()
    sentence = _("of %(good)s of %(seen)s past slots it is known whether they came out")
    url = reverse("records:slot_list", args=[workspace.slug])
    return judged("followed", sentence, rows.count(), told, url)


def balanced(workspace: Workspace, today: date) -> Sign:
    """Content pillars are about as large as they are meant to be."""
    weighed = [one for one in shares.standing(workspace, today).pillars if one.is_far is not None]
    good = sum(not one.is_far for one in weighed)
    sentence = _("%(good)s of %(seen)s content pillars have the share that they should have")
    url = reverse("activities:warnings", args=[workspace.slug])
    return judged("balanced", sentence, len(weighed), good, url)
