"""Write tests/vectors/seal/*.json from docs/spec/seal.md, not from our code: `python -m tests.seal.make_vectors`.

ML-DSA and HPKE draw random bytes of their own, so a new run gives other bytes of the same meaning. Run it when the page
changes. Each file is one case: `given` is what a node has and what came in, `expect` what must come of it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from parley.seal.suite import suite
from tests.seal.page import (
    ALFA,
    BRAVO,
    KEM_SEED,
    LINE,
    OTHER_LINE,
    OTHER_SECRET,
    PAIR_SECRET,
    ROOT,
    STRANGER,
    Accept,
    Offer,
    Packet,
    flipped,
    hkdf,
    node_keys,
    sha256,
    written,
)

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "seal"
L = 2**252 + 27742317777372353535851937790883648493
Case = tuple[str, str, dict[str, Any], dict[str, Any]]


# ---------------------------------------------------------------- section 2: packets


def receiver(packet: bytes, parties: tuple[str, ...] = ("Alfa", "Bravo"), number: int = 1) -> dict[str, Any]:
    """What Bravo has when a packet comes in."""
    return {
        "suite": number,
        "line": LINE,
        "parties": parties,
        "me": "Bravo",
        "peer": "Alfa",
        "pair_secret": PAIR_SECRET,
        "roots": {"7": ROOT},
        "packet": packet,
    }


def good_packets() -> Iterator[Case]:
    good = Packet()
    zero = Packet(epoch=0, secret=PAIR_SECRET, header=bytes.fromhex("01 00 000000 00000000"))
    three = ("Alfa", "Bravo", "Charlie")
    padded = replace(good, plaintext=written({0: 7, 1: 41, 15: bytes(64)}))
    late = replace(good, header=bytes.fromhex("01 00 000007 ffffffff"))
    for name, about, packet, parties in (
        ("good", "a packet of epoch 7 from Alfa to Bravo", good, good.parties),
        ("good-epoch-0", "a packet under the pair secret alone", zero, good.parties),
        ("good-three-parties", "of three parties, the pair of places 0 and 1 has number 0", good, three),
        ("good-padded", "key 15 of the plaintext is padding", padded, good.parties),
        ("good-count", "the count is trusted by nobody", late, good.parties),
    ):
        expect = {"key": packet.key(), "plaintext": packet.plaintext, "epoch": packet.epoch}
        yield f"packet-{name}", about, receiver(packet.sealed(), parties), expect
    second = replace(good, suite=2)
    expect = {"key": second.key(), "plaintext": second.plaintext, "epoch": 7}
    yield "packet-good-suite-2", "the same under suite 2: another key", receiver(second.sealed(), number=2), expect


def bad_packets() -> Iterator[Case]:
    good, sealed = Packet(), Packet().sealed()
    zero = Packet(epoch=0, secret=PAIR_SECRET, header=bytes.fromhex("01 00 000000 00000000"))
    other = replace(good, nonce=bytes(12), plaintext=written({0: 7, 1: 42})).sealed()
    back = replace(good, header=b"\x01\x01" + good.header[2:], direction=("Bravo", "Alfa"))
    for name, about, packet, code in (
        ("empty", "nothing", b"", "packet-malformed"),
        ("short", "36 bytes, one less than an empty packet has", sealed[:36], "packet-malformed"),
        ("version", "version 2", b"\x02" + sealed[1:], "packet-version"),
        ("pair", "pair number 1, which a line of two does not have", b"\x01\x02" + sealed[2:], "packet-foreign"),
        ("own", "a packet of Bravo's own comes back", back.sealed(), "packet-foreign"),
        ("direction", "the direction bit of the header is turned", flipped(sealed, 1), "packet-foreign"),
        (
            "direction-key",
            "sealed under the key of the other direction",
            replace(back, header=good.header).sealed(),
            None,
        ),
        ("epoch", "epoch 8, which is not open", sealed[:4] + b"\x08" + sealed[5:], "epoch-unknown"),
        (
            "epoch-down",
            "epoch 0 in the header of a packet of epoch 7",
            sealed[:4] + b"\x00" + sealed[5:],
            "pair-secrets-differ",
        ),
        (
            "epoch-up",
            "epoch 7 in the header of a packet of epoch 0",
            flipped(zero.sealed(), 4)[:4] + b"\x07" + zero.sealed()[5:],
            None,
        ),
        ("count", "one bit of the count is turned: the header is sealed too", flipped(sealed, 8), None),
        ("nonce", "one bit of the nonce is turned", flipped(sealed, 9), None),
        ("ciphertext", "one bit of the ciphertext is turned", flipped(sealed, 21), None),
        ("tag", "one bit of the tag is turned", flipped(sealed, -1), None),
        ("cut", "the last byte is missing", sealed[:-1], None),
        ("longer", "one byte more", sealed + b"\x00", None),
        ("spliced", "header and nonce of one packet, ciphertext of another", sealed[:21] + other[21:], None),
        ("line", "sealed on another line", replace(good, line=OTHER_LINE).sealed(), None),
        ("suite", "sealed under the key of suite 2", replace(good, suite=2).sealed(), None),
        ("secret", "another pair secret", replace(zero, secret=OTHER_SECRET).sealed(), "pair-secrets-differ"),
        ("zero-tag", "epoch 0, one bit of the tag is turned", flipped(zero.sealed(), -1), "pair-secrets-differ"),
    ):
        yield f"packet-{name}", about, receiver(packet), {"refused": code or "packet-unopened"}


# ---------------------------------------------------------------- section 4: the exchange


def terms(number: int, me: str, highest: int = 0) -> dict[str, Any]:
    """What one side has when a transfer comes in; the node keys are those that the seeds make."""
    own, peer = (ALFA, BRAVO) if me == "Alfa" else (BRAVO, ALFA)
    return {
        "suite": number,
        "line": LINE,
        "me": me,
        "peer": "Bravo" if me == "Alfa" else "Alfa",
        "my_seed": own,
        "peer_public": node_keys(peer, number),
        "pair_secret": PAIR_SECRET,
        "highest": highest,
    }


def offers() -> Iterator[Case]:
    for number in (1, 2):
        about = f"an OFFER under suite {number}: Bravo answers with an ACCEPT"
        data = Offer(suite=number).sealed()
        yield (
            f"offer-good-suite-{number}",
            about,
            terms(number, "Bravo") | {"offer": data},
            {"answer": "accept", "epoch": 1},
        )
    yield (
        "offer-stale",
        "a number that was used",
        terms(1, "Bravo", 5) | {"offer": Offer().sealed()},
        {"answer": "stale", "highest": 5},
    )
    for name, about, data, code in (*misformed_offers(), *foreign_offers(), *missigned_offers()):
        yield f"offer-{name}", about, terms(1, "Bravo") | {"offer": data}, {"refused": code}


def misformed_offers() -> Iterator[tuple[str, str, bytes, str]]:
    good = Offer()
    sealed = good.sealed()
    yield from (
        ("empty", "nothing", b"", "offer-malformed"),
        ("cut", "the last byte is missing", sealed[:-1], "offer-malformed"),
        ("longer", "one byte more", sealed + b"\x00", "offer-malformed"),
        ("long-form", "the length of the array in two bytes", b"\x98\x02" + sealed[1:], "offer-malformed"),
        ("version", "version 2", replace(good, version=2).sealed(), "offer-malformed"),
        (
            "version-true",
            "true for version 1, which some languages call equal",
            replace(good, version=True).sealed(),
            "offer-malformed",
        ),
        ("more", "a field too many", replace(good, more=(0,)).sealed(), "offer-malformed"),
        ("nonce", "a nonce of 15 bytes", replace(good, nonce=bytes(15)).sealed(), "offer-malformed"),
        ("number-0", "number 0, which is no exchange", replace(good, number=0).sealed(), "offer-malformed"),
        ("number-negative", "number -1", replace(good, number=-1).sealed(), "offer-malformed"),
        ("number-large", "number 2^24, which no header has", replace(good, number=1 << 24).sealed(), "offer-malformed"),
        ("number-true", "true for number 1", replace(good, number=True).sealed(), "offer-malformed"),
        ("suite-true", "true for suite 1", replace(good, suite_named=True).sealed(), "offer-malformed"),
    )


def foreign_offers() -> Iterator[tuple[str, str, bytes, str]]:
    good = Offer()
    yield from (
        ("suite", "it names suite 2", replace(good, suite_named=2).sealed(), "offer-foreign"),
        ("line", "of another line", replace(good, line=OTHER_LINE).sealed(), "offer-foreign"),
        ("sender", "from Charlie", replace(good, sender="Charlie").sealed(), "offer-foreign"),
        ("receiver", "to Charlie", replace(good, receiver="Charlie").sealed(), "offer-foreign"),
        (
            "sender-keys",
            "under node keys that are not those on Alfa's card",
            replace(good, sender_seed=STRANGER).sealed(),
            "offer-foreign",
        ),
        (
            "receiver-keys",
            "for node keys that Bravo does not have",
            replace(good, receiver_seed=STRANGER).sealed(),
            "offer-foreign",
        ),
    )


def missigned_offers() -> Iterator[tuple[str, str, bytes, str]]:
    good = Offer()
    public = suite(1).kem_keypair(KEM_SEED)[1]
    body, signature = cbor2.loads(good.sealed())
    larger = signature[:32] + (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
    pq = MLDSA44PrivateKey.from_seed_bytes(ALFA[32:]).sign(body, b"parley/offer/v1")
    yield from (
        ("signature", "one bit of the signature is turned", written([body, flipped(signature, 0)]), "signature-bad"),
        ("signature-s", "S of the signature is larger by L", written([body, larger]), "signature-bad"),
        ("signature-none", "without a signature", written([body, b""]), "signature-bad"),
        ("signature-pq", "signed with ML-DSA, which suite 1 does not do here", written([body, pq]), "signature-bad"),
        (
            "signature-label",
            "signed under the label of an ACCEPT",
            replace(good, label=b"parley/accept/v1").sealed(),
            "signature-bad",
        ),
        ("signature-signer", "signed by Bravo's own key", replace(good, signer=BRAVO).sealed(), "signature-bad"),
        ("kem-short", "a KEM key that is one byte short", replace(good, public=public[:-1]).sealed(), "key-malformed"),
        (
            "kem-low-order",
            "the X25519 half of the KEM key has low order",
            replace(good, public=public[:1184] + bytes(32)).sealed(),
            "key-malformed",
        ),
        (
            "kem-modulus",
            "coefficients of the KEM key above the modulus",
            replace(good, public=b"\xff" * 1184 + public[1184:]).sealed(),
            "key-malformed",
        ),
    )


def accepts() -> Iterator[Case]:
    for number in (1, 2):
        offer = Offer(suite=number).sealed()
        accept = Accept(suite=number, offer=offer)
        data = accept.sealed()
        transcript = sha256(offer + data)
        root = hkdf(accept.secret, PAIR_SECRET, b"parley/epoch/v1\x00" + transcript)
        given = terms(number, "Alfa", 1) | {"kem_secret": KEM_SEED, "offer": offer, "accept": data}
        expect = {"epoch": 1, "transcript": transcript, "root": root}
        yield f"accept-good-suite-{number}", f"an ACCEPT under suite {number}: the epoch is open", given, expect
    offer = Offer().sealed()
    other = Offer(nonce=bytes(16)).sealed()
    good = Accept(offer=offer)
    data = good.sealed()
    body, signature = cbor2.loads(data)
    given = terms(1, "Alfa", 1) | {"kem_secret": KEM_SEED, "offer": offer}
    for name, about, wrong, outcome in (
        ("other", "of another OFFER, signed as it should be", Accept(offer=other).sealed(), "ignored"),
        ("cut", "the last byte is missing", data[:-1], "accept-malformed"),
        ("longer", "one byte more", data + b"\x00", "accept-malformed"),
        ("version", "version 2", replace(good, version=2).sealed(), "accept-malformed"),
        ("version-true", "true for version 1", replace(good, version=True).sealed(), "accept-malformed"),
        ("nonce", "a nonce of 15 bytes", replace(good, nonce=bytes(15)).sealed(), "accept-malformed"),
        ("signature", "one bit of the signature is turned", written([body, flipped(signature, 0)]), "signature-bad"),
        ("signature-none", "without a signature", written([body, b""]), "signature-bad"),
        (
            "signature-label",
            "signed under the label of an OFFER",
            replace(good, label=b"parley/offer/v1").sealed(),
            "signature-bad",
        ),
        ("signature-signer", "signed by Alfa's own key", replace(good, signer=ALFA).sealed(), "signature-bad"),
        (
            "sealed",
            "one bit of the HPKE ciphertext is turned, and signed so",
            replace(good, change=lambda s: flipped(s, -1)).sealed(),
            "seal-broken",
        ),
        (
            "encapsulation",
            "one bit of the encapsulation is turned, and signed so",
            replace(good, change=lambda s: flipped(s, 0)).sealed(),
            "seal-broken",
        ),
        (
            "info",
            "sealed under the hash of another OFFER",
            replace(good, info=b"parley/epoch/v1\x00" + sha256(other)).sealed(),
            "seal-broken",
        ),
        ("secret", "31 secret bytes", replace(good, secret=bytes(31)).sealed(), "accept-malformed"),
    ):
        ignored = outcome == "ignored"
        yield (
            f"accept-{name}",
            about,
            given | {"accept": wrong},
            {"answer": outcome} if ignored else {"refused": outcome},
        )


def plain(item: Any) -> Any:  # noqa: ANN401  JSON
    """Bytes as hexadecimal, all the way down."""
    if isinstance(item, bytes):
        return item.hex()
    if isinstance(item, dict):
        return {key: plain(value) for key, value in item.items()}
    return item


def main() -> None:
    """Write the files anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for cases in (good_packets, bad_packets, offers, accepts):
        for name, about, given, expect in cases():
            case = {"about": about, "given": plain(given), "expect": plain(expect)}
            (FOLDER / f"{name}.json").write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
