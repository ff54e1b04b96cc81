"""Random honest histories: parties that write, exchange in any order, restart, and come back from old backups.

Many of them, by command: python -m tests.record.histories --seeds 5000 [--from 0] [--parties 2]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from random import Random

from parley.record.joint import Record
from tests.record.oracle import Found, Rows, Spot, find
from tests.record.sides import START_MS, Side

SKEWS_MS = (0, 0, 5_000, -5_000, 60_000, -60_000, -10_000_000)


class History:
    """One seeded history; `after` is called with each side that has just acted."""

    def __init__(self, seed: int, parties: Sequence[str], *, waits: bool = True) -> None:
        self.random = Random(seed)
        self.now_ms = START_MS
        self.waits = waits
        """Whether a run waits with `seen` until it has its own older entries back; without it numbers change."""
        self.sides = [Side(party, parties, self.random) for party in parties]
        self.backups: list[Rows | None] = [None] * len(self.sides)
        for side in self.sides:
            side.skew_ms = self.random.choice(SKEWS_MS)
            side.found(self.now_ms)

    def run(self, steps: int, after: Callable[[Side], None]) -> None:
        """Play; then let all exchange until nothing is missing."""
        for step in range(steps):
            self.now_ms += self.random.choice((0, 1, 10, 1_000, 20_000))
            side = self.random.choice(self.sides)
            self.act(side, step)
            after(side)
        for _ in range(4):
            for side in self.sides:
                for other in self.others(side):
                    self.now_ms += 10
                    self.take(side, other.missing(side))
                    after(side)

    def others(self, side: Side) -> list[Side]:
        return [other for other in self.sides if other is not side]

    def act(self, side: Side, step: int) -> None:
        chance = self.random.random()
        if chance < 0.35:
            side.state(self.now_ms, f"statement {step}")
        elif chance < 0.70:
            self.exchange(side)
        elif chance < 0.80:
            side.restart()
        elif chance < 0.88:
            self.backups[self.sides.index(side)] = side.backup()
        elif chance < 0.95:
            self.restore(side)
        elif side.current is None:
            side.open_feed(self.now_ms)

    def exchange(self, side: Side) -> None:
        """Bring a part of what one other has: some feeds, each some way, in any order."""
        items = self.random.choice(self.others(side)).missing(side)
        self.random.shuffle(items)
        part = [item for item in items if self.random.random() < 0.8]
        self.take(side, [(party, feed, rows[: self.random.randint(1, len(rows))]) for party, feed, rows in part])

    def take(self, side: Side, items: list[tuple[str, bytes, list[bytes]]]) -> None:
        if not self.waits:
            side.asked = True
        side.take(self.now_ms, items, *self.others(side))

    def restore(self, side: Side) -> None:
        """Put an old backup back, if the others hold what it lacks: what nobody holds nobody can number."""
        rows = self.backups[self.sides.index(side)]
        if rows is None or any(
            all(len(held.get(name, ())) < len(entries) for held in (rows, *(other.rows for other in self.others(side))))
            for name, entries in side.rows.items()
        ):
            return
        side.restart({name: entries.copy() for name, entries in rows.items()})
        side.skew_ms = self.random.choice(SKEWS_MS)


def told(record: Record) -> Found:
    """Give what a record says, in the oracle's form."""
    order: list[Spot] = [(feed.party, feed.id, index) for feed, index in map(record.at, range(len(record)))]
    storing = {}
    for party, feed, index in order:
        for other in record.parties:
            time_ms = None if other == party else record.storing_ms(record.feed(party, feed), index, other)
            if time_ms is not None:
                storing[(party, feed, index), other] = time_ms
    return Found(order, record.numbered, storing, len(record.false_seen), len(record.without_place()))


def expected(side: Side) -> Found:
    """Give what the oracle says of a side's rows: storing times of entries with a place only."""
    found = find(side.line, side.parties, side.rows)
    placed = set(found.order)
    found.storing = {key: time_ms for key, time_ms in found.storing.items() if key[0] in placed}
    return found


class Shown:
    """Remembers the numbers that a side has shown, and says whether they hold."""

    def __init__(self) -> None:
        self.ids: dict[str, list[bytes]] = {}

    def holds(self, side: Side) -> bool:
        """Compare what has a number now with all that had one; a restored side may know fewer for a while."""
        record = side.record
        now = [record.joint_tree.leaf(position) for position in range(record.numbered)]
        before = self.ids.get(side.party, [])
        both = min(len(now), len(before))
        self.ids[side.party] = max(now, before, key=len)
        return now[:both] == before[:both] and record.renumbered == 0


def faults_of(seed: int, parties: Sequence[str]) -> set[str]:
    """Play one history and say what does not hold."""
    history, shown, faults = History(seed, parties), Shown(), set[str]()

    def after(side: Side) -> None:
        if not shown.holds(side):
            faults.add("numbers changed")

    history.run(40, after)
    faults |= {"another order than the page's" for side in history.sides if told(side.record) != expected(side)}
    return faults


def main() -> int:
    """Play; 0 if all held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5_000)
    parser.add_argument("--from", dest="start", type=int, default=0)
    parser.add_argument("--parties", type=int, default=2, choices=(2, 3))
    args = parser.parse_args()
    parties = ("RUS", "USA", "FRA")[: args.parties]
    found = {seed: faults_of(seed, parties) for seed in range(args.start, args.start + args.seeds)}
    bad = {seed: faults for seed, faults in found.items() if faults}
    for seed, faults in bad.items():
        print(f"seed {seed}: {', '.join(sorted(faults))}")  # noqa: T201
    print(f"{args.seeds} histories, {len(bad)} faulty")  # noqa: T201
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
