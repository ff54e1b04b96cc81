"""Release evidence: what officers' hardware keys signed before a statement went out (docs/spec/record.md section 15).

It stands in the statement's body, beside the slots, under a number that no slot has. Whoever holds the body can check
it with the public halves alone, which are entries of the author.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from parley.record.entry import Entry, OpenKind
from parley.seal import hardware
from parley.seal.digest import sha256
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import ASSERTION_PART_BYTES_MAX, HOST_CHARS_MAX, OFFICERS_TO_RELEASE_MAX, SLOT_KEY_MAX
from parley.words.terms import SEAT

EVIDENCE_KEY: Final = SLOT_KEY_MAX + 1
_KEY_BYTES: Final = encode(EVIDENCE_KEY)
DRAFT_LABEL: Final = b"parley/draft/v1\x00"
USER_PRESENT, USER_VERIFIED = 1, 4


class Assertion(NamedTuple):
    """What one seat's hardware key said (WebAuthn): its public half, and the three parts of its answer."""

    seat: str
    key: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


class Evidence(NamedTuple):
    """The draft digest that was released, and who released it, ascending by seat."""

    digest: bytes
    assertions: tuple[Assertion, ...]


class OfficerKey(NamedTuple):
    """What an officer-key entry says: the seat, the name of the console's host, the public half."""

    seat: str
    rp_id: str
    key: bytes


class Judged(NamedTuple):
    """One assertion of an entry: its seat, and why it does not count; empty where it does."""

    seat: str
    code: str


class Draft(NamedTuple):
    """What is decided of an entry before its release: where and when it stands comes after, and does not count."""

    line: bytes
    traffic_class: int
    addressees: tuple[str, ...]
    kind: int
    kind_version: int
    thread: bytes | None
    precedence: int
    not_after_ms: int | None


def draft_of(entry: Entry) -> Draft:
    """Give what was decided of an entry before its release."""
    return Draft(
        entry.line, entry.traffic_class, entry.addressees, entry.kind, entry.kind_version, entry.thread,
        entry.precedence, entry.not_after_ms,
    )  # fmt: skip


def draft_digest(draft: Draft, body: bytes) -> bytes:
    """Give the digest of what is released; `body` has the slots and no evidence."""
    return sha256(DRAFT_LABEL + encode([*draft, body]))


def with_evidence(body: bytes, evidence: Evidence) -> bytes:
    """Put evidence beside the slots of a body."""
    slots = decode(body)
    assert type(slots) is dict  # what `encode` of the catalogue wrote
    return encode({**slots, EVIDENCE_KEY: [evidence.digest, [tuple(each) for each in evidence.assertions]]})


def may_have_evidence(body: bytes) -> bool:
    """Say quickly that a body has no evidence; one that may have it is read whole."""
    return _KEY_BYTES in body


def split_evidence(body: bytes) -> tuple[bytes, Evidence | None]:
    """Give a body without its evidence, and the evidence if it has any. Raises PeerFault `release-malformed`.

    What is no map is given back as it is: the catalogue judges it.
    """
    if not may_have_evidence(body):
        return body, None
    try:
        slots = decode(body)
    except PeerFault:
        return body, None
    if type(slots) is not dict or EVIDENCE_KEY not in slots:
        return body, None
    item = slots.pop(EVIDENCE_KEY)
    return encode(slots), _read(item)


def _read(item: Item) -> Evidence:
    match item:
        case [bytes(digest), list(parts)] if len(digest) == 32 and 1 <= len(parts) <= OFFICERS_TO_RELEASE_MAX:
            assertions = tuple(map(_assertion, parts))
            if sorted({each.seat for each in assertions}) == [each.seat for each in assertions]:
                return Evidence(digest, assertions)
        case _:
            pass
    raise PeerFault("release-malformed")


def _assertion(item: Item) -> Assertion:
    match item:
        case [str(seat), bytes(key), bytes(data), bytes(client), bytes(signature)] if SEAT.fullmatch(seat):
            if all(len(part) <= ASSERTION_PART_BYTES_MAX for part in (key, data, client, signature)):
                return Assertion(seat, key, data, client, signature)
        case _:
            pass
    raise PeerFault("release-malformed")


def assertion_code(assertion: Assertion, rp_id: str, digest: bytes) -> str:
    """Say why a hardware key's answer does not release this digest: a code, or nothing.

    1. It answers an assertion, to this digest as its challenge.
    2. It was made for the console named in the officer-key entry, and for no other's frame.
    3. Somebody was there, and the key knew who: touched, and opened by PIN or finger.
    4. The key signed all of that.
    """
    data, client = assertion.authenticator_data, _client(assertion.client_data)
    if client is None or client.get("type") != "webauthn.get" or len(data) < 37:
        return "release-malformed"
    if client.get("challenge") != challenge(digest):
        return "release-digest"
    if data[:32] != sha256(rp_id.encode()) or client.get("crossOrigin", False) is not False:
        return "release-origin"
    if not data[32] & USER_PRESENT or not data[32] & USER_VERIFIED:
        return "release-presence"
    try:
        signed = hardware.holds(assertion.key, assertion.signature, data + sha256(assertion.client_data))
    except PeerFault as fault:
        return fault.code
    return "" if signed else "release-signature"


def challenge(digest: bytes) -> str:
    """Write a digest as browsers write a challenge (base64url without padding)."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _client(data: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class OfficerKeys:
    """The officers' keys of every party, as entries name and revoke them, each with the joint position it holds from.

    Positions may move, so each is asked for when it is needed.
    """

    def __init__(self) -> None:
        self._named: dict[tuple[str, str, bytes], list[tuple[str, Callable[[], int | None]]]] = {}
        self._revoked: dict[tuple[str, bytes], list[Callable[[], int | None]]] = {}

    def __bool__(self) -> bool:
        return bool(self._named)

    def note(self, entry: Entry, position: Callable[[], int | None]) -> None:
        """Take in an entry that names a key, or revokes one (`names_officer`)."""
        if entry.kind == OpenKind.REVOCATION:
            revoked = read_revocation(entry.content)
            assert revoked is not None  # the caller asked
            self._revoked.setdefault((entry.author, revoked), []).append(position)
            return
        named = read_officer_key(entry.content)
        assert named is not None  # the caller asked
        self._named.setdefault((entry.author, named.seat, named.key), []).append((named.rp_id, position))

    def judge(self, author: str, position: int | None, evidence: Evidence, digest: bytes) -> list[Judged]:
        """Judge the assertions of a statement that stands at a joint position; None: behind all that have one."""
        return [Judged(each.seat, self._code(author, position, each, evidence, digest)) for each in evidence.assertions]

    def _code(self, author: str, position: int | None, each: Assertion, evidence: Evidence, digest: bytes) -> str:
        if evidence.digest != digest:
            return "release-digest"
        names = self._named.get((author, each.seat, each.key), ())
        rp_ids = {rp_id for rp_id, at in names if _before(at(), position)}
        if not rp_ids:
            return "release-key-unknown"
        if any(_before(at(), position) for at in self._revoked.get((author, sha256(each.key)), ())):
            return "release-key-revoked"
        return min(assertion_code(each, rp_id, digest) for rp_id in rp_ids)

    def standing(self, author: str) -> list[tuple[str, str, bytes, bool]]:
        """Give a party's keys: seat, host, public half, and whether it still holds."""
        return [
            (seat, names[-1][0], key, (party, sha256(key)) not in self._revoked)
            for (party, seat, key), names in sorted(self._named.items())
            if party == author
        ]


def _before(at: int | None, position: int | None) -> bool:
    return at is not None and (position is None or at < position)


def names_officer(entry: Entry) -> bool:
    """Say whether an entry names an officer's key or revokes one, in the form of this version."""
    if entry.kind == OpenKind.OFFICER_KEY:
        return read_officer_key(entry.content) is not None
    return entry.kind == OpenKind.REVOCATION and read_revocation(entry.content) is not None


def read_officer_key(content: object) -> OfficerKey | None:
    """Read the content of an officer-key entry; None if it is not in its form."""
    match content:
        case [str(seat), str(rp_id), bytes(key)] if SEAT.fullmatch(seat) and 0 < len(rp_id) <= HOST_CHARS_MAX:
            try:
                hardware.refuse_key(key)
            except PeerFault:
                return None
            return OfficerKey(seat, rp_id, key)
        case _:
            return None


def read_revocation(content: object) -> bytes | None:
    """Read the content of a revocation: the hash of the key that holds no more; None if it is not in its form."""
    match content:
        case [str(seat), bytes(key_hash)] if SEAT.fullmatch(seat) and len(key_hash) == 32:
            return key_hash
        case _:
            return None


def released_by(
    entry: Entry, body: bytes, officers: OfficerKeys, position: int
) -> tuple[bytes, tuple[Judged, ...]] | None:
    """Give the draft digest of an entry with evidence, and each assertion as it is judged; None without evidence.

    Evidence that is not in its form has no assertions.
    """
    try:
        slots, evidence = split_evidence(body)
    except PeerFault:
        return bytes(32), ()
    if evidence is None:
        return None
    digest = draft_digest(draft_of(entry), slots)
    return digest, tuple(officers.judge(entry.author, position, evidence, digest))


def counted(judged: Sequence[Judged]) -> int:
    """Give how many seats' assertions count."""
    return len({each.seat for each in judged if not each.code})
