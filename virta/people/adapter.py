"""How allauth signs people in here: by invitation only, secrets of a second factor encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.http import HttpRequest

from virta.kit.secrets import cipher

SECOND_FACTORS = "mfa"
"""What their key is for."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; the set-up link and invitations make accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def keys() -> MultiFernet:
    """What second factors are encrypted under."""
    return cipher(settings.SECRET_KEY, SECOND_FACTORS, settings.OLD_SECRET_KEYS)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys().decrypt(encrypted_text.encode()).decode()

    def get_user_label(self, person: Any) -> str:
        return str(person.email)
