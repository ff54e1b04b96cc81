"""Suites: what a line signs, verifies, seals and opens with; fixed at the key ceremony and never negotiated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
    MLDSA87PrivateKey,
    MLDSA87PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from parley.seal import ed25519, hybrid
from parley.words.faults import PeerFault

SEED_BYTES: Final = 64
"""A signing key is a seed: 32 bytes of Ed25519 (RFC 8032), then 32 of ML-DSA (FIPS 204)."""

_PqPrivate: TypeAlias = MLDSA44PrivateKey | MLDSA87PrivateKey
_PqPublic: TypeAlias = MLDSA44PublicKey | MLDSA87PublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a signing key: 32 bytes of Ed25519 and the suite's ML-DSA key."""

    ed: bytes
    pq: bytes


class SigningKey(Protocol):
    """A loaded signing key; keep it, since loading costs."""

    @property
    def public(self) -> PublicKey:
        """The public half."""

    def ed(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes, always the same for the same message."""

    def pq(self, message: bytes, context: bytes = b"") -> bytes:
        """The ML-DSA signature under a context of at most 255 bytes; hedged, so never twice the same."""


class VerifyingKey(Protocol):
    """A loaded public key; keep it, since loading costs. Any bytes may be given as message and signature."""

    @property
    def public(self) -> PublicKey:
        """The key as it came."""

    def ed(self, message: bytes, signature: bytes) -> bool:
        """Whether the Ed25519 signature holds, by the rule in `parley.seal.ed25519`."""

    def pq(self, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        """Whether the ML-DSA signature holds under that context (FIPS 204)."""


class Aead(Protocol):
    """A loaded symmetric key: AES-256-GCM-SIV (RFC 8452); sealing adds 16 bytes."""

    def seal(self, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        """Seal under a nonce of 12 bytes and bind `header`, which travels beside the result."""

    def open(self, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes | None:
        """The plaintext, or None where the bytes do not open."""


class Suite(Protocol):
    """A set of algorithms. `pq_type` is the signature type of the ML-DSA line in a head (docs/spec/record.md)."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def pq_type(self) -> int: ...
    @property
    def pq_public_bytes(self) -> int: ...
    @property
    def pq_signature_bytes(self) -> int: ...

    def signing_key(self, seed: bytes) -> SigningKey:
        """Load a signing key from its seed of 64 bytes."""

    def verifying_key(self, public: PublicKey) -> VerifyingKey:
        """Load a public key; PeerFault `key-weak` or `key-malformed`."""

    def kem_keypair(self, seed: bytes) -> tuple[bytes, bytes]:
        """The secret and the public key that 32 random bytes make."""

    def kem_seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        """Seal to a public key (`parley.seal.hybrid`); PeerFault `key-malformed`."""

    def kem_open(self, secret: bytes, info: bytes, ciphertext: bytes) -> bytes:
        """Open with a secret key; PeerFault `seal-broken`."""

    def aead(self, key: bytes) -> Aead:
        """Load a symmetric key of 32 bytes."""


def suite(number: int) -> Suite:
    """The suite of that number; PeerFault `suite-unknown`."""
    for known in (S1, S2):
        if known.number == number:
            return known
    raise PeerFault("suite-unknown", f"Suite {number} is not known to this version.")


class _SigningKey:
    __slots__ = ("_ed", "_pq", "public")

    def __init__(self, ed: Ed25519PrivateKey, pq: _PqPrivate) -> None:
        self._ed = ed
        self._pq = pq
        self.public = PublicKey(ed.public_key().public_bytes_raw(), pq.public_key().public_bytes_raw())

    def ed(self, message: bytes) -> bytes:
        return self._ed.sign(message)

    def pq(self, message: bytes, context: bytes = b"") -> bytes:
        return self._pq.sign(message, context)


class _VerifyingKey:
    __slots__ = ("_ed", "_pq", "public")

    def __init__(self, public: PublicKey, ed: Ed25519PublicKey, pq: _PqPublic) -> None:
        self.public = public
        self._ed = ed
        self._pq = pq

    def ed(self, message: bytes, signature: bytes) -> bool:
        if not ed25519.sound(signature[:32]):
            return False
        try:
            self._ed.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def pq(self, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        try:
            self._pq.verify(signature, message, context)
        except (InvalidSignature, ValueError):  # ValueError: no signature has so long a context
            return False
        return True


class _Aead:
    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        assert len(key) == 32, "a shorter key would choose a weaker cipher"
        self._cipher = AESGCMSIV(key)

    def seal(self, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        return self._cipher.encrypt(nonce, plaintext, header)

    def open(self, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(nonce, ciphertext, header)
        except (InvalidTag, ValueError):  # ValueError: a nonce cut short
            return None


@dataclass(frozen=True, slots=True)
class _Suite:
    """A suite whose algorithms are all the library's."""

    number: int
    name: str
    pq_type: int
    pq_public_bytes: int
    pq_signature_bytes: int
    _pq_private: Callable[[bytes], _PqPrivate]
    _pq_public: Callable[[bytes], _PqPublic]
    _kem: hybrid.Hybrid

    def signing_key(self, seed: bytes) -> SigningKey:
        assert len(seed) == SEED_BYTES
        return _SigningKey(Ed25519PrivateKey.from_private_bytes(seed[:32]), self._pq_private(seed[32:]))

    def verifying_key(self, public: PublicKey) -> VerifyingKey:
        if len(public.ed) != 32 or len(public.pq) != self.pq_public_bytes:
            raise PeerFault("key-malformed", "A public key has not the size that its suite gives it.")
        if not ed25519.sound(public.ed):
            raise PeerFault("key-weak")
        if not ed25519.on_curve(public.ed):
            raise PeerFault("key-malformed", "The Ed25519 key is no point of the curve.")
        return _VerifyingKey(public, Ed25519PublicKey.from_public_bytes(public.ed), self._pq_public(public.pq))

    def kem_keypair(self, seed: bytes) -> tuple[bytes, bytes]:
        assert len(seed) == hybrid.SEED_BYTES
        return seed, self._kem.public_of(seed)

    def kem_seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        return self._kem.seal(public, info, plaintext)

    def kem_open(self, secret: bytes, info: bytes, ciphertext: bytes) -> bytes:
        return self._kem.open(secret, info, ciphertext)

    def aead(self, key: bytes) -> Aead:
        return _Aead(key)


S1: Final[Suite] = _Suite(
    number=1,
    name="S1",
    pq_type=0x06,
    pq_public_bytes=1312,
    pq_signature_bytes=2420,
    _pq_private=MLDSA44PrivateKey.from_seed_bytes,
    _pq_public=MLDSA44PublicKey.from_public_bytes,
    _kem=hybrid.MLKEM768_X25519,
)
S2: Final[Suite] = _Suite(
    number=2,
    name="S2",
    pq_type=0xFF,
    pq_public_bytes=2592,
    pq_signature_bytes=4627,
    _pq_private=MLDSA87PrivateKey.from_seed_bytes,
    _pq_public=MLDSA87PublicKey.from_public_bytes,
    _kem=hybrid.MLKEM1024_P384,
)
