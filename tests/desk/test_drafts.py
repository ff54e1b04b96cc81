"""A draft: who wrote it does not release it, and what changed has no signatures."""

import pytest

from parley.desk.drafts import (
    MACHINE,
    Course,
    Fact,
    State,
    edited,
    hold_ms,
    move,
    released,
    reviewed,
    signers,
    stopped,
    unreleased,
)
from parley.desk.machine import faults
from parley.words.codes import CODES
from parley.words.faults import OurFault
from parley.words.terms import Precedence
from tests.refusals import refused

FIRST, SECOND = b"1" * 32, b"2" * 32


def written() -> Course:
    return edited(Course(), "watch-1")


def let_go(course: Course, seat: str, digest: bytes = FIRST, *, needed: int = 1, alone: bool = False) -> Course:
    return released(course, seat, digest, needed=needed, alone=alone, hold_until_ms=10)


def test_the_table_is_total_and_a_missing_cell_is_found() -> None:
    assert faults(MACHINE) == []
    assert set(MACHINE.refused.values()) <= set(CODES)
    for cell in MACHINE.transitions.keys() | MACHINE.refused.keys():
        moves = {key: to for key, to in MACHINE.transitions.items() if key != cell}
        refusals = {key: code for key, code in MACHINE.refused.items() if key != cell}
        assert faults(MACHINE._replace(transitions=moves, refused=refusals)) == [f"no answer: {cell}"]


def test_another_seat_releases_and_it_is_held() -> None:
    course = let_go(reviewed(written(), "interpreter-1", FIRST), "duty-commander")
    assert (course.state, course.hold_until_ms, signers(course.reviews)) == (State.HELD, 10, ["interpreter-1"])
    assert move(move(course, Fact.HOLD_OVER), Fact.ENTERED).state is State.SENT


@pytest.mark.parametrize("writer", ["watch-1", "interpreter-1"])
def test_nobody_releases_or_reviews_what_they_wrote_in(writer: str) -> None:
    course = edited(written(), "interpreter-1")
    with refused("release-own", OurFault):
        let_go(course, writer)
    with refused("review-own", OurFault):
        reviewed(course, writer, FIRST)


def test_alone_the_writer_releases_too() -> None:
    assert let_go(written(), "watch-1", needed=2, alone=True).state is State.HELD


def test_two_officers_are_two() -> None:
    half = let_go(written(), "duty-commander", needed=2)
    assert half.state is State.PART
    with refused("release-twice", OurFault):
        let_go(half, "duty-commander", needed=2)
    assert let_go(half, "chief", needed=2).state is State.HELD


def test_a_changed_draft_has_no_signatures() -> None:
    half = let_go(reviewed(written(), "interpreter-1", FIRST), "duty-commander", needed=2)
    changed = edited(half, "watch-1")
    assert (changed.reviews, changed.releases, changed.state) == ((), (), State.WRITTEN)
    assert changed.writers == ("watch-1",)
    with refused("draft-changed", OurFault):
        let_go(half, "chief", SECOND, needed=2)


def test_what_is_held_can_be_stopped_and_nothing_else() -> None:
    held = let_go(written(), "duty-commander")
    with refused("draft-held", OurFault):
        edited(held, "watch-1")
    with refused("draft-held", OurFault):
        let_go(held, "chief")
    with refused("draft-held", OurFault):
        move(held, Fact.VOIDED)
    back = stopped(held)
    assert (back.state, back.releases, back.hold_until_ms) == (State.WRITTEN, (), None)
    with refused("draft-not-held", OurFault):
        stopped(back)


def test_what_broke_off_while_it_was_sent_is_never_sent_again_by_itself() -> None:
    leaving = move(let_go(written(), "duty-commander"), Fact.HOLD_OVER)
    with refused("draft-unsure", OurFault):
        let_go(leaving, "chief")
    with refused("draft-not-held", OurFault):
        stopped(leaving)
    assert move(leaving, Fact.VOIDED).state is State.VOID
    assert unreleased(leaving).releases == ()


def test_flash_is_held_shorter() -> None:
    assert hold_ms(Precedence.FLASH) < hold_ms(Precedence.IMMEDIATE) == hold_ms(Precedence.ROUTINE)
