"""Proofs of equivocation that a disk holds, given to both offline verifiers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from parley.record.card import Card, write_card
from parley.record.fork import Side, prove_fork, read_shown, verify_fork
from parley.record.head import Head, origin, sign_head, verify_head
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash, sha256
from parley.seal.suite import S1, S2, SigningKey
from parley.seal.suite import suite as suite_of
from sim.truth import Name, Violation
from tools import verify_record

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World


@cache
def card_of(number: int, party: str) -> tuple[SigningKey, bytes]:
    """Give a party's node key of a real suite, and its card."""
    suite = suite_of(number)
    node = suite.signing_key(sha256(f"{suite.name}/{party}".encode()) * 2)
    root = suite.signing_key(sha256(f"root/{party}".encode()) * 2)
    card = Card(suite.number, party, False, root.public, node.public, b"")  # noqa: FBT003
    return node, write_card(card, root)


def proofs_on(world: World, host: Host) -> list[Name]:
    """Give the feeds whose equivocation a disk proves; raises Violation where the verifiers do not agree to it.

    Where the suite is a stub the heads that it signed, which are verified first, are signed anew for the proof.
    """
    found: list[Name] = []
    for row in host.disk.evidence():
        read = read_shown(row.data) if row.code == "feed-forked" else None
        if read is None:
            continue
        party, feed, shown = read
        name = (party, feed)
        rows = host.disk.feeds().get(name, [])
        tree = Tree(leaf_hash(each.entry) for each in rows)
        held = [
            Head(h.size, h.root, h.ed, h.pq)
            for h in host.disk.heads()
            if (h.party, h.feed) == name and h.pq is not None and not h.path
        ]
        full = max(held, key=lambda head: head.size, default=None)
        if shown.pq is None or full is None or full.size < shown.size:
            continue
        heads = [_signed(world, name, head) for head in (shown, full)]
        suite = world.suite if world.suite in {S1, S2} else S1
        card = card_of(suite.number, party)[1]
        proof = prove_fork(world.line, card, feed, Side(heads[0], Tree()), Side(heads[1], tree))
        if proof is None:
            raise Violation("I9 evidence of two histories shows none")
        verdicts = [verify_fork(proof, card).machine(), verify_record.verify_fork(proof, card)]
        if verdicts[0] != verdicts[1] or verdicts[0]["fault"] is not None:
            raise Violation(f"I9 a proof of equivocation is judged {verdicts}")
        found.append(name)
    return found


def _signed(world: World, name: Name, head: Head) -> Head:
    from sim.world import keys  # noqa: PLC0415  each needs the other

    place = origin(world.line, *name)
    if not verify_head(keys(world.suite, name[0])[1], place, head):
        raise Violation("I9 evidence that its author never signed")
    if world.suite in {S1, S2}:
        return head
    return sign_head(card_of(S1.number, name[0])[0], place, head.size, head.root, full=True)
