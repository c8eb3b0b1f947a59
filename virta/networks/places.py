"""Public services that a network is looked up with, where the operator may choose others.

The settings set them once, at the start; nothing here reads the environment.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Lookup:
    """Where accounts of the AT Protocol are looked up: addresses without a slash at the end."""

    directory: str = "https://plc.directory"
    """Holds the documents of accounts whose name begins with did:plc."""
    resolver: str = "https://public.api.bsky.app"
    """Tells which account a handle leads to."""


ATPROTO = Lookup()
