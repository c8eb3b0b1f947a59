"""Those who asked not to be stored again: known by keyed hashes, so that no name is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from virta.kit.portions import portions
from virta.listening.models import Unwanted
from virta.people.models import Workspace
from virta.sources.protocol import Heard

SALT = "virta.listening.unwanted"


def digests(workspace: Workspace, network: str, name: str) -> list[str]:
    """The hashes of an account (HMAC-SHA256), under the key in force first, then under old ones."""
    text = "\x1f".join((str(workspace.pk), network, name.strip().lstrip("@").casefold()))
    keys = [settings.SECRET_KEY, *settings.OLD_SECRET_KEYS]
    return [salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest() for key in keys]


def names_of(heard: Heard) -> set[str]:
    """By what an author is known: account and handle; the name only where there is neither."""
    accounts = {one for one in (heard.author, heard.handle) if one}
    return accounts or ({heard.name} if heard.name else set())


def refuse(workspace: Workspace, network: str, names: Iterable[str], now: datetime) -> None:
    """Store nothing of an account from now on."""
    rows = [
        Unwanted(workspace=workspace, digest=digests(workspace, network, name)[0], at=now)
        for name in names
        if name
    ]
    Unwanted.objects.bulk_create(rows, ignore_conflicts=True)


def among(workspace: Workspace, heard: Sequence[Heard]) -> list[Heard]:
    """Which of what was heard is by somebody who asked not to be stored."""
    if not heard or not Unwanted.objects.of(workspace).exists():
        return []
    known = {
        digest: one
        for one in heard
        for name in names_of(one)
        for digest in digests(workspace, one.network, name)
    }
    every, found = list(known), set[str]()
    for some in portions(every):
        rows = Unwanted.objects.of(workspace).filter(digest__in=some)
        found |= set(rows.values_list("digest", flat=True))
    refused = {(known[one].network, known[one].author, known[one].handle) for one in found}
    return [one for one in heard if (one.network, one.author, one.handle) in refused]
