"""Who holds what: lists of feeds, what the other side lacks, what it gives back of our own, copies of ourselves."""

from __future__ import annotations

from collections.abc import Sequence

from parley.line.payloads import Entries, Feeds, Sent, digest_of
from parley.node.effects import Halt
from parley.node.keyring import own_word
from parley.node.ports import Row
from parley.node.state import PeerState, State
from parley.node.ways import Way, busy, may_ask, pace_ms
from parley.record.entry import entry_or_none
from parley.record.feed import Feed
from parley.record.head import Head, origin, verify_head
from parley.words.faults import PeerFault
from parley.words.instants import MINUTE_MS, Now
from parley.words.limits import LISTED_MAX

LIST_PART_MAX = 2_000
LIST_AGAIN_MS = 200
OFFER_AGAIN_MS = 5_000
GIVE_ENTRIES_MAX = 4_096
GIVE_BYTES_MAX = 3 << 20
GIVE_PACKET_BYTES = 400_000


def digest(state: State) -> bytes:
    """Give the digest over every feed that is held."""
    return digest_of(sizes(state))


def sizes(state: State) -> list[tuple[str, bytes, int]]:
    """Give every feed that is held, with its size."""
    return [(feed.party, feed.id, feed.size) for feed in state.record.feeds.values() if feed.size]


def owe_list(
    state: State, peer: str, now: Now, *, wants_answer: bool = False, question: bytes = b"", bearer: str = ""
) -> None:
    """Have our list sent to a peer: as a question of ours or the answer to its own, else seldom."""
    known = state.peers[peer]
    asked = wants_answer or question
    pace = _pace_ms(known, now)
    if not asked and known.listed_ms is not None and now.mono_ms - known.listed_ms < pace:
        return
    if wants_answer and not may_ask(known.ways, now.mono_ms):
        return
    known.listed_ms = now.mono_ms
    if wants_answer:
        question = known.question = known.question or state.entropy(8)  # an answer on its way to an earlier one counts
    listed = sizes(state)
    parts = [listed[at : at + LIST_PART_MAX] for at in range(0, len(listed), LIST_PART_MAX)] or [[]]
    for part in parts[:-1]:
        state.post.append((peer, bearer, Feeds(tuple(part), wants_answer=False, last_part=False), False))
    last = Feeds(tuple(parts[-1]), wants_answer=wants_answer, last_part=True, question=question)
    state.post.append((peer, bearer, last, False))


def _pace_ms(known: PeerState, now: Now) -> int:
    """Give how long a list, or what it lacks, is not sent again to a peer."""
    return min(MINUTE_MS, pace_ms(known.ways, now.mono_ms, LIST_AGAIN_MS))


def hurry_offer(peer: PeerState, way: Way, now: Now) -> None:
    """Have an offer that a courier took, or a slower way, wait no longer than this way needs."""
    peer.offer_due_ms = min(peer.offer_due_ms, now.mono_ms + way.patience_ms(OFFER_AGAIN_MS))


def take_list(state: State, peer: str, payload: Feeds, now: Now, bearer: str) -> None:
    """Take a peer's list: send what it lacks, and learn what it can give to us; a question is answered by `bearer`."""
    known = state.peers[peer]
    known.listing.update({(party, feed): size for party, feed, size in payload.sizes})
    if len(known.listing) > LISTED_MAX:
        known.listing = {}
        raise PeerFault("feeds-too-many")
    if payload.wants_answer and not busy(known.ways, now.mono_ms, bearer):
        owe_list(state, peer, now, question=payload.question, bearer=bearer)
    if not payload.last_part:
        return
    theirs, known.listing = known.listing, {}
    pace = _pace_ms(known, now)
    for feed in state.record.feeds.values():
        held = theirs.get((feed.party, feed.id), 0)
        if held < feed.size and not _supplies(known, feed, pace, now):
            continue
        if feed.party != state.config.me or own_word(state, feed) < feed.size:
            if held < feed.size:
                state.gifts[peer, feed] = held
        elif held < feed.size or feed in known.deliveries:
            _send_from(state, peer, feed, held, now)
    if known.question and payload.question == known.question and not payload.wants_answer:
        known.question = b""
        known.awaited = {name: size for name, size in theirs.items() if _lacks(state, name, size)}
        _note_heard(state, known)


def _supplies(known: PeerState, feed: Feed, pace_ms: int, now: Now) -> bool:
    """Say whether a list has us send of a feed: not an old one, nor one that crossed with what the last one brought."""
    if now.mono_ms - known.supplied_ms.get(feed, now.mono_ms - pace_ms) < pace_ms:
        return False
    known.supplied_ms[feed] = now.mono_ms
    return True


def _send_from(state: State, peer: str, feed: Feed, held: int, now: Now) -> None:
    """Send what a peer's list lacks of an own feed, and nothing that it holds; a courier only what he could bring."""
    state.delivery(peer, feed).start_again(held)
    for way in state.peers[peer].ways.values():
        cursor = way.cursors.get(feed)
        if cursor is None:
            continue
        had_time = held < cursor.sent and now.mono_ms - cursor.quiet_ms >= way.round_trip_ms
        if had_time or held < cursor.receipted:  # it has lost what it had receipted
            cursor.start_again(held)


def _lacks(state: State, name: tuple[str, bytes], size: int) -> bool:
    feed = state.record.feeds.get(name)
    return feed not in state.stopped and (0 if feed is None else feed.size) < size


def grown(state: State, feed: Feed) -> None:
    """Learn that a feed grew: it may be the last that a peer said it holds and we did not."""
    name = (feed.party, feed.id)
    for known in state.peers.values():
        if known.awaited and known.awaited.get(name, feed.size + 1) <= feed.size:
            del known.awaited[name]
            _note_heard(state, known)


def _note_heard(state: State, known: PeerState) -> None:
    known.asked = known.asked or not any(party == state.config.me for party, _ in known.awaited)
    known.whole = known.whole or not known.awaited


def check_clone(state: State, payload: Entries) -> None:
    """Find out that another copy of this node speaks: entries of this run's feed that this run did not write."""
    own, config = state.own, state.config
    if payload.root is None or (payload.size <= own.size and own.tree.root(payload.size) == payload.root):
        return
    head = Head(payload.size, payload.root, payload.ed, payload.pq)
    if verify_head(state.rings[config.me].key, origin(config.line, config.me, own.id), head):
        state.outcome.effects.append(Halt("feed-cloned"))


def gift(
    state: State, feed: Feed, start: int, peer: str, bytes_max: int = GIVE_PACKET_BYTES
) -> tuple[Entries, int] | None:
    """Make the next packet of a feed of another's for a peer that lacks it, under a full head if one reaches further.

    Gives it and the size it reaches, or None where we hold no head that reaches further. A head above what we hold
    serves by the path with which it came.
    """
    head = next((head for head in state.heads_of(feed) if start < head.reach <= feed.size), None)
    if head is None:
        return None
    rows = rows_of(state, feed, start, min(start + 512, head.reach), bytes_max)
    # An entry whose body is for the peer and not for us comes from somebody who has the body, and what follows it.
    rows = rows[: next((at for at, row in enumerate(rows) if _lacks_body(state, row, peer)), len(rows))]
    if not rows:
        return None
    end = start + len(rows)
    path = () if end == head.size else tuple(feed.tree.consistency(end, head.size, (head.reach, head.path)))
    sent = sent_to(state, rows, peer)
    return Entries(feed.party, feed.id, start, sent, head.size, head.root, head.ed, head.pq, path), end


def _lacks_body(state: State, row: Row, peer: str) -> bool:
    if len(state.peers) < 2 or row.body is not None:
        return False
    entry = entry_or_none(row.entry)
    return entry is not None and peer in entry.addressees and state.config.me not in entry.addressees


def sent_to(state: State, rows: Sequence[Row], peer: str) -> tuple[Sent, ...]:
    """Give rows as they are sent to a peer: a body goes to its addressees, the entry to everybody."""
    return tuple(
        [
            Sent(row.entry, row.salt, row.body) if addressed(state, row, peer) else Sent(row.entry, None, None)
            for row in rows
        ]
    )


def addressed(state: State, row: Row, peer: str) -> bool:
    """Say whether a peer may have an entry's body; between two parties there is nobody to leave out."""
    if len(state.peers) < 2 or row.body is None:
        return True
    entry = entry_or_none(row.entry)
    return entry is None or not entry.addressees or peer in {*entry.addressees, entry.author}


def rows_of(state: State, feed: Feed, start: int, stop: int, bytes_max: int = 400_000) -> list[Row]:
    """Give the rows of a feed from `start` on, at least one, as far as `stop` and `bytes_max` allow."""
    rows: list[Row] = []
    total = 0
    read: list[Row] = []
    for index in range(start, stop):
        row = state.recent.get((feed, index))
        if row is None:
            if not read or read[0].index > index or read[-1].index < index:
                read = state.reader.entries(feed.party, feed.id, index, stop)
            row = read[index - read[0].index]
        total += len(row.entry) + len(row.body or b"")
        if rows and total > bytes_max:
            break
        rows.append(row)
    return rows
