"""From leaves to statements: what is accepted, each entry's place, and the desk's state of each thread."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Final

from parley.node.agreed import amend, take_amendment
from parley.node.allowed import NOT_IN_FORCE, UNREVIEWED
from parley.node.bells import note_urgent, owe_alarm
from parley.node.calling import crossed, is_request
from parley.node.desk import Statement, opens
from parley.node.effects import Alarm, Show, ShowReceiptAhead
from parley.node.keyring import note_names, note_order, take_order
from parley.node.ports import Row
from parley.node.rows import fold_threads, said_in
from parley.node.state import Bodyless, Pressing, State
from parley.node.unpassed import note_flash
from parley.record.entry import BODY_KIND_MIN, Entry, OpenKind, commitment, decode_entry
from parley.record.feed import Feed, Leaf
from parley.record.joint import Settled
from parley.record.release import OfficerKeys, names_officer
from parley.seal.digest import leaf_hash
from parley.wire.catalogue import check
from parley.wire.reports import QUOTA_FULL, read_refusal
from parley.words.cbor import Item, encode
from parley.words.faults import PeerFault
from parley.words.terms import Precedence

BODY_MISSING: Final = "body-missing"
UNREADABLE: Final = "kind-unknown"
"""What is newer than our catalogue is held, not readable here: its author did nothing wrong and gets no refusal."""


def take_leaf(state: State, feed: Feed, leaf: Leaf, row: Row, *, replaying: bool) -> None:
    """Judge a leaf by itself and remember what it is: a statement, or refused with a code."""
    entry = leaf.entry
    code = leaf.code
    if entry is not None:
        code = _take_entry(state, feed, leaf, entry, row)
        note_names(state, feed, entry, replaying=replaying)
        if feed.party == state.config.me:
            note_own(state, feed, leaf.index, entry)
            _note_told_refusal(state, entry)
        else:
            _note_open(state, feed, leaf.index, entry)
            note_beyond(state, entry)
            if not replaying:
                note_seen_ahead(state, entry)
            if entry.kind == OpenKind.REFUSED:
                _note_refusal(state, entry, replaying=replaying)
    if feed.party != state.config.me and (entry is None or entry.kind != OpenKind.RECEIPT):
        state.asks[feed] = leaf.index + 1
    if code == UNREADABLE and entry is not None:
        state.unreadable.add(leaf.id)
        if not replaying:
            detail = f"{feed.party} {leaf.id.hex()}: kind {entry.kind}, version {entry.kind_version}"
            state.outcome.effects.append(Alarm(code, detail))
    elif code:
        refuse(state, feed, leaf.index, leaf.id, code, replaying=replaying)


def _note_told_refusal(state: State, entry: Entry) -> None:
    """Remember what this party has refused for want of a body: no age turns that into an erasure."""
    refusal = read_refusal(entry.content) if entry.kind == OpenKind.REFUSED else None
    if refusal is not None:
        state.refusals_told.add(refusal.entry)


def _note_refusal(state: State, entry: Entry, *, replaying: bool) -> None:
    """Learn that a counterpart has no room, and tell people: what they say in the ordinary way reaches it no more."""
    refusal = read_refusal(entry.content)
    if refusal is None or refusal.code != QUOTA_FULL or entry.author not in state.peers:
        return
    state.peers[entry.author].full = True
    if not replaying:
        state.outcome.effects.append(Alarm("peer-quota-full", entry.author))


def refuse(state: State, feed: Feed, index: int, leaf: bytes, code: str, *, replaying: bool) -> None:
    """Remember why a held entry is not accepted; its author is told by an entry."""
    state.refused[feed, index] = code
    if feed.party != state.config.me and not replaying:
        state.owed_refusals.append((leaf, code))


def note_beyond(state: State, entry: Entry) -> None:
    """Learn which of our entries a peer holds beyond a gap."""
    for item in entry.beyond:
        feed = state.record.feeds.get((item.party, item.feed))
        mine = item.party == state.config.me and feed is not None and item.index < feed.size
        if mine and feed is not None and feed.tree.leaf(item.index) == item.id:
            _receipted_ahead(state, entry.author, feed, item.index)


def note_seen_ahead(state: State, entry: Entry) -> None:
    """Learn which of our urgent entries a peer has seen, also where what stands before its entry has not come.

    It counts for those alone: joint numbers wait for an entry's whole past.
    """
    for item in entry.seen if state.pressing else ():
        feed = state.record.feeds.get((item.party, item.feed))
        if feed is None or item.party != state.config.me or item.size > feed.size:
            continue
        if feed.tree.root(item.size) == item.root:
            for pressing in state.pressing.get(feed, ()):
                if pressing.place < item.size:
                    _receipted_ahead(state, entry.author, feed, pressing.place)


def _receipted_ahead(state: State, peer: str, feed: Feed, index: int) -> None:
    key = (peer, feed, index)
    if key not in state.receipted_ahead and feed.receipted.get(peer, 0) <= index:
        state.receipted_ahead.add(key)
        state.outcome.effects.append(ShowReceiptAhead(peer, feed.id, index))


def note_own(state: State, feed: Feed, index: int, entry: Entry) -> None:
    """Remember of an own entry what sending it needs to know."""
    _note_open(state, feed, index, entry)
    if entry.kind != OpenKind.RECEIPT:
        state.asking[feed] = index + 1
    if entry.kind != OpenKind.LIVENESS:
        state.telling[feed] = index + 1
    if entry.precedence >= Precedence.IMMEDIATE:
        pressing = Pressing(index, entry.precedence, asks=entry.kind != OpenKind.RECEIPT)
        state.pressing.setdefault(feed, []).append(pressing)


def _note_open(state: State, feed: Feed, index: int, entry: Entry) -> None:
    """Remember what a node wrote by itself and people are shown, until it has its place."""
    if entry.kind in {OpenKind.LIVENESS, OpenKind.REFUSED}:
        state.fresh_open[feed, index] = entry


def _take_entry(state: State, feed: Feed, leaf: Leaf, entry: Entry, row: Row) -> str:
    match entry.kind:
        case OpenKind.FOUNDING:
            return _take_founding(state, feed, leaf.index, entry)
        case OpenKind.EPOCH:
            return _take_epoch(state, entry)
        case OpenKind.NODE_KEY:
            return _take_keys(state, feed, entry, row)
        case OpenKind.AMENDMENT:
            return take_amendment(state, feed, leaf.index, entry, row)
        case OpenKind.OFFICER_KEY | OpenKind.REVOCATION:
            return note_officer(state, feed, leaf.index, entry)
        case kind if kind < BODY_KIND_MIN:
            return ""
        case _:
            return _take_statement(state, feed, leaf, entry, row)


def founding_content(state: State) -> list[Item]:
    """Give what a founding entry says: the agreement's hash and each card's."""
    cards: list[Item] = [list(item) for item in state.config.card_hashes]
    return [state.config.agreement_hash, cards]


def _take_founding(state: State, feed: Feed, index: int, entry: Entry) -> str:
    content = entry.content
    if type(content) is not list or encode(content) != encode(founding_content(state)):
        return "founding-differs"
    state.foundings.setdefault(entry.author, []).append((feed, index))
    return ""


def _is_founded(state: State, feed: Feed, index: int) -> bool:
    """Say whether a placed entry's author had signed the agreement before it: in this feed, or in one that it names."""
    return any(at < (index if by is feed else feed.covers.get(by, 0)) for by, at in state.foundings.get(feed.party, ()))


def _take_epoch(state: State, entry: Entry) -> str:
    match entry.content:
        case [str(peer), int(number), bytes()] if number > 0:
            other = peer if entry.author == state.config.me else entry.author
            if state.config.me in (peer, entry.author) and other in state.peers:
                state.peers[other].session.exchange.note(number)
            return ""
        case _:
            return "entry-malformed"


def _take_keys(state: State, feed: Feed, entry: Entry, row: Row) -> str:
    if row.salt is None or row.body is None:
        return "body-missing"
    if commitment(row.salt, row.body) != entry.content:
        return "body-bad"
    try:
        take_order(state, feed.party, row.body)
    except PeerFault as fault:
        return fault.code
    note_order(state, feed, row.body)
    return ""


def note_officer(state: State, feed: Feed, index: int, entry: Entry) -> str:
    """Remember an officer's key, or that one holds no more: a code where the entry says neither."""
    if not names_officer(entry):
        return "officer-key-malformed"
    state.shelf.officers.note(entry, partial(feed.position_of, index))
    return ""


def _take_statement(state: State, feed: Feed, leaf: Leaf, entry: Entry, row: Row) -> str:
    if entry.addressees and state.config.me not in {entry.author, *entry.addressees}:
        return ""
    if row.salt is None and row.body is None:
        state.bodyless[feed, leaf.index] = Bodyless(leaf.id, entry.thread or leaf.id, entry.clock_ms, entry.kind)
        return ""
    try:
        statement = read_statement(leaf.id, entry, row, state.config.classes, state.shelf.officers)
    except PeerFault as fault:
        return fault.code
    state.places[leaf.id] = (feed, leaf.index)
    state.fresh[feed, leaf.index] = statement
    return ""


def read_statement(leaf: bytes, entry: Entry, row: Row, classes: Collection[int], officers: OfficerKeys) -> Statement:
    """Give what an entry with a body says, without its position. Raises PeerFault with the code of the refusal."""
    if row.salt is None or row.body is None:
        raise PeerFault("body-missing")
    if commitment(row.salt, row.body) != entry.content:
        raise PeerFault("body-bad")
    if entry.traffic_class not in classes:
        raise PeerFault("class-refused")
    check(entry.kind, entry.kind_version, entry.traffic_class, entry.precedence)
    return said_in(leaf, entry, row.body, officers)


def settle(state: State, *, replaying: bool = False) -> None:
    """Give new entries their places and fold the threads that they belong to."""
    settled = state.record.settle()
    if not settled.placed and not settled.resorted:
        return
    if not replaying:
        state.note_news(dict.fromkeys(feed for feed, _ in settled.placed))
    shelf = state.shelf
    shelf.moved(settled.lowest, resorted=settled.resorted)
    touched: dict[bytes, list[Statement]] = {}
    refused: dict[bytes, str] = {}
    arrived: list[Statement] = []
    for feed, index in settled.placed:
        statement = _placed(state, feed, index)
        if statement is None:
            continue
        arrived.append(statement)
        if _is_founded(state, feed, index):
            shelf.note_said(feed, index)
            note_flash(state, statement)
            _enter(state, feed, index, statement, touched)
        else:
            del state.places[statement.id]
            refused[statement.id] = "not-founded"
            refuse(state, feed, index, statement.id, "not-founded", replaying=replaying)
    if settled.resorted:
        _touch_resorted(state, settled.lowest, touched)
    amended = amend(state, replaying=replaying)
    if amended is not None:
        shelf.model.amended(state.config.desk.terms)
        for name in _threads_behind(state, amended):
            touched.setdefault(name, [])
    crossing = _cross(state, arrived, settled, amended=amended is not None)
    touched |= {name: touched.get(name, []) for name in crossing}
    refused |= fold_threads(state, touched, anew=settled.resorted or amended is not None or bool(crossing))
    if not replaying:
        shelf.model.settle(2 * len(arrived) + 1)
        _show(state, arrived, refused)


def _cross(state: State, arrived: list[Statement], settled: Settled, *, amended: bool) -> list[bytes]:
    """Find out anew which call requests crossed, where that may be; give those for which it is another than it was."""
    desk = state.config.desk
    fresh = {each.id: each for each in arrived if is_request(each) and each.id in state.places}
    desk.requests |= fresh
    moved = settled.resorted and any(position >= settled.lowest for position in _requested(state).values())
    if not (fresh or moved or amended):
        return []
    placed = [desk.requests[entry]._replace(position=position) for entry, position in _requested(state).items()]
    valid = [each for each in placed if opens(desk.terms, each)]
    before, desk.one_with = desk.one_with, crossed(state.record, state.places, valid)
    return [entry for entry, _ in before.items() ^ desk.one_with.items()]


def _requested(state: State) -> dict[bytes, int]:
    """Give the position of each call request that was said."""
    places = {entry: state.places[entry] for entry in state.config.desk.requests}
    return {entry: feed.positions[index] for entry, (feed, index) in places.items()}


def _placed(state: State, feed: Feed, index: int) -> Statement | None:
    """Take an entry that got its place; give the statement that it is, if it is one."""
    if feed.party == state.config.me:
        _note_told(state, feed, index)
    statement = state.fresh.pop((feed, index), None)
    if statement is None:
        _shelve_open(state, feed, index)
        return None
    return statement._replace(position=feed.positions[index])


def _shelve_open(state: State, feed: Feed, index: int) -> None:
    """Put what a node wrote by itself, and what is not readable here, where people are shown it."""
    entry = state.fresh_open.pop((feed, index), None)
    leaf = feed.tree.leaf(index)
    if entry is not None:
        state.shelf.note_open(feed, index, leaf, entry)
    elif leaf in state.unreadable and _is_founded(state, feed, index):
        state.shelf.note_unreadable(feed, index)


def _touch_resorted(state: State, lowest: int, touched: dict[bytes, list[Statement]]) -> None:
    """Have threads folded anew of which statements stand where the order is another."""
    for thread, spots in state.threads.items():
        if any(index < feed.placed and feed.positions[index] >= lowest for feed, index in spots):
            touched.setdefault(thread, [])
    if state.shelf.officers:  # which keys hold where has changed with the order
        for name in _threads_behind(state, lowest):
            touched.setdefault(name, [])


def _threads_behind(state: State, position: int) -> dict[bytes, None]:
    """Give the threads of the statements behind a position: other terms hold for them now."""
    record = state.record
    members = {spot for spots in state.threads.values() for spot in spots}
    behind = [place for place in map(record.at, range(position, len(record))) if tuple(place) not in members]
    alone = [leaf for leaf in [feed.tree.leaf(index) for feed, index in behind] if leaf in state.places]
    return dict.fromkeys([*state.threads, *alone])


def _show(state: State, arrived: list[Statement], refused: dict[bytes, str]) -> None:
    for statement in arrived:
        code = refused.get(statement.id, "")
        state.outcome.effects.append(Show(statement, code))
        if not code:
            note_urgent(state, statement, ahead=False)
        answered = code in {NOT_IN_FORCE, UNREVIEWED} or code.startswith("release-")
        if answered and statement.author != state.config.me:
            state.owed_refusals.append((statement.id, code))


def note_false_receipts(state: State) -> None:
    """Have people told of entries that claim to have seen what never was: they move nothing."""
    for _ in state.record.false_seen[state.false_receipts :]:
        owe_alarm(state, "seen-false")
    state.false_receipts = len(state.record.false_seen)


def _note_told(state: State, feed: Feed, index: int) -> None:
    for other, size in feed.seen.get(index, ()):
        state.told[other] = max(size, state.told.get(other, 0))


def _enter(state: State, feed: Feed, index: int, statement: Statement, touched: dict[bytes, list[Statement]]) -> None:
    thread = statement.thread
    touched.setdefault(thread, []).append(statement)
    if thread == statement.id:
        spots = state.threads.get(thread)
        if spots is not None and (feed, index) not in spots:  # a statement that has not seen it may have come first
            spots.append((feed, index))
        return
    if thread not in state.threads:
        opener = state.places.get(thread)
        placed = opener is not None and opener[1] < opener[0].placed
        state.threads[thread] = [opener] if placed and opener is not None else []
    state.threads[thread].append((feed, index))


def statement_of(state: State, row: Row) -> Statement | None:
    """Give what a row says if it is a statement that could be accepted, without its position."""
    try:
        entry = decode_entry(row.entry)
        if entry.kind < BODY_KIND_MIN or entry.author not in state.foundings:
            return None
        return read_statement(leaf_hash(row.entry), entry, row, state.config.classes, state.shelf.officers)
    except PeerFault:
        return None
