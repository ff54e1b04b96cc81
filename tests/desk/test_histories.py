"""Obligations and views of random histories are those of a slow reading of the export; planted faults are found."""

import pytest

from parley.desk import queries
from tests.desk import slow_words
from tests.desk.histories import faults_of
from tests.desk.plants import PLANTS, found_after, without
from tools.machines import MACHINES

QUICK = (
    "local time instead of the storing time",
    "anybody's latest entry instead of the debtor's",
    "a settled thread stays as it was counted",
    "a moved beginning counts as known before",
    "an answer that was put off is owed no more",
)


@pytest.mark.slow
@pytest.mark.parametrize("parties", [2, 3])
def test_views_say_what_a_slow_reading_of_the_export_says(parties: int) -> None:
    assert [faults_of(seed, parties) for seed in range(8)] == [[]] * 8


@pytest.mark.parametrize("seed", [56, 2370, 6118, 6385, 9717, 10087])
def test_histories_that_once_differed_do_so_no_more(seed: int) -> None:
    assert faults_of(seed) == []


@pytest.mark.parametrize("name", QUICK)
def test_a_fault_in_views_is_found(name: str) -> None:
    plant, parties, start = PLANTS[name]
    assert found_after(plant, parties, 40, start) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PLANTS if name not in QUICK])
def test_a_rarer_fault_in_views_is_found(name: str) -> None:
    plant, parties, start = PLANTS[name]
    assert found_after(plant, parties, 400, start) is not None


@pytest.mark.slow
@pytest.mark.parametrize("fact", [queries.Fact.REPLIED, queries.Fact.SELF_ANSWERED])
def test_a_removed_cell_is_found(fact: queries.Fact) -> None:
    cell = queries.State.OPEN, fact
    assert found_after(lambda: without(queries.MACHINE, cell), 2, most=60) is not None


def test_the_slow_reading_has_every_cell_of_the_code() -> None:
    """It reads the page: a page that is not the code's would make both wrong alike."""
    for name, machine in MACHINES.items():
        cells = {(str(fact), str(state)) for state, fact in (*machine.transitions, *machine.refused)}
        assert cells == set(slow_words.TABLES[name])
