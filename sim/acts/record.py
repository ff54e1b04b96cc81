"""Hostile acts upon the record: two histories of one feed, receipts, gaps and huge places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parley.line.payloads import (
    Beat,
    Feeds,
    HeadOnly,
)
from parley.record.entry import Beyond, OpenKind, Seen, encode_entry
from parley.record.head import origin, sign_head
from parley.seal.digest import sha256
from parley.words.terms import Precedence
from sim.hostile import Craft, HostileHost, Move

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
    yield host.single(feed, data, FAR - 1, start=feed.size, may=("payload-malformed",))


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
