"""After a change of the secret key: everything that lies encrypted is encrypted anew.

Until then the old key is needed (VIRTA_OLD_SECRET_KEYS); afterwards it is not. Each row is changed
by a conditional update, so Virta may go on running meanwhile.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from virta.engagement.models import Connection
from virta.flows.publishing.connecting import CLIENT_KEY
from virta.kit.sealing import sealed_anew
from virta.kit.secrets import signing_key
from virta.people.adapter import SECOND_FACTORS

UNREADABLE, ANEW, WELL = "unreadable", "anew", "well"


def rotate() -> dict[str, Counter[str]]:
    """Encrypt everything under the present key. By the name of what it is, how many there are of
    each: `anew`, `well` (it was already) and `unreadable` (under none of the known keys)."""
    found = {str(one._meta.label): Counter(_rows(one)) for one in sealing_models()}
    return found | {"second factors": Counter(_second_factors())}


def sealing_models() -> list[Any]:
    """The models with a column `sealed`, each of which says what for (`SEALED_FOR`)."""
    return [one for one in apps.get_models() if hasattr(one, "SEALED_FOR")]


def signed_with_old_keys() -> list[Connection]:
    """Sign-ins whose network knows us by a key that follows from an old secret: they can be
    renewed only as long as that stands in VIRTA_OLD_SECRET_KEYS."""
    old = {signing_key(one, CLIENT_KEY) for one in settings.OLD_SECRET_KEYS}
    rows = Connection.objects.exclude(sealed="").select_related("channel", "workspace")
    return [one for one in rows if _client_key(one) in old]


def _client_key(connection: Connection) -> str:
    try:
        return connection.credentials.get("client_key", "")
    except InvalidToken:
        return ""


def _rows(model: Any) -> Iterator[str]:
    rows: models.QuerySet[Any] = model._base_manager.exclude(sealed="")
    for key, sealed in rows.values_list("pk", "sealed").iterator(chunk_size=500):
        try:
            fresh = sealed_anew(sealed, model.SEALED_FOR)
        except InvalidToken:
            yield UNREADABLE
            continue
        if fresh != sealed:
            # Whoever has written it meanwhile has done so under the present key.
            model._base_manager.filter(pk=key, sealed=sealed).update(sealed=fresh)
        yield ANEW if fresh != sealed else WELL


def _second_factors() -> Iterator[str]:
    for key in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is None:
                continue
            try:
                fresh = {name: _fresh(name, value) for name, value in row.data.items()}
            except InvalidToken:
                yield UNREADABLE
                continue
            if fresh == row.data:
                yield WELL
                continue
            row.data = fresh
            row.save(update_fields=["data"])
            yield ANEW


def _fresh(name: str, value: Any) -> Any:
    """A part of what allauth keeps of a second factor; its secrets are encrypted by our adapter."""
    if name in ("secret", "seed"):
        return sealed_anew(value, SECOND_FACTORS)
    if name == "migrated_codes":
        return [sealed_anew(one, SECOND_FACTORS) for one in value]
    return value
