"""The installation's secret key, and encryption of secrets at rest with it."""

import base64
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def key_in(path: Path) -> str:
    """The key kept in this file; made at the first start, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            # Two processes may start at once; the first one's key stands for both.
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def cipher(secret_key: str, purpose: str, old_keys: Iterable[str] = ()) -> MultiFernet:
    """Authenticated encryption under a key derived for one purpose (HKDF, RFC 5869).

    What was encrypted under one of the old keys is still read; new things use the first one.
    """
    return MultiFernet([_fernet(key, purpose) for key in (secret_key, *old_keys)])


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"virta:{purpose}".encode()).derive(
        key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
