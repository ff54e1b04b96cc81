"""An entry reads back as it was written, and no other bytes read as it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.record.entry import Beyond, Entry, Seen, commitment, decode_entry, encode_entry, entry_id, named_feeds
from parley.seal.digest import sha256
from parley.words.cbor import Item
from parley.words.faults import PeerFault
from parley.words.limits import ENTRY_BYTES_MAX
from tests.refusals import refused

U64 = st.integers(0, 2**64 - 1)
CODES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{1,15}", fullmatch=True)
HASHES = st.binary(min_size=32, max_size=32)
FEEDS = st.binary(min_size=8, max_size=8)
OTHERS = CODES.filter(lambda code: code != "RUS")
SEEN = st.builds(Seen, OTHERS, FEEDS, st.integers(1, 2**64 - 1), HASHES)
BEYOND = st.builds(Beyond, OTHERS, FEEDS, U64, HASHES)
OPEN = st.recursive(
    st.none() | st.booleans() | U64 | st.binary(max_size=8) | st.text(max_size=8), st.lists, max_leaves=8
)

ENTRIES = st.builds(
    Entry,
    line=HASHES,
    author=st.just("RUS"),
    feed=FEEDS,
    index=U64,
    seen=st.lists(SEEN, max_size=4, unique_by=lambda s: s[:2]).map(lambda items: tuple(sorted(items))),
    beyond=st.lists(BEYOND, max_size=4, unique_by=lambda b: b[:3]).map(lambda items: tuple(sorted(items))),
    clock_ms=U64,
    uncertainty_ms=st.none() | U64,
    traffic_class=st.integers(0, 2),
    precedence=st.integers(0, 3),
    not_after_ms=st.none() | U64,
    addressees=st.lists(CODES, max_size=3, unique=True).map(lambda codes: tuple(sorted(codes))),
    kind=U64,
    kind_version=U64,
    thread=st.none() | HASHES,
    content=st.none() | HASHES | st.lists(OPEN, max_size=4),
)

SAMPLE = Entry(
    line=bytes(range(32)),
    author="RUS",
    feed=b"feed-one",
    index=7,
    seen=(Seen("USA", b"feed-two", 300, sha256(b"root")), Seen("USA", b"feed-zzz", 1, sha256(b"leaf"))),
    beyond=(Beyond("USA", b"feed-two", 320, sha256(b"entry")),),
    clock_ms=1_700_000_000_000,
    uncertainty_ms=None,
    traffic_class=0,
    precedence=3,
    not_after_ms=1_700_000_600_000,
    addressees=("FRA", "USA"),
    kind=33,
    kind_version=1,
    thread=sha256(b"thread"),
    content=commitment(bytes(16), b"body"),
)


@pytest.mark.slow
@given(ENTRIES)
def test_what_is_written_reads_back(entry: Entry) -> None:
    data = encode_entry(entry)
    assert decode_entry(data) == entry
    assert encode_entry(decode_entry(data)) == data


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_or_read_back_to_themselves(data: bytes) -> None:
    reads_back_or_is_refused(data)


def reads_back_or_is_refused(data: bytes) -> bool:
    try:
        entry = decode_entry(data)
    except PeerFault as fault:
        if fault.code not in {"entry-malformed", "cbor-malformed", "cbor-limit"}:
            raise
        return False
    assert encode_entry(entry) == data
    return True


def test_a_cut_or_longer_entry_is_refused() -> None:
    data = encode_entry(SAMPLE)
    for size in range(len(data)):
        assert not reads_back_or_is_refused(data[:size])
    assert not reads_back_or_is_refused(data + b"\x00")


def test_each_flipped_bit_gives_another_entry_or_none() -> None:
    data = encode_entry(SAMPLE)
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            if reads_back_or_is_refused(changed):
                assert decode_entry(changed) != SAMPLE
                assert entry_id(changed) != entry_id(data)


@pytest.mark.parametrize(
    "change",
    [
        {"line": bytes(31)},
        {"author": "R"},
        {"author": "RUS!"},
        {"author": "ЯРУС"},
        {"feed": bytes(7)},
        {"index": -1},
        {"index": True},
        {"seen": (SAMPLE.seen[1], SAMPLE.seen[0])},
        {"seen": (SAMPLE.seen[0], SAMPLE.seen[0])},
        {"seen": (SAMPLE.seen[0]._replace(party="RUS"),)},
        {"seen": (SAMPLE.seen[0]._replace(size=0),)},
        {"seen": (SAMPLE.seen[0]._replace(size=True),)},
        {"seen": (SAMPLE.seen[0]._replace(root=bytes(31)),)},
        {"beyond": (SAMPLE.beyond[0], SAMPLE.beyond[0])},
        {"beyond": (SAMPLE.beyond[0]._replace(party="RUS"),)},
        {"beyond": (SAMPLE.beyond[0]._replace(index=-1),)},
        {"beyond": (SAMPLE.beyond[0]._replace(id=bytes(31)),)},
        {"clock_ms": -1},
        {"clock_ms": None},
        {"uncertainty_ms": -1},
        {"uncertainty_ms": False},
        {"traffic_class": 3},
        {"traffic_class": True},
        {"precedence": 4},
        {"precedence": False},
        {"not_after_ms": -1},
        {"addressees": ("USA", "FRA")},
        {"addressees": ("USA", "USA")},
        {"addressees": ("U",)},
        {"kind": -1},
        {"kind_version": None},
        {"thread": bytes(31)},
        {"content": bytes(31)},
        {"content": "text"},
        {"content": 1},
    ],
    ids=str,
)
def test_a_field_out_of_its_form_is_refused(change: dict[str, Any]) -> None:
    with refused("entry-malformed"):
        decode_entry(encode_entry(SAMPLE._replace(**change)))


def test_an_entry_over_the_limit_is_neither_written_nor_read() -> None:
    entry = SAMPLE._replace(content=[bytes(ENTRY_BYTES_MAX)])
    with refused("entry-malformed"):
        encode_entry(entry)
    with refused("entry-malformed"):
        decode_entry(bytes(ENTRY_BYTES_MAX + 1))


def test_another_version_or_shape_is_refused() -> None:
    data = encode_entry(SAMPLE)
    assert data[:2] == b"\x91\x01"
    with refused("entry-malformed"):
        decode_entry(b"\x91\x02" + data[2:])
    with refused("entry-malformed"):
        decode_entry(b"\x80")
    with refused("entry-malformed"):
        decode_entry(b"\x01")


@pytest.mark.parametrize(
    "content",
    [
        None,
        bytes(32),
        [1],
        [[bytes(8), 1]],
        [[bytes(7), 1, bytes(32)]],
        [[SAMPLE.feed, 1, bytes(32)]],
        [[bytes(8), 0, bytes(32)]],
        [[bytes(8), True, bytes(32)]],
        [[bytes(8), 1, bytes(31)]],
        [[bytes(8), 1, bytes(32)], [bytes(8), 2, bytes(32)]],
    ],
    ids=str,
)
def test_a_first_entry_that_names_older_feeds_out_of_form_names_none(content: list[Item] | bytes | None) -> None:
    assert named_feeds(SAMPLE._replace(content=content)) is None


def test_a_first_entry_names_older_feeds() -> None:
    content: Any = [[bytes(8), 1, bytes(32)], [b"feed-000", 5, sha256(b"")]]
    assert named_feeds(SAMPLE._replace(content=content)) == [(bytes(8), 1, bytes(32)), (b"feed-000", 5, sha256(b""))]
    assert named_feeds(SAMPLE._replace(content=[])) == []
