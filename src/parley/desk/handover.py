"""Who keeps the watch at this desk: taken, handed over with every open item acknowledged, left, or taken from nobody.

Folded from what the own log says; nothing of it crosses the line but that a desk is left or kept (`desk/manned.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, step
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS

SIGN_MS: Final = 10 * MINUTE_MS
"""So long a watch that was handed over may wait for the signature of the seat that takes it."""


class State(StrEnum):
    """How the watch at this desk stands."""

    NOBODY = "nobody has taken it"
    KEPT = "kept"
    OFFERED = "being handed over"
    LEFT = "left, on call"


class Fact(StrEnum):
    """What can happen to it."""

    OFFERED = "handed over by the seat that keeps it"
    TAKEN_OVER = "taken over by the seat to which it is handed"
    TAKEN_ALONE = "taken with nobody to relieve"
    LEFT = "left by the seat that keeps it"


MACHINE: Final = Machine(
    "The watch at this desk, for one line.",
    State,
    Fact,
    {
        **{(state, Fact.OFFERED): State.OFFERED for state in (State.KEPT, State.OFFERED)},
        (State.OFFERED, Fact.TAKEN_OVER): State.KEPT,
        **{(state, Fact.TAKEN_ALONE): State.KEPT for state in State},
        (State.KEPT, Fact.LEFT): State.LEFT,
    },
    {
        **{
            (state, fact): "watch-not-kept"
            for state in (State.NOBODY, State.LEFT)
            for fact in (Fact.OFFERED, Fact.LEFT)
        },
        **{(state, Fact.TAKEN_OVER): "watch-not-offered" for state in (State.NOBODY, State.KEPT, State.LEFT)},
        (State.OFFERED, Fact.LEFT): "watch-offered",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The watch as it stands: who keeps it since when (ms), to whom it is handed, and until when anybody was there."""

    state: State = State.NOBODY
    seat: str = ""
    since_ms: int | None = None
    to: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    """Open items that the outgoing seat has acknowledged, each with its sentence."""
    offered_ms: int | None = None
    """When it was last handed over."""
    seen_ms: int | None = None
    """The last sign of whoever keeps it, or kept it."""


def moved(watch: Watch, fact: Fact) -> Watch:
    """Give the watch after a fact. Raises OurFault with the code of the machine."""
    code, state = step(MACHINE, watch.state, fact)
    if code:
        raise OurFault(code, f"The watch is {watch.state}.")
    return replace(watch, state=State(state))


def offered(watch: Watch, seat: str, to: str, items: Mapping[str, str], open_items: Mapping[str, str]) -> Watch:
    """Give the watch as its seat hands it over. Raises OurFault `watch-not-yours`, `items-open` and the machine's."""
    after = moved(watch, Fact.OFFERED)
    if seat != watch.seat or to == seat:
        raise OurFault("watch-not-yours", f"The watch is kept by {watch.seat}, who hands it to another seat.")
    refuse_open(open_items, items)
    return replace(after, to=to, items=dict(items))


def taken_over(watch: Watch, seat: str, named: Mapping[str, str], open_items: Mapping[str, str], now_ms: int) -> Watch:
    """Give the watch as the seat to which it is handed takes it. Raises as `offered`, and what opened since counts."""
    after = moved(watch, Fact.TAKEN_OVER)
    if seat != watch.to:
        raise OurFault("watch-not-yours", f"The watch is handed to {watch.to}.")
    refuse_open(open_items, named)
    return replace(after, seat=seat, since_ms=now_ms, to="", items={}, seen_ms=now_ms)


def taken_alone(watch: Watch, seat: str, now_ms: int) -> Watch:
    """Give the watch as a seat takes it with nobody there."""
    return replace(moved(watch, Fact.TAKEN_ALONE), seat=seat, since_ms=now_ms, to="", items={}, seen_ms=now_ms)


def left(watch: Watch, seat: str, now_ms: int) -> Watch:
    """Give the watch as its seat leaves the desk. Raises OurFault `watch-not-yours` and the machine's."""
    after = moved(watch, Fact.LEFT)
    if seat != watch.seat:
        raise OurFault("watch-not-yours", f"The watch is kept by {watch.seat}.")
    return replace(after, since_ms=now_ms, seen_ms=now_ms)


def unsigned(watch: Watch, now_ms: int) -> bool:
    """Say whether a watch was handed over and nobody has signed for it in time."""
    return watch.state is State.OFFERED and watch.offered_ms is not None and now_ms - watch.offered_ms >= SIGN_MS


def refuse_open(open_items: Mapping[str, str], named: Mapping[str, str]) -> None:
    """Refuse while an open item is not acknowledged, or was without a word. Raises OurFault `items-open`."""
    missing = [item for item in open_items if not named.get(item, "").strip()]
    if missing:
        raise OurFault("items-open", f"Not acknowledged: {', '.join(missing)}.")
