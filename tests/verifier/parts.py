"""The parts of a proof of entries, made from a record of the writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from tests.verifier.writer import Feed, Record, Value, cbor, leaf, pair, signed_head, small, tree


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The audit path, as RFC 6962 section 2.1.1 defines it."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if index < k:
        return [*inclusion(index, leaves[:k]), tree(leaves[k:])]
    return [*inclusion(index - k, leaves[k:]), tree(leaves[:k])]


def clock(raw: bytes) -> int:
    """The clock of an entry of the writer: the first integer of eight bytes in it."""
    at = raw.index(b"\x1b\x00\x00\x01")
    return int.from_bytes(raw[at + 1 : at + 9], "big")


@dataclass
class Story:
    """A record in which ALFA asks, BRAVO answers, and both say something else that is nobody's business."""

    record: Record
    query: int
    reply: int
    single: int  # BRAVO's entry that names ALFA's query singly

    @property
    def alfa(self) -> Feed:
        return self.record.feeds[0]

    @property
    def bravo(self) -> Feed:
        return self.record.feeds[1]


@cache
def story(suite: int = 1) -> Story:
    record = small(pair(suite=suite))
    a, b = record.feeds
    query = a.say(b"Was that you?", kind=33, seen=[b.named()])
    thread = leaf(a.leaves[query])
    single = b.add(beyond=[["ALFA", a.id, query, thread]])
    b.say(b"A private remark.", seen=[a.named()])
    reply = b.say(b"It was not.", kind=35, thread=thread)
    a.add(seen=[b.named()])
    a.say(b"Another matter.")
    return Story(record, query, reply, single)


def body_of(feed: Feed, index: int) -> list[bytes]:
    slot = feed.bodies[feed.said.index(index)]
    return [slot[1:17], slot[21:]]


def head(feed: Feed) -> list[Any]:
    return [feed.party.code, feed.id, *signed_head(feed, feed.ids)]


def entry(number: int, feed: Feed, index: int, **other: Value) -> list[Any]:
    fields = {
        "feed": number,
        "index": index,
        "entry": feed.leaves[index],
        "path": inclusion(index, feed.ids),
        "body": None,
        "receipts": [],
    } | other
    return list(fields.values())


def under(told: Story, feed: Feed, index: int, by: Feed, by_index: int) -> list[bytes]:
    """The path of an entry under the root that another one has seen, which the writer gave as all of the feed then."""
    size = next(size for size in range(index + 1, len(feed.ids) + 1) if tree(feed.ids[:size]) in by.leaves[by_index])
    assert told.record.line in by.leaves[by_index]
    return inclusion(index, feed.ids[:size])


def thread(told: Story) -> list[list[Any]]:
    """The entries of the proof of the whole thread: ALFA's query and receipt, BRAVO's remark (a receipt) and reply."""
    a, b = told.alfa, told.bravo
    last, remark = told.query + 1, told.reply - 1
    return [
        entry(0, a, told.query, body=body_of(a, told.query), receipts=[[2, under(told, a, told.query, b, remark)]]),
        entry(0, a, last),
        entry(1, b, remark),
        entry(1, b, told.reply, body=body_of(b, told.reply), receipts=[[1, under(told, b, told.reply, a, last)]]),
    ]


def proof(told: Story, **other: Value) -> bytes:
    record = told.record
    fields = {
        "version": 1,
        "agreement": sha256(record.agreement).digest(),
        "cards": [record.cards[code] for code in sorted(record.cards)],
        "feeds": [head(told.alfa), head(told.bravo)],
        "entries": other["entries"] if "entries" in other else thread(told),
    } | other
    return cbor(list(fields.values()))


def shown(feed: Feed, index: int, kind: int, body: bytes | None = None, **other: Value) -> dict[str, Any]:
    raw = feed.leaves[index]
    told: dict[str, Any] = {
        "party": feed.party.code,
        "feed": feed.id.hex(),
        "index": index,
        "id": leaf(raw).hex(),
        "clock_ms": other.pop("clock_ms", clock(raw)),
        "class": 0,
        "precedence": 0,
        "kind": kind,
        "kind_version": 1,
        "thread": None,
        "body": None if body is None else body.hex(),
        "receipted": {},
    }
    return told | other
