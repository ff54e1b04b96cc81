"""Every requirement of both levels has a row that is shown, has a reason, or says that it is not met."""

from __future__ import annotations

import pytest

from tools import asvs

ROW = """
[levels]
1 = ["1.1.1"]
2 = ["1.1.2"]

[chapters]
1 = "First"

[[row]]
ids = ["1.1.1"]
what = "Something"
"""
OTHER = '[[row]]\nids = ["1.1.2"]\nwhat = "Other"\nnot = "Later."\n'
HERE = "tests/docs/test_asvs.py::test_every_row_holds"
MET = f'met = "So."\nshown = ["{HERE}"]\n'


def found(*lines: str) -> list[str]:
    return list(asvs.wrong(asvs.load(ROW + "\n".join(lines))))


@pytest.mark.slow
def test_every_row_holds() -> None:
    data = asvs.load()
    assert list(asvs.wrong(data)) == []
    assert (len(data["levels"]["1"]), len(data["levels"]["2"])) == (70, 183)


def test_a_row_with_its_test_and_one_that_says_not_met_are_taken() -> None:
    assert found(MET, OTHER) == []
    assert "1 met, 0 do not apply, 1 not met" in asvs.table(asvs.load(ROW + MET + OTHER))


@pytest.mark.parametrize(
    "lines",
    [
        [MET],
        [MET, OTHER, OTHER],
        [MET, OTHER, OTHER.replace("1.1.2", "9.9.9")],
        [OTHER],
        ['met = "So."', OTHER],
        ['met = "So."\nshown = ["tests/docs/test_asvs.py::test_that_nobody_wrote"]', OTHER],
        ['met = "So."\nshown = ["docs/nothing.md"]', OTHER],
        ['met = "So."\nshown = ["tools/asvs.py"]', OTHER],
        ['none = ""', OTHER],
    ],
)
def test_a_row_that_lies_or_lacks_is_found(lines: list[str]) -> None:
    assert found(*lines) != []
