"""Keys from a secret: HKDF with SHA-256."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """Extract from `secret` under `salt`, then expand with `info` to `length` bytes, at most 8,160 (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(secret)
