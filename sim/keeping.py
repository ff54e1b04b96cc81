"""Bodies erased by agreement: some schedules have an agreement with a short age, and clocks that bring it about.

What is erased is judged again from the rows alone, as docs/spec/record.md 15 says: never early, whole threads, nothing
that is pending, and in the end the same on every side.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from parley.desk import messages as m
from parley.node.ports import Batch, Row
from parley.record.entry import BODY_KIND_MIN, Entry
from parley.seal.digest import leaf_hash
from parley.wire.kinds import BY_TYPE
from sim import oracle
from sim.rates import DAY, HOUR
from sim.truth import Place, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

CHANCE: Final = 0.25
_ASKS: Final = frozenset(BY_TYPE[kind].number for kind in (m.Query, m.Question))
_ANSWERS: Final = frozenset(BY_TYPE[kind].number for kind in (m.Reply, m.CannotAnswer))
_YES_NO: Final = BY_TYPE[m.YesNo].number
_QUESTION: Final = BY_TYPE[m.Question].number
_FOLLOW_UP: Final = BY_TYPE[m.FollowUp].number


class Keeping:
    """How long bodies are kept in one schedule, and which are erased by now."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.days = 1 if world.erases and random.random() < CHANCE else None
        self.erased: dict[Place, None] = {}
        """What some node has erased, or was about to when it crashed."""

    def begin(self) -> None:
        """Plan that all clocks leap while everything goes wrong, so that bodies come of age."""
        if self.days is not None:
            for _ in range(self.random.randint(1, 2)):
                self.world.at(self.random.randrange(self.world.rates.safety_ms), self.leap)

    def leap(self) -> None:
        """Have all clocks go ahead a day or two, where bodies come of age by that."""
        if self.days is not None:
            leap_ms = self.random.randint(25, 60) * HOUR
            for host in self.world.hosts.values():
                host.skew_ms += leap_ms

    def starting(self, host: Host) -> None:
        """Note that a run begins with bodies that were erased before: it comes from an old backup."""
        if self.erased:
            rows = (row for rows in host.disk.feeds().values() for row in rows)
            back = any(row.body is not None and _place(row) in self.erased for row in rows)
            self.world.count("erased-came-back", when=back)

    def writing(self, host: Host, batch: Batch) -> None:
        """See that what a batch erases may go."""
        came = any(row.body is None and _place(row) in self.erased for row in batch.rows)
        self.world.count("came-without-body", when=came)
        if not batch.erasures:
            return
        self.world.count("erased")
        over = self._over([*host.disk.replay(), *batch.rows])
        for place in batch.erasures:
            if place not in over:
                raise Violation(f"I16 {host.party} erases a body that is young, unreceipted, or in an open thread")
        self.erased.update(dict.fromkeys(batch.erasures))

    def come_due(self) -> None:
        """Start all nodes anew and see that they erase the same: all that is of age by what they hold now."""
        world = self.world
        if self.days is None:
            return
        due = {host.party: self._over(list(host.disk.replay()), in_turn=True) for host in world.hosts.values()}
        for host in world.hosts.values():
            host.crash("before-erasing")
        world.converge()
        for host in world.hosts.values():
            feeds, over = host.disk.feeds(), due[host.party]
            left = [row for rows in feeds.values() for row in rows if row.body is not None and _place(row) in over]
            if left:
                raise Violation(f"I16 {host.party} still holds {len(left)} bodies that are of age")
            world.count("all-erased", when=bool(over))

    def _over(self, rows: Sequence[Row], *, in_turn: bool = False) -> set[Place]:
        """Give the statements whose body may be erased, by what these rows say.

        In turn: a node looks at what overtook earlier ones of its feed (stored before them) when they are of age too.
        """
        world = self.world
        entries = {_place(row): world.checkers.truth.entries[leaf_hash(row.entry)] for row in rows}
        whole = oracle.joint(rows, world.parties)
        latest = dict.fromkeys(world.parties, 0)
        for place in whole.order:
            latest[place[0]] = max(latest[place[0]], entries[place].clock_ms)
        reached, days = min(latest.values()), world.amending.days_at(rows, whole.order)
        threads: dict[bytes, list[Place]] = {}
        for place, leaf in zip(whole.order, whole.ids, strict=True):
            if entries[place].kind >= BODY_KIND_MIN:
                threads.setdefault(entries[place].thread or leaf, []).append(place)
        old = {place for place in whole.order if self._is_old(place, whole.times[place], days[place], reached)}
        if in_turn:
            old = {place for place in old if all((*place[:2], index) in old for index in range(place[2]))}
        found = set[Place]()
        for places in threads.values():
            if old.issuperset(places) and not _is_pending([entries[place] for place in places]):
                found.update(places)
        return found

    def _is_old(self, place: Place, times: dict[str, int], days: int | None, reached: int) -> bool:
        others = set(self.world.parties) - {place[0]}
        return days is not None and others <= set(times) and max(times[p] for p in others) + days * DAY <= reached


def _is_pending(said: Sequence[Entry]) -> bool:
    """Say whether a thread is a query that waits for an answer, or was asked further after the last one."""
    opener, waits = said[0], said[0].kind in _ASKS
    answers = {*_ANSWERS, *([_YES_NO] if opener.kind == _QUESTION else [])}
    for entry in said[1:] if opener.kind in _ASKS else ():
        if entry.author != opener.author and entry.kind in answers:
            waits = False
        elif entry.author == opener.author and entry.kind == _FOLLOW_UP:
            waits = True
    return waits


def _place(row: Row) -> Place:
    return row.party, row.feed, row.index
