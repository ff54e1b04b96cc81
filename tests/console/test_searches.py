"""What the screens read out of addresses, and how they write numbers and marks."""

from __future__ import annotations

import pytest

from parley.console.screens.calls import mark_of, since_of, strip
from parley.console.screens.record import asked_of, day_of, grouped, short
from parley.console.shown import local, named
from parley.words.instants import parse_iso


def test_a_search_is_read_word_by_word() -> None:
    assert asked_of("from:rus Kind:query near Odessa after:24feb22 before:2022-03-13") == {
        "text": "near Odessa",
        "by": "rus",
        "kind": "query",
        "from_ms": parse_iso("2022-02-24T00:00Z"),
        "until_ms": parse_iso("2022-03-13T00:00Z"),
    }
    assert asked_of("what: is this?") == {"text": "what: is this?", "kind": ""}


@pytest.mark.parametrize("text", ["", "31feb22", "2022-13-01", "24xyz22", "1", "٢٤feb22"])
def test_what_is_no_day_bounds_nothing(text: str) -> None:
    assert day_of(text) is None


def test_numbers_and_hashes_are_written_in_groups() -> None:
    assert (grouped(2310), grouped(41)) == ("2\u202f310", "41")
    assert short("b81e07c2ffff") == "b81e 07c2"


def test_a_view_s_words_become_names_of_the_chrome() -> None:
    assert [named(each) for each in ("not known, line down", "NONE_GIVEN")] == ["not-known-line-down", "none-given"]


def test_a_local_time_has_its_date_where_that_is_another_day() -> None:
    assert local("2022-03-13T02:45Z", "Europe/Moscow") == "05:45"
    assert local("2022-03-13T02:45Z", "America/New_York") == "12 MAR 21:45"
    assert local("2022-03-13T02:45Z", "Nowhere/At_All") == "—"


def test_what_came_of_a_request_has_a_mark_of_its_own() -> None:
    results = ("held", "declined", "unanswered", "not known, line down", "withdrawn")
    assert [mark_of(each) for each in results] == ["held", "declined", "open", "open", "other"]
    assert since_of("2022-02-24") == parse_iso("2022-02-24T00:00Z")
    assert since_of("yesterday") is None


def test_a_pairing_for_which_nobody_asked_is_one_dashed_box() -> None:
    asked = {"asked": "2022-03-02T00:00Z", "answered": None, "held": None, "result": "declined"}
    since_ms, until_ms = parse_iso("2022-03-01T00:00Z"), parse_iso("2022-03-03T00:00Z")
    (gap,) = strip({"attempts": [], "stands": "never"}, since_ms, until_ms)
    (mark,) = strip({"attempts": [asked], "stands": "declined"}, since_ms, until_ms)
    assert (gap.sort, mark.sort) == ("gap", "declined")
    assert 200 < mark.x < 270, "in the middle"
