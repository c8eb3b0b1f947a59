"""Responsibilities and tasks."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership import showing
from virta.ownership.kinds.filters import by, by_number, of_choices, people
from virta.ownership.models import Assignment, Part, Task
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="assignment",
        path="assignments",
        model=Assignment,
        factor=Factor.OWNERSHIP,
        one=_("responsibility"),
        many=_("responsibilities"),
        form="virta.ownership.forms.assigning.AssignmentForm",
        lead=_("Every part that somebody has in something, as a list."),
        empty=_("Begin with who answers for each channel and each objective."),
        columns=[
            Column("about", _("for what"), lambda one: one.about_name, "about_kind"),
            Column("person", _("person"), lambda one: one.person, "person__name", "person"),
            Column("part", _("part"), lambda one: one.get_part_display(), "part", "state"),
            Column("note", _("remark"), lambda one: one.note),
        ],
        filters=[
            Filter("person", _("person"), people, by_number("person")),
            Filter("part", _("part"), of_choices(Part), by("part")),
        ],
        search=("person__name", "note"),
        order=("about_kind", "about_key", "part"),
        related=("person",),
        prefetch=("about",),
        item="assignment",
        page="ownership/about_page.html",
        icon="user-check",
    )
)
register(
    Kind(
        name="task",
        path="tasks",
        model=Task,
        factor=Factor.OWNERSHIP,
        one=_("task"),
        many=_("tasks"),
        form="virta.ownership.forms.assigning.TaskForm",
        lead=_("What is to be done, by whom and until when."),
        empty=_("A task has an owner and a day; it can be about any object."),
        columns=[
            Column("title", _("what to do"), lambda one: one.title, "title"),
            Column("owner", _("who does it"), lambda one: one.owner, "owner__name", "person"),
            Column("due_on", _("due"), lambda one: one.due_on, "due_on", "date"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("about", _("about"), lambda one: one.about_name),
            Column("note", _("remark"), lambda one: one.note),
        ],
        filters=[
            Filter("owner", _("who does it"), people, by_number("owner")),
            Filter("state", _("state"), of_choices(Task.State), by("state")),
        ],
        search=("title", "note", "owner__name"),
        order=("-state", "due_on"),
        related=("owner",),
        prefetch=("about",),
        page="ownership/task.html",
        icon="list-checks",
        context=showing.task,
    )
)
