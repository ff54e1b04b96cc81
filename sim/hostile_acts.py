"""The hostile acts, each by its name: what is sent, and with which stable code it has to be met.

An act yields its moves; each waits until the one before it has been judged. A move without a code is met in silence: it
moves nothing, or it is held like any other entry. `proof` asks for a proof of equivocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from parley.desk import messages as m
from parley.line.fragments import cut, fragment_key
from parley.line.pairs import EPOCH_MAX, read_header
from parley.line.payloads import (
    Accept,
    Beat,
    Echo,
    Entries,
    Feeds,
    HeadOnly,
    Offer,
    Overtaking,
    Sent,
    Stale,
    ThinEntries,
    write_payload,
)
from parley.node.heads import own_head
from parley.record.entry import Beyond, OpenKind, Seen, encode_entry
from parley.record.head import Head, origin, sign_head
from parley.seal.digest import mac, sha256
from parley.wire.catalogue import encode
from parley.words.cbor import decode as cbor_decode
from parley.words.cbor import encode as cbor
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence, TrafficClass
from sim.host import WALL_MS
from sim.hostile import SALT, Act, Craft, HostileHost, Move

Moves = Iterator[Move]
FAR: Final = (1 << 64) - 1

# ---- two histories of one feed


def equivocation(host: HostileHost) -> Moves:
    """Two contents for one place, under two full heads of one size."""
    feed = Craft(host).says("we did").says("we did it")
    yield feed.sends()
    yield feed.move(feed.but(3).head_only(), "feed-forked", proof=True)


def fork_after_receipt(host: HostileHost) -> Moves:
    """Another history below what was receipted, shown by the entries themselves."""
    feed = Craft(host).says("one").says("two").says("three").says("four")
    yield feed.sends()
    while not host.is_receipted(feed.feed, 4):
        yield host.move(Beat(host.hand.randbytes(8), bytes(8), 0))
    yield feed.move(feed.but(3).entries(), "feed-forked", proof=True)


def fork_of_the_present_feed(host: HostileHost) -> Moves:
    """Another history of the feed that the core writes: its last entry was other words."""
    own = host.state.own
    size = min(own.size, host.holds_sealed(own.id))
    if size:
        root = sha256(b"another story")
        name = origin(host.world.line, host.party, own.id)
        head = sign_head(host.key, name, size, root, full=True)
        move = host.move(HeadOnly(host.party, own.id, size, root, head.ed, head.pq or b""), "feed-forked")
        move.feed, move.proof = own.id, True
        yield move


def fork_behind_a_single(host: HostileHost) -> Moves:
    """An entry ahead of a gap, and then a filler from another history."""
    feed = Craft(host).says("one").says("two").says("three", precedence=int(Precedence.FLASH))
    yield feed.move(feed.entries(0, 2))
    yield feed.move(feed.overtaking(2, 4))
    yield feed.move(feed.but(4).entries(2), "feed-forked", proof=True)


def fork_without_ml_dsa(host: HostileHost) -> Moves:
    """Another history under a head without ML-DSA: it stops the feed, and proves nothing to a third party."""
    feed = Craft(host).says("one")
    yield feed.sends()
    other = feed.but(2)
    yield feed.move(other.entries(head=other.head(full=False)._replace(root=other.tree().root())), "feed-forked")


def fork_in_what_follows(host: HostileHost) -> Moves:
    """A head of another history over entries that continue this one: the sender's fault, and no proof."""
    feed = Craft(host).says("one").says("two")
    yield feed.move(feed.entries(0, 3))
    yield feed.move(feed.entries(3, 4, feed.but(2).says("two").head()), "head-bad")


def path_to_another_history(host: HostileHost) -> Moves:
    """A true head, and a path from what is held that does not lead to it."""
    feed = Craft(host).says("one").says("two").says("three")
    yield feed.move(feed.entries(0, 3, feed.head(5), (bytes(32), bytes(32))), "head-bad")
    yield feed.sends()


# ---- receipts


def _seen(host: HostileHost, size: int, root: bytes, feed: bytes | None = None) -> tuple[Seen, ...]:
    return (Seen(host.world.victim, feed or host.victim_feed(), size, root),)


def receipt_of_what_was_never_written(host: HostileHost) -> Moves:
    """A receipt for more than the feed has."""
    feed = Craft(host)
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, 1 << 20, sha256(b"no")))
    yield feed.sends()


def receipt_of_no_feed(host: HostileHost) -> Moves:
    """A receipt for a feed that nobody opened."""
    feed = Craft(host)
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, 3, sha256(b"no"), host.hand.randbytes(8)))
    yield feed.sends()


def receipt_of_a_wrong_root(host: HostileHost) -> Moves:
    """A receipt with the right size and another root, and then its denial: the right root."""
    feed = Craft(host)
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, 1, sha256(b"no")))
    yield feed.sends("seen-false")
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, 1, host.victim_root(1)))
    yield feed.move(feed.entries(feed.size - 1))


def seen_regresses(host: HostileHost) -> Moves:
    """A receipt for less than the one before it."""
    feed = Craft(host)
    size = host.victim_size()
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, size, host.victim_root(size)))
    feed.writes(OpenKind.RECEIPT, seen=_seen(host, 1, host.victim_root(1)))
    yield feed.sends()


def receipt_of_a_wrong_single(host: HostileHost) -> Moves:
    """A receipt for single entries by ids that they do not have."""
    feed = Craft(host)
    feed.writes(OpenKind.RECEIPT, beyond=(Beyond(host.world.victim, host.victim_feed(), 0, sha256(b"no")),))
    feed.writes(OpenKind.RECEIPT, beyond=(Beyond(host.world.victim, host.victim_feed(), FAR, sha256(b"no")),))
    yield feed.sends()


def receipts_without_end(host: HostileHost) -> Moves:
    """More receipts in one entry than an honest party writes."""
    feeds = sorted(host.hand.randbytes(8) for _ in range(60))
    feed = Craft(host)
    feed.writes(OpenKind.RECEIPT, seen=tuple(Seen(host.world.victim, name, 1, bytes(32)) for name in feeds))
    yield feed.sends()


def pretended_loss(host: HostileHost) -> Moves:
    """A list that says nothing is held: what was receipted stays receipted, and goes out again."""
    yield host.move(Feeds((), wants_answer=True, last_part=True, question=host.hand.randbytes(8)))


# ---- gaps and huge places


def gap(host: HostileHost) -> Moves:
    """Entries behind a gap: nothing is taken, and the rest is asked for."""
    feed = Craft(host).says("one").says("two")
    yield feed.move(feed.entries(2))
    yield feed.sends()


def single_with_a_wrong_gap(host: HostileHost) -> Moves:
    """An entry ahead whose hashes do not fill its gap."""
    feed = Craft(host).says("one").says("two")
    single = feed.overtaking(0, 3)
    yield feed.move(single._replace(gap=(*single.gap, bytes(32))), "head-bad")
    yield feed.move(single._replace(start=1 << 40, place=1 << 40), may=("head-bad",))
    yield feed.move(single._replace(ed=bytes(64)), "head-bad")


def single_at_the_end_of_numbers(host: HostileHost) -> Moves:
    """Entries at the last places that a number has; a feed of 2^64 entries has no head."""
    feed = Craft(host)
    yield feed.sends()
    data = encode_entry(feed.entry(OpenKind.RECEIPT, None)._replace(index=FAR))
    yield host.single(feed, data, FAR, "payload-malformed")
    yield host.single(feed, data, FAR - 1, may=("payload-malformed",))


def single_far_ahead(host: HostileHost) -> Moves:
    """An entry at place 2^40 under a head of its own: held beyond a gap that is never filled."""
    feed, place = Craft(host), 1 << 40
    yield feed.sends()
    data = encode_entry(feed.entry(OpenKind.RECEIPT, None)._replace(index=place))
    yield host.single(feed, data, place)


def singles_without_end(host: HostileHost) -> Moves:
    """More entries ahead of gaps than anybody needs."""
    feed = Craft(host)
    for _ in range(2 * host.world.singles_max):
        feed.writes(OpenKind.RECEIPT)
    for place in range(3, feed.size):
        move = feed.move(feed.overtaking(0, place), may=("singles-too-many",))
        yield move
        host.world.at_most(host.singles_held(), host.world.singles_max, "entries beyond gaps")
        if "singles-too-many" in move.met:
            break
    else:
        host.world.fault(f"I11 {host.world.victim} takes entries beyond gaps without end")
    yield feed.sends()


def index_that_is_huge(host: HostileHost) -> Moves:
    """An entry that says another place of itself than it has."""
    feed = Craft(host)
    feed.adds(encode_entry(feed.entry(OpenKind.RECEIPT, None)._replace(index=FAR)))
    yield feed.sends("entry-misplaced")


def feeds_without_end(host: HostileHost) -> Moves:
    """More feeds than a party has starts."""
    for _ in range(host.world.feeds_max + 1):
        move = Craft(host, founded=False).sends(may=("feeds-too-many",))
        yield move
        host.world.at_most(host.feeds_held(), host.world.feeds_max, "feeds of one party")
        if "feeds-too-many" in move.met:
            break
    else:
        host.world.fault(f"I11 {host.world.victim} takes feeds without end")


def feeds_under_bad_heads(host: HostileHost) -> Moves:
    """Feeds of the victim's and of its own that nobody signed: nothing of them stays."""
    made = []
    for party in (host.party, host.world.victim):
        feed = Craft(host)
        made.append((party, feed.feed))
        yield host.move(feed.entries()._replace(party=party, ed=bytes(64)), "head-bad")
        yield host.move(feed.overtaking(0, 1)._replace(party=party, ed=bytes(64)), may=("head-bad", "packet-foreign"))
    known = host.victim_state().record.feeds
    host.world.at_most(sum(name in known for name in made), 0, "feeds that nobody signed")


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
    yield feed.sends(may=("entry-malformed", "kind-unknown"))
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


# ---- packets, lists, life, epochs


def payload_out_of_form(host: HostileHost) -> Moves:
    """Plaintexts that open and say nothing known."""
    beat = write_payload(Beat(bytes(8), bytes(8), 0))
    yield host.move(beat + b"\x00", "cbor-malformed")
    yield host.move(cbor([1]), "payload-malformed")
    yield host.move(cbor({0: 99}), "payload-unknown")
    yield host.move(cbor({0: 2, 1: bytes(7), 2: bytes(8), 3: 0}), "payload-malformed")
    yield host.move(cbor({0: 2, 1: bytes(8), 2: bytes(8), 3: 0, 15: 1}), "payload-malformed")
    yield host.move(cbor({0: 4, 1: [["ZZZ!", b"", -1]], 2: False, 3: True, 4: b""}), "payload-malformed")
    yield host.move(b"", "cbor-malformed")


def packet_of_another(host: HostileHost) -> Moves:
    """Packets sent back to their sender, of epochs that never were, of other versions, cut short."""
    beat = write_payload(Beat(bytes(8), bytes(8), 0))
    yield host.raw(host.sealed(beat, sender=host.world.victim), "packet-foreign")
    yield host.raw(host.sealed(beat, epoch=EPOCH_MAX - 2), "epoch-unknown")
    yield host.raw(b"\x07" + host.sealed(beat)[1:], "packet-version")
    yield host.raw(host.sealed(beat)[:30], "packet-malformed")
    yield host.raw(b"\x01\xff" + host.sealed(beat)[2:], "packet-foreign")


def frames_without_end(host: HostileHost) -> Moves:
    """Frames of packets that never become whole, and frames out of form."""
    world, header = host.world, read_header(host.world.parties, host.sealed(b""))
    secret = host.state.config.pair_secrets[world.victim]
    key = fragment_key(secret, world.line, world.suite.number, (host.party, world.victim))
    for _ in range(40):
        packet = host.sealed(bytes(300))
        yield host.raw(cut(world.parties, header, packet, key, 120)[0])
    frame = cut(world.parties, header, host.sealed(bytes(300)), key, 120)[0]
    yield host.raw(_flipped(frame), "frame-bad")
    head = frame[:6] + b"\xff\xff\x00\x01"
    yield host.raw(head + mac(key, head + frame[18:])[:8] + frame[18:], "frame-bad")
    known = host.victim_state().peers[host.party].reassembly
    world.at_most(len(known.transfers), 32, "unfinished transfers")


def thin_out_of_form(host: HostileHost) -> Moves:
    """Thin entries that cannot be rebuilt."""
    own = host.state.own
    head = own_head(host.state, own, own.size, full=False)
    yield host.move(ThinEntries(b"\x00", 0, (Sent([1, 2], None, None),), head.ed), "thin-unbuildable")
    form = [[], 0, None, 0, 0, 1, None]
    yield host.move(
        ThinEntries(host.hand.randbytes(8), 0, (Sent([*form, {9: 9}], None, None),), head.ed),
        may=("thin-unbuildable", "entry-malformed", "head-bad"),
    )
    yield host.move(
        ThinEntries(host.hand.randbytes(8), 0, (Sent(form, None, None),), head.ed),
        may=("thin-unbuildable", "entry-malformed", "head-bad"),
    )


def lists_without_end(host: HostileHost) -> Moves:
    """Lists whose last part never comes, of feeds that nobody has, with sizes that nothing has."""
    for _ in range(8):
        part = tuple([(host.party, host.hand.randbytes(8), FAR) for _ in range(1_000)])
        yield host.move(Feeds(part, wants_answer=False, last_part=False), may=("feeds-too-many",))
        known = host.victim_state().peers[host.party]
        host.world.at_most(len(known.listing), host.world.listed_max, "feeds of a list that never ends")
    yield host.move(Feeds((), wants_answer=False, last_part=True))


def unasked_answers(host: HostileHost) -> Moves:
    """Answers to questions that were never asked: no sign of life, and no list."""
    yield replace(host.move(Echo(host.hand.randbytes(8), bytes(8), 0)), is_life=False)
    yield host.move(Feeds((), wants_answer=False, last_part=True, question=host.hand.randbytes(8)))


def offers_out_of_form(host: HostileHost) -> Moves:
    """Offers of another line, pair or suite, unsigned, old, or with a key that is none."""
    yield host.move(Offer(b"\x00"), "offer-malformed", epoch=0)
    yield host.move(host.offer(line=sha256(b"no")), "offer-foreign", epoch=0)
    yield host.move(host.offer(receiver=host.party), "offer-foreign", epoch=0)
    yield host.move(host.offer(suite=7), "offer-foreign", epoch=0)
    yield host.move(host.offer(number=0), "offer-malformed", epoch=0)
    yield host.move(host.offer(number=EPOCH_MAX), "offer-malformed", epoch=0)
    yield host.move(host.offer(signed=False), "signature-bad", epoch=0)
    yield host.move(host.offer(number=1), may=("key-malformed",), epoch=0)
    yield host.move(host.offer(public=b"\x00"), may=("key-malformed",), epoch=0)


def accepts_out_of_form(host: HostileHost) -> Moves:
    """Answers to offers that were never made."""
    yield host.move(Accept(b"\x00"), "accept-malformed", epoch=0)
    body = cbor([1, bytes(32), b"", bytes(16)])
    yield host.move(Accept(cbor([body, bytes(64)])), epoch=0)
    offered = host.victim_state().peers[host.party].session.exchange.offered
    if offered is not None:
        body = cbor([1, sha256(offered.offer), b"", bytes(16)])
        yield host.move(Accept(cbor([body, bytes(64)])), may=("signature-bad",), epoch=0)


# ---- floods


def flash_flood(host: HostileHost) -> Moves:
    """Two hundred FLASH at once: all are taken, and own traffic goes on."""
    feed = Craft(host)
    for count in range(200):
        feed.says(f"urgent {count}", precedence=int(Precedence.FLASH))
    yield feed.sends()


def flood_of_bad_leaves(host: HostileHost) -> Moves:
    """Two hundred leaves of noise under one good head: each is held and refused, once."""
    feed = Craft(host)
    for _ in range(200):
        feed.adds(host.hand.randbytes(20))
    yield feed.sends(may=("cbor-malformed", "entry-malformed", "cbor-limit"))


def evidence_without_end(host: HostileHost) -> Moves:
    """More refused bytes than are kept."""
    for _ in range(host.world.evidence_max + 5):
        yield host.move(cbor({0: 99, 1: host.hand.randbytes(8)}), "payload-unknown")
    kept = sum(row.code != "feed-forked" for row in host.victim.disk.evidence())
    host.world.at_most(kept, host.world.evidence_max, "rows of evidence")


def beats_without_end(host: HostileHost) -> Moves:
    """A hundred signs of life that differ."""
    for _ in range(100):
        yield host.move(Beat(host.hand.randbytes(8), host.hand.randbytes(8), 0))


# ---- the last words: after these the line cannot come back by itself


def epochs_used_up(host: HostileHost) -> Moves:
    """The last number that an epoch can have: no exchange is left, and epoch 0 still carries what is urgent."""
    how = host.hand.randrange(3)
    if how == 0:
        yield host.move(Stale(FAR), epoch=0)
    elif how == 1:
        yield Craft(host).writes(OpenKind.EPOCH, [host.world.victim, FAR, bytes(32)]).sends()
    else:
        yield host.move(host.offer(number=EPOCH_MAX - 1), epoch=0)


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if data else b"\x01"


ACTS: Final[dict[str, Act]] = {
    act.__name__.replace("_", "-"): act
    for act in (
        equivocation, fork_after_receipt, fork_of_the_present_feed, fork_behind_a_single, fork_without_ml_dsa,
        fork_in_what_follows, path_to_another_history, receipt_of_what_was_never_written, receipt_of_no_feed,
        receipt_of_a_wrong_root, seen_regresses, receipt_of_a_wrong_single, receipts_without_end, pretended_loss,
        gap, single_with_a_wrong_gap, single_at_the_end_of_numbers, single_far_ahead, singles_without_end,
        index_that_is_huge, feeds_under_bad_heads, bad_signature, ml_dsa_stripped, old_key, foreign_context,
        foreign_line, foreign_feed_and_author, speaks_in_the_victims_feed, non_canonical_entry, nested_too_deep,
        entry_out_of_form, too_large, body_of_another, out_of_class, not_founded, open_kinds_out_of_form,
        stale_notice, future_notice, clocks_from_nowhere, payload_out_of_form, packet_of_another, frames_without_end,
        thin_out_of_form, lists_without_end, unasked_answers, offers_out_of_form, accepts_out_of_form, flash_flood,
        flood_of_bad_leaves, evidence_without_end, beats_without_end,
    )
}  # fmt: skip
"""Acts after which the line must come back by itself."""
LAST_ACTS: Final[dict[str, Act]] = {
    act.__name__.replace("_", "-"): act for act in (feeds_without_end, epochs_used_up)
}
"""Acts that the agreement has to answer: what must hold after them is that nobody crashes and nothing is lost."""

__all__ = ["ACTS", "LAST_ACTS", "Entries", "Head"]
