"""Key files: what a passphrase seals, and what a damaged or hostile file may not do."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from parley.seal.digest import sha256
from parley.seal.keyfile import open_file, seal_file
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault
from tests.refusals import refused

SECRET = bytes(range(96))
PASSPHRASE = "четыре слова для ключа"


def entropy(size: int) -> bytes:
    return b"\xe5" * size


SEALED = seal_file(SECRET, PASSPHRASE, entropy)
UNSEALED = seal_file(SECRET, None, entropy)


def file(form: Item) -> bytes:
    """A key file of any content, with a check that is right."""
    inner = encode(form)
    return encode(["parley/keyfile/v1", inner, sha256(inner)])


def test_what_is_sealed_opens_with_its_passphrase() -> None:
    assert open_file(SEALED, PASSPHRASE) == SECRET
    assert SECRET[:16] not in SEALED


def test_another_passphrase_does_not_open_it() -> None:
    for wrong in (PASSPHRASE + " ", PASSPHRASE.upper(), ""):
        with refused("passphrase-wrong", OurFault):
            open_file(SEALED, wrong)
    with refused("passphrase-needed", OurFault):
        open_file(SEALED, None)


def test_a_letter_may_be_typed_composed_or_in_parts() -> None:
    assert open_file(seal_file(SECRET, "ко\u0439от", entropy), "ко\u0438\u0306от") == SECRET


def test_a_passphrase_that_is_no_text_still_seals() -> None:
    assert open_file(seal_file(SECRET, "\udcff", entropy), "\udcff") == SECRET


def test_an_empty_passphrase_seals_nothing() -> None:
    with refused("passphrase-empty", OurFault):
        seal_file(SECRET, "", entropy)


def test_an_unsealed_file_says_so() -> None:
    assert b"unsealed" in UNSEALED
    assert b"unsealed" not in SEALED
    assert open_file(UNSEALED, None) == SECRET


def test_an_unsealed_file_does_not_pass_for_a_sealed_one() -> None:
    with refused("keyfile-unsealed", OurFault):
        open_file(UNSEALED, PASSPHRASE)


@pytest.mark.parametrize("whole", [SEALED, UNSEALED], ids=["sealed", "unsealed"])
def test_every_cut_and_every_flipped_bit_is_damage(whole: bytes) -> None:
    passphrase = PASSPHRASE if whole is SEALED else None
    cuts = [whole[:end] for end in range(len(whole))]
    flips = [
        whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :] for at in range(len(whole)) for bit in range(8)
    ]
    for wrong in [*cuts, *flips, whole + b"\x00"]:
        with refused("keyfile-damaged", OurFault):
            open_file(wrong, passphrase)


def test_salt_and_nonce_come_from_the_entropy_that_was_given() -> None:
    assert seal_file(SECRET, PASSPHRASE, entropy) == SEALED
    assert seal_file(SECRET, PASSPHRASE, lambda size: b"\xe6" * size) != SEALED


def test_the_page_describes_the_bytes() -> None:
    """Written a second time from the description in `parley.seal.keyfile`."""
    whole: Any = decode(SEALED)
    label, form, _ = whole
    parts: Any = decode(form)
    name, memory_kib, passes, lanes, salt, nonce, sealed = parts
    assert (name, memory_kib, passes, lanes) == ("argon2id", 65_536, 3, 4)
    key = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65_536).derive(PASSPHRASE.encode())
    header = encode([label, name, memory_kib, passes, lanes, salt])
    assert AESGCMSIV(key).decrypt(nonce, sealed, header) == SECRET


@pytest.mark.parametrize(
    "form",
    [
        ["argon2id", 2**40, 3, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 262_145, 3, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, 11, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, 0, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, 3, 17, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, 3, 0, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 31, 3, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, True, 4, bytes(16), bytes(12), bytes(48)],
        ["argon2id", 65_536, 3, 4, bytes(15), bytes(12), bytes(48)],
        ["argon2id", 65_536, 3, 4, bytes(16), bytes(11), bytes(48)],
        ["argon2i", 65_536, 3, 4, bytes(16), bytes(12), bytes(48)],
        ["unsealed", "text"],
        ["unsealed"],
        None,
    ],
    ids=repr,
)
def test_a_hostile_file_is_refused_before_any_work(form: Item) -> None:
    with refused("keyfile-damaged", OurFault):
        open_file(file(form), PASSPHRASE)


def test_the_work_that_was_asked_is_bound() -> None:
    """Fewer passes give another key, and the header would not match either."""
    whole: Any = decode(SEALED)
    form: Any = decode(whole[1])
    with refused("passphrase-wrong", OurFault):
        open_file(file([*form[:2], 1, *form[3:]]), PASSPHRASE)
