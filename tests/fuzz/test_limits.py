"""What nobody has vouched for costs what its length says, in memory and in steps, also at its limits.

Steps are lines of Python run; each bound has a case that breaks it when the guard behind it is taken out.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from fuzz import nodes
from fuzz.targets import FRAME_BYTES_MAX, take_frames, take_request
from parley.bearers.dropfiles import MAGIC, Verdict, read_file
from parley.bearers.frames import Frames
from parley.bearers.stuffing import Cobs, Kiss, Unstuffer
from parley.desk.agreement import parse
from parley.line.pairs import HEADER_BYTES, NONCE_BYTES
from parley.record.card import read_card
from parley.record.fork import verify_fork
from parley.record.proof import verify_proof
from parley.record.verify import verify
from parley.words import cbor, limits
from parley.words.faults import PeerFault
from parley.words.limits import AGREEMENT_BYTES_MAX, CARD_BYTES_MAX, PACKET_BYTES_MAX, REQUEST_BYTES_MAX

MIB = 1 << 20


def measured(run: Callable[[], object]) -> tuple[int, int]:
    """Give what a call took: bytes at the peak, and lines of Python; a PeerFault is an answer."""

    def called() -> None:
        with contextlib.suppress(PeerFault):
            run()

    called()  # what is made once, for all calls, does not count
    gc.collect()
    tracemalloc.start()
    called()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    lines = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> Any:  # noqa: ANN401  as settrace has it
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        called()
    finally:
        sys.settrace(before)
    return peak, lines


def unstuffed(stuffing: Cobs | Kiss, noise: bytes) -> None:
    list(Unstuffer(stuffing, FRAME_BYTES_MAX).take(noise))


def epoch_zero(size: int) -> bytes:
    return b"\x01\x01" + bytes(size - 2)


def arrays(depth: int) -> bytes:
    return b"\x81" * depth


DOTTED = b"\n".join(b"k%d" % n + b".a" * (limits.AGREEMENT_DOTS_MAX - 1) + b"=1" for n in range(400))
FEW_NAMED = {"parley-record.txt": b"parley record 1\n"} | {f"cards/A{n}.card": b"" for n in range(2_000)}

# what it is, its limit or length in bytes, what reads it, peak in bytes, lines of Python
CASES: list[tuple[str, Callable[[], object], int, int]] = [
    ("a packet of the largest size", lambda: nodes.hears(epoch_zero(PACKET_BYTES_MAX)), 5 * MIB, 2_000),
    ("a packet that is only a header", lambda: nodes.hears(bytes(HEADER_BYTES + NONCE_BYTES)), MIB, 2_000),
    ("a frame under a foreign tag", lambda: nodes.hears(b"\x02\x01" + bytes(FRAME_BYTES_MAX)), MIB, 2_000),
    ("a thousand frames of a thousand transfers", lambda: take_frames(b"\x08name%04d" * 1_000), MIB, 60_000),
    ("a stream that announces four gigabytes", lambda: Frames(PACKET_BYTES_MAX).take(b"\xff" * MIB), 3 * MIB, 100),
    ("a stream of empty frames", lambda: Frames(PACKET_BYTES_MAX).take(bytes(64_000)), 3 * MIB, 200_000),
    ("noise without a mark", lambda: unstuffed(Cobs(), b"\xff" * MIB), 4 * MIB, 100),
    ("noise of nothing but marks", lambda: unstuffed(Kiss("USA", "RUS"), b"\xc0" * 64_000), 4 * MIB, 600_000),
    ("a card of the largest size", lambda: read_card(bytes(CARD_BYTES_MAX)), MIB, 200),
    ("a card over the limit", lambda: read_card(bytes(64 * MIB)), 65 * MIB, 50),
    ("a card nested as deep as it is long", lambda: read_card(arrays(CARD_BYTES_MAX)), MIB, 2_000),
    ("an agreement of keys of many parts", lambda: parse(DOTTED), 8 * MIB, 1_000_000),
    ("an agreement of one deep array", lambda: parse(b"a=" + b"[" * 260_000), 2 * MIB, 200_000),
    ("an agreement of one long number", lambda: parse(b"a=" + b"9" * 260_000), 32 * MIB, 1_000),
    ("a proof nested as deep as it is long", lambda: verify_proof(arrays(MIB)), 4 * MIB, 2_000),
    ("a proof that announces a billion items", lambda: verify_proof(b"\x9b" + bytes(5) + b"\x40" * 3), MIB, 500),
    (
        "a proof of equivocation of a mebibyte",
        lambda: verify_fork(b"\x5a\x00\x0f\xff\xfb" + bytes(MIB - 5)),
        4 * MIB,
        500,
    ),
    ("an export of two thousand empty cards", lambda: verify(FEW_NAMED), 2 * MIB, 100_000),
    ("a request of the largest size", lambda: take_request(b"[" * (REQUEST_BYTES_MAX - 1) + b"\n"), 4 * MIB, 20_000),
    ("a request with one long number", lambda: take_request(b"9" * (REQUEST_BYTES_MAX - 1) + b"\n"), 4 * MIB, 20_000),
]


@pytest.mark.slow
@pytest.mark.parametrize(("run", "bytes_max", "lines_max"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_it_costs_what_its_length_says(run: Callable[[], object], bytes_max: int, lines_max: int) -> None:
    peak, lines = measured(run)
    assert 0 < peak <= bytes_max
    assert 0 < lines <= lines_max


def test_a_drop_file_that_says_it_is_huge_is_read_as_far_as_a_packet_goes(tmp_path: Path) -> None:
    path = tmp_path / "HUGE.PLY"
    with path.open("wb") as file:
        file.write(MAGIC + b"\x01" + (PACKET_BYTES_MAX).to_bytes(4, "big") + bytes(32))
        file.truncate(1 << 40)  # a terabyte that takes no room
    peak, lines = measured(lambda: read_file(path))
    assert peak <= 3 * MIB
    assert lines <= 200
    assert read_file(path)[0] is Verdict.DAMAGED


# ---------------------------------------------------------------- with a guard taken out


def test_without_its_bound_an_agreement_takes_memory_in_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AGREEMENT_DOTS_MAX", AGREEMENT_BYTES_MAX)
    key = b"a." * 2_000 + b"a=1"
    assert measured(lambda: parse(key))[0] > 1_000 * len(key)


def test_without_its_bound_a_nested_encoding_takes_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cbor.decode, "__kwdefaults__", {"depth_max": 1 << 20})
    with pytest.raises(RecursionError):
        read_card(arrays(CARD_BYTES_MAX))


def test_without_its_bound_noise_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    unstuffer = Unstuffer(Cobs(), FRAME_BYTES_MAX)
    monkeypatch.setattr(unstuffer, "_max", 1 << 30)
    list(unstuffer.take(b"\xff" * MIB))
    assert len(unstuffer._waiting) == MIB  # noqa: SLF001
