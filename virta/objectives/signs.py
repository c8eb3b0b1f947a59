"""What the work shows of objectives."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.people.models import Workspace
from virta.records.signs import Sign, judged

FRESH = timedelta(days=14)


def signs(workspace: Workspace, today: date) -> list[Sign]:
    """Six signs: objectives are measured, dated, owned, serve a goal, are looked at and scored."""
    active = Objective.objects.of(workspace).filter(state=Objective.State.ACTIVE)
    ours = active.filter(level=Objective.Level.OBJECTIVE)
    results = KeyResult.objects.of(workspace).filter(objective__in=active)
    measured = ours.filter(Exists(KeyResult.objects.filter(objective=OuterRef("pk"))))
    looked = CheckIn.objects.filter(key_result=OuterRef("pk"), day__gt=today - FRESH)
    closed = Objective.objects.of(workspace).filter(state=Objective.State.CLOSED)
    all_active, social = active.count(), ours.count()
    tree = reverse("objectives:tree", args=[workspace.slug])
    weekly = reverse("objectives:check_ins", args=[workspace.slug])
    return [
        judged(
            "measured",
            _("%(good)s of %(seen)s objectives have a key result"),
            social,
            measured.count(),
            tree,
        ),
        judged(
            "serving",
            _("%(good)s of %(seen)s objectives serve a goal above them"),
            social,
            ours.filter(parent__isnull=False).count(),
            tree,
        ),
        judged(
            "owned",
            _("%(good)s of %(seen)s objectives have an owner"),
            all_active,
            active.filter(owner__isnull=False).count(),
            tree,
        ),
        judged(
            "dated",
            _("%(good)s of %(seen)s objectives have a date"),
            all_active,
            active.filter(due_on__isnull=False).count(),
            tree,
        ),
        judged(
            "looked",
            _("%(good)s of %(seen)s key results were looked at within two weeks"),
            results.count(),
            results.filter(Exists(looked)).count(),
            weekly,
        ),
        judged(
            "scored",
            _("%(good)s of %(seen)s closed objectives have a score"),
            closed.count(),
            closed.filter(score__isnull=False).count(),
            tree,
        ),
    ]
