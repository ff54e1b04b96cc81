"""Looks over the shoulder of every AEAD key: what is sealed, before it is cut into frames, and what is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from parley.line.fragments import is_frame
from parley.line.pairs import Header, read_header
from parley.line.payloads import Beat, Echo, Payload, read_payload
from parley.seal.digest import sha256
from parley.seal.suite import Aead, PublicKey, SigningKey, Suite, VerifyingKey

TRANSFER = slice(2, 6)


class Sealed(NamedTuple):
    """A packet as its sender sealed it: `transfer` is how frames name it."""

    header: Header
    payload: Payload
    size: int


SealWatch = Callable[[Sealed, bytes], None]
OpenWatch = Callable[[bytes], None]


@dataclass(slots=True)
class Sealing:
    """Every packet that was ever sealed, by how its frames name it; a whole packet has that name too."""

    parties: tuple[str, ...]
    packets: dict[bytes, Sealed] = field(default_factory=dict)

    def of(self, data: bytes) -> Sealed | None:
        """Give what a packet or a frame carries, if it is as it was sealed."""
        return self.packets.get(transfer_of(data))

    def is_life(self, data: bytes) -> bool:
        """Say whether a packet or a frame carries a sign of life."""
        sealed = self.of(data)
        return sealed is not None and isinstance(sealed.payload, Beat | Echo)


def transfer_of(data: bytes) -> bytes:
    """Give the name of the transfer that a packet or frame belongs to."""
    return data[TRANSFER] if is_frame(data) else sha256(data)[:4]


@dataclass(frozen=True, slots=True)
class _Watched:
    key: bytes
    inner: Aead
    suite: WatchedSuite

    def seal(self, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        ciphertext = self.inner.seal(nonce, plaintext, header)
        sealing = self.suite.sealing
        packet = header + nonce + ciphertext
        sealed = Sealed(read_header(sealing.parties, packet), read_payload(plaintext), len(packet))
        sealing.packets[sha256(packet)[:4]] = sealed
        self.suite.on_seal(sealed, packet)
        return ciphertext

    def open(self, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes | None:
        plaintext = self.inner.open(nonce, ciphertext, header)
        if plaintext is not None:
            self.suite.on_open(self.key)
        return plaintext


@dataclass(frozen=True, slots=True)
class WatchedSuite:
    """A suite of one party whose AEAD keys tell what they do."""

    inner: Suite
    sealing: Sealing
    on_seal: SealWatch
    on_open: OpenWatch

    @property
    def number(self) -> int:
        return self.inner.number

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def pq_type(self) -> int:
        return self.inner.pq_type

    @property
    def pq_public_bytes(self) -> int:
        return self.inner.pq_public_bytes

    @property
    def pq_signature_bytes(self) -> int:
        return self.inner.pq_signature_bytes

    def signing_key(self, seed: bytes) -> SigningKey:
        return self.inner.signing_key(seed)

    def verifying_key(self, public: PublicKey) -> VerifyingKey:
        return self.inner.verifying_key(public)

    def kem_keypair(self, seed: bytes) -> tuple[bytes, bytes]:
        return self.inner.kem_keypair(seed)

    def kem_seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        return self.inner.kem_seal(public, info, plaintext)

    def kem_open(self, secret: bytes, info: bytes, ciphertext: bytes) -> bytes:
        return self.inner.kem_open(secret, info, ciphertext)

    def aead(self, key: bytes) -> Aead:
        return _Watched(key, self.inner.aead(key), self)
