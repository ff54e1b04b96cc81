"""Hostile acts of form: keys and contexts, bytes that are signed and say nothing, kinds, notices, clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parley.desk import messages as m
from parley.line.payloads import (
    Beat,
    Offer,
    Sent,
    write_payload,
)
from parley.record.entry import OpenKind, encode_entry
from parley.record.head import origin, sign_head
from parley.seal.digest import sha256
from parley.wire.catalogue import encode
from parley.words.cbor import decode as cbor_decode
from parley.words.cbor import encode as cbor
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence, TrafficClass
from sim.host import WALL_MS
from sim.hostile import SALT, Craft, HostileHost, Move

Moves = Iterator[Move]
FAR: Final = (1 << 64) - 1

# ---- keys, contexts, lines


def bad_signature(host: HostileHost) -> Moves:
    """One bit of either signature is another."""
    feed = Craft(host).says("one")
    head = feed.head()
    yield feed.move(feed.entries(head=head._replace(ed=_flipped(head.ed))), "head-bad")
    yield feed.move(feed.entries(head=head._replace(pq=_flipped(head.pq or b""))), "head-bad")
    yield feed.move(feed.entries(head=head._replace(ed=b"")), "head-bad")
    yield feed.sends()


def ml_dsa_stripped(host: HostileHost) -> Moves:
    """The ML-DSA signature is left out: the entries are held, and their full head is lacking."""
    feed = Craft(host).says("one")
    yield feed.move(feed.entries(head=feed.head(full=False)))
    yield feed.move(feed.head_only())


def old_key(host: HostileHost) -> Moves:
    """A head under a key that is on no card any more."""
    feed = Craft(host).says("one")
    old = host.world.suite.signing_key(sha256(b"old") * 2)
    yield feed.move(feed.entries(head=feed.head(key=old)), "head-bad")


def foreign_context(host: HostileHost) -> Moves:
    """True signatures that were made for something else."""
    feed = Craft(host).says("one")
    head = feed.head()
    ed = host.key.ed(b"parley/offer/v1\x00" + head.root)
    pq = host.key.pq(head.root, b"parley/offer/v1")
    yield feed.move(feed.entries(head=head._replace(ed=ed)), "head-bad")
    yield feed.move(feed.entries(head=head._replace(pq=pq)), "head-bad")
    head_as_offer = cbor([cbor([1]), head.ed])
    yield host.move(Offer(head_as_offer), "offer-malformed")


def foreign_line(host: HostileHost) -> Moves:
    """Heads, entries and packets of another line."""
    feed = Craft(host)
    elsewhere = sha256(b"another line")
    name = origin(elsewhere, host.party, feed.feed)
    head = sign_head(host.key, name, feed.size, feed.tree().root(), full=True)
    yield feed.move(feed.entries(head=head), "head-bad")
    feed.adds(encode_entry(feed.entry(OpenKind.RECEIPT, None, line=elsewhere)))
    yield feed.sends("entry-misplaced")
    beat = write_payload(Beat(bytes(8), bytes(8), 0))
    yield host.raw(host.sealed(beat, line=elsewhere), may=("packet-unopened", "pair-secrets-differ"))
    yield host.raw(host.sealed(beat, line=elsewhere, epoch=0), "pair-secrets-differ")


def foreign_feed_and_author(host: HostileHost) -> Moves:
    """Entries that say another author or feed; feeds of others under its own key."""
    feed = Craft(host)
    feed.adds(encode_entry(feed.entry(OpenKind.RECEIPT, None, author=host.world.victim)))
    feed.adds(encode_entry(feed.entry(OpenKind.RECEIPT, None, feed=bytes(8))))
    yield feed.sends("entry-misplaced")
    other = Craft(host)
    yield host.move(other.entries()._replace(party=host.world.victim), "head-bad")
    yield host.move(other.entries()._replace(party="ZZZ"), "packet-foreign")


def speaks_in_the_victims_feed(host: HostileHost) -> Moves:
    """Entries of the victim's present run, under the wrong key: nobody's clone."""
    other = Craft(host, feed=host.victim_feed()).says("we surrender")
    yield host.move(other.entries()._replace(party=host.world.victim))


# ---- bytes


def non_canonical_entry(host: HostileHost) -> Moves:
    """Leaves that are validly signed and not in the strict encoding."""
    whole = encode_entry(Craft(host).entry(OpenKind.RECEIPT, None))
    for data in (
        whole + b"\x00",
        whole[:-1],
        whole[:1] + b"\x18\x01" + whole[2:],
        b"\x9f" + whole[1:] + b"\xff",
        b"\xc2\x40",
        b"\xfb" + bytes(8),
        b"\xa2\x01\x01\x01\x01",
        b"",
    ):
        feed = Craft(host).adds(data)
        yield feed.sends(may=("cbor-malformed", "entry-malformed"))
        if not feed_refused(host, feed):
            host.world.fault(f"I9 {data[:8].hex()} is taken for an entry")


def feed_refused(host: HostileHost, feed: Craft) -> bool:
    """Say whether the last leaf of a feed that the victim holds is refused there."""
    held = host.victim_state().record.feeds.get((host.party, feed.feed))
    return held is None or held.size < feed.size or (held, feed.size - 1) in host.victim_state().refused


def nested_too_deep(host: HostileHost) -> Moves:
    """Arrays inside arrays: an entry, a payload, a body."""
    deep = b"\x81" * 2_000 + b"\x00"
    yield Craft(host).adds(deep).sends("cbor-limit")
    yield host.move(deep, "cbor-limit")
    yield Craft(host).body(33, 1, deep).sends(may=("body-malformed", "kind-unknown"))


def entry_out_of_form(host: HostileHost) -> Moves:
    """Entries in the strict encoding that are not in their form."""
    fields: list[object] = list(Craft(host).entry(OpenKind.RECEIPT, None))
    for place, value in ((1, ""), (2, b""), (3, -1), (4, [[1]]), (5, [[]]), (6, -1), (8, 9), (9, 7), (13, True)):
        out = fields.copy()
        out[place] = value
        yield Craft(host).adds(cbor([1, *out])).sends("entry-malformed")  # type: ignore[list-item]
    yield Craft(host).adds(cbor([1])).sends("entry-malformed")


def too_large(host: HostileHost) -> Moves:
    """Entries and bodies over their limits."""
    feed = Craft(host)
    yield host.move(feed.entries()._replace(sent=(Sent(bytes(5_000), None, None),) * feed.size), "payload-malformed")
    feed.adds(encode_entry(feed.entry(33, sha256(b""))), SALT, bytes(70_000))
    yield host.move(feed.entries(), "payload-malformed")


def body_of_another(host: HostileHost) -> Moves:
    """Bodies that do not open their commitments, are missing, or are not in the form of their kind."""
    feed = Craft(host).says("one")
    feed.sent[-1] = feed.sent[-1]._replace(body=b"\xa0")
    yield feed.sends("body-bad")
    feed = Craft(host).says("one")
    feed.sent[-1] = feed.sent[-1]._replace(salt=None, body=None)
    yield feed.sends("body-missing")
    kind, version, body = encode(m.PlainStatement(language="en", text="x"))
    yield Craft(host).body(kind, version, body + b"\x00").sends("body-malformed")
    yield Craft(host).body(kind, version, cbor({1: "en", 2: "a\u202eb"})).sends(may=("text-controls", "body-malformed"))
    yield Craft(host).body(kind, version, cbor({1: "en", 2: "x" * 60_000})).sends(may=("slot-range", "body-malformed"))


def out_of_class(host: HostileHost) -> Moves:
    """Kinds, classes and precedences that the catalogue or the line does not have."""
    yield Craft(host).says("one", traffic_class=int(TrafficClass.DRILL)).sends("class-refused")
    yield Craft(host).says("one", traffic_class=int(TrafficClass.TEST)).sends(may=("class-refused",))
    check = m.WatchCheck(challenge="AB12", seat="watch")
    yield Craft(host).says(check, precedence=int(Precedence.FLASH)).sends("precedence-refused")
    yield Craft(host).body(60_000, 1, b"\xa0").sends("kind-unknown")
    yield Craft(host).body(FAR, FAR, b"\xa0").sends("kind-unknown")


def not_founded(host: HostileHost) -> Moves:
    """Statements of a feed that has not signed the agreement, or another one."""
    yield Craft(host, founded=False).says("one").sends("not-founded")
    other = Craft(host, founded=False).writes(OpenKind.FOUNDING, [bytes(32), []]).says("one")
    yield other.sends("founding-differs", "not-founded")


def open_kinds_out_of_form(host: HostileHost) -> Moves:
    """What nodes write by themselves, with contents that no node writes."""
    feed = Craft(host)
    for kind in (OpenKind.ADOPTION, OpenKind.REFUSED, OpenKind.LIVENESS, OpenKind.OFFICER_KEY):
        for content in (None, [], [1], [bytes(32), "no-such-code"], [[["tcp", 1, FAR]]], [FAR] * 4):
            feed.writes(kind, content)
    yield feed.sends(may=("entry-malformed", "kind-unknown", "officer-key-malformed"))
    feed = Craft(host).writes(OpenKind.EPOCH, [host.world.victim, "x", b""])
    yield feed.sends("entry-malformed")
    yield Craft(host).writes(OpenKind.FIRST, []).sends("entry-misplaced")


# ---- notices and time


def _flight(from_ms: int) -> m.FlightNotice:
    return m.FlightNotice(
        language="en", aircraft=2, from_ms=from_ms, until_ms=from_ms + 3_600_000, fl_min=100, fl_max=200, area="north"
    )


def stale_notice(host: HostileHost) -> Moves:
    """A notice of what is long over, that should have been shown until long ago."""
    yield Craft(host).says(_flight(WALL_MS - 3_000 * DAY_MS), not_after_ms=1).sends()


def future_notice(host: HostileHost) -> Moves:
    """A notice of a flight in a thousand years, said tomorrow."""
    far = WALL_MS + 365_000 * DAY_MS
    yield Craft(host).says(_flight(far), clock_ms=WALL_MS + DAY_MS).sends()
    kind, version, body = encode(_flight(far))
    slots = cbor_decode(body)
    assert isinstance(slots, dict)
    later = cbor({key: FAR if value == far else value for key, value in slots.items()})
    yield Craft(host).body(kind, version, later, clock_ms=FAR, not_after_ms=FAR).sends("slot-range")


def clocks_from_nowhere(host: HostileHost) -> Moves:
    """Entries from the beginning of time, and from its end."""
    feed = Craft(host).says("now").says("then", clock_ms=0).says("one day", clock_ms=FAR, uncertainty_ms=FAR)
    yield feed.sends()
    yield host.move(Beat(host.hand.randbytes(8), bytes(8), FAR))


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if data else b"\x01"
