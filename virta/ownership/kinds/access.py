"""The access register."""

from django.utils.translation import gettext_lazy as _

from virta.balance.framework import Factor
from virta.ownership import showing
from virta.ownership.kinds.filters import by, by_number, of_choices, people
from virta.ownership.models import AccessEntry
from virta.records.kinds import Column, Filter, Kind, register

register(
    Kind(
        name="access_entry",
        path="access",
        model=AccessEntry,
        factor=Factor.OWNERSHIP,
        one=_("access"),
        many=_("accesses"),
        form="virta.ownership.forms.access.AccessEntryForm",
        lead=_("Who can reach which account, at which level. Never a password."),
        empty=_("Go through your channels one by one and write down who gets in."),
        columns=[
            Column("what", _("account"), lambda one: one.what_name, "channel__title"),
            Column("who", _("who"), lambda one: one.who_name, "holder__name"),
            Column("level", _("level"), lambda one: one.get_level_display(), "level", "state"),
            Column(
                "second_factor",
                _("second factor"),
                lambda one: one.get_second_factor_display(),
                "second_factor",
                "state",
            ),
            Column("since_on", _("since"), lambda one: one.since_on, "since_on", "date"),
            Column(
                "checked_on", _("last checked"), lambda one: one.checked_on, "checked_on", "date"
            ),
            Column("note", _("remark"), lambda one: one.note),
        ],
        filters=[
            Filter("holder", _("person"), people, by_number("holder")),
            Filter("level", _("level"), of_choices(AccessEntry.Level), by("level")),
            Filter(
                "second_factor",
                _("second factor"),
                of_choices(AccessEntry.SecondFactor),
                by("second_factor"),
            ),
        ],
        search=("account", "channel__title", "outside", "holder__name", "note"),
        order=("channel__title", "account"),
        related=("holder", "channel", "channel__workspace"),
        up=("channel",),
        page="ownership/access_entry.html",
        listed="ownership/access_list.html",
        context=showing.access_entry,
        icon="key-round",
    )
)
