"""Secrets as they lie in the database: some named texts, encrypted together for one purpose."""

import json
from collections.abc import Mapping

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings

from virta.kit.secrets import cipher


def seal(texts: Mapping[str, str], purpose: str) -> str:
    """Encrypted under the installation's key."""
    return _cipher(purpose).encrypt(json.dumps(dict(texts), sort_keys=True).encode()).decode()


def unseal(sealed: str, purpose: str) -> dict[str, str]:
    """What was sealed, also under an old key. Raises InvalidToken under a foreign key."""
    kept: dict[str, str] = json.loads(_cipher(purpose).decrypt(sealed.encode()))
    return kept


def sealed_anew(sealed: str, purpose: str) -> str:
    """The same under the present key; itself where that is so already. Raises InvalidToken where
    none of the known keys opens it."""
    try:
        cipher(settings.SECRET_KEY, purpose).decrypt(sealed.encode())
    except InvalidToken:
        return _cipher(purpose).rotate(sealed.encode()).decode()
    return sealed


def _cipher(purpose: str) -> MultiFernet:
    return cipher(settings.SECRET_KEY, purpose, settings.OLD_SECRET_KEYS)
