"""Joint numbers: once one may be shown it never names another entry, on any side, in any run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from parley.node.ports import Row
from parley.record.joint import Record
from sim.truth import Name, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World


class Numbers:
    """What each number names, as far as any side has given it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.given: list[bytes] = []
        self.upto = dict.fromkeys(world.parties, 0)
        self.renumbered = dict.fromkeys(world.parties, 0)

    def starting(self, host: Host) -> None:
        """Begin with a run that has given none."""
        self.upto[host.party] = self.renumbered[host.party] = 0

    def durable(self, host: Host) -> None:
        """See what numbers a host gives now."""
        assert host.node is not None
        record, party = host.node.state.record, host.party
        if record.renumbered > self.renumbered[party]:
            self._moved(f"I8 {party} gives joint numbers anew")
            self.upto[party], self.renumbered[party] = 0, record.renumbered
        if record.numbered < self.upto[party]:
            if len(self.world.parties) == 2:
                self._moved(f"I8 {party} takes joint numbers back")
            self.world.count("numbers-withdrawn")
            self.upto[party] = 0
        for number in range(self.upto[party], record.numbered):
            leaf = record.joint_tree.leaf(number)
            if number < len(self.given) and self.given[number] != leaf:
                self._moved(f"I8 joint number {number + 1} is another entry at {party} than it was")
                del self.given[number:]
            if number == len(self.given):
                self.given.append(leaf)
        self.upto[party] = record.numbered

    def _moved(self, fault: str) -> None:
        """A joint number has changed: a defect, unless both of two sides went back to old backups (docs/testing.md)."""
        restored = sum(view.restored for view in self.world.checkers.views.values())
        if len(self.world.parties) > 2 or restored < 2:
            raise Violation(fault)
        self.world.count("numbers-moved-after-both-restored")

    def lost(self, disks: Sequence[dict[Name, list[Row]]]) -> None:
        """Forget the numbers that do not follow from what the disks hold together."""
        record = Record(self.world.line, self.world.parties)
        for name in dict.fromkeys(name for disk in disks for name in disk):
            for row in max((disk.get(name, []) for disk in disks), key=len):
                record.append(row.party, row.feed, row.entry)
        record.settle()
        same = 0
        while same < min(record.numbered, len(self.given)) and record.joint_tree.leaf(same) == self.given[same]:
            same += 1
        del self.given[same:]
        self.upto = {party: min(upto, same) for party, upto in self.upto.items()}
