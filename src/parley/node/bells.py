"""When people are called: at once, and then at most once in a while for each counterpart and precedence, or each fault.

Recording knows no such limit. A counterpart that sends ten thousand FLASH a second rings as often as one that sends
one each ten seconds, and people are told how many there were.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parley.node.desk import Statement
from parley.node.effects import Alarm, Ring
from parley.node.state import Bell, State
from parley.words.instants import SECOND_MS, Now
from parley.words.terms import Precedence

RING_MS: Final = 10 * SECOND_MS
"""An officer needs so long to look up; a second ring before that tells nothing new."""


def note_urgent(state: State, statement: Statement, *, ahead: bool) -> None:
    """Remember that a statement of another party is to ring; one that came ahead of its feed does not ring again."""
    if statement.author == state.config.me or statement.precedence < Precedence.IMMEDIATE:
        return
    if ahead:
        state.rung.add(statement.id)
    elif statement.id in state.rung:
        state.rung.discard(statement.id)
        return
    state.bells.setdefault((statement.author, statement.precedence), Bell()).waiting += 1


def note_fault(state: State, code: str, now: Now) -> None:
    """Raise the alarm of a fault that came from outside, or count it until that may ring again."""
    bell = state.fault_bells.setdefault(code, Bell())
    bell.waiting += 1
    if bell.full_ms <= now.mono_ms:
        _raise_alarm(state, code, bell, now)


def owe_alarm(state: State, code: str) -> None:
    """Have a fault told once this round is over, or when it may ring again."""
    state.fault_bells.setdefault(code, Bell()).waiting += 1


def ring(state: State, now: Now) -> None:
    """Ring for what waits, as often as the buckets allow."""
    for (party, precedence), bell in state.bells.items():
        if bell.waiting and bell.full_ms <= now.mono_ms:
            state.outcome.effects.append(Ring(party, precedence, _struck(bell, now)))
    for code, bell in state.fault_bells.items():
        if bell.waiting and bell.full_ms <= now.mono_ms:
            _raise_alarm(state, code, bell, now)


def _raise_alarm(state: State, code: str, bell: Bell, now: Now) -> None:
    count = _struck(bell, now)
    state.outcome.effects.append(Alarm(code, "" if count == 1 else f"{count} times"))


def _struck(bell: Bell, now: Now) -> int:
    count, bell.waiting, bell.full_ms = bell.waiting, 0, now.mono_ms + RING_MS
    return count


def bells_due(state: State) -> Iterator[int]:
    """Give when bells ring again for what waits, in monotonic ms."""
    yield from (bell.full_ms for bell in [*state.bells.values(), *state.fault_bells.values()] if bell.waiting)
