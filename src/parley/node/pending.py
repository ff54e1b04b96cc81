"""What stands under an Ed25519 signature alone so far: "PQ seal pending" (docs/spec/line.md, deferred seals)."""

from __future__ import annotations

from collections.abc import Iterable

from parley.node.ports import HeadRow
from parley.record.feed import Feed
from parley.record.joint import Record


def pq_pending(record: Record, heads: Iterable[HeadRow], me: str) -> dict[Feed, int]:
    """Give each feed of others that no full head covers whole yet, and the size up to which one does.

    `heads` are the newest of each feed, as the store gives them. A full head over a later feed of the same author also
    covers what that feed names of older ones.
    """
    sealed: dict[Feed, int] = {}
    for head in heads:
        feed = record.feeds.get((head.party, head.feed))
        if feed is not None and head.pq is not None:
            for covered, size in ((feed, head.reach), *feed.covers.items()):
                sealed[covered] = max(size, sealed.get(covered, 0))
    return {
        feed: sealed.get(feed, 0)
        for feed in record.feeds.values()
        if feed.party != me and sealed.get(feed, 0) < feed.size
    }
