"""Replays a model's trace against the real code: after each step what was sent and what can be seen must be equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

BAG_EVENTS = ("bring", "copy", "lose")
"""Events at a packet in the bag; all but `copy` take it out."""

Words = tuple[str, ...]


class Put(NamedTuple):
    """A packet that the model has sent: its place in the bag, and what it says."""

    slot: int
    words: Words


@dataclass(slots=True)
class Step:
    """One step of a model: what happened, what was sent, and what can be seen afterwards."""

    event: str
    given: Words
    puts: list[Put] = field(default_factory=list)
    shown: list[Words] = field(default_factory=list)


class Sent(NamedTuple):
    """A packet that the real code has sent, in the model's words, and its bytes."""

    words: Words
    data: bytes


class Machine(Protocol):
    """The real code behind a model's events."""

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:
        """Have an event happen; give what was sent. `packet` is that of an event in the bag."""

    def shows(self) -> list[Words]:
        """Give what can be seen now, in the model's words."""


class Difference(Exception):
    """The model and the code part."""


def replay(steps: Sequence[Step], machine: Machine) -> int:
    """Have a trace happen to the real code; give the number of steps compared. Raises Difference."""
    bag: dict[int, bytes] = {}
    for number, step in enumerate(steps):
        packet = b""
        if step.event in BAG_EVENTS:
            slot = int(step.given[0])
            packet = bag[slot] if step.event == "copy" else bag.pop(slot)
        sent = machine.do(step.event, step.given, packet) if step.event not in {"begin", "lose"} else []
        _fill(bag, number, step, sent)
        seen = machine.shows()
        if seen != step.shown:
            raise Difference(f"step {number}, {step.event} {step.given}: the model shows {step.shown}, the code {seen}")
    return len(steps)


def _fill(bag: dict[int, bytes], number: int, step: Step, sent: list[Sent]) -> None:
    """Put what the code has sent where the model put it; what found no room is overwritten by the next."""
    wanted, got = sorted(put.words for put in step.puts), sorted(item.words for item in sent)
    if wanted != got:
        raise Difference(f"step {number}, {step.event} {step.given}: the model sends {wanted}, the code {got}")
    rest = list(sent)
    for put in step.puts:
        item = next(item for item in rest if item.words == put.words)
        rest.remove(item)
        bag[put.slot] = item.data
