"""Forms of target groups, channels, their meetings and peers."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from virta.audiences.models import (
    Audience,
    AudienceFit,
    Channel,
    ChannelRole,
    Peer,
    PeerAccount,
)
from virta.audiences.networks import address_of
from virta.records.forms import RecordForm


class AudienceForm(RecordForm):
    """A target group."""

    class Meta:
        model = Audience
        fields: ClassVar[list[str]] = [
            "title",
            "who",
            "wants",
            "languages",
            "places",
            "size",
            "known_from",
            "priority",
            "owner",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("who", "wants", "known_from")
        }


def address_field(hint: Any = "") -> forms.URLField:
    """An address; one without a scheme is taken for https."""
    return forms.URLField(
        label=_("address"), help_text=hint, required=False, max_length=500, assume_scheme="https"
    )


class ChannelForm(RecordForm):
    """A channel."""

    address = address_field(
        _("Left empty, it is made from the network and the handle where it can be.")
    )

    class Meta:
        model = Channel
        fields: ClassVar[list[str]] = [
            "title",
            "network",
            "handle",
            "address",
            "purpose",
            "priority",
            "state",
            "owner",
            "keys_with",
            "second_factor",
            "last_post_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {"purpose": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to find it: by its address, or by a handle that gives one."""
        data = super().clean() or {}
        if not data.get("address") and "address" not in self.errors:
            data["address"] = address_of(data.get("network", ""), data.get("handle", ""))
        return data


class AudienceFitForm(RecordForm):
    """How well a channel reaches a target group."""

    class Meta:
        model = AudienceFit
        fields: ClassVar[list[str]] = ["audience", "channel", "fit", "purpose"]


class ChannelRoleForm(RecordForm):
    """What a channel does for an objective."""

    class Meta:
        model = ChannelRole
        fields: ClassVar[list[str]] = ["objective", "channel", "purpose"]


class PeerForm(RecordForm):
    """A competitor or peer."""

    asks_reason = False

    class Meta:
        model = Peer
        fields: ClassVar[list[str]] = ["title", "relation", "why"]
        widgets: ClassVar[dict[str, Any]] = {"why": forms.Textarea(attrs={"rows": 3})}


class PeerAccountForm(RecordForm):
    """An account of a peer."""

    address = address_field()

    asks_reason = False

    class Meta:
        model = PeerAccount
        fields: ClassVar[list[str]] = ["peer", "network", "handle", "address"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = data.get("address") or address_of(data.get("network", ""), data.get("handle", ""))
        if not found and not self.errors:
            self.add_error(
                "address", _("Give the address; it cannot be told from the network and handle.")
            )
        data["address"] = found
        return data
