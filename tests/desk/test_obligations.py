"""Deadlines come from the storing time; unanswered is what the record shows, and nothing else."""

import pytest

from parley.desk.obligations import (
    Standing,
    acknowledgement_due_ms,
    call_answer_due_ms,
    reply_due_ms,
    standing,
)
from parley.words.instants import HOUR_MS, iso, parse_iso
from parley.words.terms import Precedence
from tests.desk.agreements import AGREEMENT

STORED = parse_iso("2022-03-13T03:52Z")


@pytest.mark.parametrize(
    ("precedence", "due"),
    [
        (Precedence.FLASH, "2022-03-13T04:07Z"),
        (Precedence.IMMEDIATE, "2022-03-13T04:52Z"),
        (Precedence.PRIORITY, "2022-03-13T15:52Z"),
        (Precedence.ROUTINE, "2022-03-15T03:52Z"),
    ],
)
def test_a_reply_is_due_by_its_precedence(precedence: Precedence, due: str) -> None:
    due_ms = reply_due_ms(AGREEMENT, precedence, STORED)
    assert due_ms is not None
    assert iso(due_ms) == due


def test_no_clock_runs_before_the_entry_is_stored() -> None:
    assert reply_due_ms(AGREEMENT, Precedence.FLASH, None) is None
    assert call_answer_due_ms(AGREEMENT, None) is None
    assert acknowledgement_due_ms(AGREEMENT, Precedence.FLASH, None) is None


def test_a_call_answer_is_due_in_48_hours() -> None:
    assert call_answer_due_ms(AGREEMENT, STORED) == STORED + 48 * HOUR_MS


def test_only_the_urgent_is_to_be_acknowledged_in_time() -> None:
    due_ms = acknowledgement_due_ms(AGREEMENT, Precedence.FLASH, STORED)
    assert due_ms is not None
    assert iso(due_ms) == "2022-03-13T03:57Z"
    assert acknowledgement_due_ms(AGREEMENT, Precedence.ROUTINE, STORED) is None


@pytest.mark.parametrize(
    ("due", "answered", "latest", "now", "expected"),
    [
        (None, None, None, 0, Standing.NOT_STORED),
        (None, None, 500, 500, Standing.NOT_STORED),
        (100, None, 50, 99, Standing.RUNNING),
        (100, None, 50, 100, Standing.RUNNING),
        (100, None, 101, 100, Standing.RUNNING),
        (100, None, 101, 101, Standing.UNANSWERED),
        (100, None, 100, 200, Standing.NOT_KNOWN),
        (100, None, None, 200, Standing.NOT_KNOWN),
        (100, 100, 200, 200, Standing.ANSWERED),
        (100, 101, 200, 200, Standing.ANSWERED_LATE),
        (None, 50, 50, 200, Standing.ANSWERED),
    ],
)
def test_how_an_obligation_stands(
    due: int | None, answered: int | None, latest: int | None, now: int, expected: Standing
) -> None:
    assert standing(due, answered, latest, now) is expected
