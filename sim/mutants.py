"""`python -m sim.mutants [--seeds N] [--json]`: plant known defects and see that schedules find them.

A defect is a text that stands exactly once in a source file, and what is put in its place while a process of its own
loads that file; nothing on the disk changes. What was found is kept in `sim/found.json`, from which docs/testing.md
has its table: a defect whose texts are the same is not hunted twice, unless `--again` asks for it. Ends with 1 if one
is not found within the seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Final

from sim.defects import DEFECTS
from sim.hunting import HUNTS, SEEDS_MAX, hunt_all, kept, table
from sim.planting import Mutant

MUTANTS: Final = (
    Mutant(
        "acknowledge before durable",
        "sim/host.py",
        "        world.checkers.writing(self, batch)\n",
        "        world.checkers.writing(self, batch)\n"
        "        for effect in [effect for effect in effects if isinstance(effect, Answer)]:\n"
        "            effects.remove(effect)\n"
        "            self._carry_out(effect)\n",
    ),
    Mutant(
        "send before own durable",
        "sim/host.py",
        "        world.checkers.writing(self, batch)\n",
        "        world.checkers.writing(self, batch)\n"
        "        for effect in self._step(Kept()).effects:\n"
        "            self._carry_out(effect)\n",
    ),
    Mutant(
        "no replay check: a doubled OFFER is accepted anew",
        "src/parley/line/exchange.py",
        "            if self.accepted.offer_hash == offer_hash:\n                return Accept(self.accepted.accept)\n",
        "            if self.accepted.offer_hash == offer_hash:\n"
        "                return self._accept(data, number, public, entropy, now_ms)\n",
    ),
    Mutant(
        "insert below what was receipted",
        "src/parley/record/joint.py",
        "            if at < self._fixed:\n                at = self._behind_numbered(",
        "            if False:\n                at = self._behind_numbered(",
    ),
    Mutant(
        "go on in an old feed",
        "src/parley/node/starting.py",
        "own = record.feed(config.me, entropy(FEED_BYTES))",
        "own = record.feed(config.me, config.me.encode().ljust(FEED_BYTES))",
    ),
    Mutant(
        "`seen` names what is held without its past",
        "src/parley/record/joint.py",
        "            if other is None or other.tree.size < size:\n"
        "                self._blocked.setdefault((party, name), {})[feed] = None\n"
        "                return False\n",
        "            if other is None or other.tree.size < size:\n                continue\n",
    ),
    Mutant(
        "one receipt for feeds of one author that came one after the other",
        "src/parley/node/state.py",
        "            if waves and len(waves[-1] | wave) == 1:\n                waves[-1] = wave\n",
        "            if waves:\n                waves[-1] |= wave\n",
    ),
    Mutant(
        "a receipt leaves a hold of the bearer for ever",
        "src/parley/line/delivery.py",
        "self.due_ms, self.flight_bytes = None, 0",
        "self.due_ms = None",
    ),
    Mutant(
        "rule 4 of the joint order dropped",
        "src/parley/record/interleave.py",
        "            edges = [((g, n - 1), (f, old)) for g, n in self._before(f, raised) if f.covers.get(g, 0) < n]",
        "            edges = [((g, n - 1), (f, old)) for g, n in self._before(f, raised) if n < 0]",
    ),
    Mutant(
        "root at a size is off by one",
        "src/parley/node/heads.py",
        "sign_head(state.config.key, name, size, feed.tree.root(size), full=full)",
        "sign_head(state.config.key, name, size, feed.tree.root(size - 1), full=full)",
    ),
    Mutant(
        "joint numbers before a restored node knows what it lost",
        "src/parley/node/node.py",
        "state.record.numbering = all(peer.whole for peer in state.peers.values())",
        "state.record.numbering = True",
    ),
    Mutant(
        "a counterpart that lost receipted entries does not get them again",
        "src/parley/node/outbox.py",
        "        if size == feed.size == delivery.sent == delivery.sealed and feed is not own:",
        "        if size == feed.size and feed is not own:",
    ),
    Mutant(
        "an old list is taken for an answer",
        "src/parley/node/sync.py",
        "    if known.question and payload.question == known.question and not payload.wants_answer:",
        "    if True:",
    ),
    # small carriers, several ways, couriers
    Mutant(
        "the tag of a frame is not checked",
        "src/parley/line/fragments.py",
        "        if mac(self.key, head + data)[:TAG_BYTES] != tag:\n",
        "        if False:\n",
    ),
    Mutant(
        "frames of a packet that is not whole are not kept",
        "src/parley/line/fragments.py",
        "        while len(self.transfers) > TRANSFERS_MAX or",
        "        while len(self.transfers) > 0 or",
    ),
    Mutant(
        "a thin entry is rebuilt from what is held now",
        "src/parley/node/thinning.py",
        "held.tree.root(size)",
        "held.tree.root()",
    ),
    Mutant(
        "a gap is counted from where the receiver stands",
        "src/parley/node/ahead.py",
        "    if payload.start > feed.size:\n        return\n",
        "",
    ),
    Mutant(
        "what came ahead is shown each time that it comes",
        "src/parley/node/ahead.py",
        "    if payload.place < feed.size or spot in state.singles:\n",
        "    if payload.place < feed.size:\n",
    ),
    Mutant(
        "a single is receipted and not kept",
        "src/parley/node/ahead.py",
        "    state.outcome.batch.singles.append(single)\n",
        "",
    ),
    Mutant(
        "FLASH waits behind its queue",
        "src/parley/node/ways.py",
        "        heapq.heappush(self.queue, (-rank, self.queued, frame))\n",
        "        heapq.heappush(self.queue, (0, self.queued, frame))\n",
    ),
    Mutant(
        "a small carrier that is not ready gets the next frame",
        "src/parley/node/ways.py",
        "        if not self.ready or not self.queue:\n",
        "        if not self.queue:\n",
    ),
    Mutant(
        "the root of an old epoch is kept for ever",
        "src/parley/line/exchange.py",
        "        confirmed = [epoch.number for epoch in self.epochs if epoch.confirmed][-2:]\n",
        "        confirmed = [epoch.number for epoch in self.epochs if epoch.confirmed]\n",
    ),
    Mutant(
        "FLASH takes the best way only",
        "src/parley/node/ahead.py",
        "(way_name not in bearers and not beside)",
        "way_name not in bearers",
    ),
    Mutant(
        "a bearer that takes and drops is not passed by",
        "src/parley/node/ways.py",
        "    return way.blamed_ms is not None and way.blames >= BLAMES_MIN and now_ms - way.blamed_ms < BLAME_MS",
        "    return False",
    ),
    Mutant(
        "what goes ahead of a gap takes its body to everybody",
        "src/parley/node/ahead.py",
        "    sent = sent_to(state, [row], name)[0]\n",
        "    sent = sent_to(state, [row], row.party)[0]\n",
        parties=3,
    ),
    Mutant(
        "a member gives an entry on without the body that the receiver is to have",
        "src/parley/node/sync.py",
        "    return entry is not None and peer in entry.addressees and state.config.me not in entry.addressees\n",
        "    return False\n",
        parties=3,
    ),
    Mutant(
        "the path to a head above what is held is sought in what is held alone",
        "src/parley/node/sync.py",
        "feed.tree.consistency(end, head.size, (head.reach, head.path))",
        "feed.tree.consistency(end, head.size)",
        parties=3,
    ),
    Mutant(
        "numbers go on above a parting",
        "src/parley/record/joint.py",
        "        if placed and not self._of_two:\n",
        "        if False:\n",
        parties=3,
    ),
    # two sites
    Mutant(
        "two nodes of one party at once are found by themselves only",
        "src/parley/record/twins.py",
        "(other is self.alive or self.name(other, feed))",
        "other is self.alive",
        hunt="sites",
    ),
    Mutant(
        "a run that names an older one is taken for a second node",
        "src/parley/record/twins.py",
        "(other is self.alive or self.name(other, feed))",
        "True",
        hunt="sites",
    ),
    Mutant(
        "a node that is spoken to in an unknown epoch offers no new one",
        "src/parley/node/timers.py",
        "    if current is not None and not peer.deaf and",
        "    if current is not None and",
        hunt="sites",
    ),
    Mutant(
        "a node that learns that its key holds no more goes on",
        "src/parley/node/keyring.py",
        '        state.outcome.effects.append(Halt("node-key-revoked"))\n',
        "        pass\n",
        hunt="sites",
    ),
    Mutant(
        "what showed a node its end is not kept",
        "src/parley/node/keyring.py",
        '    state.outcome.batch.secrets[f"{ENDED}{sha256(order).hex()}"] = order\n',
        "",
        hunt="sites",
    ),
    Mutant(
        "an offer under a former key is not answered",
        "src/parley/node/keyring.py",
        "    if former is None:\n",
        "    if former is not None or former is None:\n",
        hunt="sites",
    ),
    Mutant(
        "a change of keys waits for an epoch",
        "src/parley/node/own.py",
        "OpenKind.NODE_KEY, order, now, Precedence.IMMEDIATE)",
        "OpenKind.NODE_KEY, order, now)",
        hunt="sites",
    ),
    Mutant(
        "an own feed that grows elsewhere is named by nobody",
        "src/parley/node/intake.py",
        "        state.owed_adoptions.setdefault(feed, have)\n",
        "        pass\n",
        hunt="sites",
    ),
)
"""Defects that schedules of honest parties find."""

ALL: Final = (*MUTANTS, *DEFECTS)


def main() -> int:
    """Hunt all mutants and tell by which seed each was found."""
    parser = argparse.ArgumentParser(prog="python -m sim.mutants", description="See that planted defects are found.")
    parser.add_argument("--seeds", type=int, default=SEEDS_MAX, help="how many schedules each at most")
    parser.add_argument("--only", default="", help="only those whose name holds this")
    parser.add_argument("--hunt", default="", choices=("", *HUNTS), help="only those that these schedules hunt")
    parser.add_argument("--again", action="store_true", help="hunt also those that were found before")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    chosen = [mutant for mutant in ALL if given.only in mutant.name and given.hunt in {"", mutant.hunt}]
    found = hunt_all(chosen, given.seeds, again=given.again)
    missed = [name for name, one in found.items() if one["after"] is None]
    slowest = max((one for one in found.values() if one["after"] is not None), key=lambda one: one["after"], default={})
    summary = {
        "planted": len(chosen),
        "found": len(chosen) - len(missed),
        "missed": missed,
        "slowest": {"name": slowest.get("name"), "after": slowest.get("after")},
    }
    print(json.dumps(summary) if given.json else table(chosen, kept()))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
