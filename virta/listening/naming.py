"""How mentions are known again: by their name on the network, and by what they say."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from virta.listening.likeness import FEWEST
from virta.listening.models import Mention

CHANCE = 21
"""Bits of a mention's id beside its milliseconds: 41 bits of time last until 2039 and beyond."""
_MASK = 2**63 - 1


def hashed(*parts: object) -> int:
    """63 bits, the same in every process. Ten million are all different but for 1 in 100,000."""
    return _number("\x1f".join(map(str, parts)))


def _number(text: str) -> int:
    return (
        int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
        & _MASK
    )


def fingerprint(workspace_id: int, network: str, key: str) -> int:
    """The same for the same post in a workspace, however often and by whatever way it comes."""
    return _number(
        f"{workspace_id}\x1f{network}\x1f{key}"
    )  # as `hashed`, which takes twice as long


def id_for(at: datetime, print_: int) -> int:
    """Numbers in the order of time; the rest keeps posts of one millisecond apart."""
    milliseconds = max(0, int(at.timestamp() * 1000))
    return (milliseconds << CHANCE | print_ & (1 << CHANCE) - 1) & _MASK


def bound(at: datetime) -> int:
    """The least id that a mention of this moment or later can have."""
    return max(0, int(at.timestamp() * 1000)) << CHANCE


def moment(id_: int) -> datetime:
    """The time that a mention's id tells."""
    return datetime.fromtimestamp((id_ >> CHANCE) / 1000, UTC)


def fold(mention: Mention, words: Sequence[str]) -> int:
    """Alike for what says the same: reposts by what they repost, copies by their words.

    `words` are those of `likeness.marked`: without addresses, names, case and signs. Texts of few
    words stay apart, since "Thank you!" is no copy of "thank you".
    """
    if mention.type == Mention.Type.REPOST and mention.about:
        return fingerprint(mention.workspace_id, mention.network, mention.about)
    if len(words) < FEWEST:
        return mention.fingerprint
    return hashed(mention.workspace_id, "words", " ".join(words))
