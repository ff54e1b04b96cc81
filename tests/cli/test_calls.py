"""The board and one call as text: all that they say, in 80 columns, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from parley.cli._calls import COLUMNS, RESULTS, board_text, call_text

NONE: dict[str, int] = dict.fromkeys(RESULTS, 0)


def row(name: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  any field of a row
    found = {
        "name": name,
        "last_held": None,
        "agreed_for": None,
        "since": "2022-02-24T00:00Z",
        "by": {"RUS": {"asked": 0, **NONE}, "USA": {"asked": 0, **NONE}},
        "none_attempted_days": None,
    }
    return {**found, **changes}


def board(language: str) -> list[str]:
    results = {"declined": 3, "no_answer": 2, "withdrawn": 1, "crossed": 1, "deferred": 1, "waiting": 1}
    asked = {"asked": 9, **NONE, **results}
    rows = [
        row("chiefs of staff", last_held="2021-11-23T14:00Z", by={"RUS": {"asked": 0, **NONE}, "USA": asked}),
        row("ministers of defence of all the parties to this line", agreed_for="2022-03-20T12:00Z"),
        row("foreign ministers", none_attempted_days=27),
    ]
    return list(board_text({"language": language, "pairings": rows}))


def test_the_board_says_who_asked_what_came_of_it_and_where_nobody_tried() -> None:
    text = " ".join(" ".join(board("en")).split())
    assert "chiefs of staff 231400Z NOV 21 RUS 0" in text
    for said in ("USA 9:", "declined 3", "unanswered 2", "crossed 1", "agreed for 201200Z MAR 22"):
        assert said in text
    assert "foreign ministers — never attempted since 240000Z FEB 22 (27 days)" in text


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_no_line_is_wider_than_a_terminal(language: str) -> None:
    assert max(map(len, board(language) + list(call_text(call(language))))) <= COLUMNS


def call(language: str) -> dict[str, Any]:
    said = {"clock": "2021-11-22T10:00Z", "text": "USA → RUS: call request for the pairing chiefs of staff. " * 4}
    readout = {"filed": "2021-11-23T16:10Z", "publicity": "SEPARATE_READOUTS", "may_be_told": True}
    texts = (("RUS", "Current questions were discussed."), ("USA", "Security was discussed at length. " * 5))
    return {
        "language": language, "pairing": "chiefs-of-staff", "by": "USA", "state": "outcome agreed",
        "one_with": "ab" * 32,
        "statements": [said], "agreed_for": "2021-11-23T14:00Z", "accepted_by": "chief-of-staff", "set_up": "ended",
        "held": {
            "points_hash": "0f" * 32, "readouts_differ": True,
            "readouts": [{**readout, "by": by, "text": text} for by, text in texts],
        },
    }  # fmt: skip


def test_a_call_is_told_from_its_request_to_both_readouts() -> None:
    text = " ".join(" ".join(call_text(call("en"))).split())
    for said in (
        "chiefs-of-staff, asked by USA: outcome agreed",
        "one with request abababababab",
        "Agreed for 231400Z NOV 21, by chief-of-staff; set-up: ended",
        f"SHA-256 {'0f' * 32}",
        "RUS, 231610Z NOV 21 (SEPARATE_READOUTS; may be told): “Current questions were discussed.”",
        "The readouts differ.",
    ):
        assert said in text
    kept = call("en")
    kept["held"]["readouts"][0]["may_be_told"] = False
    assert "kept back" in " ".join(call_text(kept))
