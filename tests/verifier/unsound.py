"""Records with one leaf of an odd form at the end of ALFA's feed, and how many leaves of it are not sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.verifier.writer import Feed, Record, cbor, seed, small

ODD_FIELDS: dict[str, dict[str, Any]] = {
    "version-2": {"version": 2},
    "version-true": {"version": True},
    "line": {"line": seed("line")},
    "author": {"author": "BRAVO"},
    "feed": {"feed": bytes(8)},
    "index": {"index": 4},
    "seen-own": {"seen": [["ALFA", bytes(8), 1, bytes(32)]]},
    "seen-twice": {"seen": [["BRAVO", bytes(8), 1, bytes(32)], ["BRAVO", bytes(8), 2, bytes(32)]]},
    "seen-nothing": {"seen": [["BRAVO", bytes(8), 0, seed()]]},
    "seen-root": {"seen": [["BRAVO", bytes(8), 1, bytes(31)]]},
    "seen-party": {"seen": [["B", bytes(8), 1, bytes(32)]]},
    "seen-more": {"seen": [["BRAVO", bytes(8), 1, bytes(32), 0]]},
    "beyond-twice": {"beyond": [["BRAVO", bytes(8), 1, bytes(32)], ["BRAVO", bytes(8), 1, seed()]]},
    "beyond-own": {"beyond": [["ALFA", bytes(8), 1, bytes(32)]]},
    "beyond-short": {"beyond": [["BRAVO", bytes(8), 1]]},
    "clock-negative": {"clock_ms": -1},
    "clock-text": {"clock_ms": "noon"},
    "clock-true": {"clock_ms": True},
    "uncertainty": {"uncertainty_ms": -1},
    "class-3": {"class": 3},
    "precedence-4": {"precedence": 4},
    "not-after": {"not_after_ms": "tomorrow"},
    "addressees-order": {"addressees": ["BRAVO", "ALFA"]},
    "addressees-twice": {"addressees": ["BRAVO", "BRAVO"]},
    "addressees-code": {"addressees": ["1st"]},
    "kind-text": {"kind": "receipt"},
    "first-later": {"kind": 1, "content": []},
    "kind-version": {"kind_version": None},
    "thread": {"thread": bytes(31)},
    "content-text": {"content": "text"},
    "content-map": {"content": {1: 2}},
    "content-31": {"content": bytes(31)},
    "deep": {"content": [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]},
}

SOUND_FIELDS: dict[str, dict[str, Any]] = {
    "deepest": {"content": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]},
    "widest": {"clock_ms": 2**64 - 1, "kind": 2**64 - 1, "kind_version": 2**64 - 1, "not_after_ms": 2**64 - 1},
    "unknown-uncertainty": {"uncertainty_ms": None},
    "content-items": {"kind": 9, "content": [-1, -(2**64), {0: None, 24: [True, False]}, "é", b""]},
    "seen-nowhere": {"seen": [["CHARLIE", bytes(8), 1, bytes(32)]]},
    "not-readable": {"kind": 6, "content": ["seat", -8, bytes(32)]},
    "not-yet-a-kind": {"kind": 31, "content": None},
}


def odd_bytes(feed: Feed) -> dict[str, bytes]:
    """Leaves that are no strict CBOR, made of a sound one."""
    sound = cbor(feed.fields(content=[7, 300]))
    assert sound.endswith(b"\x82\x07\x19\x01\x2c")
    stem = sound[:-5]
    long = cbor(feed.fields(content=[bytes(4096)]))
    return {
        "empty": b"",
        "cut": sound[:-1],
        "behind": sound + b"\0",
        "array-16": b"\x90" + sound[1:-5],
        "array-long-form": b"\x98\x11" + sound[1:],
        "array-indefinite": b"\x9f" + sound[1:] + b"\xff",
        "number-long-form": stem + b"\x82\x18\x07\x19\x01\x2c",
        "number-longer-form": stem + b"\x82\x07\x1a\x00\x00\x01\x2c",
        "reserved-form": stem + b"\x82\x07\x1c",
        "float": stem + b"\x82\x07\xf9\x3c\x00",
        "undefined": stem + b"\x82\x07\xf7",
        "simple": stem + b"\x82\x07\xf8\x16",
        "tag": stem + b"\x82\x07\xc1\x01",
        "text-not-utf8": stem + b"\x82\x07\x61\xff",
        "text-surrogate": stem + b"\x82\x07\x63\xed\xa0\x80",
        "string-indefinite": stem + b"\x82\x07\x5f\x41\x00\xff",
        "string-beyond": stem + b"\x82\x07\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        "array-beyond": stem + b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        "map-double": stem + b"\x81\xa2\x01\x02\x01\x03",
        "map-descending": stem + b"\x81\xa2\x02\x02\x01\x03",
        "map-text-key": stem + b"\x81\xa1\x61\x61\x01",
        "map-negative-key": stem + b"\x81\xa1\x20\x01",
        "map-boolean-key": stem + b"\x81\xa1\xf5\x01",
        "too-long": long,
    }


def with_leaf(raw: bytes) -> Record:
    """The small record with one leaf more."""
    record = small()
    record.feeds[0].add_leaf(raw)
    return record


def records() -> Iterator[tuple[str, Record, dict[str, Any]]]:
    """Yield a name, a record and what is told of it."""
    for names, told in ((ODD_FIELDS, {"unsound": 1}), (SOUND_FIELDS, {"unsound": 0})):
        for name, fields in names.items():
            kind = "unsound" if told["unsound"] else "sound"
            yield f"{kind}-{name}", with_leaf(cbor(small().feeds[0].fields(**fields))), told
    for name, raw in odd_bytes(small().feeds[0]).items():
        yield f"unsound-{name}", with_leaf(raw), {"unsound": 1}
    at_limit = small().feeds[0].fields(content=[b""])
    at_limit[16] = [bytes(4096 - len(cbor(at_limit)) - 2)]
    assert len(cbor(at_limit)) == 4096
    yield "sound-4096-bytes", with_leaf(cbor(at_limit)), {"unsound": 0}
    yield from firsts()


def firsts() -> Iterator[tuple[str, Record, dict[str, Any]]]:
    """Feeds whose entry 0 is none, or names something odd."""
    item = [seed()[:8], 1, bytes(32)]
    contents: dict[str, Any] = {
        "null": None,
        "commitment": bytes(32),
        "not-items": [1],
        "size-0": [[seed()[:8], 0, bytes(32)]],
        "root-31": [[seed()[:8], 1, bytes(31)]],
        "twice": [item, item],
        "descending": [[b"\2" * 8, 1, bytes(32)], [b"\1" * 8, 1, bytes(32)]],
        "own": [[b"\3" * 8, 1, bytes(32)]],
    }
    for name, content in contents.items():
        record = small()
        record.bare_feed(record.parties[0], b"\3" * 8).add(1, content=content)
        yield f"unsound-first-{name}", record, {"unsound": 1}
    record = small()
    record.bare_feed(record.parties[0], b"\3" * 8).add(0)
    yield "unsound-first-missing", record, {"unsound": 1}
    record = small()
    record.bare_feed(record.parties[0], b"\3" * 8).add(1, content=[item])
    yield "first-names-lost-feed", record, {"unsound": 0, "without_place": 1}
    record = small()
    false = record.feeds[0].named(root=seed("false"))[1:]
    record.bare_feed(record.parties[0], b"\3" * 8).add(1, content=[false])
    yield "first-false", record, {"unsound": 0, "false_seen": 1, "without_place": 0}
