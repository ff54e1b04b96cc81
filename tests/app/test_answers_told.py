"""Whatever can be owed has its words."""

from parley.app.answers_told import DEBTS
from parley.desk.obligations import Owed


def test_whatever_is_owed_can_be_told_in_both_languages() -> None:
    assert set(DEBTS) == set(Owed)
    assert all(all(both) for both in DEBTS.values())
