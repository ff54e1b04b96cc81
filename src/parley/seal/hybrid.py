"""Sealing to a public key: HPKE (RFC 9180) in base mode, one message, over a hybrid of ML-KEM and an elliptic curve.

A secret key is a seed of 32 bytes. SHAKE256 stretches it to the 64-byte seed of the ML-KEM half followed by the secret
of the other half (X25519: 32 bytes; P-384: 48 bytes, a big-endian integer), as X-Wing and the hybrids of hpke-pq do. A
public key is the ML-KEM encapsulation key followed by the other half's public key (P-384: uncompressed). Sealed bytes
are the encapsulation followed by the ciphertext with its tag. There is no associated data: all context is in `info`.

| suite | KEM                             | KDF                | AEAD                    | public key | sealing adds   |
|-------|---------------------------------|--------------------|-------------------------|------------|----------------|
| S1    | 0x647a MLKEM768-X25519 (X-Wing) | 0x0001 HKDF-SHA256 | 0x0003 ChaCha20Poly1305 | 1184 + 32  | 1088 + 32 + 16 |
| S2    | 0x0051 MLKEM1024-P384           | 0x0002 HKDF-SHA384 | 0x0002 AES-256-GCM      | 1568 + 97  | 1568 + 97 + 16 |

These are the combinations for which others have published vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import shake_256
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePublicKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
    MLKEM1024PrivateKey,
    MLKEM1024PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    MLKEM1024P384PrivateKey,
    MLKEM1024P384PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from parley.words.faults import PeerFault

SEED_BYTES: Final = 32

_Secret: TypeAlias = MLKEM768X25519PrivateKey | MLKEM1024P384PrivateKey
_Public: TypeAlias = MLKEM768X25519PublicKey | MLKEM1024P384PublicKey


@dataclass(frozen=True, slots=True)
class Hybrid:
    """One row of the table above: its HPKE suite, the size of a public key, and how its keys are read."""

    hpke: Suite
    public_bytes: int
    read_secret: Callable[[bytes], tuple[_Secret, bytes]]
    read_public: Callable[[bytes], _Public]

    def public_of(self, seed: bytes) -> bytes:
        """The public key that belongs to a seed."""
        return self.read_secret(seed)[1]

    def seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        """Seal to a public key; PeerFault `key-malformed` where the bytes are none."""
        if len(public) != self.public_bytes:
            raise PeerFault("key-malformed", f"A public key of this suite has {self.public_bytes} bytes.")
        try:
            return self.hpke.encrypt(plaintext, self.read_public(public), info)
        except ValueError:
            raise PeerFault("key-malformed") from None

    def open(self, seed: bytes, info: bytes, sealed: bytes) -> bytes:
        """Open with a seed; PeerFault `seal-broken` where that fails, whatever the reason."""
        try:
            return self.hpke.decrypt(sealed, self.read_secret(seed)[0], info)
        except (InvalidTag, ValueError):
            raise PeerFault("seal-broken") from None


def _x25519_secret(seed: bytes) -> tuple[_Secret, bytes]:
    stretched = shake_256(seed).digest(64 + 32)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
    x25519 = X25519PrivateKey.from_private_bytes(stretched[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return MLKEM768X25519PrivateKey(mlkem, x25519), public


def _x25519_public(public: bytes) -> _Public:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:1184]), X25519PublicKey.from_public_bytes(public[1184:])
    )


def _p384_secret(seed: bytes) -> tuple[_Secret, bytes]:
    """One seed in 2^190 names no scalar and raises ValueError."""
    stretched = shake_256(seed).digest(64 + 48)
    mlkem = MLKEM1024PrivateKey.from_seed_bytes(stretched[:64])
    p384 = derive_private_key(int.from_bytes(stretched[64:], "big"), SECP384R1())
    point = p384.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return MLKEM1024P384PrivateKey(mlkem, p384), mlkem.public_key().public_bytes_raw() + point


def _p384_public(public: bytes) -> _Public:
    return MLKEM1024P384PublicKey(
        MLKEM1024PublicKey.from_public_bytes(public[:1568]),
        EllipticCurvePublicKey.from_encoded_point(SECP384R1(), public[1568:]),
    )


MLKEM768_X25519: Final = Hybrid(
    Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305), 1184 + 32, _x25519_secret, _x25519_public
)
MLKEM1024_P384: Final = Hybrid(
    Suite(KEM.MLKEM1024_P384, KDF.HKDF_SHA384, AEAD.AES_256_GCM), 1568 + 97, _p384_secret, _p384_public
)
