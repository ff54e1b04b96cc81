"""Frames of a stream: whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.bearers.frames import Frames, frame
from parley.words.faults import PeerFault


@given(st.lists(st.binary(max_size=50)), st.lists(st.integers(1, 9), min_size=1))
def test_frames_come_whole_however_the_stream_is_cut(packets: list[bytes], cuts: list[int]) -> None:
    stream, frames, got = b"".join(map(frame, packets)), Frames(50), list[bytes]()
    while stream:
        cut = cuts[len(stream) % len(cuts)]
        got += frames.take(stream[:cut])
        stream = stream[cut:]
    assert got == packets


def test_a_frame_that_announces_too_much_is_refused_before_it_is_there() -> None:
    assert Frames(50).take(frame(bytes(50))) == [bytes(50)]
    for announced in (51, 1 << 31, (1 << 32) - 1):
        with pytest.raises(PeerFault) as fault:
            Frames(50).take(announced.to_bytes(4, "big"))
        assert fault.value.code == "packet-oversize"


def test_a_frame_that_is_cut_short_is_nothing() -> None:
    frames = Frames(50)
    whole = frame(b"packet")
    assert [frames.take(whole[at : at + 1]) for at in range(len(whole) - 1)] == [[]] * (len(whole) - 1)
