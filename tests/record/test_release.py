"""Release evidence as two verifiers judge it, from the record alone: what counts, and each thing that does not."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from parley.record.entry import OpenKind, commitment, decode_entry
from parley.record.release import (
    Assertion,
    Evidence,
    assertion_code,
    draft_digest,
    draft_of,
    split_evidence,
    with_evidence,
)
from parley.record.verify import verify
from parley.seal import hardware
from parley.seal.digest import sha256
from parley.words.cbor import Item, encode
from tests.hardware import PRESENT, VERIFIED, HardwareKey
from tests.record.sides import START_MS, Side
from tests.refusals import refused
from tests.tidy.rules import ROOT
from tools import verify_record

KIND = 41
SLOTS = encode({0: "en", 1: "Nine flights on Sunday."})
KEY, OTHER = HardwareKey("duty-commander"), HardwareKey("chief", 2)


@dataclass
class Party:
    """A party that writes what it likes, and its record as both verifiers tell it."""

    side: Side = field(default_factory=lambda: Side("USA", ("RUS", "USA"), Random(7)))
    at_ms: int = START_MS

    def __post_init__(self) -> None:
        self.side.found(self.at_ms)
        other = Side("RUS", ("RUS", "USA"), Random(8))
        other.found(self.at_ms)
        self.side.take(self.at_ms, other.missing(self.side), other)

    def names(self, key: HardwareKey) -> None:
        self.side.say(self.at_ms, OpenKind.OFFICER_KEY, [key.seat, key.host, key.cose])

    def revokes(self, key: HardwareKey) -> None:
        self.side.say(self.at_ms, OpenKind.REVOCATION, [key.seat, sha256(key.cose)])

    def says(self, release: Callable[[bytes], Evidence], slots: bytes = SLOTS) -> None:
        """Say something with the evidence that is made of its digest."""
        meant = decode_entry(self.side.say(self.at_ms))._replace(kind=KIND)
        digest = draft_digest(draft_of(meant), SLOTS)
        self.carries(with_evidence(slots, release(digest)))

    def carries(self, body: bytes, **fields: Any) -> None:  # noqa: ANN401  those of an entry
        content = commitment(bytes(16), body)
        self.side.bodies[content] = bytes(16), body
        self.side.say(self.at_ms, KIND, content, **fields)

    def told(self) -> list[list[tuple[str, str | None]]]:
        """What both verifiers say of each release: seats with the code of what is wrong."""
        files = self.side.export()
        ours, theirs = verify(files).machine(), verify_record.verify(files)
        assert ours == theirs
        return [[(seat["seat"], seat["refused"]) for seat in each["seats"]] for each in theirs.get("releases", ())]


@pytest.mark.parametrize("eddsa", [False, True])
def test_a_named_key_that_signed_this_draft_counts(eddsa: bool) -> None:  # noqa: FBT001
    party, key = Party(), HardwareKey("duty-commander", eddsa=eddsa)
    party.names(key)
    party.says(key.evidence)
    assert party.told() == [[("duty-commander", None)]]


def test_two_seats_release_one_statement() -> None:
    party = Party()
    for key in (KEY, OTHER):
        party.names(key)
    party.says(lambda digest: Evidence(digest, (OTHER.answers(digest), KEY.answers(digest))))
    assert party.told() == [[("chief", None), ("duty-commander", None)]]


PLANTED: dict[str, tuple[Callable[[bytes], Evidence], str]] = {
    "another challenge": (lambda digest: Evidence(digest, (KEY.answers(b"x" * 32),)), "release-digest"),
    "another digest": (lambda _: KEY.evidence(b"x" * 32), "release-digest"),
    "nobody touched it": (lambda digest: Evidence(digest, (KEY.answers(digest, flags=VERIFIED),)), "release-presence"),
    "anybody touched it": (lambda digest: Evidence(digest, (KEY.answers(digest, flags=PRESENT),)), "release-presence"),
    "made, not asked": (
        lambda digest: Evidence(digest, (KEY.answers(digest, type="webauthn.create"),)), "release-malformed",
    ),
    "in another's frame": (lambda digest: Evidence(digest, (KEY.answers(digest, crossOrigin=True),)), "release-origin"),
    "at another console": (
        lambda digest: Evidence(
            digest, (KEY.answers(digest)._replace(authenticator_data=bytes(32) + b"\x05" + bytes(4)),)
        ),
        "release-origin",
    ),
    "an unnamed key": (OTHER.evidence, "release-key-unknown"),
    "another seat's name": (
        lambda digest: Evidence(digest, (KEY.answers(digest)._replace(seat="chief"),)), "release-key-unknown",
    ),
    "a signature of another": (
        lambda digest: Evidence(digest, (OTHER.answers(digest)._replace(seat=KEY.seat, key=KEY.cose),)),
        "release-signature",
    ),
    "no JSON": (
        lambda digest: Evidence(digest, (KEY.answers(digest)._replace(client_data=b"{"),)), "release-malformed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_does_not_count(planted: str) -> None:
    party = Party()
    party.names(KEY)
    release, code = PLANTED[planted]
    party.says(release)
    assert [seats[0][1] for seats in party.told()] == [code]


def test_a_slot_changed_after_the_release_does_not_count() -> None:
    party = Party()
    party.names(KEY)
    party.says(KEY.evidence, slots=encode({0: "en", 1: "Ninety flights on Sunday."}))
    assert party.told() == [[("duty-commander", "release-digest")]]


def test_precedence_and_class_are_part_of_what_was_released() -> None:
    party = Party()
    party.names(KEY)
    meant = decode_entry(party.side.say(party.at_ms))._replace(kind=KIND)
    evidence = KEY.evidence(draft_digest(draft_of(meant), SLOTS))
    party.carries(with_evidence(SLOTS, evidence))
    party.carries(with_evidence(SLOTS, evidence), precedence=3)
    party.carries(with_evidence(SLOTS, evidence), traffic_class=1)
    party.carries(with_evidence(SLOTS, evidence), not_after_ms=START_MS)
    codes = [seats[0][1] for seats in party.told()]
    assert codes == [None, "release-digest", "release-digest", "release-digest"]


def test_a_key_counts_from_its_naming_up_to_its_revocation() -> None:
    party = Party()
    party.says(KEY.evidence)
    party.names(KEY)
    party.says(KEY.evidence)
    party.revokes(KEY)
    party.says(KEY.evidence)
    party.names(KEY)
    party.says(KEY.evidence)
    codes = [seats[0][1] for seats in party.told()]
    assert codes == ["release-key-unknown", None, "release-key-revoked", "release-key-revoked"]


MALFORMED: dict[str, Item] = {
    "a short digest": [bytes(31), [tuple(KEY.answers(bytes(32)))]],
    "nobody": [bytes(32), []],
    "one seat twice": [bytes(32), [tuple(KEY.answers(bytes(32)))] * 2],
    "three": [bytes(32), [["s" + str(n) + "x", b"", b"", b"", b""] for n in range(3)]],
    "a long part": [bytes(32), [["chief", bytes(1_025), b"", b"", b""]]],
    "no list": 7,
}


@pytest.mark.parametrize("item", MALFORMED.values(), ids=MALFORMED.keys())
def test_evidence_out_of_its_form_is_told_and_refuses_no_record(item: Item) -> None:
    party = Party()
    body = encode({0: "en", 1: "x", 64: item})
    party.carries(body)
    assert party.told() == [[]]
    with refused("release-malformed"):
        split_evidence(body)


def test_a_body_without_evidence_is_left_as_it_is() -> None:
    for body in (SLOTS, b"", b"\x18\x40", encode({0: b"\x18\x40"}), encode([64]), b"\xff\x18\x40"):
        assert split_evidence(body) == (body, None)


def test_evidence_goes_in_and_comes_out() -> None:
    evidence = Evidence(bytes(32), (OTHER.answers(bytes(32)), KEY.answers(bytes(32))))
    assert split_evidence(with_evidence(SLOTS, evidence)) == (SLOTS, evidence)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (b"", "key-malformed"),
        (KEY.cose[:-1], "key-malformed"),
        (KEY.cose[:-1] + bytes([KEY.cose[-1] ^ 1]), "key-malformed"),
        (HardwareKey("chief", eddsa=True).cose[:10] + bytes(32), "key-weak"),
        (b"\xa4" + KEY.cose[1:], "key-malformed"),
    ],
)
def test_a_public_half_that_is_none_is_refused(key: bytes, code: str) -> None:
    with refused(code):
        hardware.refuse_key(key)
    party = Party()
    party.side.say(party.at_ms, OpenKind.OFFICER_KEY, ["chief", "localhost", key])
    files = party.side.export()
    assert verify(files).machine()["not_readable"] == verify_record.verify(files)["not_readable"] == 1


def test_an_answer_that_a_browser_gave_once_is_taken_by_both_verifiers() -> None:
    vector = json.loads((ROOT / "tests/vectors/release.json").read_text())
    host, digest = vector["host"], bytes.fromhex(vector["digest"])
    key, *parts = (bytes.fromhex(vector[name]) for name in ("key", "authenticator_data", "client_data", "signature"))

    def judged(host: str = host, digest: bytes = digest, signature: bytes = parts[2]) -> set[str]:
        ours = assertion_code(Assertion("chief", key, parts[0], parts[1], signature), host, digest)
        return {ours, verify_record.assertion_code(key, [*parts[:2], signature], host, digest)}

    assert judged() == {""}
    assert judged(host="elsewhere") == {"release-origin"}
    assert judged(digest=bytes(32)) == {"release-digest"}
    assert judged(signature=parts[2][:-1] + bytes([parts[2][-1] ^ 1])) == {"release-signature"}
    assert judged(signature=b"") == {"release-signature"}
