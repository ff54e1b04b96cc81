"""Sealing to a public key, against vectors of others and against HPKE written a second time from RFC 9180."""

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl as library
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from parley.seal.hybrid import MLKEM768_X25519, MLKEM1024_P384, Hybrid
from parley.seal.suite import S1, S2, Suite
from tests import external

ROWS = {0x647A: (S1, MLKEM768_X25519, "sha256", 1), 0x0051: (S2, MLKEM1024_P384, "sha384", 2)}


class Hpke:
    """Base mode, one message, with a two-stage KDF (RFC 9180 sections 4 and 5.1)."""

    def __init__(self, suite_id: bytes, digest: str) -> None:
        self.suite_id = suite_id
        self.digest = digest

    def extract(self, salt: bytes, label: bytes, secret: bytes) -> bytes:
        labelled = b"HPKE-v1" + self.suite_id + label + secret
        return hmac.digest(salt or bytes(hashlib.new(self.digest).digest_size), labelled, self.digest)

    def expand(self, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + self.suite_id + label + info
        return hmac.digest(key, labelled + b"\x01", self.digest)[:length]

    def schedule(self, shared: bytes, info: bytes) -> tuple[bytes, bytes]:
        """The key and the base nonce, which is the nonce of the first message."""
        context = b"\x00" + self.extract(b"", b"psk_id_hash", b"") + self.extract(b"", b"info_hash", info)
        secret = self.extract(shared, b"secret", b"")
        return self.expand(secret, b"key", context, 32), self.expand(secret, b"base_nonce", context, 12)


def rows() -> list[tuple[dict[str, Any], Suite, Hybrid, str]]:
    """The published vectors of the two combinations that the suites use."""
    cases = {(case["kem_id"], case["kdf_id"]): case for case in external.load("hpke_pq.json")}
    return [(cases[kem, kdf], *row) for kem, (*row, kdf) in ROWS.items()]


def test_hpke_pq() -> None:
    for case, suite, hybrid, digest in rows():
        enc, info, secret = (bytes.fromhex(case[field]) for field in ("enc", "info", "skRm"))
        first = case["encryptions"][0]
        assert suite.kem_keypair(secret)[1].hex() == case["pkRm"]
        sealed, header = enc + bytes.fromhex(first["ct"]), bytes.fromhex(first["aad"])
        private = hybrid.read_secret(secret)[0]
        open_with_header = library.hpke._decrypt_with_aad  # noqa: SLF001  the vectors have associated data
        assert open_with_header(hybrid.hpke, sealed, private, info, header).hex() == first["pt"]
        # We use none: seal the same way without it.
        key, nonce = Hpke(bytes.fromhex(case["suite_id"]), digest).schedule(bytes.fromhex(case["shared_secret"]), info)
        assert (key.hex(), nonce.hex()) == (case["key"], case["base_nonce"])
        cipher = ChaCha20Poly1305(key) if suite is S1 else AESGCM(key)
        assert suite.kem_open(secret, info, enc + cipher.encrypt(nonce, b"thirty-two", None)) == b"thirty-two"
    external.ran("hpke_pq.json", len(rows()), of=2, note="of its 13 the two combinations that the suites use")


def test_x_wing() -> None:
    name = "xwing.json"
    cases = external.load(name)
    for case in cases:
        secret, enc, shared = (bytes.fromhex(case[field]) for field in ("sk", "ct", "ss"))
        assert S1.kem_keypair(secret)[1].hex() == case["pk"]
        assert combine(secret, enc) == shared
        suite_id = b"HPKE" + bytes.fromhex("647a 0001 0003")
        key, nonce = Hpke(suite_id, "sha256").schedule(shared, b"offer")
        sealed = enc + ChaCha20Poly1305(key).encrypt(nonce, b"thirty-two", None)
        assert S1.kem_open(secret, b"offer", sealed) == b"thirty-two"
    external.ran(name, len(cases), of=3)


def combine(seed: bytes, enc: bytes) -> bytes:
    """X-Wing's shared secret: SHA3-256 over both halves' secrets, the X25519 half of `enc`, its key, and a label."""
    stretched = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
    x25519 = X25519PrivateKey.from_private_bytes(stretched[64:])
    halves = mlkem.decapsulate(enc[:1088]) + x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    return hashlib.sha3_256(halves + enc[1088:] + x25519.public_key().public_bytes_raw() + rb"\.//^\ "[:6]).digest()


@pytest.mark.parametrize("kem", ROWS)
def test_the_combination_is_the_one_of_the_table(kem: int) -> None:
    suite = ROWS[kem][0]
    secret, public = suite.kem_keypair(bytes(32))
    assert suite.kem_open(secret, b"", suite.kem_seal(public, b"", b"")) == b""
