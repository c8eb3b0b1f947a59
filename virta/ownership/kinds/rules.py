"""Escalation paths and approval rules."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership import showing
from virta.ownership.models import ApprovalRule, Escalation
from virta.people.access import Action
from virta.records.kinds import Column, Kind, register

register(
    Kind(
        name="escalation",
        path="escalations",
        model=Escalation,
        factor=Factor.OWNERSHIP,
        one=_("escalation path"),
        many=_("escalation paths"),
        form="virta.ownership.forms.rules.EscalationForm",
        lead=_("What to do when something happens: whom to tell, how fast and how."),
        empty=_("Begin with the three things that have happened before, or that you fear most."),
        columns=[
            Column("title", _("what has happened"), lambda one: one.title, "title"),
            Column("steps", _("who is told"), showing.escalation_people),
            Column("about", _("about"), lambda one: one.about_name),
            Column("owner", _("kept in order by"), lambda one: one.owner, "owner__name", "person"),
        ],
        search=("title", "when"),
        order=("title",),
        related=("owner",),
        prefetch=("about",),
        page="ownership/escalation.html",
        context=showing.escalation,
        icon="siren",
    )
)
register(
    Kind(
        name="approval_rule",
        path="approval-rules",
        model=ApprovalRule,
        factor=Factor.OWNERSHIP,
        one=_("approval rule"),
        many=_("approval rules"),
        form="virta.ownership.forms.rules.ApprovalRuleForm",
        lead=_("Who must say yes before something goes out. Nobody approves their own."),
        empty=_("Where a second pair of eyes is needed, say whose, and in which order."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("about", _("for what"), showing.ruled_name),
            Column("steps", _("steps"), lambda one: len(one.steps), "", "number"),
        ],
        search=("title", "note"),
        order=("title",),
        prefetch=("about",),
        page="ownership/approval_rule.html",
        context=showing.approval_rule,
        write=Action.LEAD,
        icon="stamp",
    )
)
