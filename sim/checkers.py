"""The invariants of a line among honest parties, checked while a schedule runs (docs/testing.md lists them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parley.line.payloads import Entries, Feeds, HeadOnly, Offer, Overtaking, Sent, ThinEntries
from parley.node.desk import Statement
from parley.node.effects import Alarm, Answer, Outcome, Show, ShowReceipt, ShowReceiptAhead
from parley.node.events import Submitted
from parley.node.ports import Batch, Row, SingleRow
from parley.record.thin import rebuild
from parley.seal.digest import leaf_hash
from parley.wire.kinds import BY_TYPE
from parley.words.terms import Precedence
from sim.epochs import Epochs
from sim.numbers import Numbers
from sim.runs import Runs
from sim.sealing import Sealed
from sim.truth import Name, Past, Place, Truth, Violation
from sim.urgent import Urgent

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

_SPOILS: Final = frozenset({"packet-malformed", "packet-version", "packet-foreign", "frame-bad", "pair-secrets-differ"})
"""What only packets raise that bad weather has spoilt."""
_HONEST: Final = frozenset({"packet-unopened", "epoch-unknown", "thin-unbuildable", "flash-unpassed"})
"""What honest parties may raise: a key or an entry that the other side took for granted is not here, nobody answers."""
_SPOILT: Final = ("flipped", "cut-short", "extended", "spliced", "frame-mixed")


@dataclass(slots=True)
class View:
    """What is known of one party: what its disk holds and has ever held, and what its present run has shown."""

    past: Past = field(default_factory=Past)
    held_max: dict[Name, int] = field(default_factory=dict)
    at_start: dict[Name, int] = field(default_factory=dict)
    shown: dict[bytes, None] = field(default_factory=dict)
    shown_upto: dict[Name, int] = field(default_factory=dict)
    singles: dict[Place, bytes] = field(default_factory=dict)
    """Entries that the disk holds, or held, beyond a gap, with their ids."""
    ahead: dict[bytes, Place] = field(default_factory=dict)
    """What any run has shown ahead of its place."""
    ahead_now: dict[bytes, None] = field(default_factory=dict)
    thin: dict[Place, bool] = field(default_factory=dict)
    """Places of which this run has sent a thin form (True), or has let one in (False)."""
    restored: bool = False

    def held(self, name: Name) -> int:
        """Give how many entries of a feed the disk holds."""
        return len(self.past.claims.get(name, ()))


class Checkers:
    """All invariants of one schedule."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.truth = Truth()
        self.views = {party: View() for party in world.parties}
        self.numbers = Numbers(world)
        self.epochs = Epochs(world)
        self.runs = Runs(world)
        self.promised: dict[bytes, Place] = {}
        self.answers: dict[int, Answer] = {}
        self.singles_ever: dict[str, dict[Place, None]] = {party: {} for party in world.parties}
        self.urgent = Urgent(world)
        self.lost: dict[Name, int] = {}
        """From which size on no disk held a feed any more when it was restored."""
        self.bodiless: dict[Place, None] = {}
        """Entries for some whose author got them back without the body, which no disk holds any more."""
        self._flash: dict[int, Host] = {}
        self._origins = {f"parley/v1/{world.line[:16].hex()}/{party}/".encode(): party for party in world.parties}

    # ---- writing

    def starting(self, host: Host) -> None:
        """Begin to watch a new run."""
        view = self.views[host.party]
        view.past = Past()
        view.past.take(host.disk.replay(), self.truth)
        self.world.keeping.starting(host)
        view.at_start = dict(view.past.placed)
        view.shown, view.shown_upto = {}, {}
        self.numbers.starting(host)
        self.runs.started(host)
        view.ahead_now, view.thin = {}, {}
        view.singles = dict(_spot(single) for single in host.disk.singles())
        self.urgent.started(host)
        self.epochs.kept(host)

    def writing(self, host: Host, batch: Batch) -> None:
        """A batch goes to the disk: see what it says."""
        for row in batch.rows:
            if row.party == host.party:
                self.truth.write(row, host.run, whole=self.may_read(row, host.party))
            else:
                self.truth.compare(row, whole=self.may_read(row, host.party))
        for single in batch.singles:
            self.truth.compare(single.row, whole=self.may_read(single.row, host.party))
        self.world.keeping.writing(host, batch)

    def kept(self, host: Host, batch: Batch) -> None:
        """A batch is on the disk."""
        view = self.views[host.party]
        before = dict(view.past.placed)
        view.singles.update(_spot(single) for single in batch.singles)
        self.singles_ever[host.party].update(dict.fromkeys(place for place, _ in map(_spot, batch.singles)))
        if batch.singles:
            self.world.count("overtook")
        for row in batch.rows:
            view.past.take((row,), self.truth)
            name = (row.party, row.feed)
            view.held_max[name] = max(row.index + 1, view.held_max.get(name, 0))
            if (*name, row.index) in view.singles:
                self.world.count("gap-filled")
            if view.thin.get((*name, row.index)) is False:
                self.world.count("thin-rebuilt")
            if row.party == host.party and self.truth.chains[name].run == host.run:
                self._seen_is_held(view, row.entry)
        self.runs.kept(host, batch, before)
        self.epochs.kept(host)

    def _seen_is_held(self, view: View, data: bytes) -> None:
        entry = self.truth.entries[leaf_hash(data)]
        for item in entry.seen:
            name = (item.party, item.feed)
            if view.past.placed.get(name, 0) < item.size:
                raise Violation(
                    f"I7 {entry.author} claims to have seen {item.size} of {name} with its past, and has not"
                )
            if self.truth.root(name, item.size) != item.root:
                raise Violation(f"I7 {entry.author} claims to have seen another root of {name}")
        for beyond in entry.beyond:
            place = (beyond.party, beyond.feed, beyond.index)
            if view.singles.get(place) != beyond.id and view.held(place[:2]) <= beyond.index:
                raise Violation(f"I7 {entry.author} claims to hold a single that is not durable")
            if self.truth.places.get(beyond.id) != place:
                raise Violation(f"I7 {entry.author} claims to hold a single that its author never wrote")

    def may_read(self, row: Row, party: str) -> bool:
        """Say whether a party is to have the body of an entry; raises Violation where it has one and may not."""
        chain = self.truth.chains.get((row.party, row.feed))
        if chain is None or row.index >= len(chain.rows):
            return True
        if row.body is None and (row.party, row.feed, row.index) in self.world.keeping.erased:
            return False
        entry = self.truth.entry(chain.rows[row.index])
        if party == entry.author and entry.addressees and row.body is None:
            self.world.count("author-lacks-body")  # given back after a loss by a member that never had the body
            return False
        if not entry.addressees or party in (entry.author, *entry.addressees):
            place = (row.party, row.feed, row.index)
            if row.body is None and chain.rows[row.index].body is not None and not self._any_has_body(place):
                self.world.count("body-lost", when=place not in self.bodiless)
                self.bodiless[place] = None
            return row.body is not None or place not in self.bodiless
        if row.body is not None:
            raise Violation(f"I11 {party} gets a body that is not for it")
        return False

    def _any_has_body(self, place: Place) -> bool:
        """Say whether any disk holds the body of an entry, in its place or ahead of it."""
        disks = [host.disk for host in self.world.hosts.values()]
        rows = [row for disk in disks for row in disk.store.entries(place[0], place[1], place[2], place[2] + 1)]
        singles = [single.row for disk in disks for single in disk.singles()]
        ahead = [row for row in singles if (row.party, row.feed, row.index) == place]
        return any(row.body is not None for row in (*rows, *ahead))

    # ---- leaving

    def signing(self, host: Host, message: bytes) -> None:
        """A node signs: a head must be of what is durable."""
        start, _, rest = message.partition(b"\n")
        party = next((party for begin, party in self._origins.items() if start.startswith(begin)), None)
        if party is None:
            return
        name, size = (party, bytes.fromhex(start.rpartition(b"/")[2].decode())), int(rest.partition(b"\n")[0])
        if self.views[host.party].held(name) < size:
            raise Violation(f"I2 {host.party} signs a head of {size} entries before they are durable")

    def sealing(self, host: Host, sealed: Sealed, _packet: bytes) -> None:
        """A packet is sealed: all that it says must be durable here, whether it leaves whole or in frames."""
        view, peer = self.views[host.party], sealed.header.receiver
        self.epochs.sealing(host, sealed)
        match sealed.payload:
            case Entries(party, feed, start, sent, size, root):
                self._carries(host, (party, feed), start, sent, peer)
                self._has_head(host, (party, feed), start + len(sent), size, root)
            case ThinEntries(feed, start, sent):
                name = self.truth.named(host.party, feed)
                self._carries(host, name, start, sent, peer)
                self._has_head(host, name, start + len(sent), start + len(sent), None)
            case Overtaking(party, feed, place, single, root):
                self._carries(host, (party, feed), place, (single,), peer)
                self._has_head(host, (party, feed), place + 1, place + 1, root)
                self.world.count("ahead-in-epoch-0", when=not sealed.header.epoch)
            case HeadOnly(party, feed, size, root):
                self.world.count("seal-later")
                self._has_head(host, (party, feed), size, size, root)
            case Feeds(sizes):
                for party, feed, size in sizes:
                    if view.held((party, feed)) < size:
                        raise Violation(f"I7 {host.party} says that it holds {size} of a feed before it does")
            case Offer():
                other = self.world.hosts[peer].node
                crosses = other is not None and other.state.peers[host.party].session.exchange.offered is not None
                self.world.count("offers-crossed", when=crosses)
            case _:
                pass

    def _has_head(self, host: Host, name: Name, upto: int, size: int, root: bytes | None) -> None:
        held = self.views[host.party].held(name)
        if held < upto or (held < size and not keeps_head(host, name, size)):
            raise Violation(f"I2 {host.party} sends entries before they are durable")
        self.world.count("given-by-path", when=held < size)
        if root is not None and root != self.truth.root(name, size):
            raise Violation(f"I2 {host.party} sends another head of {name}")

    def _carries(self, host: Host, name: Name, start: int, sent: Sequence[Sent], peer: str) -> None:
        """See that entries leave as they were written, whole or thin, with the bodies that the receiver may have."""
        view, rows = self.views[host.party], self.truth.chains[name].rows
        for place, item in enumerate(sent, start):
            if place >= len(rows):
                raise Violation(f"I2 {host.party} sends entries before they are written")
            data, spot = rows[place].entry, (*name, place)
            is_whole = isinstance(item.entry, bytes)
            if data != (item.entry if is_whole else self._rebuilt(data, spot, item)):
                raise Violation(f"I3 {host.party} sends another entry than was written")
            self.may_read(Row(*name, place, data, item.salt, item.body), peer)
            if not is_whole:
                view.thin[spot] = True
                self.views[peer].thin[spot] = False
            elif view.thin.get(spot):
                self.world.count("thin-then-whole")

    def _rebuilt(self, data: bytes, spot: Place, item: Sent) -> bytes:
        """Give what a thin form stands for, if the receiver finds what the entry has seen."""
        seen = self.truth.entries[leaf_hash(data)].seen

        def root_at(party: str, feed: bytes, size: int) -> tuple[bytes, bytes] | None:
            named = [s for s in seen if (s.party, s.size) == (party, size) and s.feed.startswith(feed)]
            return (named[0].feed, named[0].root) if named else None

        sealed = None if item.salt is None or item.body is None else (item.salt, item.body)
        return rebuild(item.entry, (self.world.line, *spot), sealed, self.world.parties, root_at)

    def opening(self, host: Host, key: bytes) -> None:
        """A packet opens."""
        self.epochs.opening(host, key)

    def took_spoilt(self, host: Host, outcome: Outcome) -> None:
        """A spoilt packet or frame was looked at: between two parties it must be told, at once or with its count."""
        node = host.node
        waits = node is not None and any(bell.waiting for bell in node.state.fault_bells.values())
        told = waits or any(isinstance(effect, Alarm) for effect in outcome.effects)
        if len(self.world.parties) == 2 and not told:
            raise Violation(f"I10 {host.party} takes a spoilt packet without a word")

    def round_kept(self, host: Host) -> None:
        """A round is durable, and what leaves is sealed: see what numbers it gives, and that each hold has an end."""
        self.numbers.durable(host)
        self.runs.numbered(host)
        self.holds(host)

    def holds(self, host: Host) -> None:
        """See that what waits because a bearer had no room goes out at some time, whatever receipt comes meanwhile."""
        assert host.node is not None
        for peer in host.node.state.peers.values():
            beside = [cursor for way in peer.ways.values() for cursor in way.cursors.values()]
            for delivery in (*peer.deliveries.values(), *beside):
                if delivery.flight_bytes and not delivery.flight and delivery.due_ms is None:
                    raise Violation(f"L {host.party} waits for room and nothing ends that")

    # ---- effects

    def submitting(self, host: Host, event: Submitted) -> None:
        """A statement is handed in."""
        self.world.count(f"said-{BY_TYPE[type(event.message)].number}")
        if event.precedence == Precedence.FLASH:
            self._flash[event.token] = host

    def answered(self, host: Host, answer: Answer) -> None:
        """A statement is reported as taken, or refused."""
        self.answers[answer.token] = answer
        host_of_flash = self._flash.pop(answer.token, None)
        if answer.id is None:
            self.world.count(f"refused-{answer.code}")
            if host_of_flash is not None and answer.code in {"not-yet-asked", "store-failed"}:
                raise Violation(f"L a FLASH of {host.party} is refused: {answer.code}")
            return
        place = self.truth.places.get(answer.id)
        if place is None or self.views[host.party].held(place[:2]) <= place[2]:
            raise Violation("I1 a statement is reported as taken before it is durable")
        self.promised[answer.id] = place
        self.urgent.answered(host, answer.id)

    def shown(self, host: Host, show: Show) -> None:
        """A statement is shown."""
        view, statement = self.views[host.party], show.statement
        place = self.truth.places.get(statement.id)
        if place is None or view.held(place[:2]) <= place[2]:
            raise Violation("I13 something is shown that is not in the record")
        name, index = place[:2], place[2]
        if statement.id in view.shown or index < view.at_start.get(name, 0):
            raise Violation(f"I5 {host.party} is shown a statement twice")
        if index < view.shown_upto.get(name, 0):
            raise Violation(f"I5 {host.party} is shown a feed out of order")
        view.shown[statement.id] = None
        view.shown_upto[name] = index + 1
        self.world.count(f"kind-{statement.kind}")

    def shown_ahead(self, host: Host, statement: Statement) -> None:
        """A statement is shown ahead of earlier ones that are missing: it is durable, and will stand in its place."""
        view, place = self.views[host.party], self.truth.places.get(statement.id)
        if place is None or view.singles.get(place) != statement.id:
            raise Violation("I13 something is shown ahead that is not durable")
        if statement.id in view.ahead_now or statement.id in view.shown:
            raise Violation(f"I5 {host.party} is shown a statement ahead twice")
        view.ahead_now[statement.id] = None
        if place[2] < self.lost.get(place[:2], place[2] + 1):
            view.ahead[statement.id] = place
        self.world.count("shown-ahead")

    def receipted(self, host: Host, show: ShowReceipt) -> None:
        """A receipt is shown: the other side must have had it all."""
        if self.views[show.peer].held_max.get((host.party, show.feed), 0) < show.size:
            raise Violation(f"I1 {host.party} is shown a receipt of what {show.peer} never held")

    def receipted_ahead(self, host: Host, show: ShowReceiptAhead) -> None:
        """The receipt of a single is shown: the other side must have had it."""
        name = (host.party, show.feed)
        view = self.views[show.peer]
        if view.held_max.get(name, 0) <= show.index and (*name, show.index) not in self.singles_ever[show.peer]:
            raise Violation(f"I1 {host.party} is shown a receipt ahead of what {show.peer} never held")

    def alarmed(self, host: Host, code: str) -> None:
        """An alarm is raised: among honest parties only what the weather does to packets."""
        self.world.count(f"alarm-{code}")
        self.world.trace("alarm", host.party, code)
        if code == "packet-foreign" and self.world.counts["stick-carried-back"]:
            return
        spoilt = any(self.world.counts[fault] or self.world.counts[f"frame-{fault}"] for fault in _SPOILT)
        if code not in _HONEST and not (code in _SPOILS and (spoilt or self.world.counts["frame-mixed"])):
            raise Violation(f"I9 {host.party} raises {code} among honest parties")

    # ---- old backups

    @contextmanager
    def restoring(self, host: Host) -> Iterator[None]:
        """A disk goes back: what no disk holds any more is nobody's promise."""
        before = {name: len(rows) for name, rows in host.disk.feeds().items()}
        self.views[host.party].restored = True
        yield
        self.runs.restored(host)
        disks = [each.disk.feeds() for each in self.world.hosts.values()]
        most = {name: max(len(disk.get(name, ())) for disk in disks) for name in before}
        lost = {name: most[name] for name, size in before.items() if size > most[name]}
        if not lost:
            return
        self.world.count("lost-for-good")
        self.lost |= lost
        for each in self.world.hosts.values():
            each.disk.forget(lost)
        self.world.network.forget()
        self.promised = {i: place for i, place in self.promised.items() if place[2] < lost.get(place[:2], place[2] + 1)}
        for view in self.views.values():
            view.ahead = {i: place for i, place in view.ahead.items() if place[2] < lost.get(place[:2], place[2] + 1)}
        self.numbers.lost(disks)


def keeps_head(host: Host, name: Name, size: int) -> bool:
    """Say whether a disk keeps a head of a feed that is above what had come with it."""
    return any((head.party, head.feed, head.size) == (*name, size) and head.path for head in host.disk.heads())


def _spot(single: SingleRow) -> tuple[Place, bytes]:
    row = single.row
    return (row.party, row.feed, row.index), leaf_hash(row.entry)
