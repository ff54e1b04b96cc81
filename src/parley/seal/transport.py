"""The identity of a node's transport: what the TLS coat of a stream bearer shows, and the other side has pinned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import BasicConstraints, CertificateBuilder, Name, NameAttribute
from cryptography.x509.oid import NameOID

# A pinned certificate is good while the card names it; the core has no clock to date it by.
_NOT_BEFORE: Final = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_AFTER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280 section 4.1.2.5: no known end


class TransportIdentity(NamedTuple):
    """A self-signed certificate, which the card carries, and its private key, which stays in the home."""

    certificate: bytes
    """DER; the same for everybody who reads the card, and the peer is pinned to these bytes."""
    key: bytes
    """PEM of PKCS #8."""


def transport_identity(entropy: Callable[[int], bytes], password: bytes | None) -> TransportIdentity:
    """Make an Ed25519 certificate for TLS 1.3 and its key, encrypted under `password` if there is one.

    Its name is random, for the party stands on the card that carries it, and OpenSSL looks trusted certificates up by
    name: under one name only the first of several pinned peers would pass.
    """
    key = Ed25519PrivateKey.from_private_bytes(entropy(32))
    serial = b"\x01" + entropy(15)  # positive and of one length
    name = Name([NameAttribute(NameOID.COMMON_NAME, f"parley-{serial.hex()}")])
    certificate = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(serial, "big"))
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, None)
    )
    lock: KeySerializationEncryption = NoEncryption() if password is None else BestAvailableEncryption(password)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    return TransportIdentity(certificate.public_bytes(Encoding.DER), pem)
