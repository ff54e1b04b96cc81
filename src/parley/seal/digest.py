"""SHA-256 and the hashes of an RFC 6962 Merkle tree."""

from __future__ import annotations

import hmac
from hashlib import sha256 as _sha256
from typing import Final

EMPTY_ROOT: Final = _sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 section 2.1)."""


def sha256(data: bytes) -> bytes:
    """The 32-byte SHA-256 digest of `data` (FIPS 180-4)."""
    return _sha256(data).digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf, which is also the id of an entry: SHA-256(0x00 ‖ entry) (RFC 6962 section 2.1)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two subtrees: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 section 2.1)."""
    return _sha256(b"\x01" + left + right).digest()


def mac(key: bytes, data: bytes) -> bytes:
    """The 32 bytes of HMAC-SHA256 (RFC 2104)."""
    return hmac.digest(key, data, "sha256")
