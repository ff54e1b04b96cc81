"""The end of a schedule: in what the sides are not yet at one, and whether all that was promised holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from parley.line.pairs import read_header
from parley.node.pending import pq_pending
from parley.record.entry import BODY_KIND_MIN, OpenKind
from parley.record.head import Head, origin, verify_head
from parley.record.joint import Record
from parley.seal.digest import leaf_hash
from parley.words.faults import PeerFault
from sim import oracle
from sim.truth import Name, Violation
from sim.workload import FOR_SOME

if TYPE_CHECKING:
    from parley.node.state import State
    from sim.host import Host
    from sim.world import World


class Ending:
    """What is compared once the weather is clear."""

    def __init__(self, world: World) -> None:
        self.world, self.checkers = world, world.checkers

    def differs(self) -> str:
        """Say in what the two sides are not yet at one; nothing when they are."""
        hosts = list(self.world.hosts.values())
        if any(host.node is None or host.busy or host.writing for host in hosts):
            return "a host is busy or down"
        states = {host.party: host.node.state for host in hosts if host.node}
        for host in hosts:
            if _sizes(states[host.party].record) != _sizes(states[hosts[0].party].record):
                return "they hold different feeds"
        return next(filter(None, (self._waits_for(host.party, states) for host in hosts)), "")

    def reached(self, sizes: dict[Name, int]) -> bool:
        """Say whether each side holds and has receipted what any of them held at some moment."""
        for host in self.world.hosts.values():
            if host.node is None:
                return False
            record = host.node.state.record
            for name, size in sizes.items():
                feed = record.feeds.get(name)
                if feed is None or feed.size < size:
                    return False
                wanted = self._asking(*name, min(size, feed.placed))
                if any(feed.receipted.get(other, 0) < wanted for other in self.world.parties if other != name[0]):
                    return False
        return True

    def sizes(self) -> dict[Name, int]:
        """Give the greatest size of each feed that any side holds."""
        found: dict[Name, int] = {}
        for host in self.world.hosts.values():
            for name, rows in host.disk.feeds().items():
                found[name] = max(len(rows), found.get(name, 0))
        return found

    def _waits_for(self, party: str, states: dict[str, State]) -> str:
        """Say for what one side still waits."""
        state = states[party]
        for name, peer in state.peers.items():
            if not peer.whole:
                return f"{party} has not heard what {name} holds"
            here = peer.session.exchange.current()
            there = states[name].peers[party].session.exchange.current()
            if here is None or there is None or here.root != there.root:
                return f"{party} and {name} do not send in the same epoch"
        for feed in state.record.feeds.values():
            if feed.placed < feed.size and not self.world.counts["lost-for-good"]:
                return f"a feed of {feed.party} has a place to {feed.placed} of {feed.size}"
            for other in self.world.parties:
                if other != feed.party:
                    size, wanted = feed.receipted.get(other, 0), self._asking(feed.party, feed.id, feed.placed)
                    if size < wanted:
                        return f"a feed of {feed.party} is receipted by {other} to {size} of {wanted}"
        return ""

    def _asking(self, party: str, feed: bytes, placed: int) -> int:
        rows = self.checkers.truth.chains[party, feed].rows[:placed]
        kinds = [self.checkers.truth.entry(row).kind for row in rows]
        return max((i + 1 for i, kind in enumerate(kinds) if kind != OpenKind.RECEIPT), default=0)

    def check(self) -> None:
        """Compare everything, with what was promised and with a computation from the rows alone."""
        hosts = list(self.world.hosts.values())
        for host in hosts:
            self._disk_is_whole(host)
            self._all_is_shown(host)
            self._as_computed(host)
        first = hosts[0]
        gone = {thread for host in hosts if host.node for thread in host.node.state.erased_threads}
        for host in hosts[1:]:
            if _entries(host) != _entries(first):
                raise Violation("I1 the disks differ")
            if _threads(host, gone) != _threads(first, gone):
                raise Violation("the desks differ")

    def pending(self) -> str:
        """Give a feed whose seal is still pending over something that asks for a receipt; nothing where none is."""
        for host in self.world.hosts.values():
            if host.node is None:
                return "all"
            own = [other.node.state.own.id for other in host.others if other.node]
            for feed, size in pq_pending(host.node.state.record, host.disk.heads(), host.party).items():
                if size >= self._asking(feed.party, feed.id, feed.placed):
                    continue
                if feed.id not in own:  # a head alone has no receipt: one that was lost goes with the next opening
                    self.world.count("old-seal-lost")
                else:
                    return f"{feed.party}'s feed {feed.id.hex()} at {host.party} to {size}"
        return ""

    def erased(self) -> None:
        """See that no captured packet of an epoch that a side has erased opens there: not even its keys are left."""
        for host in self.world.hosts.values():
            assert host.node is not None
            erased = self.checkers.epochs.erased[host.party]
            for link in self.world.network.links:
                if link[2] != host.party:
                    continue
                for packet in self.world.network.links[link].old:
                    self._stays_shut(host, packet, bool(erased))

    def _stays_shut(self, host: Host, packet: bytes, any_erased: bool) -> None:  # noqa: FBT001
        """Hand a captured packet to a node's session: `Checkers.opening` objects to one of an erased epoch."""
        assert host.node is not None
        if not any_erased or packet[:1] != b"\x01":
            return
        try:
            header = read_header(self.world.parties, packet)
            host.node.state.peers[header.sender].session.open(header, packet)
        except (PeerFault, KeyError):
            self.world.count("captured-stays-shut")

    def _disk_is_whole(self, host: Host) -> None:
        feeds = host.disk.feeds()
        for entry_id, place in self.checkers.promised.items():
            rows = feeds.get(place[:2], [])
            if len(rows) <= place[2] or leaf_hash(rows[place[2]].entry) != entry_id:
                raise Violation(f"I1 {host.party} lacks a statement that was reported as taken")
        heads = {(head.party, head.feed): head for head in sorted(host.disk.heads(), key=lambda head: head.reach)}
        for name, rows in feeds.items():
            for row in rows:
                self.checkers.truth.compare(row, whole=self.checkers.may_read(row, host.party))
            if name[0] == host.party:
                continue
            head = heads.get(name)
            if head is None or head.reach < len(rows):
                raise Violation(f"I4 {host.party} holds entries of {name} without a head over them")
            key = self.world.config(host.party, host.desk).node_keys[name[0]]  # type: ignore[arg-type]
            if not verify_head(key, origin(self.world.line, *name), Head(head.size, head.root, head.ed, head.pq)):
                raise Violation(f"I4 {host.party} holds a head of {name} that does not verify")
        if list(host.disk.evidence()):
            raise Violation(f"I9 {host.party} holds evidence against an honest party")

    def _all_is_shown(self, host: Host) -> None:
        assert host.node is not None
        state, view = host.node.state, self.checkers.views[host.party]
        refused = [
            code
            for (feed, index), code in state.refused.items()
            if code != "body-missing"
            or (feed.party != host.party and (feed.party, feed.id, index) not in self.checkers.bodiless)
        ]
        if refused:
            raise Violation(f"I9 {host.party} refuses entries of an honest party: {sorted(refused)}")
        for entry_id, place in view.ahead.items():
            rows = host.disk.feeds().get(place[:2], [])
            if len(rows) <= place[2] or leaf_hash(rows[place[2]].entry) != entry_id:
                raise Violation(f"I5 what {host.party} was shown ahead never came into its place")
        for name, rows in host.disk.feeds().items():
            for index in range(view.at_start.get(name, 0), view.past.placed.get(name, 0)):
                leaf = leaf_hash(rows[index].entry)
                entry = self.checkers.truth.entries[leaf]
                mine = not entry.addressees or host.party in entry.addressees
                lost = (*name, index) in self.checkers.bodiless or (*name, index) in self.world.keeping.erased
                if entry.kind >= BODY_KIND_MIN and mine and leaf not in view.shown and not lost:
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
            for other in set(self.world.parties) - {feed.party}:
                if record.storing_ms(feed, index, other) != whole.times[feed.party, feed.id, index].get(other):
                    raise Violation(f"I8 a storing time at {host.party} is not the one that its rows give")
        self.world.amending.check(host, whole.order)


def _sizes(record: Record) -> dict[Name, int]:
    return {name: feed.size for name, feed in record.feeds.items() if feed.size}


def _entries(host: Host) -> dict[Name, list[bytes]]:
    return {name: [row.entry for row in rows] for name, rows in host.disk.feeds().items()}


def _threads(host: Host, gone: Collection[bytes]) -> dict[bytes, object]:
    """Give the state of each thread on a desk that all may read, but those that some node has erased."""
    assert host.desk is not None
    return {
        thread_id: (thread.state, thread.proposed_ms, thread.proposed_by, thread.said, thread.beside)
        for thread_id, thread in host.desk._threads.items()  # noqa: SLF001
        if thread_id not in gone and not getattr(thread.opener.message, "text", "").startswith(FOR_SOME)
    }
