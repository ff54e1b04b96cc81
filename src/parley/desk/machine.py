"""A state machine as data: every (state, fact) is a transition or a refusal with a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = tuple[StrEnum, StrEnum]


class Machine(NamedTuple):
    """One machine: what it is about, its states (the first is where it begins), its facts, its table in two halves."""

    about: str
    states: type[StrEnum]
    facts: type[StrEnum]
    transitions: Mapping[Cell, StrEnum]
    refused: Mapping[Cell, str]


def step(machine: Machine, state: StrEnum, fact: StrEnum) -> tuple[str, StrEnum]:
    """Give a refusal's code and the same state, or nothing and the next state."""
    cell = (state, fact)
    code = machine.refused.get(cell)
    return (code, state) if code else ("", machine.transitions[cell])


def everywhere(states: type[StrEnum], fact: StrEnum, code: str) -> dict[Cell, str]:
    """A fact that is refused with one code in every state."""
    return {(state, fact): code for state in states}


def table(machine: Machine) -> str:
    """Write a machine as a Markdown table: a row for each fact, a column for each state."""
    states = list(machine.states)
    lines = [f"| fact | {' | '.join(states)} |", "|---" * (len(states) + 1) + "|"]
    for fact in machine.facts:
        cells = [machine.transitions.get((state, fact), f"`{machine.refused.get((state, fact))}`") for state in states]
        lines.append(f"| {fact} | {' | '.join(cells)} |")
    return "\n".join(lines)


def faults(machine: Machine) -> list[str]:
    """Name every cell that is missing, has two answers, or leads to a state or from a fact that is not there."""
    cells = set(product(machine.states, machine.facts))
    moves, refusals = set(machine.transitions), set(machine.refused)
    found = [f"no answer: {cell}" for cell in sorted(cells - moves - refusals)]
    found += [f"two answers: {cell}" for cell in sorted(moves & refusals)]
    found += [f"no such cell: {cell}" for cell in sorted((moves | refusals) - cells)]
    return found + [f"no such state: {to}" for to in machine.transitions.values() if to not in set(machine.states)]
