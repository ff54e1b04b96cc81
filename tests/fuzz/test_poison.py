"""One poisonous item never blocks what comes behind it: at the node, on lines and streams, in the drop folder.

That carriers deliver opaque bytes is in their contract (tests/contracts).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz import nodes
from fuzz.__main__ import CORPUS, NAMES
from models.party import Party, founded, says
from parley.bearers.dropfiles import wrap
from parley.bearers.filedrop import FileDrop
from parley.bearers.frames import Frames, frame
from parley.bearers.stuffing import Cobs, Kiss, Unstuffer
from parley.node.effects import Effect, Send, Show
from parley.words.faults import PeerFault
from tests.contracts.bearer_contract import running, until

GOOD = b"what comes behind it"
FRAME_BYTES_MAX = 220


def poisons() -> Iterator[bytes]:
    """Every kept input of every target."""
    for name in NAMES:
        for path in sorted((CORPUS / name).iterdir()):
            yield path.read_bytes()


def test_there_is_poison_enough() -> None:
    assert len(list(poisons())) > 100


def shown(effects: list[Effect]) -> int:
    return sum(isinstance(effect, Show) for effect in effects)


@pytest.mark.slow
def test_at_the_node_a_statement_is_shown_behind_any_poison_in_one_round() -> None:
    _, rus, usa = founded("poison")
    for poison in poisons():
        (packet, *_) = usa.round(says(officer_word=True))
        events = [rus.hears(poison), rus.hears(packet), rus.hears(poison)]
        assert shown(done(rus, *events)) == 1


def done(party: Party, *events: object) -> list[Effect]:
    """Do a round; give its effects."""
    effects, _ = nodes._round(party, *events)  # type: ignore[arg-type]  # noqa: SLF001
    return effects


@pytest.mark.slow
def test_at_the_node_a_statement_is_shown_behind_any_poison_that_the_counterpart_sealed() -> None:
    _, rus, usa = founded("poison")
    session = usa.node.state.peers["RUS"].session
    for poison in poisons():
        sealed = session.seal(poison, b"n" * 12)
        (packet, *_) = usa.round(says(officer_word=True))
        effects = done(rus, rus.hears(sealed), rus.hears(packet))
        assert shown(effects) == 1
        for effect in effects:
            if isinstance(effect, Send):
                usa.round(usa.hears(effect.packet))


def test_a_node_that_stops_at_poison_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(*_args: object) -> None:
        raise PeerFault("packet-malformed")

    monkeypatch.setattr("parley.node.intake.tell", raises)
    with pytest.raises(PeerFault):
        test_at_the_node_a_statement_is_shown_behind_any_poison_in_one_round()


@pytest.mark.parametrize(("stuffing", "there"), [(Cobs(), Cobs()), (Kiss("USA", "RUS"), Kiss("RUS", "USA"))])
def test_on_a_serial_line(stuffing: Cobs | Kiss, there: Cobs | Kiss) -> None:
    unstuffer = Unstuffer(stuffing, FRAME_BYTES_MAX)
    for poison in poisons():
        came = list(unstuffer.take(poison + stuffing.mark + there.wrap(GOOD)))
        assert came[-1] == GOOD


def test_on_a_stream_poison_comes_framed_or_ends_its_connection_alone() -> None:
    for poison in poisons():
        assert Frames(1 << 20).take(frame(poison) + frame(GOOD)) == [poison, GOOD]
        ended = Frames(1 << 20)
        with pytest.raises(PeerFault):
            ended.take(b"\xff" * 4 + poison)
        assert Frames(1 << 20).take(frame(GOOD)) == [GOOD], "the next connection has frames of its own"


def test_in_the_drop_folder(tmp_path: Path) -> None:
    incoming = tmp_path / "in"
    incoming.mkdir()
    for number, poison in enumerate(poisons()):
        (incoming / f"{number:08}.PLY").write_bytes(poison)
    (incoming / "A link.PLY").symlink_to("/dev/zero")
    (incoming / "A folder.PLY").mkdir()
    (incoming / "ZZZZZZZZ.PLY").write_bytes(wrap(GOOD))

    async def delivered() -> list[bytes]:
        async with running(FileDrop(incoming, {}, poll_s=0.01)) as station:
            await until(lambda: ("", GOOD) in station.got, "what lies behind the poison was not delivered")
        return [packet for _, packet in station.got]

    assert asyncio.run(delivered())[-1] == GOOD
