"""`python -m tests.fuzz.make_corpus`: writes a well-formed beginning of the corpus, some inputs for each target."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

from fuzz.__main__ import CORPUS
from fuzz.targets import FRAME_BYTES_MAX, packed
from models.party import founded, payload_of, says
from parley.bearers.dropfiles import wrap
from parley.bearers.frames import frame
from parley.bearers.stuffing import Cobs, Kiss
from parley.line import payloads
from parley.record.entry import decode_entry
from parley.record.prove import prove
from parley.record.release import Evidence, with_evidence
from parley.record.thin import thin
from parley.record.verify import verify
from parley.wire import catalogue
from parley.wire.kinds import KINDS
from parley.words import cbor
from sim import samples
from tests.hardware import HardwareKey
from tests.line.test_payloads import ALL
from tests.record.sides import card
from tests.record.test_verify import small

Seeds = Iterator[tuple[str, bytes]]


def lengths(data: bytes, size: int = 200) -> bytes:
    """Cut bytes as the targets of streams take them: each piece behind its length."""
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(bytes([len(part)]) + part for part in parts)


def of_payloads() -> Seeds:
    for payload in ALL:
        yield "payload", payloads.write_payload(payload)
        yield "said", payloads.write_payload(payload)
        yield "cbor", payloads.write_payload(payload)


def of_node() -> Seeds:
    _, rus, usa = founded()
    for packet in usa.round(says(officer_word=True)):
        yield "packet", packet
        yield "said", payloads.write_payload(payload_of(packet))
        yield "stream", lengths(frame(packet) + frame(b""))
        yield "drop", wrap(packet)
    for index in range(usa.own.size):
        row = usa.store.entries("USA", usa.own.id, index, index + 1)[0]
        yield "entry", row.entry
        yield "cbor", row.entry
        if decode_entry(row.entry).index:
            yield "thin", cbor.encode(thin(row.entry, ("RUS", "USA"), lambda _party, feed: feed[:2]))
    exchange = rus.node.state.peers["USA"].session.exchange
    if exchange.accepted is not None:
        yield "offer", exchange.accepted.accept
    fresh = usa.node.state.peers["RUS"].session.exchange.offer(b"s" * 32, b"n" * 16).offer
    yield "offer", fresh
    match cbor.decode(fresh):
        case [bytes(body), _]:
            yield "offer", body
        case _:
            raise ValueError(fresh)


def of_bodies() -> Seeds:
    by_number = {kind.number: at for at, kind in enumerate(KINDS)}
    for sample in vars(samples).values():
        if type(sample) in {kind.type for kind in KINDS}:
            number, _, body = catalogue.encode(sample)
            yield "body", bytes([by_number[number]]) + body
            request: dict[str, object] = {
                "seat": "watch", "body": body.hex(), "thread": None, "not_after_ms": None, "addressees": [],
                "officer_word": True, "precedence": "ROUTINE", "class": "OPERATIONAL", "kind": number, "version": 1,
            }  # fmt: skip
            yield "request", json.dumps(request).encode() + b"\n"


def of_evidence() -> Seeds:
    _, _, body = catalogue.encode(samples.STATEMENT)
    digest = bytes(range(32))
    first, second = HardwareKey("chief", eddsa=True), HardwareKey("watch-officer", 2)
    unsigned = second.answers(digest)._replace(signature=bytes(64))  # the other algorithm's signatures differ each time
    for assertions in ([first.answers(digest)], [first.answers(digest[::-1])], [first.answers(digest), unsigned]):
        yield "evidence", with_evidence(body, Evidence(digest, tuple(assertions)))


def of_record() -> Seeds:
    russia, _ = small()
    exported = russia.export()
    yield "export", packed(exported)
    report = verify(exported).report
    assert report is not None
    yield "proof", prove(exported, report.record, "3")
    for path, content in exported.items():
        if path.endswith("/head"):
            yield "note", content
    for suite in (1, 2):
        yield "card", card("RUS", suite)
    yield "agreement", files("parley.app").joinpath("demo_agreement.toml").read_bytes()
    for vector in sorted((CORPUS.parent / "vectors" / "fork").glob("sizes-*.json"))[:3]:
        yield "fork", b64decode(json.loads(vector.read_text())["proof"])


def of_lines() -> Seeds:
    for frames in ([b"a frame"], [b"\0" * FRAME_BYTES_MAX, bytes(range(200))]):
        for stuffing in (Cobs(), Kiss("RUS-1", "USA-1")):
            yield "line", lengths(b"".join(map(stuffing.wrap, frames)))
    piece = b"name" + bytes([0, 0, 0, 2]) + b"first"
    yield "frames", lengths(piece) + lengths(b"name" + bytes([0, 1, 0, 2]) + b"second")


def main() -> None:
    """Write what is missing."""
    for make in (of_payloads, of_node, of_bodies, of_evidence, of_record, of_lines):
        for name, data in make():
            folder = CORPUS / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / sha256(data).hexdigest()[:8]).write_bytes(data)


if __name__ == "__main__":
    main()
