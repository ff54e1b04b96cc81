"""Watch checks: a person at the other end reads a challenge back, on the agreed schedule."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import count
from typing import Final

from parley.desk.agreement import Agreement, WatchSchedule
from parley.desk.machine import Machine, everywhere
from parley.words.instants import DAY_MS, MINUTE_MS


class State(StrEnum):
    """Where a watch check stands. That it was missed is seen from the clock."""

    SENT = "sent"
    ANSWERED = "answered"


class Fact(StrEnum):
    """What can happen to a watch check."""

    READ_BACK = "challenge read back by the other side"
    MISREAD = "something else read back by the other side"
    SELF_ANSWERED = "answer by the side that sent it"


MACHINE: Final = Machine(
    "A watch check, from its sending on.",
    State,
    Fact,
    {(State.SENT, Fact.READ_BACK): State.ANSWERED},
    everywhere(State, Fact.SELF_ANSWERED, "watch-own")
    | {
        (State.SENT, Fact.MISREAD): "watch-misread",
        (State.ANSWERED, Fact.READ_BACK): "watch-answered",
        (State.ANSWERED, Fact.MISREAD): "watch-answered",
    },
)


def scheduled(schedule: WatchSchedule, until_ms: int) -> Iterator[tuple[int, str]]:
    """Give the instant (ms) of each agreed check up to and at `until_ms`, and the party that opens it."""
    day_ms = schedule.first_ms - schedule.first_ms % DAY_MS
    number = 0
    for day in count():
        begins_ms = day_ms + day * DAY_MS
        if begins_ms > until_ms:
            return
        for minute in schedule.times_on(begins_ms):
            at_ms = begins_ms + minute * MINUTE_MS
            if at_ms > until_ms:
                return
            if at_ms >= schedule.first_ms:
                yield at_ms, schedule.opened_by[number % len(schedule.opened_by)]
                number += 1


def counts_from_ms(agreement: Agreement, party: str, at_ms: int, on_call_min: int) -> int:
    """Give when silence of a party's people at an instant begins to count; ms.

    The later of what the agreed hours give and of the minutes that the party, on call, last said it needs.
    """
    hours = agreement.hours.get(party)
    agreed_ms = at_ms if hours is None else hours.counts_from_ms(at_ms)
    return max(agreed_ms, at_ms + on_call_min * MINUTE_MS)
