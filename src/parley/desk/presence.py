"""Presence queries: is the holder of a role at the machine? The answer may change as people come and go."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere
from parley.desk.messages import Presence, PresenceAnswer


class State(StrEnum):
    """What is known of the one who was asked for."""

    ASKED = "asked"
    AWAITED = "on the way"
    HERE = "here"
    NOT_HERE = "not here, or not said"


class Fact(StrEnum):
    """What can happen to a presence query."""

    HERE = "here, says the side asked"
    AWAITED = "on the way, says the side asked"
    NOT_HERE = "not here, or not said, says the side asked"
    SELF_ANSWERED = "any of these, by the asking side"


_SAID: Final = {Fact.HERE: State.HERE, Fact.AWAITED: State.AWAITED, Fact.NOT_HERE: State.NOT_HERE}

MACHINE: Final = Machine(
    "A presence query, from its sending on. The last answer counts.",
    State,
    Fact,
    {(state, fact): to for state in State for fact, to in _SAID.items()},
    everywhere(State, Fact.SELF_ANSWERED, "presence-own"),
)

_FACTS: Final = {
    Presence.HERE: Fact.HERE,
    Presence.ON_THE_WAY: Fact.AWAITED,
    Presence.NOT_HERE: Fact.NOT_HERE,
    Presence.NOT_SAID: Fact.NOT_HERE,
}


def fact(answer: PresenceAnswer, *, own: bool) -> Fact:
    """Say what an answer is."""
    return Fact.SELF_ANSWERED if own else _FACTS[answer.presence]
