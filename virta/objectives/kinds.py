"""The kinds of objects of the factor Objectives."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.objectives import showing
from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.records.filters import by, by_number, people
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="objective",
        path="objectives",
        model=Objective,
        factor=Factor.OBJECTIVES,
        one=_("objective"),
        many=_("objectives"),
        form="virta.objectives.forms.ObjectiveForm",
        lead=_(
            "What the work is for: goals of the whole organisation, and what social media does for them."
        ),
        empty=_(
            "Begin with one goal of the whole organisation and one thing that social media can do for it."
        ),
        columns=[
            Column("title", _("what we want"), lambda one: one.title, "title"),
            Column("level", _("level"), lambda one: one.get_level_display(), "level", "state"),
            Column("parent", _("goal above it"), lambda one: one.parent, "parent__title", "record"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
            Column("starts_on", _("from"), lambda one: one.starts_on, "starts_on", "date"),
            Column("due_on", _("due"), lambda one: one.due_on, "due_on", "date"),
            Column("score", _("score"), lambda one: one.score, "score", "number"),
        ],
        filters=[
            Filter("level", _("level"), lambda _workspace: Objective.Level.choices, by("level")),
            Filter("state", _("state"), lambda _workspace: Objective.State.choices, by("state")),
            Filter("owner", _("owner"), people, by_number("owner")),
        ],
        search=("title", "why"),
        order=("state", "due_on", "title"),
        related=("owner", "parent__workspace"),
        up=("parent", "carried_from"),
        down=("children", "key_results", "activities", "activities__posts", "carried_to"),
        item="objective",
        page="objectives/objective.html",
        context=showing.objective_page,
        icon="target",
    )
)

register(
    Kind(
        name="key_result",
        path="key-results",
        model=KeyResult,
        factor=Factor.OBJECTIVES,
        one=_("key result"),
        many=_("key results"),
        form="virta.objectives.forms.KeyResultForm",
        lead=_("What shows that an objective is reached, from a baseline to a target by a day."),
        empty=_("Make one from the page of an objective: what would others do differently?"),
        columns=[
            Column("title", _("what is measured"), lambda one: one.title, "title"),
            Column(
                "objective", _("objective"), lambda one: one.objective, "objective__title", "record"
            ),
            Column("baseline", _("baseline"), lambda one: one.baseline, "baseline", "number"),
            Column("target", _("target"), lambda one: one.target, "target", "number"),
            Column("unit", _("unit"), lambda one: one.unit),
            Column("starts_on", _("from"), lambda one: one.starts_on, "starts_on", "date"),
            Column("due_on", _("due"), lambda one: one.due_on, "due_on", "date"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
        ],
        filters=[Filter("owner", _("owner"), people, by_number("owner"))],
        search=("title", "unit", "objective__title"),
        order=("due_on", "title"),
        related=("owner", "objective__workspace"),
        up=("objective",),
        page="objectives/key_result.html",
        context=showing.key_result_page,
        icon="chart-line",
    )
)

register(
    Kind(
        name="check_in",
        path="check-ins",
        model=CheckIn,
        factor=Factor.OBJECTIVES,
        one=_("check-in"),
        many=_("check-ins"),
        form="virta.objectives.forms.CheckInForm",
        lead=_("Every look at every key result; values may come from a file."),
        empty=_("Values appear here after the first weekly check-in, or come from a file."),
        columns=[
            Column("name", _("name"), lambda one: str(one)),
            Column(
                "key_result",
                _("key result"),
                lambda one: one.key_result,
                "key_result__title",
                "record",
            ),
            Column("day", _("day"), lambda one: one.day, "day", "date"),
            Column("value", _("value"), lambda one: one.value, "value", "number"),
            Column(
                "confidence", _("confidence"), lambda one: one.confidence, "confidence", "number"
            ),
            Column("note", _("in a sentence"), lambda one: one.note),
            Column("by", _("by"), lambda one: one.by, "by__name", "person"),
        ],
        search=("note", "key_result__title"),
        order=("-day",),
        related=("key_result__workspace", "by"),
        up=("key_result",),
        icon="list-checks",
    )
)
