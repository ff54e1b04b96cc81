"""Every slot of every kind can be typed: what the options say is the message, whatever the kind."""

import argparse
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.cli import _values
from parley.cli._kinds import EVERY
from parley.cli._say import register_actions
from parley.cli._statement import Action, message, options
from parley.desk import messages as m
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


def typed(value: object, name: str) -> list[str]:
    """How a person types a value."""
    match value:
        case m.Point():
            parts = [iso(value.at_ms), *(typed(value.position, "") if value.position else [])]
            return ["; ".join([*parts, *(typed(value.distance, "") if value.distance else [])])]
        case m.Position():
            return [position(value, "en").replace("′", "'")]
        case m.BorderDistance():
            return [f"{value.distance_m / 1000:.1f} km from {value.border_of}"]
        case tuple():
            return [word for each in value for word in typed(each, name)]
        case bytes():
            return ["USA 1"]
        case int() if hasattr(value, "name"):
            return [str(value.name).lower().replace("_", "-")]
        case int() if name.endswith("_ms"):
            return [iso(value)]
        case _:
            return [str(value)]


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
    for option in options(action):
        value: Any = sample.says if isinstance(sample, m.Correction) else sample
        for name in option.path:
            value = getattr(value, name, None)
        if value is not None and value != () and not (is_dataclass(value) and option.metavar is None):
            words += [option.flag, *typed(value, option.path[-1])]
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


@pytest.mark.parametrize("action", EVERY, ids=lambda action: f"{action.type.__name__} {action.word}")
def test_the_help_of_every_action_can_be_read(action: Action) -> None:
    parser = argparse.ArgumentParser()
    register_actions(parser, [replace(action, word="")])
    assert "--seat" in parser.format_help()


@given(st.integers(0, 4_102_444_799))
def test_times_in_both_forms(at_s: int) -> None:
    at_ms = at_s // 60 * 60_000
    assert _values.instant(iso(at_ms)) == at_ms
    if at_s >= 946_684_800:
        assert _values.instant(dtg(at_ms)) == at_ms


@given(st.integers(-900_000_000, 900_000_000), st.integers(-1_800_000_000, 1_800_000_000))
def test_places_in_both_forms(lat: int, lon: int) -> None:
    assert _values.position(f"{lat / 1e7:.7f},{lon / 1e7:.7f}") == m.Position(lat_e7=lat, lon_e7=lon)
    read = _values.position(position(m.Position(lat_e7=lat, lon_e7=lon), "en"))
    assert abs(read.lat_e7 - lat) <= 17
    assert abs(read.lon_e7 - lon) <= 17


def test_other_ways_to_write_a_place() -> None:
    place = m.Position(lat_e7=499_766_667, lon_e7=-235_316_667)
    for text in ("49°58.6'N 023°31.9'W", "4958.6N 02331.9W", "49 58.6 N 23 31.9 W", "49.9766667 -23.5316667"):
        assert _values.position(text) == place


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (_values.instant, "tomorrow"), (_values.instant, "2026-11-24T07:00"), (_values.instant, "240761Z NOV 26"),
        (_values.instant, "240700Z NOW 26"), (_values.position, "91,0"), (_values.position, "49°60.0'N 023°31.9'E"),
        (_values.position, "49.9"), (_values.distance, "20 NM from RUS"), (_values.distance, "20.5 m from RUS"),
        (_values.distance, "20.0 km"),
    ],
)  # fmt: skip
def test_what_is_no_value(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"no time|no place|no distance|whole"):
        read(text)


@pytest.mark.parametrize(
    ("text", "metres", "precision"), [("20 km from RUS", 20_000, 1_000), ("20.0 km RUS", 20_000, 100),
                                      ("0.350 km from RUS", 350, 1), ("350 m from RUS", 350, 1)],
)  # fmt: skip
def test_how_exactly_a_distance_is_meant(text: str, metres: int, precision: int) -> None:
    assert _values.distance(text) == m.BorderDistance(distance_m=metres, precision_m=precision, border_of="RUS")
