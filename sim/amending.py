"""Amendments in a schedule: who signs which agreement when, and that all come to the same terms at every place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from parley.node.events import AgreementSigned
from parley.node.ports import Row
from parley.record.amendments import read_amendment
from parley.record.entry import OpenKind
from parley.seal.digest import sha256
from sim.terms import FOUNDING, agreement, agreement_file
from sim.truth import Place, Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

CHANCE = 0.3
TOKENS_FROM = 1_000_000
"""Tokens of signatures: no statement has one."""


class Amending:
    """What is signed in one schedule; most have nothing to sign."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.some = random.random() < CHANCE
        days = world.keeping.days
        ages = {FOUNDING: days, 1: None, 2: None if days is None else 2 * days}
        self.files = {
            agreement_file(world.parties, number, age): agreement(world.parties, number, age)
            for number, age in ages.items()
        }
        self.founding = sha256(agreement_file(world.parties, FOUNDING, days))
        self.by_hash = {sha256(file): terms for file, terms in self.files.items()}
        self.token = TOKENS_FROM

    def begin(self) -> None:
        """Plan rounds of signing: mostly each party signs the same, one after the other, now and then not all do."""
        if not self.some:
            return
        safety_ms = self.world.rates.safety_ms
        for _ in range(self.random.randint(1, 4)):
            file, at = self.random.choice(list(self.files)), self.random.randrange(safety_ms)
            for party in self.random.sample(self.world.parties, len(self.world.parties)):
                if self.random.random() < 0.9:
                    self.world.at(at, self._sign, party, file)
                at = self.random.randrange(at, safety_ms)

    def _sign(self, party: str, file: bytes) -> None:
        host = self.world.hosts[party]
        if host.node is not None:
            self.token += 1
            host.take(AgreementSigned(token=self.token, file=file, officer_word=self.random.random() < 0.5))

    def check(self, host: Host, order: Sequence[Place]) -> None:
        """See that a node has the terms at each place of the joint order that its rows give."""
        assert host.desk is not None
        terms, count = host.desk.terms, self.world.count
        wanted, waiting = self._terms(host.disk.replay(), order)
        for position, in_force in enumerate(wanted[:-1]):
            if terms.at(position) != self.by_hash[in_force]:
                raise Violation(f"I15 {host.party} holds other terms for an entry than its rows give")
        if terms.latest != self.by_hash[wanted[-1]]:
            raise Violation(f"I15 {host.party} holds other terms for what comes next than its rows give")
        changes = sum(one != other for one, other in pairwise(wanted))
        count("amended", when=changes > 0)
        count("amended-anew", when=changes > 1)
        count("signed-by-some", when=waiting)

    def days_at(self, rows: Iterable[Row], order: Sequence[Place]) -> dict[Place, int | None]:
        """Give by the rows after how many days the body of each entry that has a place may be erased."""
        wanted, _ = self._terms(rows, order)
        return {place: self.by_hash[in_force].bodies_days for place, in_force in zip(order, wanted, strict=False)}

    def _terms(self, rows: Iterable[Row], order: Sequence[Place]) -> tuple[list[bytes], bool]:
        """Give the hash of the agreement that holds at each place and behind the last, and whether some wait.

        Once more what docs/spec/record.md 14 says: whoever signs last puts it in force, from the entry behind on.
        """
        bodies = {(row.party, row.feed, row.index): row for row in rows}
        in_force = self.founding
        found, signed = [in_force], dict[str, bytes]()
        for place in order:
            row = bodies[place]
            if row.body is not None and self.world.checkers.truth.entry(row).kind == OpenKind.AMENDMENT:
                amendment = read_amendment(row.body)
                if amendment.previous == in_force:
                    signed[place[0]] = sha256(amendment.file)
                if len(signed) == len(self.world.parties) and len({*signed.values()}) == 1:
                    in_force, signed = signed[place[0]], {}
            found.append(in_force)
        return found, bool(signed)
