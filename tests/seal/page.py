"""docs/spec/seal.md written a second time, with other libraries than ours: packets and the transfers of the exchange.

HPKE alone is taken from `parley.seal`: tests/seal/test_hybrid.py has its second writing. A fault is a field that is not
as it should be.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA87PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from parley.seal.suite import suite

LINE, OTHER_LINE = hashlib.sha256(b"a line").digest(), hashlib.sha256(b"another line").digest()
PAIR_SECRET, OTHER_SECRET = hashlib.sha256(b"a pair secret").digest(), hashlib.sha256(b"another").digest()
ROOT = hashlib.sha256(b"the root of epoch 7").digest()
ALFA, BRAVO = hashlib.sha512(b"node of Alfa").digest(), hashlib.sha512(b"node of Bravo").digest()
STRANGER = hashlib.sha512(b"a stranger's node").digest()
KEM_SEED = hashlib.sha256(b"a KEM seed").digest()


def written(item: object) -> bytes:
    """Strict CBOR, by the other library."""
    return cbor2.dumps(item, canonical=True)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def flipped(data: bytes, at: int) -> bytes:
    """The same bytes with one bit of byte `at` turned."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# ---------------------------------------------------------------- section 2: packets


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A packet from Alfa to Bravo, and what Bravo has to open it with."""

    suite: int = 1
    line: bytes = LINE
    parties: tuple[str, ...] = ("Alfa", "Bravo")
    epoch: int = 7
    secret: bytes = ROOT
    header: bytes = bytes.fromhex("01 00 000007 00000000")
    nonce: bytes = bytes(range(12))
    plaintext: bytes = written({0: 7, 1: 41})
    direction: tuple[str, str] = ("Alfa", "Bravo")

    def key(self) -> bytes:
        info = b"parley/packet/v1\x00" + written([self.suite, self.epoch, *self.direction])
        return hkdf(self.secret, self.line, info)

    def sealed(self) -> bytes:
        return self.header + self.nonce + AESGCMSIV(self.key()).encrypt(self.nonce, self.plaintext, self.header)


# ---------------------------------------------------------------- section 4: the exchange


def node_keys(seed: bytes, number: int) -> bytes:
    """The Ed25519 and the ML-DSA public key of a node, joined."""
    pq = (MLDSA44PrivateKey if number == 1 else MLDSA87PrivateKey).from_seed_bytes(seed[32:])
    ed = Ed25519PrivateKey.from_private_bytes(seed[:32])
    return ed.public_key().public_bytes_raw() + pq.public_key().public_bytes_raw()


def signed(seed: bytes, number: int, label: bytes, body: bytes) -> bytes:
    if number == 1:
        return Ed25519PrivateKey.from_private_bytes(seed[:32]).sign(label + b"\x00" + body)
    return MLDSA87PrivateKey.from_seed_bytes(seed[32:]).sign(body, label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An OFFER of Alfa to Bravo; a fault is one field that is not as it should be."""

    suite: int = 1
    version: object = 1
    suite_named: int = 0
    line: bytes = LINE
    sender: str = "Alfa"
    receiver: str = "Bravo"
    sender_seed: bytes = ALFA
    receiver_seed: bytes = BRAVO
    number: object = 1
    public: bytes = b""
    nonce: bytes = bytes(range(16))
    label: bytes = b"parley/offer/v1"
    signer: bytes = ALFA
    more: tuple[object, ...] = ()

    def body(self) -> bytes:
        hashes = [sha256(node_keys(seed, self.suite)) for seed in (self.sender_seed, self.receiver_seed)]
        public = self.public or suite(self.suite).kem_keypair(KEM_SEED)[1]
        named = self.suite_named or self.suite
        fields = [self.version, named, self.line, self.sender, self.receiver, *hashes, self.number, public, self.nonce]
        return written([*fields, *self.more])

    def sealed(self) -> bytes:
        return written([self.body(), signed(self.signer, self.suite, self.label, self.body())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Bravo's ACCEPT of an OFFER of Alfa's."""

    suite: int = 1
    version: object = 1
    offer: bytes
    secret: bytes = bytes(range(32))
    info: bytes = b""
    nonce: bytes = bytes(range(16, 32))
    label: bytes = b"parley/accept/v1"
    signer: bytes = BRAVO
    change: Callable[[bytes], bytes] = bytes

    def sealed(self) -> bytes:
        public = suite(self.suite).kem_keypair(KEM_SEED)[1]
        info = self.info or b"parley/epoch/v1\x00" + sha256(self.offer)
        hpke = self.change(suite(self.suite).kem_seal(public, info, self.secret))
        body = written([self.version, sha256(self.offer), hpke, self.nonce])
        return written([body, signed(self.signer, self.suite, self.label, body)])
