"""What each reader of bytes from outside must do with any bytes.

It refuses them by a fault of its own, or reads them so that they can be written again; a target raises when it did
neither.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from fuzz import nodes
from parley.app.requests import say
from parley.bearers.dropfiles import Verdict, read_file, wrap
from parley.bearers.frames import Frames, frame
from parley.bearers.stuffing import Cobs, Kiss, Stuffing, Unstuffer
from parley.desk.agreement import parse
from parley.line.fragments import Reassembly, fragment_key
from parley.line.payloads import read_payload, write_payload
from parley.node.effects import Answer
from parley.node.events import Submitted
from parley.record.card import claimed_party, read_card
from parley.record.entry import decode_entry, encode_entry, named_feeds
from parley.record.fork import verify_fork
from parley.record.head import read_note
from parley.record.proof import verify_proof
from parley.record.release import EVIDENCE_KEY, assertion_code, read_officer_key, split_evidence, with_evidence
from parley.record.thin import rebuild
from parley.record.verify import verify
from parley.runtime import control
from parley.seal.digest import mac
from parley.seal.suite import S1, S2
from parley.wire import catalogue
from parley.wire.context import Context
from parley.wire.kinds import KINDS
from parley.wire.render import render
from parley.wire.reports import read_liveness, read_refusal
from parley.wire.speech import LANGUAGES
from parley.words import cbor
from parley.words.faults import PeerFault
from parley.words.limits import PACKET_BYTES_MAX, TRANSFERS_BYTES_MAX, TRANSFERS_MAX
from tools import verify_record

FRAME_BYTES_MAX: Final = 220


def pieces(data: bytes) -> Iterator[bytes]:
    """Cut bytes into pieces: each behind one byte that is its length."""
    at = 0
    while at < len(data):
        yield data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]


# ---------------------------------------------------------------- encodings


def take_cbor(data: bytes) -> None:
    """The strict encoding: what is read is written back to the same bytes."""
    try:
        item = cbor.decode(data)
    except PeerFault:
        return
    assert cbor.encode(item) == data


def take_payload(data: bytes) -> None:
    """What a packet says."""
    try:
        payload = read_payload(data)
    except PeerFault:
        return
    assert read_payload(write_payload(payload)) == payload


def take_entry(data: bytes) -> None:
    """An entry."""
    try:
        entry = decode_entry(data)
    except PeerFault:
        return
    assert encode_entry(entry) == data
    named_feeds(entry)
    read_liveness(entry.content)
    read_refusal(entry.content)


def take_thin(data: bytes) -> None:
    """An entry's thin form: what is rebuilt is an entry, or is refused where its bytes are read."""
    try:
        form = cbor.decode(data)
        whole = rebuild(form, (b"L" * 32, "USA", b"f" * 8, 3), (b"s" * 16, b"body"), nodes.PARTIES, _root_at)
    except PeerFault:
        return
    take_entry(whole)


def _root_at(_party: str, name: bytes, size: int) -> tuple[bytes, bytes] | None:
    return (name.ljust(8, b"f")[:8], b"r" * 32) if size < 1_000 else None


def take_body(data: bytes) -> None:
    """A statement's body; the first byte chooses the kind. What is read is written back, and told in every language."""
    kind = KINDS[data[0] % len(KINDS)] if data else KINDS[0]
    try:
        message = catalogue.decode(kind.number, kind.version, data[1:])
    except PeerFault:
        return
    number, version, body = catalogue.encode(message)
    assert catalogue.decode(number, version, body) == message
    for language in LANGUAGES:
        assert render(message, language, Context(author="RUS", addressee="USA"))


def take_evidence(data: bytes) -> None:
    """A body with release evidence beside its slots: the second verifier finds the same in it, and judges it alike."""
    second: Any = verify_record.decode_or_none(data)
    has = type(second) is dict and EVIDENCE_KEY in second
    item = second.pop(EVIDENCE_KEY) if has else None
    try:
        slots, evidence = split_evidence(data)
    except PeerFault:
        assert has
        assert not verify_record.is_evidence(item)
        return
    assert (evidence is not None) == has
    if evidence is None:
        assert slots == data
        return
    assert verify_record.is_evidence(item)
    assert slots == verify_record.encode(second)
    assert with_evidence(slots, evidence) == data
    for each in evidence.assertions:
        named = read_officer_key([each.seat, "localhost", each.key]) is not None
        assert named == (verify_record.cose_key(each.key) is not None)
        if named:  # else no entry names it, and it is unknown to both
            judged = verify_record.assertion_code(each.key, each[2:], "localhost", evidence.digest)
            assert assertion_code(each, "localhost", evidence.digest) == judged


def take_note(data: bytes) -> None:
    """A head as a signed note, of both suites."""
    for suite in (S1, S2):
        try:
            unread = read_note(suite, data)
        except PeerFault:
            continue
        assert unread.origin.encode() in data


# ---------------------------------------------------------------- files


def take_card(data: bytes) -> None:
    """A card."""
    for read in (claimed_party, read_card):
        with contextlib.suppress(PeerFault):
            read(data)


def take_agreement(data: bytes) -> None:
    """An agreement."""
    with contextlib.suppress(PeerFault):
        parse(data)


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two verdicts are the same but for the sentence that tells what is wrong."""
    for verdict in (one, other):
        if verdict["fault"] is not None:
            verdict["fault"] = {**verdict["fault"], "detail": ""}
    return one == other


def take_proof(data: bytes) -> None:
    """A proof of entries: never raises, and the second verifier says the same."""
    assert alike(dict(verify_proof(data).machine()), verify_record.verify_proof(data, []))


def take_fork(data: bytes) -> None:
    """A proof of equivocation: never raises, and the second verifier says the same."""
    assert alike(dict(verify_fork(data).machine()), verify_record.verify_fork(data, None))


def take_export(data: bytes) -> None:
    """An export, its files one after the other: never raises, and the second verifier says the same."""
    files = unpacked(data)
    assert alike(dict(verify(files).machine()), verify_record.verify(files, []))


def packed(files: dict[str, bytes]) -> bytes:
    """Put the files of an export into one string: length of the path, path, length (3 bytes), content."""
    parts = [
        bytes([len(path)]) + path.encode() + len(content).to_bytes(3, "big") + content
        for path, content in files.items()
    ]
    return b"".join(parts)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Give the files back, as far as they are there."""
    files: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        stop = at + 1 + data[at]
        end = stop + 3 + int.from_bytes(data[stop : stop + 3], "big")
        files[data[at + 1 : stop].decode(errors="replace")] = data[stop + 3 : end]
        at = end
    return files


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="parley-fuzz-"))


def take_drop(data: bytes) -> None:
    """A file of the file drop: what is taken for whole is what was written."""
    path = _scratch() / "FILE.PLY"
    path.write_bytes(data)
    verdict, packet = read_file(path)
    assert (verdict is Verdict.WHOLE) == data.startswith(wrap(packet)) if packet else verdict is not Verdict.WHOLE


# ---------------------------------------------------------------- streams


def take_stream(data: bytes) -> None:
    """What a stream brings: packets come as they were framed, however the stream is cut."""
    frames = Frames(PACKET_BYTES_MAX)
    try:
        packets = [packet for piece in pieces(data) for packet in frames.take(piece)]
    except PeerFault:
        return
    stream = b"".join(pieces(data))
    assert stream.startswith(b"".join(map(frame, packets)))


def take_line(data: bytes) -> None:
    """What a serial line brings, in both stuffings: no noise keeps the next frame from being read."""
    stuffings: tuple[Stuffing, ...] = (Cobs(), Kiss("USA-1", "RUS-1"))
    for stuffing in stuffings:
        unstuffer = Unstuffer(stuffing, FRAME_BYTES_MAX)
        for piece in pieces(data):
            list(unstuffer.take(piece))
        sender = Kiss("RUS-1", "USA-1") if isinstance(stuffing, Kiss) else stuffing
        list(unstuffer.take(stuffing.mark))
        assert list(unstuffer.take(sender.wrap(b"a frame"))) == [b"a frame"]


def take_frames(data: bytes) -> None:
    """Frames whose tags are good, whatever they say: within the quota, and a whole packet still comes through."""
    key = fragment_key(b"s" * 32, b"L" * 32, 1, ("USA", "RUS"))
    reassembly = Reassembly(key)
    for piece in pieces(data):
        head, part = b"\x02\x01" + piece[:8].ljust(8, b"\0"), piece[8:] or b"\0"
        try:
            reassembly.take(head + mac(key, head + part)[:8] + part)
        except PeerFault:
            continue
        assert len(reassembly.transfers) <= TRANSFERS_MAX
        assert (
            reassembly.size == sum(transfer.size for transfer in reassembly.transfers.values()) <= TRANSFERS_BYTES_MAX
        )


def take_request(data: bytes) -> None:
    """A request at the home's socket: whatever it is, an answer comes."""
    answer = asyncio.run(control.answered(data, _obey))
    assert answer.endswith(b"\n")
    assert answer.count(b"\n") == 1


async def _obey(request: control.Json) -> control.Json:
    return await say(_scratch(), _release, request)


async def _release(submitted: Submitted) -> Answer:
    answer: Answer = nodes.released(submitted)
    return answer


# ---------------------------------------------------------------- the node


def take_packet(data: bytes) -> None:
    """A packet that anybody can make: nothing of it is kept, and it is told at most once."""
    nodes.hears(data)


def take_said(data: bytes) -> None:
    """A payload that the counterpart has sealed: whatever it says, the node goes on, and so does the line."""
    nodes.hears_sealed(data)


def take_offer(data: bytes) -> None:
    """A transfer of the epoch exchange that the counterpart has signed, and as it came."""
    nodes.exchanges(data)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "cbor": take_cbor,
    "payload": take_payload,
    "entry": take_entry,
    "thin": take_thin,
    "body": take_body,
    "evidence": take_evidence,
    "note": take_note,
    "card": take_card,
    "agreement": take_agreement,
    "proof": take_proof,
    "fork": take_fork,
    "export": take_export,
    "drop": take_drop,
    "stream": take_stream,
    "line": take_line,
    "frames": take_frames,
    "request": take_request,
    "packet": take_packet,
    "said": take_said,
    "offer": take_offer,
}
