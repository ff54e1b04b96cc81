"""What packets say: each type reads back as it was written, and nothing else reads."""

import pytest

from parley.line.payloads import (
    Accept,
    Beat,
    Echo,
    Entries,
    Feeds,
    KeysChanged,
    Offer,
    Payload,
    Sent,
    Stale,
    digest_of,
    read_payload,
    write_payload,
)
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import BODY_BYTES_MAX, ENTRIES_PER_PACKET_MAX, ENTRY_BYTES_MAX

FEED, ROOT = b"f" * 8, b"r" * 32
PLAIN = Entries(
    "USA", FEED, 3, (Sent(b"entry", b"s" * 16, b"body"), Sent(b"next", None, None)), 5, None, b"ed", None, ()
)
UNDER_A_LATER_HEAD = PLAIN._replace(size=9, root=ROOT, pq=b"pq", path=(b"h" * 32,))
ALL: list[Payload] = [
    PLAIN,
    UNDER_A_LATER_HEAD,
    Beat(b"c" * 8, b"d" * 8, 5),
    Echo(b"c" * 8, b"d" * 8, 5),
    Feeds((), wants_answer=False, last_part=True),
    Feeds((("USA", FEED, 0), ("RUS", FEED, 7)), wants_answer=True, last_part=False, question=b"q" * 8),
    Offer(b"offer"),
    Accept(b"accept"),
    Stale(9),
    KeysChanged(b"an order"),
]


def refused(data: bytes) -> str:
    with pytest.raises(PeerFault) as caught:
        read_payload(data)
    return caught.value.code


def with_field(payload: Payload, key: int, value: Item) -> bytes:
    """Write a payload with one field set to something else."""
    fields = decode(write_payload(payload))
    assert type(fields) is dict
    return encode(dict(sorted((fields | {key: value}).items())))


@pytest.mark.parametrize("payload", ALL, ids=lambda payload: type(payload).__name__)
def test_what_is_written_reads_back(payload: Payload) -> None:
    assert read_payload(write_payload(payload)) == payload


@pytest.mark.parametrize("payload", ALL, ids=lambda payload: type(payload).__name__)
def test_padding_is_ignored_and_an_unknown_field_is_not(payload: Payload) -> None:
    assert read_payload(with_field(payload, 15, bytes(100))) == payload
    assert refused(with_field(payload, 15, 1)) == "payload-malformed"
    assert refused(with_field(payload, 14, 1)) == "payload-malformed"


@pytest.mark.parametrize("payload", ALL, ids=lambda payload: type(payload).__name__)
def test_a_field_less_or_of_another_type_is_refused(payload: Payload) -> None:
    fields = decode(write_payload(payload))
    assert type(fields) is dict
    for key in fields:
        if (key, payload) == (7, UNDER_A_LATER_HEAD):
            continue
        less = {other: value for other, value in fields.items() if other != key}
        assert refused(encode(less)) in {"payload-malformed", "payload-unknown"}
        for value in ({}, None, *((True, -1) if type(fields[key]) is int else ())):
            assert refused(encode(fields | {key: value})) in {"payload-malformed", "payload-unknown"}


def test_what_is_no_map_or_of_no_known_type_is_refused() -> None:
    assert refused(encode([1])) == "payload-malformed"
    assert refused(encode({})) == "payload-unknown"
    assert refused(encode({0: 13})) == "payload-unknown"
    assert refused(encode({0: True})) == "payload-unknown"
    assert refused(b"\xff") == "cbor-malformed"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1, "U"),
        (2, b"f" * 7),
        (4, []),
        (4, [b"entry"]),
        (4, [b"e" * (ENTRY_BYTES_MAX + 1), b"next"]),
        (4, [b"e"] * (ENTRIES_PER_PACKET_MAX + 1)),
        (5, [None]),
        (5, [[b"s" * 15, b"body"], None]),
        (5, [[b"s" * 16, b"b" * (BODY_BYTES_MAX + 1)], None]),
        (5, [[b"s" * 16], None]),
        (6, [4, None, b"ed", None]),
        (6, [6, None, b"ed", None]),
        (6, [5, b"r" * 31, b"ed", None]),
        (6, [5, None, b"ed", 1]),
        (6, [5, None, b"ed"]),
        (7, [b"h" * 32]),
    ],
)
def test_entries_that_do_not_fit_their_head_or_a_limit_are_refused(key: int, value: Item) -> None:
    assert refused(with_field(PLAIN, key, value)) == "payload-malformed"


@pytest.mark.parametrize(
    ("key", "value"),
    [(7, [b"h" * 31]), (7, [b"h" * 32] * 65), (7, []), (6, [9, None, b"ed", None]), (6, [5, ROOT, b"ed", None])],
)
def test_a_later_head_comes_with_its_root_and_a_path(key: int, value: Item) -> None:
    assert refused(with_field(UNDER_A_LATER_HEAD, key, value)) == "payload-malformed"


@pytest.mark.parametrize("question", [b"q" * 7, b"q" * 9, None])
def test_a_question_has_eight_bytes_or_none(question: Item) -> None:
    assert refused(with_field(Feeds((), wants_answer=True, last_part=True), 4, question)) == "payload-malformed"


def test_a_digest_says_which_feeds_are_held_how_far_in_whatever_order() -> None:
    held = [("USA", FEED, 3), ("RUS", FEED, 4)]
    assert digest_of(held) == digest_of(held[::-1])
    assert digest_of(held) != digest_of([("USA", FEED, 3), ("RUS", FEED, 5)])
