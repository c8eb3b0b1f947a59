"""How a channel's connection stands, as the pages show it."""

from dataclasses import dataclass
from typing import Any, Self

from virta.audiences.models import Channel
from virta.engagement.models import Connection
from virta.networks.protocol import Network
from virta.networks.registry import named


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong last, in the reader's language, and the network's own words for it."""

    sentence: str
    reason: str

    @classmethod
    def of(cls, told: dict[str, Any], language: str) -> Self | None:
        """From what the row keeps; None where nothing is wrong."""
        finnish = told.get("fi", "") if language.startswith("fi") else ""
        sentence = finnish or told.get("en", "")
        return cls(sentence, told.get("reason", "")) if sentence else None


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel: its network, as far as Virta knows it, and its sign-in, if there is one."""

    channel: Channel
    network: Network | None
    connection: Connection | None
    trouble: Trouble | None
    own_trouble: Trouble | None
    """What went wrong in reading what is published there without Virta."""

    @classmethod
    def of(cls, channel: Channel, language: str) -> Self:
        connection = getattr(channel, "connection", None)
        trouble = Trouble.of(connection.trouble, language) if connection else None
        own = Trouble.of(connection.own_trouble, language) if connection else None
        return cls(channel, named(channel.network), connection, trouble, own)

    @property
    def can_read(self) -> bool:
        """Whether what is published there without Virta can be found."""
        known = named(self.connection.network) if self.connection else None
        return known is not None and known.can_read

    @property
    def can_connect(self) -> bool:
        """Whether Virta has a way of signing in there."""
        return self.network is not None and bool(self.network.ways)

    @property
    def state(self) -> str:
        """One of: open, closed, none, by_hand."""
        if self.connection is not None:
            return str(self.connection.state)
        return "none" if self.can_connect else "by_hand"

    @property
    def has_moved(self) -> bool:
        """Whether the sign-in is to another network than the channel now says."""
        return self.connection is not None and self.connection.network != self.channel.network

    @property
    def connected_to(self) -> str:
        """The name of the network that the sign-in is to."""
        if self.connection is None:
            return ""
        known = named(self.connection.network)
        return known.name if known else self.connection.network
