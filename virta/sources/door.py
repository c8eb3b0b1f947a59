"""The way out of sources: which hosts they may reach, who they say they are, and what comes first."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import httpx

from virta.networks import addresses, outside

Before = Callable[[httpx.Request], None]
"""Called before each request goes out: it may wait, or raise a NetworkError."""


@dataclass(frozen=True, slots=True)
class Door:
    """Made by whoever runs the sources; without anything it reaches only the public net."""

    reachable: Collection[str] = ()
    """The operator's list of hosts in private networks."""
    user_agent: str = outside.USER_AGENT
    """Who we are, with the address where whoever minds can reach us."""
    before: Before | None = None
    resolve: addresses.Resolve = addresses.resolve

    def client(self) -> httpx.Client:
        """A client for requests. Whoever asks for it closes it."""
        made = outside.client(self.reachable, user_agent=self.user_agent, resolve=self.resolve)
        if self.before is not None:
            made.event_hooks = {"request": [self.before]}
        return made
