"""A slow hash, for what a person types and a machine keeps: Argon2id (RFC 9106) at the cost of a key file."""

from __future__ import annotations

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SALT_BYTES = 16


def slow_hash(text: str, salt: bytes) -> bytes:
    """Hash a text under a salt of 16 bytes; takes a tenth of a second and 64 MiB."""
    return Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65_536).derive(text.encode())


def is_slow_hash(text: str, salt: bytes, kept: bytes) -> bool:
    """Say whether a text has this hash, without telling by the time it takes how much of it is right."""
    return bytes_eq(slow_hash(text, salt), kept)
