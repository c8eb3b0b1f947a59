"""The first few posts of a source before it is kept, so that a person sees whether it is the right one."""

import time
from collections.abc import Iterator

from virta.sources.door import Door
from virta.sources.protocol import Heard, Portion, Settings, Source

MOST = 5
SECONDS = 5.0
"""A stream is listened to for so long."""


def sample(described: Source, settings: Settings, door: Door) -> list[Heard]:
    """The newest of what a poll gives, or the first that a stream brings within five seconds.

    Nothing is stored. Raises a NetworkError.
    """
    if described.poll is not None:
        with door.client() as http:
            items = described.poll(settings, "", http).items
        heard = [one for one in items if isinstance(one, Heard)]
        return sorted(heard, key=lambda one: one.at, reverse=True)[:MOST]
    return _streamed(described, settings, door)


def _streamed(described: Source, settings: Settings, door: Door) -> list[Heard]:
    until = time.monotonic() + SECONDS
    heard: list[Heard] = []
    for portion in _portions(described, settings, door, until):
        heard += [one for one in portion.items if isinstance(one, Heard)]
        if portion.unread is not None:
            heard += [portion.unread.read(at) for at in range(min(MOST, len(portion.unread)))]
        if len(heard) >= MOST or time.monotonic() > until:
            break
    return heard[:MOST]


def _portions(described: Source, settings: Settings, door: Door, until: float) -> Iterator[Portion]:
    if described.stream is None:
        return
    yield from described.stream(settings, "", lambda: time.monotonic() > until, door)
