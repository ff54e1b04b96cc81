"""Bodies erased by agreement: some schedules have an agreement with a short age, and clocks that bring it about.

What is erased is judged again from the rows alone, as docs/spec/record.md 15 says: never early, whole threads, nothing
that is pending, and in the end the same on every side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from random import Random
from typing import TYPE_CHECKING, Final

from parley.desk import messages as m
from parley.node.ports import Batch, Row
from parley.record.entry import BODY_KIND_MIN
from parley.seal.digest import leaf_hash
from parley.wire.catalogue import decode
from sim import oracle
from sim.rates import DAY, HOUR
from sim.truth import Place, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

CHANCE: Final = 0.25
_ASKS: Final = (m.Query, m.Question)
_ENDS: Final[dict[type[m.Message], tuple[type[m.Message], ...]]] = {
    m.PresenceQuery: (m.PresenceAnswer,),
    m.LaunchNotice: (m.LaunchReport, m.Cancellation),
    m.Suspension: (m.Resumption,),
}
"""Openers that stay open until one of these has come."""
_ASKS_BACK: Final = (m.Doubt, m.MeetingRequest, m.CallTaken, m.CallDeferral, m.CallHeld)
"""What opens a question of its own in a thread, or promises something; so does an acknowledgement that says *not
understood*."""


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
        due = {host.party: self._over(list(host.disk.replay()), surely=True) for host in world.hosts.values()}
        for host in world.hosts.values():
            host.crash("before-erasing")
        world.converge()
        for host in world.hosts.values():
            feeds, over = host.disk.feeds(), due[host.party]
            left = [row for rows in feeds.values() for row in rows if row.body is not None and _place(row) in over]
            if left:
                raise Violation(f"I16 {host.party} still holds {len(left)} bodies that are of age")
            world.count("all-erased", when=bool(over))

    def _over(self, rows: Sequence[Row], *, surely: bool = False) -> set[Place]:
        """Give the statements whose body may be erased, or surely is in the end, by what these rows say.

        What overtook earlier ones of its feed (stored before them) a node looks at when they are of age too.
        """
        world, truth = self.world, self.world.checkers.truth
        entries = {_place(row): truth.entries[leaf_hash(row.entry)] for row in rows}
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
        if surely:
            old = {place for place in old if all((*place[:2], index) in old for index in range(place[2]))}
        found, wanted = set[Place](), {False} if surely else {False, None}
        at = dict(zip(whole.ids, whole.order, strict=True))
        for thread, places in threads.items():
            counting = places[places.index(at[thread]) :] if thread in at else []
            if old.issuperset(places) and is_open(list(map(self._said, counting)), reached) in wanted:
                found.update(places)
        return found

    def _said(self, place: Place) -> tuple[str, m.Message]:
        row = self.world.checkers.truth.chains[place[:2]].rows[place[2]]
        entry = self.world.checkers.truth.entry(row)
        assert row.body is not None  # as its author wrote it
        return entry.author, decode(entry.kind, entry.kind_version, row.body)

    def _is_old(self, place: Place, times: dict[str, int], days: int | None, reached: int) -> bool:
        others = set(self.world.parties) - {place[0]}
        return days is not None and others <= set(times) and max(times[p] for p in others) + days * DAY <= reached


def is_open(said: Sequence[tuple[str, m.Message]], reached: int) -> bool | None:
    """Say whether a thread of authors and messages is open; None where only the desk's machines can tell.

    A second, coarse reading of what keeps bodies: it is sure where nothing that might end a thread was said in it, and
    where nothing was that might keep it open. What stands before the opener, or without one, counts for nothing.
    """
    if not said:
        return False
    kinds = {type(message) for _, message in said}
    opener = type(said[0][1])
    if _waits(said) or (opener in _ENDS and kinds.isdisjoint(_ENDS[opener])):
        return True
    asks_back = any(
        isinstance(message, _ASKS_BACK) or getattr(message, "level", None) is m.AckLevel.NOT_UNDERSTOOD
        for _, message in said
    )
    latest_ms = max(instant for _, message in said for instant in _instants(m.stated(message)))
    return None if opener in _ENDS or asks_back or latest_ms > reached else False


def _waits(said: Sequence[tuple[str, m.Message]]) -> bool:
    """Say whether a thread is a query that waits for an answer, or was asked further after the last one."""
    author, opener = said[0]
    waits = isinstance(opener, _ASKS)
    answers = (m.Reply, m.CannotAnswer, *([m.YesNo] if isinstance(opener, m.Question) else []))
    for by, message in said[1:] if waits else ():
        if by != author and isinstance(message, answers):
            waits = False
        elif by == author and isinstance(message, m.FollowUp):
            waits = True
    return waits


def _instants(message: m.Message) -> Iterator[int]:
    """Give the instants that a message names, in ms, and 0."""
    yield 0
    for slot in fields(message):
        value = getattr(message, slot.name)
        if slot.name.endswith("_ms"):
            yield from value if isinstance(value, tuple) else (value or 0,)


def _place(row: Row) -> Place:
    return row.party, row.feed, row.index
