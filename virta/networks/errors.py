"""What can go wrong out there, named for what to do next. Four kinds, and no more.

The messages are for the person who runs the channel; they are shown as they are, so each says in
a full sentence what happened and what to do. They hold no tokens and nobody else's words but the
network's own reason.
"""

from datetime import timedelta

from virta.networks.said import Said


class NetworkError(Exception):
    """What went wrong with a network, in a sentence for the person who runs the channel."""

    def __init__(self, said: Said, reason: str = "") -> None:
        super().__init__(said.en)
        self.said = said
        self.reason = reason
        """The network's own words, where it gave any; shown beside the message."""


class TryLater(NetworkError):
    """Nothing is wrong with the request, and it certainly did not happen. Wait, then ask again."""

    def __init__(
        self, said: Said, reason: str = "", wait: timedelta = timedelta(minutes=1)
    ) -> None:
        super().__init__(said, reason)
        self.wait = wait


class SignInAgain(NetworkError):
    """The network no longer accepts our credentials. A person signs in to it again."""


class Refused(NetworkError):
    """The network will never accept this, and it did not happen. A person has to change it."""


class Unsure(NetworkError):
    """No clear answer came. It may have happened: look before anything is tried again."""
