"""A suite whose signatures, sealing and KEM are keyed BLAKE2: no secrecy, each flipped bit found, a lot faster.

Each signing key can be watched: what a node signs is what it may be held to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from parley.seal.suite import Aead, PublicKey, SigningKey, Suite, VerifyingKey
from parley.words.faults import PeerFault

TAG_BYTES: Final = 16
Watch = Callable[[bytes], None]
"""Called with every message that an Ed25519 key signs."""


def _keyed(key: bytes, message: bytes, size: int, label: bytes = b"") -> bytes:
    return blake2b(label + message, key=key, digest_size=size).digest()


@dataclass(frozen=True, slots=True)
class _Key:
    """Both halves: here whoever can verify can also sign."""

    public: PublicKey
    pq_bytes: int = 64

    def ed(self, message: bytes) -> bytes:
        return _keyed(self.public.ed, message, 64)

    def pq(self, message: bytes, context: bytes = b"") -> bytes:
        return _keyed(self.public.pq, message, 64, context + b"\x00").ljust(self.pq_bytes, b"\x00")


@dataclass(frozen=True, slots=True)
class _Verifier:
    public: PublicKey
    pq_bytes: int = 64

    def ed(self, message: bytes, signature: bytes) -> bool:
        return _keyed(self.public.ed, message, 64) == signature

    def pq(self, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        return _keyed(self.public.pq, message, 64, context + b"\x00").ljust(self.pq_bytes, b"\x00") == signature


@dataclass(frozen=True, slots=True)
class _Aead:
    """The ciphertext is the plaintext with a tag, so that the checkers can read along."""

    key: bytes

    def seal(self, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        return plaintext + _keyed(self.key, header + nonce + plaintext, TAG_BYTES)

    def open(self, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes | None:
        plaintext = ciphertext[:-TAG_BYTES]
        return plaintext if self.seal(nonce, plaintext, header) == ciphertext else None


@dataclass(frozen=True, slots=True)
class _Stub:
    number: int = 1
    name: str = "stub"
    pq_type: int = 0x06
    pq_public_bytes: int = 32
    pq_signature_bytes: int = 64

    def signing_key(self, seed: bytes) -> SigningKey:
        return _Key(PublicKey(_keyed(seed, b"ed", 32), _keyed(seed, b"pq", 32)), self.pq_signature_bytes)

    def verifying_key(self, public: PublicKey) -> VerifyingKey:
        return _Verifier(public, self.pq_signature_bytes)

    def kem_keypair(self, seed: bytes) -> tuple[bytes, bytes]:
        return seed, _keyed(seed, b"kem", 32)

    def kem_seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        if len(public) != 32:
            raise PeerFault("key-malformed")
        return _Aead(public).seal(b"", plaintext, info)

    def kem_open(self, secret: bytes, info: bytes, ciphertext: bytes) -> bytes:
        plaintext = _Aead(self.kem_keypair(secret)[1]).open(b"", ciphertext, info)
        if plaintext is None:
            raise PeerFault("seal-broken")
        return plaintext

    def aead(self, key: bytes) -> Aead:
        return _Aead(key)


STUB: Final[Suite] = _Stub()
STUB_TWO: Final[Suite] = _Stub(2, "stub 2", 0xFF, 32, 96)
"""The second suite's number and head type: the exchange is signed with ML-DSA there."""


@dataclass(slots=True)
class WatchedKey:
    """A signing key that shows what it signs before it does."""

    key: SigningKey
    watch: Watch = field(default=lambda _message: None)

    @property
    def public(self) -> PublicKey:
        return self.key.public

    def ed(self, message: bytes) -> bytes:
        self.watch(message)
        return self.key.ed(message)

    def pq(self, message: bytes, context: bytes = b"") -> bytes:
        return self.key.pq(message, context)
