"""What must hold at an honest party, whatever a hostile one says: computed from what its own disk holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parley.line.payloads import Entries, Overtaking, Sent
from parley.node.desk import Statement
from parley.node.effects import Answer, Outcome, Show, ShowReceipt, ShowReceiptAhead
from parley.node.events import Submitted
from parley.node.ports import Batch, HeadRow, Row
from parley.record.entry import Entry, OpenKind, entry_or_none, named_feeds
from parley.record.feed import read_sound
from parley.record.head import Head, origin, verify_head
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash
from parley.words.terms import Precedence
from sim.checkers import _HONEST, _SPOILS, Checkers, View, keeps_head
from sim.numbers import Numbers
from sim.sealing import Sealed
from sim.truth import Name, Past, Place, Truth, Violation
from sim.urgent import Urgent

if TYPE_CHECKING:
    from sim.host import Host
    from sim.hostile_world import Byzantine


def head_of(row: HeadRow) -> Head:
    """Give a kept head."""
    return Head(row.size, row.root, row.ed, row.pq)


WEATHER: Final = _HONEST | _SPOILS


@dataclass(slots=True)
class Copy:
    """One feed as an honest disk holds it; `entries` has None where a leaf is not sound."""

    tree: Tree = field(default_factory=Tree)
    entries: list[Entry | None] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class LiedPast(Past):
    """How far each feed on a disk is held with its whole past, where claims may be false and leaves unsound."""

    def __init__(self, line: bytes, me: str) -> None:
        super().__init__()
        self.line, self.me = line, me
        self.copies: dict[Name, Copy] = {}
        self.receipts: dict[tuple[str, bytes], int] = {}
        """(Peer, own feed): the greatest size that a placed entry of the peer names with the right root."""

    def take(self, rows: Iterable[Row], truth: Truth) -> None:
        """Take in rows that are now on the disk."""
        del truth
        for row in rows:
            name = (row.party, row.feed)
            copy = self.copies.setdefault(name, Copy())
            entry, _ = read_sound(self.line, (*name, copy.tree.size), row.entry)
            copy.tree.append(leaf_hash(row.entry))
            copy.entries.append(entry)
            copy.rows.append(row)
            self.claims.setdefault(name, []).append([(claimed, size) for claimed, size, _ in _claims(row.party, entry)])
        self._advance()

    def _advance(self) -> None:
        moved = True
        while moved:
            moved = False
            for name, copy in self.copies.items():
                while self.placed.get(name, 0) < copy.tree.size and self._has_past(name, copy):
                    at = self.placed.get(name, 0)
                    self.placed[name] = at + 1
                    self._count(name[0], copy.entries[at])
                    moved = True

    def _has_past(self, name: Name, copy: Copy) -> bool:
        for claimed, size, root in _claims(name[0], copy.entries[self.placed.get(name, 0)]):
            other = self.copies.get(claimed)
            if other is None or other.tree.size < size:
                return False
            if other.tree.root(size) == root and self.placed.get(claimed, 0) < size:
                return False
        return True

    def _count(self, party: str, entry: Entry | None) -> None:
        for item in entry.seen if entry is not None else ():
            key = (party, item.feed)
            if item.party == self.me and self.copies[item.party, item.feed].tree.root(item.size) == item.root:
                self.receipts[key] = max(item.size, self.receipts.get(key, 0))

    def names_singly(self, peer: str, feed: bytes, index: int, singles: Iterable[bytes]) -> bool:
        """Say whether an entry of a peer's, in its place or ahead of it, names one of ours by id or in what it saw."""
        own = self.copies[self.me, feed].tree
        copies = [copy for (party, _), copy in self.copies.items() if party == peer]
        entries = [*map(entry_or_none, singles), *(entry for copy in copies for entry in copy.entries)]
        for entry in filter(None, entries):
            if any((*item,) == (self.me, feed, index, own.leaf(index)) for item in entry.beyond):
                return True
            for item in entry.seen:
                mine = (item.party, item.feed) == (self.me, feed)
                if mine and index < item.size <= own.size and own.root(item.size) == item.root:
                    return True
        return False


def _claims(party: str, entry: Entry | None) -> Iterator[tuple[Name, int, bytes]]:
    if entry is None:
        return
    for item in entry.seen:
        yield (item.party, item.feed), item.size, item.root
    if entry.kind == OpenKind.FIRST:
        for named in named_feeds(entry) or ():
            yield (party, named.feed), named.size, named.root


class OwnNumbers(Numbers):
    """Joint numbers of each honest party for itself: with a liar in between nobody is the measure for the others."""

    def __init__(self, world: Byzantine) -> None:
        super().__init__(world)
        self.of = {party: Numbers(world) for party in world.parties}

    def starting(self, host: Host) -> None:
        self.of[host.party].starting(host)

    def durable(self, host: Host) -> None:
        if host.party != self.world.liar:  # type: ignore[attr-defined]
            self.of[host.party].durable(host)


class UrgentAmongLiars(Urgent):
    """Precedence as ever, for honest parties; what they hand on of a liar's feeds is read from their own disk."""

    def __init__(self, world: Byzantine, past_of: dict[str, View]) -> None:
        super().__init__(world)
        self.past_of = past_of
        self.liar = world.liar

    def answered(self, host: Host, entry_id: bytes) -> None:
        if host.party != self.liar:
            super().answered(host, entry_id)

    def _carried(self, sealed: Sealed) -> tuple[int, list[bytes]]:
        payload = sealed.payload
        if not isinstance(payload, Entries | Overtaking) or payload.party != self.liar:
            return super()._carried(sealed)
        copy = _past(self.past_of[sealed.header.sender]).copies[payload.party, payload.feed]
        count = len(payload.sent) if isinstance(payload, Entries) else 1
        start = payload.start if isinstance(payload, Entries) else payload.place
        entries = copy.entries[start : start + count]
        return max((e.precedence for e in entries if e is not None), default=int(Precedence.ROUTINE)), []


def _past(view: View) -> LiedPast:
    assert isinstance(view.past, LiedPast)
    return view.past


class AmongLiars(Checkers):
    """The invariants of honest parties that have a liar for a counterpart; of the liar nothing is asked."""

    world: Byzantine  # type: ignore[mutable-override]

    def __init__(self, world: Byzantine) -> None:
        super().__init__(world)
        self.numbers = OwnNumbers(world)
        self.urgent = UrgentAmongLiars(world, self.views)

    def _past(self, host: Host) -> LiedPast:
        return _past(self.views[host.party])

    def _lies(self, host: Host) -> bool:
        return host.party == self.world.liar

    # ---- writing

    def starting(self, host: Host) -> None:
        view = self.views[host.party]
        view.past = LiedPast(self.world.line, host.party)
        view.past.take(host.disk.replay(), self.truth)
        view.at_start = dict(view.past.placed)
        view.shown, view.shown_upto, view.ahead_now, view.thin = {}, {}, {}, {}
        view.singles = {(s.row.party, s.row.feed, s.row.index): leaf_hash(s.row.entry) for s in host.disk.singles()}
        self.numbers.starting(host)
        self.urgent.started(host)
        if not self._lies(host):
            self.epochs.kept(host)

    def writing(self, host: Host, batch: Batch) -> None:
        if self._lies(host):
            return
        for row in batch.rows:
            if row.party == host.party:
                self.truth.write(row, host.run, whole=self.may_read(row, host.party))
            elif row.party != self.world.liar:
                self.truth.compare(row, whole=self.may_read(row, host.party))
        for single in batch.singles:
            self._is_signed(single.row.party, single.row.feed, head_of(single.head))
            if single.row.party != self.world.liar:
                self.truth.compare(single.row, whole=self.may_read(single.row, host.party))

    def kept(self, host: Host, batch: Batch) -> None:
        view = self.views[host.party]
        view.singles.update({(s.row.party, s.row.feed, s.row.index): leaf_hash(s.row.entry) for s in batch.singles})
        past = self._past(host)
        for row in batch.rows:
            past.take((row,), self.truth)
            name = (row.party, row.feed)
            view.held_max[name] = max(row.index + 1, view.held_max.get(name, 0))
        if self._lies(host):
            return
        for row in batch.rows:
            if row.party == host.party and self.truth.chains[row.party, row.feed].run == host.run:
                self._seen_is_held(view, row.entry)
        self._all_under_heads(past, host, batch)
        self.epochs.kept(host)

    def _seen_is_held(self, view: View, data: bytes) -> None:
        past, entry = _past(view), self.truth.entries[leaf_hash(data)]
        for item in entry.seen:
            name = (item.party, item.feed)
            if past.placed.get(name, 0) < item.size or past.copies[name].tree.root(item.size) != item.root:
                raise Violation(f"I7 {entry.author} claims to have seen what it does not hold with its past")
        for beyond in entry.beyond:
            place = (beyond.party, beyond.feed, beyond.index)
            if view.singles.get(place) != beyond.id and self._leaf(past, place) != beyond.id:
                raise Violation(f"I7 {entry.author} claims to hold a single that is not durable")

    @staticmethod
    def _leaf(past: LiedPast, place: Place) -> bytes | None:
        copy = past.copies.get(place[:2])
        return None if copy is None or copy.tree.size <= place[2] else copy.tree.leaf(place[2])

    def _is_signed(self, party: str, feed: bytes, head: Head) -> None:
        key = self.world.verifying_key(party)
        if not verify_head(key, origin(self.world.line, party, feed), head):
            raise Violation(f"I4 a head of {party} is kept that {party} never signed")

    def _all_under_heads(self, past: LiedPast, host: Host, batch: Batch) -> None:
        """See that what is taken of others stands under a head of its author that comes with it."""
        covered: dict[Name, int] = {}
        for row in batch.heads:
            self._is_signed(row.party, row.feed, head_of(row))
            copy = past.copies.get((row.party, row.feed))
            if copy is not None and copy.tree.size >= row.size and copy.tree.root(row.size) != row.root:
                raise Violation(f"I4 {host.party} keeps a head that is not of what it holds")
            covered[row.party, row.feed] = max(row.reach, covered.get((row.party, row.feed), 0))
        for taken in batch.rows:
            if taken.party != host.party and covered.get((taken.party, taken.feed), 0) <= taken.index:
                raise Violation(f"I4 {host.party} takes an entry of {taken.party} under no head")

    def may_read(self, row: Row, party: str) -> bool:
        return row.party == self.world.liar or super().may_read(row, party)

    # ---- leaving

    def signing(self, host: Host, message: bytes) -> None:
        if not self._lies(host):
            super().signing(host, message)

    def sealing(self, host: Host, sealed: Sealed, packet: bytes) -> None:
        if not self._lies(host):
            super().sealing(host, sealed, packet)

    def _carries(self, host: Host, name: Name, start: int, sent: Sequence[Sent], peer: str) -> None:
        if name[0] != self.world.liar:
            super()._carries(host, name, start, sent, peer)
            return
        rows = self._past(host).copies[name].rows
        if any(item.entry != row.entry for item, row in zip(sent, rows[start:], strict=False)):
            raise Violation(f"I3 {host.party} gives back another entry than it was given")

    def _has_head(self, host: Host, name: Name, upto: int, size: int, root: bytes | None) -> None:
        copy = self._past(host).copies.get(name)
        if copy is None or copy.tree.size < upto:
            raise Violation(f"I2 {host.party} sends entries before they are durable")
        known = copy.tree.root(size) == root if size <= copy.tree.size else keeps_head(host, name, size)
        if root is not None and not known:
            raise Violation(f"I2 {host.party} sends another head of {name}")

    def opening(self, host: Host, key: bytes) -> None:
        if not self._lies(host):
            super().opening(host, key)

    def took_spoilt(self, host: Host, outcome: Outcome) -> None:
        if not self._lies(host):
            super().took_spoilt(host, outcome)

    def round_kept(self, host: Host) -> None:
        self.numbers.durable(host)
        if not self._lies(host):
            self.holds(host)
            self._receipts_stand(host)

    def _receipts_stand(self, host: Host) -> None:
        """See that what a counterpart has receipted stays so, whatever its later entries name."""
        assert host.node is not None
        feeds = host.node.state.record.feeds
        for (peer, feed), size in self._past(host).receipts.items():
            if feeds[host.party, feed].receipted.get(peer, 0) != size:
                raise Violation(f"I1 {host.party} forgets that {peer} has receipted {size} of a feed")

    # ---- effects

    def submitting(self, host: Host, event: Submitted) -> None:
        if not self._lies(host):
            super().submitting(host, event)

    def answered(self, host: Host, answer: Answer) -> None:
        if self._lies(host):
            self.answers[answer.token] = answer
        else:
            super().answered(host, answer)

    def shown(self, host: Host, show: Show) -> None:
        if self._lies(host):
            return
        view, past, statement = self.views[host.party], self._past(host), show.statement
        name, index = self._place(past, statement)
        if statement.id in view.shown or index < view.at_start.get(name, 0):
            raise Violation(f"I5 {host.party} is shown a statement twice")
        if index < view.shown_upto.get(name, 0):
            raise Violation(f"I5 {host.party} is shown a feed out of order")
        view.shown[statement.id] = None
        view.shown_upto[name] = index + 1

    def _place(self, past: LiedPast, statement: Statement) -> tuple[Name, int]:
        for name, copy in past.copies.items():
            if name[0] == statement.author:
                for index in range(past.placed.get(name, 0)):
                    if copy.tree.leaf(index) == statement.id:
                        return name, index
        raise Violation("I13 something is shown that is not in the record")

    def shown_ahead(self, host: Host, statement: Statement) -> None:
        if self._lies(host):
            return
        view = self.views[host.party]
        if statement.id not in view.singles.values():
            raise Violation("I13 something is shown ahead that is not durable")
        if statement.id in view.ahead_now or statement.id in view.shown:
            raise Violation(f"I5 {host.party} is shown a statement ahead twice")
        view.ahead_now[statement.id] = None

    def receipted(self, host: Host, show: ShowReceipt) -> None:
        if self._lies(host):
            return
        if self._past(host).receipts.get((show.peer, show.feed), 0) < show.size:
            raise Violation(f"I1 {host.party} is shown a receipt that no entry of {show.peer} gives")
        if show.peer != self.world.liar:
            super().receipted(host, show)

    def receipted_ahead(self, host: Host, show: ShowReceiptAhead) -> None:
        if self._lies(host):
            return
        singles = [s.row.entry for s in host.disk.singles() if s.row.party == show.peer]
        if not self._past(host).names_singly(show.peer, show.feed, show.index, singles):
            raise Violation(f"I1 {host.party} is shown a receipt ahead that no entry of {show.peer} gives")

    def alarmed(self, host: Host, code: str) -> None:
        self.world.count(f"alarm-{code}")
        self.world.trace("alarm", host.party, code)

    @contextmanager
    def restoring(self, host: Host) -> Iterator[None]:
        del host
        yield
