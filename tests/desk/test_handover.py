"""Nobody is relieved with open items unacknowledged; who finds nobody takes the watch alone."""

import pytest

from parley.desk.handover import MACHINE, Fact, State, Watch, left, moved, offered, taken_alone, taken_over
from parley.desk.machine import faults
from parley.words.codes import CODES
from parley.words.faults import OurFault
from tests.refusals import refused

OPEN = {"0417aa": "Query: nine flights", "draft-2": "written"}
WORDS = {"0417aa": "answer is drafted", "draft-2": "waits for the commander"}


def kept() -> Watch:
    return taken_alone(Watch(), "watch-1", 1_000)


def test_the_table_is_total_and_a_missing_cell_is_found() -> None:
    assert faults(MACHINE) == []
    assert set(MACHINE.refused.values()) <= set(CODES)
    for cell in MACHINE.transitions.keys() | MACHINE.refused.keys():
        moves = {key: to for key, to in MACHINE.transitions.items() if key != cell}
        refusals = {key: code for key, code in MACHINE.refused.items() if key != cell}
        assert faults(MACHINE._replace(transitions=moves, refused=refusals)) == [f"no answer: {cell}"]


def test_both_have_a_word_on_each_open_item() -> None:
    handed = offered(kept(), "watch-1", "watch-2", WORDS, OPEN)
    assert (handed.state, handed.seat, handed.to) == (State.OFFERED, "watch-1", "watch-2")
    after = taken_over(handed, "watch-2", WORDS, OPEN, 2_000)
    assert (after.state, after.seat, after.since_ms, after.to) == (State.KEPT, "watch-2", 2_000, "")


@pytest.mark.parametrize("words", [{}, {"0417aa": "answer is drafted"}, {**WORDS, "draft-2": "  "}])
def test_an_item_without_a_word_keeps_the_watch_where_it_is(words: dict[str, str]) -> None:
    with refused("items-open", OurFault):
        offered(kept(), "watch-1", "watch-2", words, OPEN)
    with refused("items-open", OurFault):
        taken_over(offered(kept(), "watch-1", "watch-2", WORDS, OPEN), "watch-2", words, OPEN, 2_000)


def test_what_opened_since_is_named_by_whoever_takes_it() -> None:
    handed = offered(kept(), "watch-1", "watch-2", WORDS, OPEN)
    with refused("items-open", OurFault):
        taken_over(handed, "watch-2", WORDS, {**OPEN, "flash": "Accident"}, 2_000)


def test_only_its_seat_hands_it_over_and_only_the_other_takes_it() -> None:
    with refused("watch-not-yours", OurFault):
        offered(kept(), "watch-2", "watch-3", {}, {})
    with refused("watch-not-yours", OurFault):
        offered(kept(), "watch-1", "watch-1", {}, {})
    with refused("watch-not-yours", OurFault):
        taken_over(offered(kept(), "watch-1", "watch-2", {}, {}), "watch-3", {}, {}, 2_000)
    with refused("watch-not-yours", OurFault):
        left(kept(), "watch-2", 2_000)


def test_a_watch_that_nobody_keeps_is_neither_handed_over_nor_left() -> None:
    for watch in (Watch(), left(kept(), "watch-1", 2_000)):
        for fact in (Fact.OFFERED, Fact.LEFT):
            with refused("watch-not-kept", OurFault):
                moved(watch, fact)
        with refused("watch-not-offered", OurFault):
            moved(watch, Fact.TAKEN_OVER)
        assert taken_alone(watch, "watch-9", 3_000).state is State.KEPT


def test_a_watch_that_is_being_handed_over_is_not_left() -> None:
    with refused("watch-offered", OurFault):
        left(offered(kept(), "watch-1", "watch-2", {}, {}), "watch-1", 2_000)
