"""Planted faults: what each guard of the seal is there for, shown by taking the guard away."""

import os
from collections.abc import Callable
from hashlib import sha512
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from parley.seal import ed25519, hybrid, keyfile, suite, transport
from parley.seal.keyfile import open_file
from parley.seal.suite import S1, PublicKey, Suite
from parley.words.cbor import Item, encode
from parley.words.faults import OurFault, PeerFault
from tests.refusals import refused
from tests.seal.test_suite import test_a_key_of_p_384_has_one_form as one_form
from tests.seal.test_suite import test_a_packet_opens_under_its_key_nonce_and_header_only as packet
from tests.seal.test_suite import test_a_public_key_of_another_size_is_malformed as key_sizes
from tests.seal.test_suite import test_nothing_else_verifies as signatures
from tests.seal.test_suite import test_sealing_to_what_is_no_key_is_refused as no_keys
from tests.seal.test_suite import test_what_is_sealed_to_a_key_opens_under_the_same_info_only as sealing
from tests.seal.test_suite import test_what_is_signed_verifies as signing

IDENTITY = bytes([1]) + bytes(31)
FITS_ALL = IDENTITY + bytes(32)
"""R is the identity too and S is 0: S·B - k·A = R whatever k, and so whatever the message."""

MESSAGES = [f"Flight notice {number}: withdrawn.".encode() for number in range(1000)]
L = 2**252 + 27742317777372353535851937790883648493
SEED = bytes(range(64))


def verifies(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def enrolled(ed: bytes) -> bool:
    """Whether a key of Ed25519 can be enrolled beside an honest key of ML-DSA."""
    try:
        S1.verifying_key(PublicKey(ed, S1.signing_key(SEED).public.pq))
    except PeerFault:
        return False
    return True


# ---------------------------------------------------------------- keys and signatures


def test_under_the_identity_point_one_signature_fits_every_text() -> None:
    raw = Ed25519PublicKey.from_public_bytes(IDENTITY)
    assert all(verifies(raw, FITS_ALL, message) for message in MESSAGES)
    with refused("key-weak"):
        S1.verifying_key(PublicKey(IDENTITY, S1.signing_key(SEED).public.pq))


def test_without_the_rule_that_key_is_enrolled(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not enrolled(IDENTITY)
    monkeypatch.setattr(ed25519, "sound", lambda _: True)
    monkeypatch.setattr(ed25519, "on_curve", lambda _: True)
    assert enrolled(IDENTITY)


def test_a_signature_with_r_of_low_order_is_refused_though_the_equation_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signer gives the secret away by it, and strict libraries refuse it: so do we, or verdicts would differ."""
    signing = S1.signing_key(SEED)
    digest = bytearray(sha512(SEED[:32]).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    secret = int.from_bytes(digest, "little")
    k = int.from_bytes(sha512(IDENTITY + signing.public.ed + MESSAGES[0]).digest(), "little")
    signature = IDENTITY + (k * secret % L).to_bytes(32, "little")
    verifying = S1.verifying_key(signing.public)
    assert verifies(Ed25519PublicKey.from_public_bytes(signing.public.ed), signature, MESSAGES[0])
    assert not verifying.ed(MESSAGES[0], signature)
    monkeypatch.setattr(ed25519, "sound", lambda _: True)
    assert verifying.ed(MESSAGES[0], signature)


def test_s_has_one_form() -> None:
    signing = S1.signing_key(SEED)
    signature = signing.ed(MESSAGES[0])
    larger = int.from_bytes(signature[32:], "little") + L
    assert not S1.verifying_key(signing.public).ed(MESSAGES[0], signature[:32] + larger.to_bytes(32, "little"))


def test_a_key_off_the_curve_would_be_enrolled_and_verify_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = next(key for y in range(2, 99) if not ed25519.on_curve(key := y.to_bytes(32, "little")))
    assert not enrolled(nowhere)
    monkeypatch.setattr(ed25519, "on_curve", lambda _: True)
    assert enrolled(nowhere)


def test_the_library_takes_any_bytes_as_a_key_of_ml_dsa() -> None:
    """Nothing is to be checked there but the size: FIPS 204 has no other rule, and both signatures are required."""
    MLDSA44PublicKey.from_public_bytes(b"\xff" * 1312)
    key = S1.verifying_key(PublicKey(S1.signing_key(SEED).public.ed, b"\xff" * 1312))
    assert not key.pq(MESSAGES[0], S1.signing_key(SEED).pq(MESSAGES[0]))


# ---------------------------------------------------------------- what a suite hands to the library


def planted(module: ModuleType, guard: str, fault: str) -> dict[str, Any]:
    """The names of one of our modules in which one place is changed."""
    source = Path(str(module.__file__)).read_text()
    assert source.count(guard) == 1
    names: dict[str, Any] = {"__name__": module.__name__}
    exec(compile(source.replace(guard, fault), "planted", "exec"), names)  # noqa: S102  our own source
    return names


@pytest.mark.parametrize(
    ("guard", "fault", "check"),
    [
        ("decrypt(nonce, ciphertext, header)", "decrypt(nonce, ciphertext, None)", packet),
        ("(InvalidTag, ValueError)", "InvalidTag", packet),
        ("return self._cipher.encrypt(nonce, plaintext, header)", "return plaintext + bytes(16)", packet),
        ("if not ed25519.sound(signature[:32]):\n            return False", "return True", signatures),
        ("self._pq.verify(signature, message, context)", "self._pq.verify(signature, message)", signing),
        ("self._pq.verify(signature, message, context)", "pass", signatures),
        ("except (InvalidSignature, ValueError):", "except InvalidSignature:", signatures),
        ("len(public.ed) != 32 or", "", key_sizes),
        ("or len(public.pq) != self.pq_public_bytes", "", key_sizes),
        ("self._kem.open(secret, info, ciphertext)", 'self._kem.open(secret, b"offer", ciphertext)', sealing),
    ],
)
def test_a_suite_with_a_planted_fault_is_caught(guard: str, fault: str, check: Callable[[Suite], None]) -> None:
    chosen = planted(suite, guard, fault)["S1"]
    check(S1)
    with pytest.raises((Exception, pytest.fail.Exception)):
        check(chosen)


@pytest.mark.parametrize(
    ("guard", "fault", "check"),
    [
        ("if len(public) != self.public_bytes:", "if False:", one_form),
        ("(InvalidTag, ValueError)", "ValueError", sealing),
        ("except ValueError:\n            raise PeerFault", "except TypeError:\n            raise PeerFault", no_keys),
    ],
)
def test_a_hybrid_with_a_planted_fault_is_caught(
    monkeypatch: pytest.MonkeyPatch, guard: str, fault: str, check: Callable[..., None]
) -> None:
    names = planted(hybrid, guard, fault)
    for method in ("seal", "open"):
        monkeypatch.setattr(hybrid.Hybrid, method, getattr(names["Hybrid"], method))
    with pytest.raises((Exception, pytest.fail.Exception)):
        check() if check is one_form else check(S1)


# ---------------------------------------------------------------- key files


def hostile(memory_kib: int) -> bytes:
    form: Item = ["argon2id", memory_kib, 3, 4, bytes(16), bytes(12), bytes(48)]
    return keyfile._file(encode(form))  # noqa: SLF001  with a check that is right


def test_without_its_bound_a_key_file_takes_a_tebibyte(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def record(*, memory_cost: int, **_: object) -> NoReturn:
        asked.append(memory_cost)
        raise MemoryError

    monkeypatch.setattr(keyfile, "Argon2id", record)
    with refused("keyfile-damaged", OurFault):
        open_file(hostile(2**30), "passphrase")
    assert asked == []
    monkeypatch.setattr(keyfile, "KEY_FILE_MEMORY_KIB_MAX", 2**40)
    with pytest.raises(MemoryError):
        open_file(hostile(2**30), "passphrase")
    assert asked == [2**30]


def test_without_its_check_damage_looks_like_a_wrong_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = keyfile.seal_file(b"secret", "passphrase", bytes)
    damaged = whole[:60] + bytes([whole[60] ^ 1]) + whole[61:]
    with refused("keyfile-damaged", OurFault):
        open_file(damaged, "passphrase")
    monkeypatch.setattr(keyfile, "sha256", lambda _: whole[-32:])
    with refused("passphrase-wrong", OurFault):
        open_file(damaged, "passphrase")


@pytest.mark.slow
def test_a_letter_in_two_forms_needs_the_normal_form(monkeypatch: pytest.MonkeyPatch) -> None:
    composed, in_parts = "\u0439", "\u0438\u0306"
    assert open_file(keyfile.seal_file(b"secret", composed, bytes), in_parts) == b"secret"
    monkeypatch.setattr(keyfile, "normalize", lambda _, text: text)
    with refused("passphrase-wrong", OurFault):
        open_file(keyfile.seal_file(b"secret", composed, bytes), in_parts)


# ---------------------------------------------------------------- transport


def test_a_transport_certificate_signs_no_other() -> None:
    identity = transport.transport_identity(os.urandom, None)
    certificate = x509.load_der_x509_certificate(identity.certificate)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
