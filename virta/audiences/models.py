"""Target groups, channels, how they meet, and whom we watch."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from virta.audiences.networks import BY_KEY, NETWORKS, address_of
from virta.people.models import Person
from virta.records.models import Record, Titled

SILENT = timedelta(days=60)
"""An active channel without a post for this long is named as a gap."""


class Audience(Titled):
    """A target group: people with something in common that makes us speak to them as one."""

    title = models.CharField(_("name"), max_length=120)
    who = models.TextField(
        _("who they are"),
        blank=True,
        help_text=_("What they have in common, in a sentence or two."),
    )
    wants = models.TextField(
        _("what they need"),
        blank=True,
        help_text=_("What they want to get done, know or feel, in their own words."),
    )
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("For example: Finnish, Swedish.")
    )
    places = models.CharField(
        _("where they are"),
        max_length=300,
        blank=True,
        help_text=_("Networks, groups, events, media that they really use."),
    )
    size = models.PositiveIntegerField(_("how many, about"), null=True, blank=True)
    known_from = models.TextField(
        _("how we know"),
        blank=True,
        help_text=_("Interviews, statistics, what was heard; or write that it is a guess."),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=[(1, "1"), (2, "2"), (3, "3")], default=2
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("target group")


class Channel(Titled):
    """An account or place of the organisation, on any network, connected to Virta or not."""

    class State(models.TextChoices):
        """What is done with it."""

        ACTIVE = "active", _("active")
        RESTING = "resting", _("resting")
        CLOSING = "closing", _("to be closed")
        CLOSED = "closed", _("closed")
        STRANGE = "strange", _("found but not ours")

    class SecondFactor(models.TextChoices):
        """Whether signing in to it takes a second step."""

        ON = "on", _("on")
        OFF = "off", _("off")
        UNKNOWN = "unknown", _("not known")

    title = models.CharField(_("name"), max_length=120)
    network = models.CharField(
        _("network"), max_length=20, choices=[(one.key, one.name) for one in NETWORKS]
    )
    handle = models.CharField(
        _("handle"), max_length=200, blank=True, help_text=_("As the network shows it: @virta.")
    )
    address = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Left empty, it is made from the network and the handle where it can be."),
    )
    purpose = models.TextField(
        _("purpose"), blank=True, help_text=_("Why we are there, in one sentence.")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=[(1, "1"), (2, "2"), (3, "3")], default=2
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    keys_with = models.CharField(
        _("who holds the keys"),
        max_length=300,
        blank=True,
        help_text=_("Who can sign in or let others in: at least two people."),
    )
    second_factor = models.CharField(
        _("second step of sign-in"),
        max_length=8,
        choices=SecondFactor,
        default=SecondFactor.UNKNOWN,
    )
    last_post_on = models.DateField(_("last post"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("channel")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["workspace", "state"])]

    @property
    def network_name(self) -> str:
        known = BY_KEY.get(self.network)
        return known.name if known else self.network

    @property
    def link(self) -> str:
        """Where it can be seen; nothing where that is not known."""
        return self.address or address_of(self.network, self.handle)


class Fit(models.IntegerChoices):
    """How well a channel reaches a target group."""

    NONE = 0, _("not at all")
    SOME = 1, _("a little")
    GOOD = 2, _("well")
    MAIN = 3, _("it is the main way")


class AudienceFit(Record):
    """One cell of the matrix of target groups and channels: how well they meet, and what for."""

    audience = models.ForeignKey(
        Audience, verbose_name=_("target group"), on_delete=models.PROTECT, related_name="fits"
    )
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="fits"
    )
    fit = models.PositiveSmallIntegerField(_("fit"), choices=Fit, default=Fit.GOOD)
    purpose = models.CharField(_("what for"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("meeting of a target group and a channel")
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["audience", "channel"],
                condition=models.Q(removed_at__isnull=True),
                name="one_fit_an_audience_and_channel",
                violation_error_message=_(
                    "This target group and channel have met already. Change what stands there."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} × {self.channel}"


class ChannelRole(Record):
    """One cell of the matrix of objectives and channels: what the channel does for the objective."""

    objective = models.ForeignKey(
        "objectives.Objective",
        verbose_name=_("objective"),
        on_delete=models.PROTECT,
        related_name="channel_roles",
    )
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="roles"
    )
    purpose = models.CharField(_("what it does for it"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("part of a channel in an objective")
        constraints: ClassVar[list[Any]] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["objective", "channel"],
                condition=models.Q(removed_at__isnull=True),
                name="one_role_an_objective_and_channel",
                violation_error_message=_(
                    "This channel serves this objective already. Change what stands there."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective} × {self.channel}"


class Peer(Titled):
    """A competitor or a peer whose accounts are watched."""

    class Relation(models.TextChoices):
        """What they are to us."""

        COMPETITOR = "competitor", _("competitor")
        PEER = "peer", _("peer to learn from")
        PARTNER = "partner", _("partner")
        VOICE = "voice", _("important voice")

    title = models.CharField(_("name"), max_length=120)
    relation = models.CharField(
        _("what they are to us"), max_length=12, choices=Relation, default=Relation.PEER
    )
    why = models.TextField(_("what we watch them for"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("peer")


class PeerAccount(Record):
    """An account of a peer on a network."""

    peer = models.ForeignKey(
        Peer, verbose_name=_("peer"), on_delete=models.PROTECT, related_name="accounts"
    )
    network = models.CharField(
        _("network"), max_length=20, choices=[(one.key, one.name) for one in NETWORKS]
    )
    handle = models.CharField(_("handle"), max_length=200, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("account of a peer")

    def __str__(self) -> str:
        return f"{self.peer}: {self.get_network_display()}"

    @property
    def link(self) -> str:
        """Where it can be seen; nothing where that is not known."""
        return self.address or address_of(self.network, self.handle)
