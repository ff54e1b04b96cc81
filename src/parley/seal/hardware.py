"""Signatures of hardware keys: public halves as COSE keys (RFC 9053), in the one form that CTAP 2 writes.

ES256 (ECDSA on P-256 over SHA-256) and EdDSA (Ed25519, under the rule of `seal/ed25519.py`); every other is refused.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from parley.seal import ed25519
from parley.words.faults import PeerFault

_ES256: Final = bytes.fromhex("a5010203262001215820")
_ES256_Y: Final = bytes.fromhex("225820")
_EDDSA: Final = bytes.fromhex("a4010103272006215820")


def refuse_key(cose: bytes) -> None:
    """Refuse a public half that is of another sort, or names no point. Raises PeerFault `key-malformed`, `key-weak`."""
    _key(cose)


def holds(cose: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a key signed a message. Raises PeerFault `key-malformed`, `key-weak`."""
    key = _key(cose)
    try:
        if isinstance(key, Ed25519PublicKey):
            if len(signature) != 64 or not ed25519.sound(signature[:32]):
                return False
            key.verify(signature, message)
        else:
            key.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(cose: bytes) -> ec.EllipticCurvePublicKey | Ed25519PublicKey:
    if len(cose) == 77 and cose.startswith(_ES256) and cose[42:45] == _ES256_Y:
        x, y = int.from_bytes(cose[10:42]), int.from_bytes(cose[45:])
        try:
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        except ValueError:
            raise PeerFault("key-malformed", "The public half names no point of P-256.") from None
    if len(cose) == 42 and cose.startswith(_EDDSA):
        if not ed25519.sound(cose[10:]) or not ed25519.on_curve(cose[10:]):
            raise PeerFault("key-weak")
        return Ed25519PublicKey.from_public_bytes(cose[10:])
    raise PeerFault(
        "key-malformed", "The public half is of no sort that is taken: ES256 or EdDSA, as CTAP 2 writes it."
    )
