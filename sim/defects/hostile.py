"""Planted defects of the real code that a hostile counterpart finds: each check of what comes from outside removed."""

from __future__ import annotations

from typing import Final

from sim.planting import Mutant

_INTAKE: Final = "src/parley/node/intake.py"
_AHEAD: Final = "src/parley/node/ahead.py"
_FOLDING: Final = "src/parley/node/folding.py"
_EXCHANGE: Final = "src/parley/line/exchange.py"
_PAYLOADS: Final = "src/parley/line/payloads.py"
_FRAGMENTS: Final = "src/parley/line/fragments.py"
_CBOR: Final = "src/parley/words/cbor.py"
_FEED: Final = "src/parley/record/feed.py"
_ENTRY: Final = "src/parley/record/entry.py"


def _hostile(name: str, file: str, old: str, new: str) -> Mutant:
    return Mutant(name, file, old, new, hunt="hostile")


HOSTILE: Final = (
    # heads, and two histories
    _hostile(
        "the signatures of a head are not checked",
        _INTAKE,
        "    if not fits or not signed(state, feed.party, feed.id, head, vouched=vouched):\n",
        "    if not fits:\n",
    ),
    _hostile(
        "the root of a head is not compared with the entries",
        _INTAKE,
        "    if not fits or not signed(state, feed.party, feed.id, head, vouched=vouched):\n",
        "    if not signed(state, feed.party, feed.id, head, vouched=vouched):\n",
    ),
    _hostile(
        "the Ed25519 signature of a head is not checked",
        "src/parley/record/head.py",
        "    if not key.ed(_text(name, head.size, head.root), head.ed):\n        return False\n",
        "",
    ),
    _hostile(
        "the ML-DSA signature of a head is not checked",
        "src/parley/record/head.py",
        "    return head.pq is None or key.pq(_pq_message(name, head.size, head.root), head.pq)\n",
        "    return True\n",
    ),
    _hostile(
        "a head alone is not compared with what is held",
        _INTAKE,
        "    if not same:\n        raise forked(",
        "    if False:\n        raise forked(",
    ),
    _hostile(
        "entries that are held already are not compared",
        _INTAKE,
        "        if feed.tree.root(payload.size) != payload.root and signed(",
        "        if False and signed(",
    ),
    _hostile(
        "what fills a gap is not compared with what came ahead of it",
        _AHEAD,
        "        if leaf_hash(single.row.entry) != feed.tree.leaf(row.index):\n",
        "        if False:\n",
    ),
    _hostile(
        "a path is not walked",
        "src/parley/record/merkle.py",
        "    return last == 0 and older == start and newer == root\n",
        "    return True\n",
    ),
    _hostile(
        "the evidence of a fork is not kept",
        _INTAKE,
        "        if fault.fresh:",
        "        if False:",
    ),
    _hostile(
        "noise takes the room of the evidence of a fork",
        _INTAKE,
        "        if fault.fresh:",
        "        if fault.fresh and state.evidence < EVIDENCE_ROWS_MAX:",
    ),
    _hostile(
        "the head of a clone is not verified",
        "src/parley/node/sync.py",
        "    if verify_head(state.rings[config.me].key, origin(config.line, config.me, own.id), head):\n",
        "    if True:\n",
    ),
    # receipts
    _hostile(
        "a receipt of another root counts",
        "src/parley/record/joint.py",
        "            if other.tree.root(size) != root:\n",
        "            if False:\n",
    ),
    _hostile(
        "a receipt of another root is not told",
        _FOLDING,
        "    for _ in state.record.false_seen[state.false_receipts :]:\n",
        "    for _ in ():\n",
    ),
    _hostile(
        "a receipt for less takes back the one for more",
        "src/parley/record/joint.py",
        "            other.receipted[feed.party] = max(size, other.receipted.get(feed.party, 0))\n",
        "            other.receipted[feed.party] = size\n",
    ),
    _hostile(
        "a receipt of a single counts whatever its id",
        _FOLDING,
        "        if mine and feed is not None and feed.tree.leaf(item.index) == item.id:\n",
        "        if mine and feed is not None:\n",
    ),
    # gaps and quotas
    _hostile("entries behind a gap are taken", _INTAKE, "    if payload.start > have:\n", "    if False:\n"),
    _hostile(
        "a party may open feeds without end",
        _AHEAD,
        "    if sum(1 for known, _ in state.record.feeds if known == party) >= FEEDS_PER_PARTY_MAX:\n",
        "    if False:\n",
    ),
    _hostile(
        "one feed more than a party may open",
        _AHEAD,
        "    if sum(1 for known, _ in state.record.feeds if known == party) >= FEEDS_PER_PARTY_MAX:\n",
        "    if sum(1 for known, _ in state.record.feeds if known == party) > FEEDS_PER_PARTY_MAX:\n",
    ),
    _hostile(
        "a feed whose first head is bad stays",
        _INTAKE,
        "            state.record.forget(feed)\n",
        "            pass\n",
    ),
    _hostile(
        "entries ahead of gaps are held without end",
        _AHEAD,
        "    if sum(1 for held, _ in state.singles if held.party == feed.party) >= SINGLES_MAX:\n",
        "    if False:\n",
    ),
    _hostile(
        "one entry ahead of a gap more than is held",
        _AHEAD,
        "    if sum(1 for held, _ in state.singles if held.party == feed.party) >= SINGLES_MAX:\n",
        "    if sum(1 for held, _ in state.singles if held.party == feed.party) > SINGLES_MAX:\n",
    ),
    _hostile(
        "the signature over an entry that came ahead is not checked",
        _AHEAD,
        "        or not signed(state, feed.party, feed.id, head, vouched=sender != feed.party)\n",
        "",
    ),
    _hostile(
        "the hashes of a gap are not counted",
        "src/parley/record/gap.py",
        "    if len(wanted) != len(hashes) or start > tree.size or start > index:\n",
        "    if start > tree.size or start > index:\n",
    ),
    _hostile(
        "an entry may stand at place 2^64 - 1",
        _PAYLOADS,
        "    if not 0 <= start <= index < PLACE_MAX or",
        "    if not 0 <= start <= index or",
    ),
    _hostile(
        "evidence is kept without end",
        _INTAKE,
        " and state.evidence < EVIDENCE_ROWS_MAX:\n",
        ":\n",
    ),
    _hostile(
        "a list has no end",
        "src/parley/node/sync.py",
        "    if len(known.listing) > LISTED_MAX:\n",
        "    if False:\n",
    ),
    # entries
    _hostile("the line of an entry is not compared", _FEED, "    if entry.line != line or (", "    if ("),
    _hostile(
        "author, feed and index of an entry are not compared",
        _FEED,
        "entry.line != line or (entry.author, entry.feed, entry.index) != place:\n",
        "entry.line != line:\n",
    ),
    _hostile(
        "a first entry may stand anywhere",
        _FEED,
        "    if (entry.kind == OpenKind.FIRST) != (entry.index == 0):\n",
        "    if False:\n",
    ),
    _hostile(
        "bytes behind an item are let pass",
        _CBOR,
        "    if end != len(data):\n",
        "    if False:\n",
    ),
    _hostile(
        "numbers in a longer form are let pass",
        _CBOR,
        "        if argument < 24:\n",
        "        if False:\n",
    ),
    _hostile(
        "arrays may be nested without end",
        _CBOR,
        "            elif depth == 0:\n",
        "            elif False:\n",
    ),
    _hostile(
        "the class of an entry may be any number",
        _ENTRY,
        "    if type(traffic_class) is not int or not 0 <= traffic_class <= TrafficClass.DRILL:\n",
        "    if type(traffic_class) is not int:\n",
    ),
    _hostile(
        "the precedence of an entry may be any number",
        _ENTRY,
        "    if type(precedence) is not int or not 0 <= precedence <= 3:\n",
        "    if type(precedence) is not int:\n",
    ),
    _hostile(
        "an entry on its way has no limit",
        _PAYLOADS,
        "        elif type(entry) is not bytes or len(entry) > ENTRY_BYTES_MAX:\n",
        "        elif type(entry) is not bytes:\n",
    ),
    _hostile(
        "a body has no limit",
        _PAYLOADS,
        " or type(text) is not bytes or len(text) > BODY_BYTES_MAX:\n",
        " or type(text) is not bytes:\n",
    ),
    _hostile(
        "a body is not compared with its commitment",
        _FOLDING,
        '        raise PeerFault("body-missing")\n    if commitment(row.salt, row.body) != entry.content:\n',
        '        raise PeerFault("body-missing")\n    if False:\n',
    ),
    _hostile(
        "the class of a statement is not checked",
        _FOLDING,
        "    if entry.traffic_class not in classes:\n",
        "    if False:\n",
    ),
    _hostile(
        "what a kind may be is not checked",
        _FOLDING,
        "    check(entry.kind, entry.kind_version, entry.traffic_class, entry.precedence)\n",
        "",
    ),
    _hostile(
        "statements count before their author has signed the agreement",
        _FOLDING,
        "        if _is_founded(state, feed, index):\n",
        "        if True:\n",
    ),
    _hostile(
        "any agreement founds the line",
        _FOLDING,
        "    if type(content) is not list or encode(content) != encode(founding_content(state)):\n",
        "    if False:\n",
    ),
    _hostile(
        "one entry out of form stops what a node sends",
        _ENTRY,
        "    try:\n        return decode_entry(data)\n    except PeerFault:\n        return None\n",
        "    return decode_entry(data)\n",
    ),
    # packets, epochs, life
    _hostile(
        "entries of a party that the line does not have are taken",
        _INTAKE,
        "    if payload.party not in config.parties:\n",
        "    if False:\n",
    ),
    _hostile(
        "any echo is a sign of life",
        "src/parley/line/liveness.py",
        "        if not self.challenge or challenge != self.challenge:\n",
        "        if False:\n",
    ),
    _hostile(
        "a frame's place may be beyond its count",
        _FRAGMENTS,
        "        if place >= count:\n",
        "        if False:\n",
    ),
    _hostile(
        "unfinished transfers stay for ever",
        _FRAGMENTS,
        "        while len(self.transfers) > TRANSFERS_MAX or",
        "        while False or",
    ),
    _hostile(
        "the line and the pair of an offer are not compared",
        _EXCHANGE,
        "        if [suite, line, sender, receiver] != ours or [theirs, mine] != keys:\n",
        "        if [theirs, mine] != keys:\n",
    ),
    _hostile(
        "the signature of an offer is not checked",
        _EXCHANGE,
        "        self._verify(_OFFER, body, signature)\n",
        "",
    ),
    _hostile(
        "the number of an offer may be any",
        _EXCHANGE,
        "        if not 0 < number < EPOCH_MAX:\n",
        "        if False:\n",
    ),
    _hostile(
        "the last epoch number stops the node",
        "src/parley/node/timers.py",
        "        except OurFault as fault:",
        "        except ValueError as fault:",
    ),
)
"""What a hostile counterpart finds."""
