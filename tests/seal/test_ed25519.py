"""The strict Ed25519 rule (`parley.seal.ed25519`) on vectors of others."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from parley.seal.ed25519 import P, on_curve, sound
from parley.seal.suite import S1, PublicKey
from parley.words.faults import PeerFault
from tests import external
from tests.refusals import refused

PQ = S1.signing_key(bytes(64)).public.pq
REFUSED_FLAGS = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"}
"""A component of low order on A or R does no harm without the cofactor, as long as no residue is left."""


def accepts(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether we take the signature; its key must be enrolled first."""
    try:
        verifying = S1.verifying_key(PublicKey(key, PQ))
    except PeerFault as fault:
        assert fault.code in {"key-weak", "key-malformed"}  # noqa: PT017  either is a refusal
        return False
    return verifying.ed(message, signature)


def library_accepts(key: bytes, message: bytes, signature: bytes) -> bool:
    """What the library says on its own."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_cctv_edge_cases() -> None:
    name = "cctv_ed25519vectors.json"
    cases = external.load(name)
    ours = library = 0
    for case in cases:
        key, message, signature = bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"])
        accepted = accepts(key, message, signature)
        assert accepted == REFUSED_FLAGS.isdisjoint(case["flags"] or []), case
        ours += accepted
        library += library_accepts(key, message, signature)
    assert (ours, library) == (43, 208)
    external.ran(name, len(cases), of=914, note=f"the library alone accepts {library}, the strict rule {ours}")


def test_cctv_keys_of_low_order_are_refused_at_enrolment() -> None:
    cases = external.load("cctv_ed25519vectors.json")
    weak = {bytes.fromhex(case["key"]) for case in cases if "low_order_A" in (case["flags"] or [])}
    assert len(weak) == 14
    for key in weak:
        Ed25519PublicKey.from_public_bytes(key)
        with refused("key-weak"):
            S1.verifying_key(PublicKey(key, PQ))


def test_wycheproof() -> None:
    name = "wycheproof_ed25519_test.json"
    ran = accepted = 0
    for group in external.load(name)["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            result = accepts(key, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            assert result == (case["result"] == "valid"), case
            ran += 1
            accepted += result
    external.ran(name, ran, of=151, note=f"{accepted} accepted")


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("y", range(P, 2**255))
def test_no_encoding_from_p_upward_is_sound(y: int, sign: int) -> None:
    assert not sound((y | sign).to_bytes(32, "little"))


def test_every_key_that_a_seed_makes_is_sound_and_on_the_curve() -> None:
    for number in range(64):
        public = S1.signing_key(number.to_bytes(64, "big")).public.ed
        assert sound(public)
        assert on_curve(public)


def test_half_of_all_y_name_no_point_and_the_library_enrols_them() -> None:
    off_curve = [key for y in range(2, 202) if not on_curve(key := y.to_bytes(32, "little"))]
    assert 70 < len(off_curve) < 130
    for key in off_curve:
        Ed25519PublicKey.from_public_bytes(key)
        with refused("key-malformed"):
            S1.verifying_key(PublicKey(key, PQ))
