"""The invariants of a line among honest parties, checked while a schedule runs (docs/testing.md lists them)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from parley.line.pairs import HEADER_BYTES, NONCE_BYTES
from parley.line.payloads import Entries, Feeds, read_payload
from parley.node.effects import Answer, Send, Show, ShowReceipt
from parley.node.events import Submitted
from parley.node.ports import Batch, Row
from parley.record.entry import BODY_KIND_MIN, OpenKind
from parley.record.head import Head, origin, verify_head
from parley.record.joint import Record
from parley.seal.digest import leaf_hash
from parley.words.terms import Precedence
from sim import oracle
from sim.stub import STUB, TAG_BYTES
from sim.truth import Name, Past, Place, Truth, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

FLASH_WITHIN_MS: Final = 10_000
_PATH: Final = frozenset({"packet-malformed", "packet-version", "packet-foreign", "packet-unopened", "epoch-unknown"})
_SPOILT: Final = frozenset({"flipped", "cut-short", "extended", "spliced"})


@dataclass(slots=True)
class View:
    """What is known of one party: what its disk holds and has ever held, and what its present run has shown."""

    past: Past = field(default_factory=Past)
    held_max: dict[Name, int] = field(default_factory=dict)
    at_start: dict[Name, int] = field(default_factory=dict)
    shown: dict[bytes, None] = field(default_factory=dict)
    shown_upto: dict[Name, int] = field(default_factory=dict)
    numbered: int = 0
    renumbered: int = 0
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
        self.promised: dict[bytes, Place] = {}
        self.numbers: list[bytes] = []
        self.answers: dict[int, Answer] = {}
        self._flash: dict[int, Host] = {}
        self._flash_out: dict[bytes, None] = {}
        self._origins = {f"parley/v1/{world.line[:16].hex()}/{party}/".encode(): party for party in world.parties}

    # ---- writing

    def starting(self, host: Host) -> None:
        """Begin to watch a new run."""
        view = self.views[host.party]
        view.past = Past()
        view.past.take(host.disk.replay(), self.truth)
        view.at_start = dict(view.past.placed)
        view.shown, view.shown_upto, view.numbered, view.renumbered = {}, {}, 0, 0

    def writing(self, host: Host, batch: Batch) -> None:
        """A batch goes to the disk: see what it says."""
        for row in batch.rows:
            if row.party == host.party:
                self.truth.write(row, host.run)
            else:
                self.truth.compare(row)

    def kept(self, host: Host, batch: Batch) -> None:
        """A batch is on the disk."""
        view = self.views[host.party]
        for row in batch.rows:
            view.past.take((row,), self.truth)
            name = (row.party, row.feed)
            view.held_max[name] = max(row.index + 1, view.held_max.get(name, 0))
            if row.party == host.party and self.truth.chains[name].run == host.run:
                self._seen_is_held(view, row.entry)

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

    def sent(self, host: Host, send: Send) -> None:
        """A packet leaves: all that it says must be durable here."""
        if self.world.suite is not STUB:
            return
        payload = read_payload(send.packet[HEADER_BYTES + NONCE_BYTES : -TAG_BYTES])
        view = self.views[host.party]
        match payload:
            case Entries():
                name = (payload.party, payload.feed)
                if view.held(name) < max(payload.size, payload.start + len(payload.sent)):
                    raise Violation(f"I2 {host.party} sends entries before they are durable")
                if payload.root is not None and payload.root != self.truth.root(name, payload.size):
                    raise Violation(f"I2 {host.party} sends another head of {name}")
                if any(self._flash):
                    self._flash_out.update(dict.fromkeys(leaf_hash(item.entry) for item in payload.sent))
            case Feeds(sizes):
                for party, feed, size in sizes:
                    if view.held((party, feed)) < size:
                        raise Violation(f"I7 {host.party} says that it holds {size} of a feed before it does")
            case _:
                pass

    # ---- effects

    def submitting(self, host: Host, event: Submitted) -> None:
        """A statement is handed in."""
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
        if host_of_flash is not None:
            self._flash[-answer.token] = host
            world = self.world
            world.at(world.ms + FLASH_WITHIN_MS, self._flash_due, host, host.run, -answer.token, answer.id, world.ms)

    def _flash_due(self, host: Host, run: int, token: int, entry_id: bytes, since_ms: int) -> None:
        self._flash.pop(token, None)
        open_since = min(host.ways.values(), default=self.world.ms)
        if host.run != run or open_since > since_ms or self.world.suite is not STUB:
            return
        self.world.count("flash-timed")
        if entry_id not in self._flash_out:
            raise Violation(f"L FLASH of {host.party} has not left within 10 s")

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

    def receipted(self, host: Host, show: ShowReceipt) -> None:
        """A receipt is shown: the other side must have had it all."""
        if self.views[show.peer].held_max.get((host.party, show.feed), 0) < show.size:
            raise Violation(f"I1 {host.party} is shown a receipt of what {show.peer} never held")

    def alarmed(self, host: Host, code: str) -> None:
        """An alarm is raised: among honest parties only what the weather does to packets."""
        self.world.count(f"alarm-{code}")
        self.world.trace("alarm", host.party, code)
        spoilt = any(self.world.counts[fault] for fault in _SPOILT)
        if code not in _PATH and not (code == "pair-secrets-differ" and spoilt):
            raise Violation(f"I9 {host.party} raises {code} among honest parties")

    # ---- numbers

    def durable(self, host: Host) -> None:
        """See that no joint number that may be shown changes, on either side, in any run."""
        assert host.node is not None
        record, view = host.node.state.record, self.views[host.party]
        if record.numbered < view.numbered or record.renumbered > view.renumbered:
            self._moved(f"I8 {host.party} takes joint numbers back")
            view.numbered, view.renumbered = 0, record.renumbered
        for number in range(view.numbered, record.numbered):
            leaf = record.joint_tree.leaf(number)
            if number < len(self.numbers) and self.numbers[number] != leaf:
                self._moved(f"I8 joint number {number + 1} is another entry at {host.party} than it was")
                del self.numbers[number:]
            if number == len(self.numbers):
                self.numbers.append(leaf)
        view.numbered = record.numbered

    def _moved(self, fault: str) -> None:
        """A joint number has changed: a defect, unless both sides went back to old backups (docs/testing.md)."""
        if not all(view.restored for view in self.views.values()):
            raise Violation(fault)
        self.world.count("numbers-moved-after-both-restored")

    @contextmanager
    def restoring(self, host: Host) -> Iterator[None]:
        """A disk goes back: what no disk holds any more is nobody's promise."""
        before = {name: len(rows) for name, rows in host.disk.feeds().items()}
        self.views[host.party].restored = True
        yield
        peer = host.peer
        theirs = {name: len(rows) for name, rows in peer.disk.feeds().items()}
        mine = {name: len(rows) for name, rows in host.disk.feeds().items()}
        lost = {
            name: max(mine.get(name, 0), theirs.get(name, 0))
            for name, size in before.items()
            if size > max(mine.get(name, 0), theirs.get(name, 0))
        }
        if not lost:
            return
        self.world.count("lost-for-good")
        for each in (host, peer):
            each.disk.forget(lost)
        self.world.network.forget()
        self.promised = {
            entry_id: place for entry_id, place in self.promised.items() if place[2] < lost.get(place[:2], place[2] + 1)
        }
        del self.numbers[self._still_numbered(host.disk.feeds(), peer.disk.feeds()) :]
        for view in self.views.values():
            view.numbered = min(view.numbered, len(self.numbers))

    def _still_numbered(self, *disks: dict[Name, list[Row]]) -> int:
        """Give how far the numbers that were shown follow from what the disks hold together."""
        record = Record(self.world.line, self.world.parties)
        for name in dict.fromkeys(name for disk in disks for name in disk):
            for row in max((disk.get(name, []) for disk in disks), key=len):
                record.append(row.party, row.feed, row.entry)
        record.settle()
        same = 0
        while same < min(record.numbered, len(self.numbers)) and record.joint_tree.leaf(same) == self.numbers[same]:
            same += 1
        return same

    # ---- the end

    def differs(self) -> str:
        """Say in what the two sides are not yet at one; nothing when they are."""
        hosts = list(self.world.hosts.values())
        if any(host.node is None or host.busy or host.writing for host in hosts):
            return "a host is busy or down"
        a, b = (host.node.state for host in hosts if host.node)
        if _sizes(a.record) != _sizes(b.record):
            return "they hold different feeds"
        for host in hosts:
            assert host.node is not None
            state = host.node.state
            peer = state.peers[host.peer.party]
            if not peer.whole:
                return f"{host.party} has not heard what the other holds"
            if peer.session.exchange.current() is None:
                return f"{host.party} has no epoch"
            for feed in state.record.feeds.values():
                other = next(party for party in self.world.parties if party != feed.party)
                if feed.placed < feed.size and not self.world.counts["lost-for-good"]:
                    return f"a feed of {feed.party} has a place to {feed.placed} of {feed.size}"
                if feed.receipted.get(other, 0) < self._asking(feed.party, feed.id, feed.placed):
                    return f"a feed of {feed.party} is receipted to {feed.receipted.get(other, 0)} of {feed.size}"
        roots = [
            epoch.root
            for state in (a, b)
            for peer in state.peers.values()
            if (epoch := peer.session.exchange.current())
        ]
        if len(set(roots)) != 1:
            return "they send in different epochs"
        return ""

    def _asking(self, party: str, feed: bytes, placed: int) -> int:
        rows = self.truth.chains[party, feed].rows
        return max((i + 1 for i in range(placed) if self.truth.entry(rows[i]).kind != OpenKind.RECEIPT), default=0)

    def at_end(self) -> None:
        """Compare everything, with what was promised and with a computation from the rows alone."""
        hosts = list(self.world.hosts.values())
        for host in hosts:
            self._disk_is_whole(host)
            self._all_is_shown(host)
            self._as_computed(host)
        one, other = (host.disk.feeds() for host in hosts)
        if one != other:
            raise Violation("I1 the two disks differ")
        threads = [_threads(host) for host in hosts]
        if threads[0] != threads[1]:
            raise Violation("the desks of the two sides differ")

    def _disk_is_whole(self, host: Host) -> None:
        feeds = host.disk.feeds()
        for entry_id, place in self.promised.items():
            rows = feeds.get(place[:2], [])
            if len(rows) <= place[2] or leaf_hash(rows[place[2]].entry) != entry_id:
                raise Violation(f"I1 {host.party} lacks a statement that was reported as taken")
        heads = {(head.party, head.feed): head for head in sorted(host.disk.heads(), key=lambda head: head.size)}
        for name, rows in feeds.items():
            for row in rows:
                self.truth.compare(row)
            if name[0] == host.party:
                continue
            head = heads.get(name)
            if head is None or head.size < len(rows):
                raise Violation(f"I4 {host.party} holds entries of {name} without a head over them")
            key = self.world.config(host.party, host.desk).node_keys[name[0]]  # type: ignore[arg-type]
            if not verify_head(key, origin(self.world.line, *name), Head(head.size, head.root, head.ed, head.pq)):
                raise Violation(f"I4 {host.party} holds a head of {name} that does not verify")
        if list(host.disk.evidence()):
            raise Violation(f"I9 {host.party} holds evidence against an honest party")

    def _all_is_shown(self, host: Host) -> None:
        assert host.node is not None
        state, view = host.node.state, self.views[host.party]
        if state.refused:
            raise Violation(f"I9 {host.party} refuses entries of an honest party: {sorted(state.refused.values())}")
        for name, rows in host.disk.feeds().items():
            for index in range(view.at_start.get(name, 0), view.past.placed.get(name, 0)):
                leaf = leaf_hash(rows[index].entry)
                if self.truth.entries[leaf].kind >= BODY_KIND_MIN and leaf not in view.shown:
                    raise Violation(f"I5 {host.party} is never shown a statement")

    def _as_computed(self, host: Host) -> None:
        assert host.node is not None
        record = host.node.state.record
        whole = oracle.joint(host.disk.replay(), self.world.parties)
        order = [record.at(position) for position in range(len(record))]
        if [(feed.party, feed.id, index) for feed, index in order] != whole.order:
            raise Violation(f"I8 the joint order of {host.party} is not the one that its rows give")
        if record.numbered != whole.numbered or record.joint_tree.root() != whole.root():
            raise Violation(f"I8 the joint numbers of {host.party} are not those that its rows give")
        for feed, index in order:
            other = next(party for party in self.world.parties if party != feed.party)
            if record.storing_ms(feed, index, other) != whole.times[feed.party, feed.id, index].get(other):
                raise Violation(f"I8 a storing time at {host.party} is not the one that its rows give")


def _sizes(record: Record) -> dict[Name, int]:
    return {name: feed.size for name, feed in record.feeds.items() if feed.size}


def _threads(host: Host) -> dict[bytes, object]:
    """Give the state of each thread on a desk."""
    assert host.desk is not None
    return {
        thread_id: (thread.state, thread.proposed_ms, thread.proposed_by, thread.authors, thread.known)
        for thread_id, thread in host.desk._threads.items()  # noqa: SLF001
    }
