"""Every machine answers every fact in every state, once, with a move or a listed code."""

from dataclasses import replace
from enum import StrEnum

import pytest

from parley.desk import calls
from parley.desk.machine import Machine, faults, step, table
from parley.desk.messages import Answer, CallAnswer
from parley.words.codes import CODES
from tools.machines import MACHINES as BY_TITLE

MACHINES = list(BY_TITLE.values())


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.about)
def test_the_table_is_total_and_disjoint(machine: Machine) -> None:
    assert faults(machine) == []
    assert set(machine.refused.values()) <= set(CODES)
    reached = {next(iter(machine.states)), *machine.transitions.values()}
    assert reached == set(machine.states), "every state can be reached"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.about)
def test_a_hole_a_double_and_a_stranger_are_found(machine: Machine) -> None:
    cell, to = next(iter(machine.transitions.items()))

    class Stranger(StrEnum):
        NOWHERE = "nowhere"

    moves, refused = dict(machine.transitions), dict(machine.refused)
    without = {other: state for other, state in moves.items() if other != cell}
    assert faults(machine._replace(transitions=without))
    assert faults(machine._replace(refused=refused | {cell: "query-own"}))
    assert faults(machine._replace(transitions=moves | {cell: Stranger.NOWHERE}))
    assert faults(machine._replace(transitions=moves | {(cell[0], Stranger.NOWHERE): to}))


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.about)
def test_each_cell_that_is_taken_out_is_missed(machine: Machine) -> None:
    for cell in {**machine.transitions, **machine.refused}:
        moves = {other: to for other, to in machine.transitions.items() if other != cell}
        refusals = {other: code for other, code in machine.refused.items() if other != cell}
        assert faults(machine._replace(transitions=moves, refused=refusals)) == [f"no answer: {cell}"]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.about)
def test_a_step_moves_or_refuses(machine: Machine) -> None:
    for (state, fact), to in machine.transitions.items():
        assert step(machine, state, fact) == ("", to)
    for (state, fact), code in machine.refused.items():
        assert step(machine, state, fact) == (code, state)
    assert table(machine).count("\n") == len(machine.facts) + 1


def test_what_an_answer_to_a_call_is() -> None:
    accepted = CallAnswer(answer=Answer.ACCEPTED, at_ms=5)
    assert calls.fact(accepted, (5, 6), in_turn=True, authorised=True) is calls.Fact.ACCEPTED
    assert calls.fact(replace(accepted, at_ms=7), (5, 6), in_turn=True, authorised=True) is calls.Fact.ACCEPTED_ELSEWHEN
    assert calls.fact(accepted, (5, 6), in_turn=True, authorised=False) is calls.Fact.UNAUTHORISED
    assert calls.fact(accepted, (5, 6), in_turn=False, authorised=True) is calls.Fact.OUT_OF_TURN
