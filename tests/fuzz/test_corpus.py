"""The kept corpus: every reader bears every kept input of every target, and one that would not is found out."""

from __future__ import annotations

import pytest

from fuzz import nodes
from fuzz.__main__ import CORPUS, KEPT_BYTES_MAX, NAMES
from fuzz.targets import (
    TARGETS,
    packed,
    pieces,
    take_cbor,
    take_evidence,
    take_packet,
    take_payload,
    take_request,
    unpacked,
)
from models.party import says
from parley.line import payloads
from parley.record import release
from parley.record.release import Evidence, with_evidence
from parley.runtime import control
from parley.words import cbor
from tests.hardware import PRESENT, HardwareKey


def kept(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def test_each_target_has_kept_inputs_and_a_name_on_the_command_line() -> None:
    assert tuple(TARGETS) == NAMES == tuple(name for name in NAMES if kept(name))
    assert {path.name for path in CORPUS.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_kept_is_borne(name: str) -> None:
    for data in kept(name):
        TARGETS[name](data)
        TARGETS[name](data[: len(data) // 2])
        TARGETS[name](data + b"\x00")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TARGETS if name not in {"proof", "fork", "export"}])
def test_every_reader_bears_what_others_read(name: str) -> None:
    for other in TARGETS:
        for data in kept(other)[:8]:
            TARGETS[name](data)


def test_the_kept_corpus_is_small() -> None:
    sizes = [len(data) for name in NAMES for data in kept(name)]
    assert max(sizes) <= 2 * KEPT_BYTES_MAX
    assert sum(sizes) < 2_000_000


# ---------------------------------------------------------------- planted faults


def test_an_encoding_with_two_forms_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    lax = cbor.decode
    monkeypatch.setattr(cbor, "decode", lambda data: lax(data.rstrip(b"\x00")))
    with pytest.raises(AssertionError):
        take_cbor(cbor.encode([1, 2]) + b"\x00")


def test_evidence_that_one_verifier_judges_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "USER_VERIFIED", release.USER_PRESENT)
    key, digest = HardwareKey("chief", eddsa=True), bytes(32)
    untouched = Evidence(digest, (key.answers(digest, flags=PRESENT),))
    with pytest.raises(AssertionError):
        take_evidence(with_evidence(cbor.encode({0: "en"}), untouched))


def test_a_reader_that_raises_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(payloads._READERS, 7, lambda fields: fields[2] and None)  # noqa: SLF001
    with pytest.raises(KeyError):
        take_payload(payloads.write_payload(payloads.Stale(3)))


def test_a_node_that_keeps_what_a_stranger_sent_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    founded = nodes.Line()
    monkeypatch.setattr(nodes, "_line", lambda: founded)
    sent += founded.usa.round(says(officer_word=True))
    with pytest.raises(AssertionError, match="are kept"):
        take_packet(sent[0])  # it is no stranger's: the target must see that it was kept


def test_a_socket_without_an_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_line: bytes, _obey: control.Obey) -> bytes:
        return b""

    monkeypatch.setattr(control, "answered", nothing)
    with pytest.raises(AssertionError):
        take_request(b"{}\n")


def test_pieces_and_packed_files_come_back() -> None:
    assert list(pieces(b"\x02ab\x00\x01c\x05d")) == [b"ab", b"", b"c", b"d"]
    files = {"a/b": b"content", "c": b""}
    assert unpacked(packed(files)) == files
