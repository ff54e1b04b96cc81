"""Both suites: what they sign verifies, what they seal opens, and nothing else does."""

import pytest

from parley.seal.suite import S1, S2, PublicKey, SigningKey, Suite, VerifyingKey, suite
from tests.refusals import refused

SUITES = pytest.mark.parametrize("chosen", [S1, S2], ids=["S1", "S2"])
MESSAGE = "Самолёт вошёл в район в 04:00Z".encode()
SEED = bytes(range(64))


def pair(chosen: Suite, seed: bytes = SEED) -> tuple[SigningKey, VerifyingKey]:
    signing = chosen.signing_key(seed)
    return signing, chosen.verifying_key(signing.public)


def flips(data: bytes, step: int = 1) -> list[bytes]:
    """One copy for each `step`-th byte, with one bit of it turned."""
    return [data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :] for at in range(0, len(data), step)]


# ---------------------------------------------------------------- which suite


def test_a_suite_is_found_by_its_number() -> None:
    assert suite(1) is S1
    assert suite(2) is S2
    for number in (0, 3, 255):
        with refused("suite-unknown"):
            suite(number)


@SUITES
def test_sizes_are_those_that_the_suite_states(chosen: Suite) -> None:
    signing, _ = pair(chosen)
    assert (len(signing.public.ed), len(signing.ed(MESSAGE))) == (32, 64)
    assert len(signing.public.pq) == chosen.pq_public_bytes
    assert len(signing.pq(MESSAGE)) == chosen.pq_signature_bytes
    assert chosen.pq_type == {1: 0x06, 2: 0xFF}[chosen.number]
    assert chosen.name == f"S{chosen.number}"


# ---------------------------------------------------------------- signing


@SUITES
def test_what_is_signed_verifies(chosen: Suite) -> None:
    signing, verifying = pair(chosen)
    assert verifying.public == signing.public
    assert verifying.ed(MESSAGE, signing.ed(MESSAGE))
    assert verifying.pq(MESSAGE, signing.pq(MESSAGE))
    assert verifying.pq(MESSAGE, signing.pq(MESSAGE, b"parley"), b"parley")


@SUITES
def test_nothing_else_verifies(chosen: Suite) -> None:
    signing, verifying = pair(chosen)
    _, stranger = pair(chosen, SEED[::-1])
    ed, pq = signing.ed(MESSAGE), signing.pq(MESSAGE, b"head")
    assert not stranger.ed(MESSAGE, ed)
    assert not stranger.pq(MESSAGE, pq, b"head")
    assert not verifying.ed(MESSAGE + b".", ed)
    assert not verifying.pq(MESSAGE + b".", pq, b"head")
    assert not verifying.pq(MESSAGE, pq, b"card")
    assert not verifying.pq(MESSAGE, pq, b"h" * 256)
    assert not any(verifying.ed(MESSAGE, other) for other in [b"", ed[:-1], ed + b"\x00", bytes(64), *flips(ed)])
    others = [b"", pq[:-1], pq + b"\x00", bytes(len(pq)), *flips(pq, 17)]
    assert not any(verifying.pq(MESSAGE, other, b"head") for other in others)


@SUITES
def test_ed25519_says_the_same_twice_and_ml_dsa_does_not(chosen: Suite) -> None:
    signing, _ = pair(chosen)
    assert signing.ed(MESSAGE) == signing.ed(MESSAGE)
    assert signing.pq(MESSAGE) != signing.pq(MESSAGE)


@SUITES
def test_a_public_key_of_another_size_is_malformed(chosen: Suite) -> None:
    public = chosen.signing_key(SEED).public
    other = (S2 if chosen is S1 else S1).signing_key(SEED).public
    for wrong in (
        PublicKey(public.ed[:-1], public.pq),
        PublicKey(public.ed + b"\x00", public.pq),
        PublicKey(b"", public.pq),
        PublicKey(public.ed, public.pq[:-1]),
        PublicKey(public.ed, public.pq + b"\x00"),
        PublicKey(public.ed, other.pq),
    ):
        with refused("key-malformed"):
            chosen.verifying_key(wrong)


# ---------------------------------------------------------------- sealing to a public key


@SUITES
def test_what_is_sealed_to_a_key_opens_under_the_same_info_only(chosen: Suite) -> None:
    secret, public = chosen.kem_keypair(SEED[:32])
    stranger, _ = chosen.kem_keypair(SEED[32:])
    sealed = chosen.kem_seal(public, b"offer", MESSAGE)
    assert len(sealed) == len(MESSAGE) + {1: 1088 + 32 + 16, 2: 1568 + 97 + 16}[chosen.number]
    assert len(public) == {1: 1184 + 32, 2: 1568 + 97}[chosen.number]
    assert chosen.kem_open(secret, b"offer", sealed) == MESSAGE
    for wrong in [b"", sealed[:-1], sealed + b"\x00", sealed[:1000], bytes(len(sealed)), *flips(sealed, 23)]:
        with refused("seal-broken"):
            chosen.kem_open(secret, b"offer", wrong)
    for other_secret, info in ((secret, b"accept"), (stranger, b"offer")):
        with refused("seal-broken"):
            chosen.kem_open(other_secret, info, sealed)


@SUITES
def test_the_same_seed_makes_the_same_pair(chosen: Suite) -> None:
    assert chosen.kem_keypair(SEED[:32]) == chosen.kem_keypair(SEED[:32])


@SUITES
def test_sealing_to_what_is_no_key_is_refused(chosen: Suite) -> None:
    _, public = chosen.kem_keypair(SEED[:32])
    half = len(public) - {1: 32, 2: 97}[chosen.number]
    for wrong in (
        *(b"", public[:-1], public + b"\x00", public[half:]),
        b"\xff" * half + public[half:],  # coefficients above the modulus
        public[:half] + bytes(len(public) - half),  # X25519: a point of low order; P-384: no point
    ):
        with refused("key-malformed"):
            chosen.kem_seal(wrong, b"offer", MESSAGE)


def test_a_key_of_p_384_has_one_form() -> None:
    _, public = S2.kem_keypair(SEED[:32])
    x, sign = public[1569:1617], public[-1] & 1
    with refused("key-malformed"):
        S2.kem_seal(public[:1568] + bytes([2 + sign]) + x, b"offer", MESSAGE)
    with refused("key-malformed"):
        S2.kem_seal(public[:1568] + bytes([6 + sign]) + public[1569:], b"offer", MESSAGE)


# ---------------------------------------------------------------- sealing under a symmetric key


@SUITES
def test_a_packet_opens_under_its_key_nonce_and_header_only(chosen: Suite) -> None:
    aead, other = chosen.aead(SEED[:32]), chosen.aead(SEED[32:])
    nonce, header = bytes(12), b"\x01\x02"
    sealed = aead.seal(nonce, MESSAGE, header)
    assert len(sealed) == len(MESSAGE) + 16
    assert aead.open(nonce, sealed, header) == MESSAGE
    assert other.open(nonce, sealed, header) is None
    assert aead.open(b"\x01" + bytes(11), sealed, header) is None
    assert aead.open(nonce, sealed, b"\x01\x03") is None
    for wrong in [b"", sealed[:15], sealed[:-1], sealed + b"\x00", *flips(sealed)]:
        assert aead.open(nonce, wrong, header) is None
    for cut in (b"", bytes(7), bytes(13)):
        assert aead.open(cut, sealed, header) is None


@SUITES
def test_a_short_key_is_no_weaker_cipher(chosen: Suite) -> None:
    with pytest.raises(AssertionError):
        chosen.aead(bytes(16))
