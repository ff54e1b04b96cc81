"""A hardware key in software, for tests: it signs what a browser would have it sign, or something wrong with it."""

from __future__ import annotations

import json
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from parley.record.release import Assertion, Evidence, challenge

PRESENT, VERIFIED, HAS_KEY = 1, 4, 0x40


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class HardwareKey:
    """One seat's key, always the same for a number."""

    seat: str
    number: int = 1
    host: str = "localhost"
    eddsa: bool = False
    counter: int = field(default=0, init=False)

    @property
    def private(self) -> ec.EllipticCurvePrivateKey | Ed25519PrivateKey:
        seed = sha256(f"{self.seat}/{self.number}".encode()).digest()
        if self.eddsa:
            return Ed25519PrivateKey.from_private_bytes(seed)
        return ec.derive_private_key(int.from_bytes(seed[:31]) + 1, ec.SECP256R1())

    @property
    def cose(self) -> bytes:
        public = self.private.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            numbers = public.public_numbers()
            x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
            return bytes.fromhex("a5010203262001215820") + x + bytes.fromhex("225820") + y
        return bytes.fromhex("a4010103272006215820") + public.public_bytes(Encoding.Raw, PublicFormat.Raw)

    def _sign(self, data: bytes) -> bytes:
        private = self.private
        if isinstance(private, Ed25519PrivateKey):
            return private.sign(data)
        return private.sign(data, ec.ECDSA(SHA256()))

    def answers(self, digest: bytes, *, flags: int = PRESENT | VERIFIED, **client: Any) -> Assertion:  # noqa: ANN401
        """Answer a digest; `client` replaces what the browser says of it."""
        self.counter += 1
        said = {"type": "webauthn.get", "challenge": challenge(digest), "origin": f"http://{self.host}:8443", **client}
        data = sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.counter)
        client_data = json.dumps(said).encode()
        return Assertion(self.seat, self.cose, data, client_data, self._sign(data + sha256(client_data).digest()))

    def evidence(self, digest: bytes) -> Evidence:
        """Release a digest alone."""
        return Evidence(digest, (self.answers(digest),))

    # ---- as a browser gives it

    def created(self) -> dict[str, Any]:
        """Give what a browser gives of a new key."""
        head = sha256(self.host.encode()).digest() + struct.pack(">BI", PRESENT | VERIFIED | HAS_KEY, 0)
        credential = sha256(self.cose).digest()[:16]
        data = head + bytes(16) + struct.pack(">H", len(credential)) + credential + self.cose
        return {"type": "public-key", "response": {"authenticatorData": _text(data)}}

    def given(self, digest: bytes) -> dict[str, Any]:
        """Give what a browser gives of an answer to a digest."""
        _, _, data, client, signature = self.answers(digest)
        parts = {"authenticatorData": _text(data), "clientDataJSON": _text(client), "signature": _text(signature)}
        return {"type": "public-key", "response": parts}
