"""Hostile acts upon the line: packets, lists, signs of life, epochs, floods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from parley.line.fragments import cut, fragment_key
from parley.line.pairs import EPOCH_MAX, read_header
from parley.line.payloads import (
    Accept,
    Beat,
    Echo,
    Feeds,
    Offer,
    Sent,
    Stale,
    ThinEntries,
    write_payload,
)
from parley.node.heads import own_head
from parley.record.entry import OpenKind
from parley.seal.digest import mac, sha256
from parley.words.cbor import Item
from parley.words.cbor import encode as cbor
from parley.words.terms import Precedence
from sim.hostile import Craft, HostileHost, Move

Moves = Iterator[Move]
FAR: Final = (1 << 64) - 1

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
    form: list[Item] = [[], 0, None, 0, 0, 1, None]
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
