"""Each threat has a test that exists, or names the work that brings it; a row that lies about it is found."""

from __future__ import annotations

import pytest

from tools import threats

ROW = """
later = ["desk"]

[[part]]
title = "Threats"
about = "All of them."

[[part.row]]
id = "T1"
what = "Something"
control = "Something else"
"""
HERE = "tests/docs/test_threats.py::test_every_row_holds"


def found(*lines: str) -> list[str]:
    return list(threats.wrong(threats.load(ROW + "\n".join(lines))))


@pytest.mark.slow
def test_every_row_holds() -> None:
    data = threats.load()
    assert list(threats.wrong(data)) == []
    every = [row.id for part in data["part"] for row in threats.rows(part)]
    assert every == [f"T{number}" for number in range(1, 28)] + [str(number) for number in range(1, 55)]


@pytest.mark.parametrize(
    "lines",
    [
        [f'tests = ["{HERE}"]'],
        ['waits = "desk"'],
        [f'tests = ["{HERE}"]', 'waits = "desk"'],
        ['tests = ["models/starts.pml::OLD_LIST_ANSWERS"]'],
    ],
)
def test_a_row_that_holds(lines: list[str]) -> None:
    assert found(*lines) == []


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "neither a test nor the work"),
        (["tests = []"], "neither a test nor the work"),
        (['tests = ["tests/docs/test_threats.py::test_that_nobody_wrote"]'], "no such test"),
        (['tests = ["tests/docs/test_nowhere.py::test_every_row_holds"]'], "no such test"),
        (['tests = ["tests/docs/test_threats.py"]'], "no such test"),
        (['tests = ["models/starts.pml::NO_SUCH_BUG"]'], "no such test"),
        (['waits = "some day"'], "waits for what is not named"),
        (['waits = "desk"', "[[part.row]]", 'id = "T1"', 'what = ""', 'control = ""', 'waits = "desk"'], "2 times"),
    ],
)
def test_a_row_that_does_not_hold_is_found(lines: list[str], why: str) -> None:
    (line,) = found(*lines)
    assert line.startswith("T1: ")
    assert why in line


def test_what_waits_is_counted() -> None:
    told = threats.waiting(threats.load(ROW + 'waits = "desk"'))
    assert told == "1 threats and cases, 1 wait, 1 of them whole: 1 for desk"


def test_the_command_tells_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert threats.main() == 0
    assert " wait, " in capsys.readouterr().out
    monkeypatch.setattr(
        threats, "load", lambda: {"later": [], "part": [{"row": [{"id": "T1", "what": "", "control": ""}]}]}
    )
    assert threats.main() == 1
    assert "T1: neither" in capsys.readouterr().out
