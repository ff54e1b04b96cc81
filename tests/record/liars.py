"""Feeds that no honest party writes: leaves out of form, roots that never were, claims on what is not there."""

from __future__ import annotations

from random import Random

from parley.record.entry import Beyond, Entry, OpenKind, Seen, encode_entry, entry_id
from parley.record.merkle import root_of
from parley.words.cbor import Item
from tests.record.oracle import Rows
from tests.record.sides import START_MS


def lie(line: bytes, parties: tuple[str, ...], rows: Rows, random: Random) -> Rows:
    """Give the rows with one to three more feeds that say anything."""
    rows = {name: entries.copy() for name, entries in rows.items()}
    for _ in range(random.randint(1, 3)):
        party, feed = random.choice(parties), random.randbytes(8)
        for index in range(random.randint(1, 7)):
            entries = rows.setdefault((party, feed), [])
            entries.append(_leaf(line, (party, feed, index), rows, random))
    return rows


def _leaf(line: bytes, spot: tuple[str, bytes, int], rows: Rows, random: Random) -> bytes:
    party, feed, index = spot
    chance = random.random()
    if chance < 0.08:
        return random.randbytes(random.randint(0, 60))
    if chance < 0.12:
        index += 1
    kind = OpenKind.FIRST if index == 0 or chance > 0.98 else random.choice((0, 2, 6, 17, 32))
    content: list[Item] | bytes | None = None
    if kind == OpenKind.FIRST:
        names = sorted(name for name in rows if name[0] == party and name[1] != feed)
        named = [(name[1], *_claim(rows[name], random)) for name in names if random.random() < 0.5]
        content = [[*item] for item in named]
    others = [name for name in sorted(rows) if name[0] != party]
    seen = [Seen(*name, *_claim(rows[name], random)) for name in others if random.random() < 0.4]
    beyond = []
    for name in others:
        if random.random() < 0.2:
            at = random.randrange(len(rows[name]) + 1)
            leaf = rows[name][min(at, len(rows[name]) - 1)]
            beyond.append(Beyond(*name, at, entry_id(leaf) if random.random() < 0.8 else random.randbytes(32)))
    return encode_entry(
        Entry(
            line=line if random.random() < 0.97 else bytes(32),
            author=party,
            feed=feed,
            index=index,
            seen=tuple(seen),
            beyond=tuple(beyond),
            clock_ms=random.choice((0, START_MS, START_MS + random.randrange(600_000))),
            uncertainty_ms=None,
            traffic_class=0,
            precedence=0,
            not_after_ms=None,
            addressees=(),
            kind=int(kind),
            kind_version=1,
            thread=None,
            content=random.randbytes(32) if kind == 32 else content,
        )
    )


def _claim(entries: list[bytes], random: Random) -> tuple[int, bytes]:
    """A size and root: mostly those that are there, else another root or more than there is."""
    size = random.randint(1, len(entries) + (random.random() < 0.1))
    root = root_of([entry_id(entry) for entry in entries[:size]])
    return size, root if random.random() < 0.9 else random.randbytes(32)
