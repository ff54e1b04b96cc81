"""Heads are checkpoints as C2SP says: the notes here are written out by hand, key ids and all."""

from __future__ import annotations

import base64
import hashlib

import pytest

from parley.record.head import Head, key_ids, origin, read_note, sign_head, verify_head, write_note
from parley.seal.suite import suite as suite_of
from tests.record.sides import keys
from tests.refusals import refused

LINE = bytes(range(32))
FEED = bytes.fromhex("0123456789abcdef")
NAME = "parley/v1/000102030405060708090a0b0c0d0e0f/RUS/0123456789abcdef"
ROOT = hashlib.sha256(b"root").digest()
TEXT = f"{NAME}\n42\n{base64.b64encode(ROOT).decode()}\n"
TYPES = {1: 0x06, 2: 0xFF}


def key_id(kind: int, public: bytes) -> bytes:
    return hashlib.sha256(NAME.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def note_by_hand(suite: int) -> bytes:
    _, node = keys("RUS", suite)
    named = bytes([len(NAME)]) + NAME.encode()
    message = b"subtree/v1\n\0" + named + (0).to_bytes(8, "big") + named + (0).to_bytes(8, "big")
    message += (42).to_bytes(8, "big") + ROOT
    ed = key_id(1, node.public.ed) + node.ed(TEXT.encode())
    pq = key_id(TYPES[suite], node.public.pq) + bytes(8) + node.pq(message)
    lines = [f"— {NAME} {base64.b64encode(payload).decode()}\n" for payload in (ed, pq)]
    return (TEXT + "\n" + "".join(lines)).encode()


def test_the_origin_names_line_party_and_feed() -> None:
    assert origin(LINE, "RUS", FEED) == NAME


@pytest.mark.parametrize("suite", [1, 2])
def test_a_note_written_by_hand_is_read_and_verified(suite: int) -> None:
    algorithms, (_, node) = suite_of(suite), keys("RUS", suite)
    note = note_by_hand(suite)
    unread = read_note(algorithms, note)
    assert (unread.origin, unread.head.size, unread.head.root) == (NAME, 42, ROOT)
    assert unread.key_ids == key_ids(algorithms, node.public, NAME)
    assert unread.key_ids == (key_id(1, node.public.ed), key_id(TYPES[suite], node.public.pq))
    key = algorithms.verifying_key(node.public)
    assert verify_head(key, NAME, unread.head)
    assert write_note(algorithms, node.public, NAME, unread.head) == note
    for wrong in (
        unread.head._replace(size=43),
        unread.head._replace(root=bytes(32)),
        unread.head._replace(ed=bytes(64)),
        unread.head._replace(pq=bytes(len(unread.head.pq or b""))),
    ):
        assert not verify_head(key, NAME, wrong)
    assert not verify_head(key, NAME.replace("RUS", "USA"), unread.head)


def test_a_head_that_we_sign_is_the_text_by_hand() -> None:
    algorithms, (_, node) = suite_of(1), keys("RUS")
    head = sign_head(node, NAME, 42, ROOT, full=True)
    note = write_note(algorithms, node.public, NAME, head)
    by_hand = note_by_hand(1)
    assert note.startswith(TEXT.encode() + b"\n")
    assert note.splitlines()[:5] == by_hand.splitlines()[:5], "Ed25519 signatures are the same each time"
    assert verify_head(algorithms.verifying_key(node.public), NAME, read_note(algorithms, note).head)


def test_without_ml_dsa_a_head_verifies_and_is_no_note() -> None:
    algorithms, (_, node) = suite_of(1), keys("RUS")
    head = sign_head(node, NAME, 42, ROOT, full=False)
    assert head.pq is None
    key = algorithms.verifying_key(node.public)
    assert verify_head(key, NAME, head)
    assert not verify_head(key, NAME, Head(42, ROOT, bytes(64), None))
    with pytest.raises(ValueError, match="full"):
        write_note(algorithms, node.public, NAME, head)


GOOD = note_by_hand(1)
LINES = GOOD.split(b"\n")


@pytest.mark.parametrize(
    "note",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + LINES[5] + b"\n",
        GOOD.replace(b"\n\n", b"\n"),
        GOOD.replace(b"\n\n", b"\nextension\n\n"),
        GOOD.replace(b"\n42\n", b"\n042\n"),
        GOOD.replace(b"\n42\n", b"\n-42\n"),
        GOOD.replace(b"\n42\n", b"\n+42\n"),
        GOOD.replace(b"\n42\n", b"\n 42\n"),
        GOOD.replace(b"\n42\n", b"\n4_2\n"),
        GOOD.replace(b"\n42\n", "\n٤٢\n".encode()),
        GOOD.replace(b"\n42\n", b"\n" + b"4" * 21 + b"\n"),
        GOOD.replace(LINES[2], LINES[2][:-1]),
        GOOD.replace(LINES[2], base64.b64encode(ROOT[:31])),
        GOOD.replace(LINES[2], LINES[2][:-2] + b"B="),
        GOOD.replace(LINES[4], LINES[5]),
        GOOD.replace(LINES[5], LINES[4]),
        b"\n".join([*LINES[:4], LINES[5], LINES[4], b""]),
        b"\n".join([*LINES[:5], b""]),
        GOOD.replace("— ".encode(), b"- "),
        GOOD.replace(b" parley", b"  parley"),
        GOOD.replace(b"/RUS/", b"/USA/", 1),
        GOOD.replace(b"\n", b"\r\n"),
        b"\xff" + GOOD,
    ],
)
def test_a_note_in_any_other_form_is_refused(note: bytes) -> None:
    with refused("head-malformed"):
        read_note(suite_of(1), note)


def test_a_cosignature_with_a_time_is_refused() -> None:
    payload = bytearray(base64.b64decode(LINES[5].split(b" ")[2]))
    payload[11] = 1
    line = b" ".join([*LINES[5].split(b" ")[:2], base64.b64encode(bytes(payload))])
    with refused("head-malformed"):
        read_note(suite_of(1), GOOD.replace(LINES[5], line))


def test_a_note_of_the_other_suite_is_refused() -> None:
    with refused("head-malformed"):
        read_note(suite_of(2), GOOD)
