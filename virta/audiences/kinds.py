"""The kinds of objects of the factor Target groups and channels."""

from django.utils.translation import gettext_lazy as _

from virta.audiences import showing
from virta.audiences.models import (
    Audience,
    AudienceFit,
    Channel,
    ChannelRole,
    Peer,
    PeerAccount,
)
from virta.audiences.networks import NETWORKS
from virta.balance.framework import Factor
from virta.people.models import Workspace
from virta.records.filters import by, by_number, people
from virta.records.kinds import Column, Filter, Kind, register


def networks(_workspace: Workspace) -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in NETWORKS]


PRIORITIES = [("1", "1"), ("2", "2"), ("3", "3")]

register(
    Kind(
        name="audience",
        path="target-groups",
        model=Audience,
        factor=Factor.AUDIENCES,
        one=_("target group"),
        many=_("target groups"),
        form="virta.audiences.forms.AudienceForm",
        lead=_("Whom the work serves: who they are, what they need, where they are, how we know."),
        empty=_("Write down the two or three groups that matter most; a name and a need will do."),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("priority", _("priority"), lambda one: one.priority, "priority", "number"),
            Column("wants", _("what they need"), lambda one: one.wants),
            Column("languages", _("languages"), lambda one: one.languages),
            Column("size", _("how many, about"), lambda one: one.size, "size", "number"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
        ],
        filters=[
            Filter("priority", _("priority"), lambda _workspace: PRIORITIES, by_number("priority")),
            Filter("owner", _("owner"), people, by_number("owner")),
        ],
        search=("title", "who", "wants", "places", "languages"),
        order=("priority", "title"),
        related=("owner",),
        down=("activities",),
        item="audience",
        page="audiences/audience.html",
        context=showing.audience_page,
        icon="users-round",
    )
)

register(
    Kind(
        name="channel",
        path="channels",
        model=Channel,
        factor=Factor.AUDIENCES,
        one=_("channel"),
        many=_("channels"),
        form="virta.audiences.forms.ChannelForm",
        lead=_(
            "Every account of the organisation on any network, what it is for and who can get in."
        ),
        empty=_(
            "List every account there is, also those that nobody minds; search the networks for your name."
        ),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column("network", _("network"), lambda one: one.network_name, "network"),
            Column("state", _("state"), lambda one: one.get_state_display(), "state", "state"),
            Column("priority", _("priority"), lambda one: one.priority, "priority", "number"),
            Column("owner", _("owner"), lambda one: one.owner, "owner__name", "person"),
            Column("keys_with", _("who holds the keys"), lambda one: one.keys_with),
            Column(
                "second_factor",
                _("second step"),
                lambda one: one.get_second_factor_display(),
                "second_factor",
                "state",
            ),
            Column(
                "last_post_on", _("last post"), lambda one: one.last_post_on, "last_post_on", "date"
            ),
            Column("address", _("address"), lambda one: one.link),
            Column("sign_in", _("sign-in"), showing.sign_in_of, "connection__state", "state"),
        ],
        filters=[
            Filter("network", _("network"), networks, by("network")),
            Filter("state", _("state"), lambda _workspace: Channel.State.choices, by("state")),
            Filter("owner", _("owner"), people, by_number("owner")),
            Filter(
                "second_factor",
                _("second step"),
                lambda _workspace: Channel.SecondFactor.choices,
                by("second_factor"),
            ),
        ],
        search=("title", "handle", "address", "purpose", "keys_with"),
        order=("priority", "title"),
        related=("owner", "connection"),
        down=("activities", "posts"),
        item="channel",
        page="audiences/channel.html",
        context=showing.channel_page,
        icon="radio",
    )
)

register(
    Kind(
        name="audience_fit",
        path="meetings",
        model=AudienceFit,
        factor=Factor.AUDIENCES,
        one=_("meeting of a target group and a channel"),
        many=_("meetings of target groups and channels"),
        form="virta.audiences.forms.AudienceFitForm",
        columns=[
            Column("name", _("name"), str),
            Column(
                "audience", _("target group"), lambda one: one.audience, "audience__title", "record"
            ),
            Column("channel", _("channel"), lambda one: one.channel, "channel__title", "record"),
            Column("fit", _("fit"), lambda one: one.get_fit_display(), "fit", "state"),
            Column("purpose", _("what for"), lambda one: one.purpose),
        ],
        search=("purpose", "audience__title", "channel__title"),
        order=("audience__title", "channel__title"),
        related=("audience__workspace", "channel__workspace"),
        up=("audience", "channel"),
        in_menu=False,
    )
)

register(
    Kind(
        name="channel_role",
        path="channel-roles",
        model=ChannelRole,
        factor=Factor.AUDIENCES,
        one=_("part of a channel in an objective"),
        many=_("parts of channels in objectives"),
        form="virta.audiences.forms.ChannelRoleForm",
        columns=[
            Column("name", _("name"), str),
            Column(
                "objective", _("objective"), lambda one: one.objective, "objective__title", "record"
            ),
            Column("channel", _("channel"), lambda one: one.channel, "channel__title", "record"),
            Column("purpose", _("what it does for it"), lambda one: one.purpose),
        ],
        search=("purpose", "objective__title", "channel__title"),
        order=("objective__title", "channel__title"),
        related=("objective__workspace", "channel__workspace"),
        up=("objective", "channel"),
        in_menu=False,
    )
)

register(
    Kind(
        name="peer",
        path="peers",
        model=Peer,
        factor=Factor.AUDIENCES,
        one=_("peer"),
        many=_("competitors and peers"),
        form="virta.audiences.forms.PeerForm",
        lead=_("Whom we watch, and for what."),
        empty=_(
            "Name two that your target groups also follow, and one that does it better than you."
        ),
        columns=[
            Column("title", _("name"), lambda one: one.title, "title"),
            Column(
                "relation",
                _("what they are to us"),
                lambda one: one.get_relation_display(),
                "relation",
                "state",
            ),
            Column("why", _("what we watch them for"), lambda one: one.why),
            Column(
                "accounts",
                _("accounts"),
                lambda one: [a for a in one.accounts.all() if not a.removed_at],
                "",
                "records",
            ),
        ],
        filters=[
            Filter(
                "relation",
                _("what they are to us"),
                lambda _workspace: Peer.Relation.choices,
                by("relation"),
            )
        ],
        search=("title", "why"),
        order=("title",),
        prefetch=("accounts__workspace", "accounts__peer"),
        page="audiences/peer.html",
        context=showing.peer_page,
        icon="binoculars",
    )
)

register(
    Kind(
        name="peer_account",
        path="peer-accounts",
        model=PeerAccount,
        factor=Factor.AUDIENCES,
        one=_("account of a peer"),
        many=_("accounts of peers"),
        form="virta.audiences.forms.PeerAccountForm",
        columns=[
            Column("name", _("name"), str),
            Column("network", _("network"), lambda one: one.get_network_display(), "network"),
            Column("handle", _("handle"), lambda one: one.handle),
            Column("address", _("address"), lambda one: one.link),
        ],
        search=("handle", "address", "peer__title"),
        order=("peer__title", "network"),
        related=("peer__workspace",),
        up=("peer",),
        in_menu=False,
    )
)
