"""Policies and their acceptances."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership import showing
from virta.ownership.kinds.filters import by_number, people
from virta.ownership.models import Acceptance, Policy
from virta.people.access import Action
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="policy",
        path="policies",
        model=Policy,
        factor=Factor.OWNERSHIP,
        one=_("policy"),
        many=_("policies"),
        form="virta.ownership.forms.policies.PolicyForm",
        lead=_("Texts that hold for the work, and who has accepted them."),
        empty=_("Begin with one page: how we speak, what we answer, what we never do."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("edition", _("edition"), lambda one: one.edition, "edition", "number"),
            Column(
                "in_force_on",
                _("in force from"),
                lambda one: one.in_force_on,
                "in_force_on",
                "date",
            ),
            Column(
                "readers", _("who must accept it"), lambda one: one.get_readers_display(), "readers"
            ),
            Column(
                "accept_by", _("to be accepted by"), lambda one: one.accept_by, "accept_by", "date"
            ),
            Column(
                "review_on",
                _("to be looked at again"),
                lambda one: one.review_on,
                "review_on",
                "date",
            ),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
        ],
        search=("title", "text"),
        order=("title",),
        related=("owner",),
        page="ownership/policy.html",
        listed="ownership/policies_list.html",
        context=showing.policy,
        down=("acceptances",),
        icon="scroll-text",
    )
)
register(
    Kind(
        name="acceptance",
        path="acceptances",
        model=Acceptance,
        factor=Factor.OWNERSHIP,
        one=_("acceptance"),
        many=_("acceptances"),
        form="virta.ownership.forms.policies.AcceptanceForm",
        lead=_("Who has accepted which edition of which policy, and when."),
        empty=_("People accept a policy on its own page."),
        columns=[
            Column("policy", _("policy"), lambda one: one.policy.title, "policy__title"),
            Column("edition", _("edition"), lambda one: one.edition, "edition", "number"),
            Column("who", _("person"), lambda one: one.who, "who__name", "person"),
            Column(
                "accepted_on", _("accepted on"), lambda one: one.accepted_on, "accepted_on", "date"
            ),
            Column("how", _("how"), lambda one: one.get_how_display(), "how"),
        ],
        filters=[Filter("who", _("person"), people, by_number("who"))],
        search=("policy__title", "who__name"),
        order=("-accepted_on",),
        related=("policy", "who"),
        up=("policy",),
        write=Action.LEAD,
        in_menu=False,
        icon="check-check",
    )
)
