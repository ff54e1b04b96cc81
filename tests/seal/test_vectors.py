"""What stands under the suites, on vectors of others."""

from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from parley.seal.kdf import hkdf
from parley.seal.suite import S1, S2, PublicKey
from parley.words.faults import PeerFault
from tests import external

ED = S1.signing_key(bytes(64)).public.ed


def judged(suite_number: int, key: bytes, case: dict[str, Any]) -> bool:
    """Whether a suite takes the ML-DSA signature of a Wycheproof case; its key must be enrolled first."""
    chosen = S1 if suite_number == 1 else S2
    try:
        verifying = chosen.verifying_key(PublicKey(ED, key))
    except PeerFault:
        return False
    message, signature, context = (bytes.fromhex(case.get(name, "")) for name in ("msg", "sig", "ctx"))
    return verifying.pq(message, signature, context)


@pytest.mark.parametrize(("number", "level", "of"), [(1, 44, 180), (2, 87, 241)])
def test_wycheproof_ml_dsa(number: int, level: int, of: int) -> None:
    name = f"wycheproof_mldsa_{level}_verify_test.json"
    ran = accepted = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            result = judged(number, bytes.fromhex(group["publicKey"]), case)
            assert result == (case["result"] == "valid"), case["comment"]
            ran += 1
            accepted += result
    external.ran(name, ran, of=of, note=f"{accepted} accepted")


def test_wycheproof_ml_dsa_65_which_no_suite_has() -> None:
    name = "wycheproof_mldsa_65_verify_test.json"
    ran = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            message, signature, context = (bytes.fromhex(case.get(field, "")) for field in ("msg", "sig", "ctx"))
            try:
                key = MLDSA65PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]))
                key.verify(signature, message, context)
                result = "valid"
            except (InvalidSignature, ValueError):
                result = "invalid"
            assert result == case["result"], case["comment"]
            ran += 1
    external.ran(name, ran, of=210, note="the library directly")


def test_wycheproof_ml_kem_768() -> None:
    name = "wycheproof_mlkem_768_test.json"
    ran = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            try:
                secret = MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(case["seed"]))
                shared = secret.decapsulate(bytes.fromhex(case["c"])).hex()
            except ValueError:
                assert case["result"] == "invalid", case
            else:
                assert shared == case["K"]
                assert secret.public_key().public_bytes_raw().hex() == case.get("ek", "").lower()
            ran += 1
    external.ran(name, ran, of=193, note="the library directly")


def test_wycheproof_x25519() -> None:
    name = "wycheproof_x25519_test.json"
    ran = refused = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            secret = X25519PrivateKey.from_private_bytes(bytes.fromhex(case["private"]))
            try:
                shared = secret.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(case["public"])))
            except ValueError:
                assert "ZeroSharedSecret" in case["flags"]
                refused += 1
            else:
                assert shared.hex() == case["shared"]
            ran += 1
    external.ran(name, ran, of=518, note=f"{refused} of low order refused; the library directly")


def test_wycheproof_hkdf() -> None:
    name = "wycheproof_hkdf_sha256_test.json"
    ran = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            secret, salt, info = (bytes.fromhex(case[field]) for field in ("ikm", "salt", "info"))
            if case["result"] == "valid":
                assert hkdf(secret, salt, info, case["size"]).hex() == case["okm"]
            else:
                with pytest.raises(ValueError, match="8160"):
                    hkdf(secret, salt, info, case["size"])
            ran += 1
    external.ran(name, ran, of=86)


def test_wycheproof_aes_gcm_siv() -> None:
    name = "wycheproof_aes_gcm_siv_test.json"
    ran = ours = 0
    for group in external.load(name)["testGroups"]:
        for case in group["tests"]:
            key, nonce, header = (bytes.fromhex(case[field]) for field in ("key", "iv", "aad"))
            sealed = bytes.fromhex(case["ct"] + case["tag"])
            expected = bytes.fromhex(case["msg"]) if case["result"] == "valid" else None
            if group["keySize"] == 256:
                assert S1.aead(key).open(nonce, sealed, header) == expected
                ours += 1
            else:
                assert opened(AESGCMSIV(key), nonce, sealed, header) == expected
            if expected is not None:
                assert AESGCMSIV(key).encrypt(nonce, expected, header) == sealed
            ran += 1
    external.ran(name, ran, of=202, note=f"{ours} with keys of 256 bits, the rest by the library directly")


def opened(cipher: AESGCMSIV, nonce: bytes, sealed: bytes, header: bytes) -> bytes | None:
    try:
        return cipher.decrypt(nonce, sealed, header)
    except (InvalidTag, ValueError):
        return None
