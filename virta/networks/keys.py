"""Keys of ES256 (RFC 7518): made, kept as PEM, and shown to others without their secret half."""

import base64
import hashlib
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def made() -> str:
    """A fresh key in the form in which it is kept: PEM, a secret."""
    return kept(ec.generate_private_key(ec.SECP256R1()))


def kept(key: ec.EllipticCurvePrivateKey) -> str:
    """The key as PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def read(pem: str) -> ec.EllipticCurvePrivateKey:
    """The key that was kept. Raises ValueError or TypeError where it is none of ours."""
    key = serialization.load_pem_private_key(pem.encode("ascii"), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("This is no key of ES256")
    return key


def public(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The half that everybody may see, as a JWK (RFC 7517)."""
    numbers = key.public_key().public_numbers()
    parts = {"x": numbers.x, "y": numbers.y}
    return {"kty": "EC", "crv": "P-256"} | {
        name: encoded(number.to_bytes(32, "big")) for name, number in parts.items()
    }


def thumbprint(key: ec.EllipticCurvePrivateKey) -> str:
    """The key's name (RFC 7638)."""
    text = json.dumps(public(key), separators=(",", ":"), sort_keys=True)
    return encoded(hashlib.sha256(text.encode("ascii")).digest())


def published(pem: str) -> dict[str, str]:
    """The public half with its name, as an entry of a key set that others check signatures by."""
    key = read(pem)
    return public(key) | {"kid": thumbprint(key), "use": "sig", "alg": "ES256"}


def encoded(content: bytes) -> str:
    """base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")
