"""Ed25519 under a strict rule, because libraries differ and "valid for you, invalid for me" is itself a dispute.

A signature by the key A over a message M is accepted if and only if all of this holds:

1. A is 32 bytes and the signature is 64. R is its first 32 bytes, S its last 32 as a little-endian integer.
2. A and R are canonical encodings: y, the low 255 bits as a little-endian integer, is below p = 2^255 - 19; and where x
   is 0 (y = 1 or y = p - 1) the highest bit of the last byte, the sign of x, is 0.
3. Neither A nor R is one of the eight points of low order. Their y is 0, 1, p - 1, y8 or p - y8, where y8 is
   0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826; as no other point has these y, it is enough to
   look at y, and the second half of 2 follows.
4. S is below L = 2^252 + 27742317777372353535851937790883648493.
5. A is a point of the curve; and with k = SHA-512(R ‖ A ‖ M) mod L, the bytes of A and R as they came, the canonical
   encoding of S·B - k·A equals R byte for byte. This is the equation without the cofactor.

The library does 1, 4 and 5; 2 and 3 are done here, for A at enrolment and for A and R at each verification. Under a key
of low order one fixed signature fits any text. What passes here passes the strict rules of the common libraries too.
"""

from __future__ import annotations

from typing import Final

P: Final = 2**255 - 19
_Y8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_Y_LOW: Final = frozenset({0, 1, P - 1, _Y8, P - _Y8})
_Y_MASK: Final = 2**255 - 1
_D: Final = -121665 * pow(121666, -1, P) % P


def sound(point: bytes) -> bool:
    """Whether 32 bytes meet 2 and 3: the canonical encoding of something that is no point of low order."""
    y = int.from_bytes(point, "little") & _Y_MASK
    return y < P and y not in _Y_LOW


def on_curve(point: bytes) -> bool:
    """Whether 32 sound bytes name a point: (y^2 - 1) / (d·y^2 + 1) has a square root (RFC 8032 section 5.1.3)."""
    y2 = (int.from_bytes(point, "little") & _Y_MASK) ** 2
    return pow((y2 - 1) * (_D * y2 + 1), (P - 1) // 2, P) == 1
