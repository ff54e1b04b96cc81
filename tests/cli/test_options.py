"""Every slot of every kind can be typed: what the options say is the message, whatever the kind."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.cli._say import register_actions
from parley.cli._statement import message
from parley.desk import messages as m
from parley.wire import typed
from parley.wire.actions import EVERY
from parley.wire.forms import Action, Sayer, made, options, texts
from parley.wire.render import position
from parley.words.instants import dtg, iso
from sim.samples import ENTRY, SAMPLES

DESCRIBED = {"speaks_as": {}, "language": "en", "roles": ["watch-officer"], "line": "main", "drill": False}


class Record:
    """A line that has one entry."""

    running = True

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert request["ref"] == "USA 1"
        return {"id": ENTRY.hex(), "thread": ENTRY.hex()}

    def close(self) -> None:
        pass


def action_of(sample: m.Message) -> Action:
    if isinstance(sample, m.Correction):
        return next(action for action in EVERY if action.corrects and action.type is type(sample.says))
    return next(
        action
        for action in EVERY
        if action.type is type(sample) and all(getattr(sample, key) == value for key, value in action.settled.items())
    )


def argv_of(action: Action, sample: m.Message) -> list[str]:
    words = ["DIR", *(["USA 1"] if action.answers else []), "--seat", "watch-officer"]
    written = texts(action, sample)
    for option in options(action):
        if option.dest in written:
            text = written[option.dest]
            given = text.split("\n") if option.many else [text]
            words += [option.flag, *(["USA 1"] if option.is_ref else given)]
    return words


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_what_is_typed_is_said(sample: m.Message) -> None:
    action = action_of(sample)
    parser = argparse.ArgumentParser()
    register_actions(parser, [replace(action, word="")])
    args = parser.parse_args(argv_of(action, sample))
    args.line = "main"
    about = {action.of: ENTRY} if action.of else {}
    chosen = replace(action, settled={**action.settled, **about})
    assert message(chosen, args, Record(), DESCRIBED) == sample


def test_what_need_not_be_said_is_drawn_from_the_random_bytes() -> None:
    (ask,) = [action for action in EVERY if action.type is m.WatchCheck]
    (token,) = [action for action in EVERY if action.type is m.CallToken]
    said = [
        [made(ask, {}, sayer), made(token, {"slot_at_ms": 1}, sayer)]
        for sayer in (Sayer(DESCRIBED, "watch-officer", 0, bytes([each] * 32)) for each in (1, 2))
    ]
    (check, issued), others = said
    assert isinstance(check, m.WatchCheck)
    assert isinstance(issued, m.CallToken)
    assert len(check.challenge) == 5
    assert [len(group) for group in issued.token.split()] == [5] * 6
    assert said[0] != others


@pytest.mark.parametrize("action", EVERY, ids=lambda action: f"{action.type.__name__} {action.word}")
def test_the_help_of_every_action_can_be_read(action: Action) -> None:
    parser = argparse.ArgumentParser()
    register_actions(parser, [replace(action, word="")])
    assert "--seat" in parser.format_help()


@given(st.integers(0, 4_102_444_799))
def test_times_in_both_forms(at_s: int) -> None:
    at_ms = at_s // 60 * 60_000
    assert typed.instant(iso(at_ms)) == at_ms
    if at_s >= 946_684_800:
        assert typed.instant(dtg(at_ms)) == at_ms


@given(st.integers(-900_000_000, 900_000_000), st.integers(-1_800_000_000, 1_800_000_000))
def test_places_in_both_forms(lat: int, lon: int) -> None:
    assert typed.position(f"{lat / 1e7:.7f},{lon / 1e7:.7f}") == m.Position(lat_e7=lat, lon_e7=lon)
    read = typed.position(position(m.Position(lat_e7=lat, lon_e7=lon), "en"))
    assert abs(read.lat_e7 - lat) <= 17
    assert abs(read.lon_e7 - lon) <= 17


def test_other_ways_to_write_a_place() -> None:
    place = m.Position(lat_e7=499_766_667, lon_e7=-235_316_667)
    for text in ("49°58.6'N 023°31.9'W", "4958.6N 02331.9W", "49 58.6 N 23 31.9 W", "49.9766667 -23.5316667"):
        assert typed.position(text) == place


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (typed.instant, "tomorrow"), (typed.instant, "2026-11-24T07:00"), (typed.instant, "240761Z NOV 26"),
        (typed.instant, "240700Z NOW 26"), (typed.position, "91,0"), (typed.position, "49°60.0'N 023°31.9'E"),
        (typed.position, "49.9"), (typed.distance, "20 NM from RUS"), (typed.distance, "20.5 m from RUS"),
        (typed.distance, "20.0 km"),
    ],
)  # fmt: skip
def test_what_is_no_value(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"no time|no place|no distance|whole"):
        read(text)


@pytest.mark.parametrize(
    ("text", "metres", "precision"), [("20 km from RUS", 20_000, 1_000), ("20.0 km RUS", 20_000, 100),
                                      ("0.350 km from RUS", 350, 1), ("350 m from RUS", 350, 1)],
)  # fmt: skip
def test_how_exactly_a_distance_is_meant(text: str, metres: int, precision: int) -> None:
    assert typed.distance(text) == m.BorderDistance(distance_m=metres, precision_m=precision, border_of="RUS")
