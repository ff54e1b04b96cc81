"""The vectors of docs/spec/line.md, one fault a file: what the line does with each is what the file expects.

They are made by tests/line/make_vectors.py, which follows the page and not our code.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from parley.line.fragments import Reassembly, cut, fragment_key, frame_sender, is_frame
from parley.line.pairs import Header
from parley.line.payloads import Sent
from parley.node.thinning import thin_entry, whole_entry
from parley.record.entry import decode_entry
from parley.words.cbor import decode, encode
from parley.words.faults import PeerFault
from tests.line import make_vectors
from tests.refusals import refused

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "line"
CASES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
FRAMES = [case for case in CASES if case.startswith("frame")]
THIN = [case for case in CASES if case.startswith("thin")]


def taken(given: dict[str, Any]) -> list[bytes]:
    """What the receiver of frames does; the order of these steps is the node's."""
    parties, me = given["parties"], given["me"]
    (peer,) = {*parties} - {me}
    key = fragment_key(bytes.fromhex(given["pair_secret"]), bytes.fromhex(given["line"]), given["suite"], (peer, me))
    reassembly, packets = Reassembly(key), []
    for text in given["frames"]:
        frame = bytes.fromhex(text)
        assert is_frame(frame)
        if frame_sender(parties, frame) != (peer, me):
            raise PeerFault("packet-foreign")
        packet = reassembly.take(frame)
        if packet is not None:
            packets.append(packet)
    return packets


@pytest.mark.parametrize("case", FRAMES)
def test_frames(case: str) -> None:
    given, expect = CASES[case]["given"], CASES[case]["expect"]
    if "refused" in expect:
        with refused(expect["refused"]):
            taken(given)
    else:
        assert [packet.hex() for packet in taken(given)] == expect["packets"]


def test_our_frames_are_those_of_the_page() -> None:
    packet = make_vectors.packet(1)
    key = fragment_key(make_vectors.SECRET, make_vectors.LINE, 1, ("USA", "RUS"))
    assert cut(["RUS", "USA"], Header("USA", "RUS", 0, 0), packet, key, 220) == make_vectors.cut(packet)


def state_of(given: dict[str, Any]) -> Any:  # noqa: ANN401
    """As much of a node as has feeds; the roots are as the file says."""
    feeds = {
        (party, bytes.fromhex(feed)): SimpleNamespace(
            party=party,
            id=bytes.fromhex(feed),
            size=size,
            tree=SimpleNamespace(root=lambda _, r=root: bytes.fromhex(r)),
        )
        for party, feed, size, root in given["roots"]
    }
    config = SimpleNamespace(line=bytes.fromhex(given["line"]), parties=given["parties"])
    return SimpleNamespace(config=config, record=SimpleNamespace(feeds=feeds))


def built(given: dict[str, Any]) -> bytes:
    salt, body = (None if given[name] is None else bytes.fromhex(given[name]) for name in ("salt", "body"))
    form = decode(bytes.fromhex(given["form"]))
    place = given["author"], bytes.fromhex(given["feed"]), given["index"]
    return whole_entry(state_of(given), place, Sent(form, salt, body))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", THIN)
def test_thin_forms(case: str) -> None:
    given, expect = CASES[case]["given"], CASES[case]["expect"]
    if "refused" in expect:
        with refused(expect["refused"]):
            built(given)
    else:
        entry = built(given)
        assert entry.hex() == expect["entry"]
        if case != "thin-whole-name":
            assert encode(thin_entry(state_of(given), entry)).hex() == given["form"]


def test_the_vectors_find_planted_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tag, no bound of the place, a root that is made up: each is found by a file."""

    def found(names: list[str]) -> list[str]:
        wrong = []
        for name in names:
            expect = CASES[name]["expect"]
            try:
                got = {"packets": [p.hex() for p in taken(CASES[name]["given"])]}
            except PeerFault as fault:
                got = {"refused": fault.code}  # type: ignore[dict-item]
            if got != expect:
                wrong.append(name)
        return wrong

    assert found(FRAMES) == []
    monkeypatch.setattr("parley.line.fragments.mac", lambda _key, _data: bytes(32))
    assert set(found(FRAMES)) >= {"frames-whole"}
    monkeypatch.undo()
    monkeypatch.setattr("parley.record.thin._seen", lambda item, parties, _: [parties[0], bytes(8), item[2], bytes(32)])
    with pytest.raises(pytest.fail.Exception):
        test_thin_forms("thin-bad-root")


def test_sound_entries_are_sound() -> None:
    for case in THIN:
        if "entry" in CASES[case]["expect"]:
            decode_entry(bytes.fromhex(CASES[case]["expect"]["entry"]))
