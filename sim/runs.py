"""What a run may enter: what came in as it came, each thing once, and nothing before it has back what was lost."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from parley.node.ports import Batch
from parley.record.entry import Entry, OpenKind
from parley.words.cbor import Item, encode
from sim.truth import Name, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

_ONCE: Final = frozenset({OpenKind.ADOPTION, OpenKind.EPOCH, OpenKind.REFUSED})


@dataclass(slots=True)
class Run:
    """One run of a node, as the disks show it."""

    lacks: dict[str, dict[Name, int]]
    """What each peer's disk has held since the run began, and the own one lacked then."""
    came: dict[Name, list[tuple[int, int]]]
    """Up to which size each feed had a place after which round; what the run began with counts each for itself."""
    rounds: int = 0
    entered: set[bytes] = field(default_factory=set)

    def round_of(self, name: Name, size: int) -> int | None:
        """Give in which round a feed came to have a place up to a size, perhaps as one of several in that round."""
        return next((at for reached, at in self.came.get(name, ()) if reached >= size), None)


class Runs:
    """The present run of each party."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.runs: dict[str, Run] = {}

    def started(self, host: Host) -> None:
        """Begin to watch a new run, whose disk has been read."""
        view = self.world.checkers.views[host.party]
        lacks = {
            other.party: {name: size for name, size in _sizes(other).items() if size > view.held(name)}
            for other in host.others
        }
        self.runs[host.party] = Run(
            lacks, {name: [(size, -at)] for at, (name, size) in enumerate(view.past.placed.items(), 1)}
        )

    def restored(self, host: Host) -> None:
        """A disk went back: its party can give others no more than it holds now."""
        sizes = _sizes(host)
        for run in self.runs.values():
            lacks = run.lacks.get(host.party, {})
            lacks.update({name: min(size, sizes.get(name, 0)) for name, size in lacks.items()})

    def kept(self, host: Host, batch: Batch, before: Mapping[Name, int]) -> None:
        """A batch is on the disk: see what it enters; before it each feed had a place up to `before`."""
        run, checkers = self.runs[host.party], self.world.checkers
        view, truth = checkers.views[host.party], checkers.truth
        run.rounds += 1
        for name, size in view.past.placed.items():
            if before.get(name) != size:
                run.came.setdefault(name, []).append((size, run.rounds))
        back: dict[Name, int] = {}
        adopted: list[Item] = []
        for row in batch.rows:
            name = (row.party, row.feed)
            if row.party != host.party:
                continue
            if truth.chains[name].run != host.run:
                back.setdefault(name, row.index)
                continue
            entry = truth.entry(row)
            self._enters(host, run, entry)
            if entry.kind == OpenKind.ADOPTION:
                adopted += cast("list[Item]", entry.content)
        for name, old in back.items():
            size = view.held(name)
            if [name[1], old, size, truth.root(name, size)] not in adopted:
                raise Violation(f"I2 {host.party} takes back entries of its own and enters no adoption of them")

    def _enters(self, host: Host, run: Run, entry: Entry) -> None:
        """See that an own entry names of each author what came at once, not too early, and repeats nothing."""
        if entry.seen and all(self._lacks(host, peer, {host.party}) for peer in run.lacks):
            raise Violation(f"I7 {host.party} names what came in before it has back from anybody what it wrote")
        for party in {item.party for item in entry.seen}:
            rounds = {run.round_of((s.party, s.feed), s.size) for s in entry.seen if s.party == party}
            if len(rounds) > 1:
                raise Violation(f"I7 {host.party} names at once feeds of {party} that came one after the other")
        if entry.kind in _ONCE:
            what = encode([entry.kind, entry.content])
            if what in run.entered:
                raise Violation(f"I2 {host.party} enters the same {OpenKind(entry.kind).name.lower()} twice")
            run.entered.add(what)

    def numbered(self, host: Host) -> None:
        """See that no number is given before all has come that was lost, as far as the others still have it."""
        assert host.node is not None
        run = self.runs[host.party]
        if host.node.state.record.numbered and any(self._lacks(host, peer, self.world.parties) for peer in run.lacks):
            raise Violation(f"I8 {host.party} gives joint numbers before it has what the others hold")

    def _lacks(self, host: Host, peer: str, parties: Container[str]) -> bool:
        """Say whether feeds of some parties are not back as far as a peer has held them since the run began."""
        view, lacks = (
            self.world.checkers.views[host.party],
            self.runs[host.party].lacks[peer],
        )
        return any(view.held(name) < size for name, size in lacks.items() if name[0] in parties)


def _sizes(host: Host) -> dict[Name, int]:
    return {name: len(rows) for name, rows in host.disk.feeds().items()}
