"""The models: what Spin prints is read rightly, and a code that does something else than its model is found out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from models import spin
from models.__main__ import MACHINES
from models.replay import Difference, Put, Sent, Step, Words, replay
from models.spin import MODELS, Model, SpinError, read_trace, search, traces
from parley.line.delivery import Delivery
from parley.line.exchange import Exchange
from parley.node import sync
from parley.node.state import PeerState, State

TRACES = range(25)
PRINTED = """
= 0 idle 1
@ say 0
= 0 stepped 2
@ kept 0
> 0 entries 1 2
= 0 idle 2
"""


class Echo:
    """A machine that says what it is told to."""

    def __init__(self, sent: str = "entries", shown: str = "idle") -> None:
        self.sent, self.shown, self.packets = sent, shown, list[bytes]()

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:  # noqa: ARG002
        self.packets.append(packet)
        return [Sent((self.sent,), event.encode())] if event == "say" else []

    def shows(self) -> list[Words]:
        return [(self.shown,)]


def said(*events: tuple[str, Words]) -> list[Step]:
    puts = [Put(0, ("entries",))]
    return [Step(event, given, puts if event == "say" else [], [("idle",)]) for event, given in events]


def test_a_trace_is_read_step_by_step() -> None:
    begin, say, kept = read_trace(PRINTED)
    assert (begin.event, begin.shown) == ("begin", [("0", "idle", "1")])
    assert (say.event, say.given, say.puts) == ("say", ("0",), [])
    assert kept.puts == [Put(0, ("entries", "1", "2"))]


def test_what_the_code_sent_is_what_it_takes_from_the_bag() -> None:
    echo = Echo()
    assert replay(said(("begin", ()), ("say", ("0",)), ("copy", ("0",)), ("bring", ("0",))), echo) == 4
    assert echo.packets == [b"", b"say", b"say"]


@pytest.mark.parametrize(("machine", "what"), [(Echo(sent="list"), "sends"), (Echo(shown="dead"), "shows")])
def test_whoever_sends_or_shows_something_else_has_parted(machine: Echo, what: str) -> None:
    with pytest.raises(Difference, match=what):
        replay(said(("say", ("0",))), machine)


def needs_spin() -> None:
    if not shutil.which("spin"):
        pytest.skip("needs spin (tools/debian.txt)")


def resends_one_too_late(self: Delivery, size: int | None = None) -> None:
    """Stand in for start_again, off by one."""
    if size is not None:
        self.held = size
    self.sent = min(self.sent, self.receipted + 1 if self.held is None else self.held)
    self.flight.clear()
    self.flight_bytes = 0
    self.due_ms = None


def hears_at_once(state: State, known: PeerState) -> None:  # noqa: ARG001  the shape of what it stands for
    """Stand in for _note_heard: an answer is enough, before all of it has come in."""
    known.asked = True


def learns_nothing(self: Exchange, highest: int) -> None:
    """Stand in for on_stale."""


def replayed(model: Model, drawn: list[list[Step]]) -> int:
    return sum(replay(trace, MACHINES[model.name]()) for trace in drawn)


Planted = Callable[[pytest.MonkeyPatch], None]
PLANTED: dict[str, Planted] = {
    "delivery": lambda patch: patch.setattr(Delivery, "start_again", resends_one_too_late),
    "starts": lambda patch: patch.setattr(sync, "_note_heard", hears_at_once),
    "epochs": lambda patch: patch.setattr(Exchange, "on_stale", learns_nothing),
    "call": lambda patch: patch.setattr("parley.node.calling.crossings", lambda *_: {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_code_does_what_its_model_does_and_a_planted_difference_is_found(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_spin()
    drawn = list(traces(model, TRACES, tmp_path))
    assert replayed(model, drawn) > 500
    PLANTED[model.name](monkeypatch)
    with pytest.raises(Difference):
        replayed(model, drawn)


@pytest.mark.slow
def test_a_search_that_was_not_completed_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_spin()
    monkeypatch.setattr(spin, "DEPTH", 10)
    with pytest.raises(SpinError, match="too small"):
        search(MODELS[2], MODELS[2].small, tmp_path)


def test_each_model_has_two_bugs_to_plant_at_least() -> None:
    for model in MODELS:
        text = model.file.read_text()
        assert len(model.bugs) >= 2
        assert [bug for bug in model.bugs if f"#ifdef {bug}" not in text] == []
