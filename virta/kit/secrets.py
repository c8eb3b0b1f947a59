"""The installation's secret key, and encryption of secrets at rest with it."""

import base64
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Of P-256: SP 800-186, section 3.2.1.3.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


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


def signing_key(secret_key: str, purpose: str) -> str:
    """A key to sign with (ES256, PEM), derived for one purpose: the same as long as the secret is.

    By FIPS 186-5, appendix A.2.1: 16 bytes more than the curve's order has keep it even.
    """
    derived = HKDF(hashes.SHA256(), 48, salt=None, info=f"virta:{purpose}".encode()).derive(
        secret_key.encode()
    )
    made = ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"virta:{purpose}".encode()).derive(
        key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
