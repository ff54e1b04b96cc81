"""Packets in frames: any order, any mixture, lost, doubled, foreign and never complete; within a quota."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.line import fragments
from parley.line.fragments import (
    OVERHEAD_BYTES,
    Reassembly,
    cut,
    fragment_key,
    frame_sender,
    is_frame,
)
from parley.line.pairs import Header
from parley.seal.digest import mac
from parley.words.faults import PeerFault
from parley.words.limits import TRANSFERS_BYTES_MAX, TRANSFERS_MAX

PARTIES = ("RUS", "USA")
LINE = b"l" * 32
KEY = fragment_key(b"s" * 32, LINE, 1, ("USA", "RUS"))
HEADER = Header("USA", "RUS", 1, 0)
PACKETS = st.binary(min_size=40, max_size=3_000)


def frames_of(packet: bytes, most: int = 220) -> list[bytes]:
    return cut(PARTIES, HEADER, packet, KEY, most)


def taken(reassembly: Reassembly, frames: list[bytes]) -> list[bytes]:
    return [packet for frame in frames if (packet := reassembly.take(frame)) is not None]


def refusal(frame: bytes) -> str:
    reassembly = Reassembly(KEY)
    with pytest.raises(PeerFault) as fault:
        reassembly.take(frame)
    assert not reassembly.transfers
    return fault.value.code


@given(packets=st.lists(PACKETS, min_size=1, max_size=4, unique=True), most=st.integers(30, 220), seed=st.integers(0))
def test_mixed_doubled_and_in_any_order_each_packet_comes_once(packets: list[bytes], most: int, seed: int) -> None:
    frames = [frame for packet in packets for frame in frames_of(packet, most)] * 2
    assert all(is_frame(frame) and len(frame) <= most for frame in frames)
    random.Random(seed).shuffle(frames)
    reassembly = Reassembly(KEY)
    assert sorted(taken(reassembly, frames)) == sorted(packets)
    assert reassembly.size == 0
    assert not reassembly.transfers


def test_what_two_carriers_bring_fits_together() -> None:
    packet = random.Random(1).randbytes(1_464)
    by_radio, by_wire = frames_of(packet), frames_of(packet)
    assert by_radio == by_wire, "the same bytes, whichever carrier"
    reassembly = Reassembly(KEY)
    assert taken(reassembly, by_radio[::2]) == []
    assert taken(reassembly, by_wire[1::2]) == [packet]
    assert taken(reassembly, by_radio + by_wire) == [], "what comes late opens nothing new"
    assert not reassembly.transfers


def test_a_lost_frame_is_filled_by_the_second_try() -> None:
    packet = random.Random(2).randbytes(1_000)
    frames = frames_of(packet)
    reassembly = Reassembly(KEY)
    assert taken(reassembly, [frame for frame in frames if frame is not frames[3]]) == []
    assert taken(reassembly, [frames[3]]) == [packet]


def test_never_complete_within_a_quota_and_the_next_gets_through() -> None:
    dice = random.Random(3)
    reassembly = Reassembly(KEY)
    for _ in range(10 * TRANSFERS_MAX):
        assert taken(reassembly, frames_of(dice.randbytes(3_000))[:-1]) == []
        assert len(reassembly.transfers) <= TRANSFERS_MAX
    packet = dice.randbytes(3_000)
    assert taken(reassembly, frames_of(packet)) == [packet]


def test_large_transfers_that_never_end_stay_within_the_bytes() -> None:
    dice = random.Random(4)
    reassembly = Reassembly(KEY)
    most = 60_000
    for _ in range(6):
        assert taken(reassembly, frames_of(dice.randbytes(1 << 20), most)[:-1]) == []
        assert reassembly.size <= TRANSFERS_BYTES_MAX + most
        assert reassembly.size == sum(transfer.size for transfer in reassembly.transfers.values())


@pytest.mark.slow
def test_a_million_tiny_parts_stay_within_the_quota() -> None:
    reassembly = Reassembly(KEY)
    for transfer in range(3):
        taken(reassembly, frames_of(bytes([transfer]) * 30_000, OVERHEAD_BYTES + 1)[:-1])
        assert sum(len(each.parts) for each in reassembly.transfers.values()) < TRANSFERS_BYTES_MAX / 100 + 1


@settings(max_examples=60)
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_refused_and_keeps_nothing(data: st.DataObject) -> None:
    frame = bytearray(frames_of(b"p" * 500)[1])
    at = data.draw(st.integers(1, len(frame) - 1))
    frame[at] ^= 1 << data.draw(st.integers(0, 7))
    assert refusal(bytes(frame)) == "frame-bad"


def test_foreign_tags_are_refused() -> None:
    frame = frames_of(b"p" * 500)[0]
    for secret, line, suite, direction in (
        (b"x" * 32, LINE, 1, ("USA", "RUS")),
        (b"s" * 32, b"m" * 32, 1, ("USA", "RUS")),
        (b"s" * 32, LINE, 2, ("USA", "RUS")),
        (b"s" * 32, LINE, 1, ("RUS", "USA")),
    ):
        foreign = cut(PARTIES, HEADER, b"p" * 500, fragment_key(secret, line, suite, direction), 220)[0]
        assert foreign[OVERHEAD_BYTES:] == frame[OVERHEAD_BYTES:]
        assert refusal(foreign) == "frame-bad"


def test_a_place_beyond_the_count_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def tagged(place: int, count: int) -> bytes:
        head = frames_of(b"p" * 500)[0][:6] + place.to_bytes(2, "big") + count.to_bytes(2, "big")
        return head + mac(KEY, head + b"data")[:8] + b"data"

    assert refusal(tagged(3, 3)) == "frame-bad"
    assert refusal(tagged(0, 0)) == "frame-bad"
    assert Reassembly(KEY).take(tagged(2, 3)) is None
    monkeypatch.setattr(fragments, "mac", lambda _key, _data: bytes(32))  # planted: no tag
    assert Reassembly(KEY).take(frames_of(b"p" * 500)[0][:-1] + b"x") is None


def test_frames_of_another_cut_start_anew() -> None:
    packet = random.Random(5).randbytes(1_000)
    reassembly = Reassembly(KEY)
    assert taken(reassembly, frames_of(packet, 220)[:-1]) == []
    assert taken(reassembly, frames_of(packet, 120)) == [packet]
    assert reassembly.size == 0


def test_parts_that_do_not_make_the_packet_are_dropped() -> None:
    frames, others = frames_of(b"a" * 500), frames_of(b"b" * 500)
    head = frames[1][:10]
    spliced = head + mac(KEY, head + others[1][OVERHEAD_BYTES:])[:8] + others[1][OVERHEAD_BYTES:]
    reassembly = Reassembly(KEY)
    assert taken(reassembly, [frames[0], spliced, *frames[2:]]) == []
    assert taken(reassembly, frames) == [b"a" * 500], "and the packet itself still gets through"


def test_too_short_and_strangers_are_no_frames_of_ours() -> None:
    for size in range(OVERHEAD_BYTES + 1):
        with pytest.raises(PeerFault) as fault:
            frame_sender(PARTIES, frames_of(b"p" * 500)[0][:size])
        assert fault.value.code == "packet-malformed"
    with pytest.raises(PeerFault) as fault:
        frame_sender(PARTIES, b"\x02\xff" + bytes(30))
    assert fault.value.code == "packet-foreign"
    assert frame_sender(PARTIES, frames_of(b"p" * 500)[0]) == ("USA", "RUS")
