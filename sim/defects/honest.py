"""Planted defects of the real code that schedules of honest parties find: writes left out, comparisons off by one."""

from __future__ import annotations

from typing import Final

from sim.planting import Mutant

HONEST: Final = (
    Mutant(
        "an offer is not kept before it leaves",
        "src/parley/node/timers.py",
        "        if fresh:\n            keep_exchange(state, name)\n",
        "",
    ),
    Mutant(
        "what was accepted is not kept before it leaves",
        "src/parley/node/intake.py",
        "            keep_exchange(state, sender)\n            wait_ms",
        "            wait_ms",
    ),
    Mutant(
        "an epoch that opened is not kept",
        "src/parley/node/intake.py",
        "    state.peers[peer].deaf = False\n    keep_exchange(state, peer)\n",
        "    state.peers[peer].deaf = False\n",
    ),
    Mutant(
        "the head of what comes in is not kept",
        "src/parley/node/intake.py",
        "    state.outcome.batch.heads.append(row)\n",
        "",
    ),
    Mutant(
        "joint numbers reach one entry beyond what was receipted",
        "src/parley/record/joint.py",
        "feed.receipted.get(party, 0) > index for party in self.parties)",
        "feed.receipted.get(party, 0) >= index for party in self.parties)",
    ),
    Mutant(
        "a restored node names what it holds before it was heard",
        "src/parley/node/own.py",
        "    return any(state.news.values()) and any(peer.asked for peer in state.peers.values())\n",
        "    return any(state.news.values())\n",
    ),
    Mutant(
        "what others give back is not adopted",
        "src/parley/node/intake.py",
        "        state.owed_adoptions.setdefault(feed, have)\n",
        "        pass\n",
    ),
    Mutant(
        "what was said of the peer's list is forgotten one entry early",
        "src/parley/node/sync.py",
        "known.awaited.get(name, feed.size + 1) <= feed.size:\n",
        "known.awaited.get(name, feed.size + 1) <= feed.size + 1:\n",
    ),
    Mutant(
        "what the peer lacks of an own feed is not sent",
        "src/parley/node/sync.py",
        "        if held < feed.size:\n",
        "        if held + 1 < feed.size:\n",
    ),
    Mutant(
        "adoptions and epochs are owed again and again",
        "src/parley/node/own.py",
        "    state.owed_adoptions.clear()\n    state.owed_epochs.clear()\n",
        "",
    ),
    Mutant(
        "a single that its gap has reached is named by another id",
        "src/parley/node/own.py",
        "    return feed.tree.leaf(index) if index < feed.size else",
        "    return feed.tree.leaf(index - 1) if index < feed.size else",
        parties=3,
    ),
    Mutant(
        "a body goes to everybody",
        "src/parley/node/sync.py",
        "    return entry is None or not entry.addressees or peer in {*entry.addressees, entry.author}\n",
        "    return True\n",
        parties=3,
    ),
    Mutant(
        "packets of others are not handed on",
        "src/parley/node/relay.py",
        "    if len(state.relayed) < RELAYED_MAX:\n",
        "    if False:\n",
        parties=3,
    ),
    Mutant(
        "numbers are given above a parting",
        "src/parley/record/joint.py",
        "        self.joint_tree.truncate(min(self._limit(), self.joint_tree.size))\n",
        "        pass\n",
        parties=3,
    ),
    Mutant(
        "an old own feed is extended after a start",
        "src/parley/node/starting.py",
        "    own = record.feed(config.me, entropy(FEED_BYTES))\n",
        "    own = record.feed(config.me, b'same-id!')\n",
        hunt="restores",
    ),
    Mutant(
        "an amendment holds from its first signature on",
        "src/parley/record/amendments.py",
        "        if all(party in waiting and",
        "        if any(party in waiting and",
    ),
    Mutant(
        "an amendment holds from its last signature on, not behind it",
        "src/parley/desk/agreement/terms.py",
        "if position > since())",
        "if position >= since())",
    ),
    Mutant(
        "a signature under what is no longer in force counts",
        "src/parley/record/amendments.py",
        "        if each.previous != in_force:\n            continue\n",
        "",
    ),
    Mutant(
        "what waits for its answer is erased",
        "src/parley/node/retention.py",
        "    return stands is None or not is_pending(stands, reached)\n",
        "    return True\n",
    ),
    Mutant(
        "one clock alone makes bodies old",
        "src/parley/record/retention.py",
        "    return min(latest.values())\n",
        "    return max(latest.values())\n",
    ),
)
"""What schedules of honest parties find."""
