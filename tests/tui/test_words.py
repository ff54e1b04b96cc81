"""Words, keys and bells of the terminal: tables that must hold together."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from parley.app.composing import ACTIONS, CORRECT
from parley.cli.tui import form, keys, lists, threads, told
from parley.cli.tui.alerts import AGAIN_MS, Alert, Bell
from parley.cli.tui.board import Board
from parley.cli.tui.saying import LETTERS, Field, answers, openers
from parley.cli.tui.terminal import Terminal
from parley.desk.alerts import Cause, Level
from parley.desk.drafts import State
from parley.desk.obligations import Owed
from parley.node.desk_view import Move
from parley.wire.chrome import LANGUAGES, chrome
from parley.wire.forms import options
from parley.words.instants import DAY_MS, HOUR_MS
from parley.words.terms import Precedence, TrafficClass

NOW_MS = 1_795_000_000_000
NAMED = {
    *(f"say-{what}" for what in (*ACTIONS, CORRECT)),
    *(f"field-{option.flag.removeprefix('--')}" for action in ACTIONS.values() for option in options(action)),
    *(f"choice-{word}" for action in ACTIONS.values() for option in options(action) for word in option.choices or ()),
    *(f"owed-{each.replace(' ', '-')}" for each in Owed),
    *(f"state-{each.replace(' ', '-')}" for each in State),
    *(f"move-{told.MOVES[each]}" for each in Move),
    *(f"alert-{each.name.lower()}" for each in Level),
    *(f"{part}-{cause}" for cause in Cause for part in ("cause", "do")),
    *(f"help-{each}" for each in ("time", "place", "distance", "point", "ref", "number")),
    *(f"wrong-{each}" for each in ("lacking", "unread", "hidden")),
    *(f"realm-{each.name}" for each in TrafficClass),
    *(key.sentence for _, table in keys.TABLES for key in table),
    *(title for title, _ in keys.TABLES),
}
"""The sentences whose names are put together, and where they stand."""


def written() -> set[str]:
    """The sentences that the code names outright."""
    package = Path(told.__file__).parent
    found = re.findall(r"""["'](tui-[a-z-]*[a-z])["']""", "\n".join(path.read_text() for path in package.glob("*.py")))
    return set(found) - {"tui-missing"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_sentence_is_there_and_none_is_left_over(language: str) -> None:
    names = {name for name in chrome(language).names if name.startswith("tui-")}
    feet = {f"tui-foot-{screen.TITLE_SENTENCE}" for screen in SCREENS}
    put_together = {name for name in NAMED if name.startswith("tui-")} | {"tui-owes-ours", "tui-owes-theirs"}
    assert names == put_together | written() | feet
    assert chrome(language).names >= NAMED


SCREENS: tuple[type[Board], ...] = (
    threads.DeskScreen, lists.AlarmsScreen, lists.CallsScreen, lists.DraftsScreen, lists.KeysScreen,
    form.PickScreen, form.FormScreen,
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foot_of_every_screen_fits_80_columns(language: str) -> None:
    for screen in SCREENS:
        assert len(chrome(language).say(f"tui-foot-{screen.TITLE_SENTENCE}")) <= told.COLUMNS


def test_everything_can_be_said_from_the_terminal() -> None:
    by_correction = {what for what, action in ACTIONS.items() if action.corrects}
    assert {*openers(), *answers()} == {*ACTIONS, CORRECT} - by_correction
    assert set(LETTERS.values()) <= set(openers())


@pytest.mark.parametrize(
    ("text", "read"),
    [("unk", "unknown"), ("No", "no"), ("n", "n"), ("x", "x"), ("", "")],
)
def test_a_word_of_a_list_may_be_cut_short_as_long_as_it_is_one(text: str, read: str) -> None:
    assert Field("armed", "field-armed", choices=("no", "not-said", "unknown")).typed(text) == read


def test_several_values_stand_in_one_line() -> None:
    field = Field("points", "field-points", "one\ntwo", many=True)
    assert field.shown() == "one | two"
    assert field.typed(" one |two| ") == "one\ntwo"


@pytest.mark.parametrize(
    ("table", "screen"),
    [
        (keys.EVERYWHERE, Terminal), (keys.DESK, threads.DeskScreen), (keys.ALARMS, lists.AlarmsScreen),
        (keys.CALLS, lists.CallsScreen), (keys.DRAFTS, lists.DraftsScreen), (keys.FORM, form.FormScreen),
    ],
)  # fmt: skip
def test_every_key_of_the_table_does_something(table: tuple[keys.Key, ...], screen: type) -> None:
    bound = {each.key: each.action for each in screen.BINDINGS}  # type: ignore[attr-defined]
    for key in table:
        assert bound[keys.pressed(key)] == key.action
        assert f"action_{key.action}" in dir(screen)


def test_no_key_is_bound_twice_on_one_screen() -> None:
    for _, table in keys.TABLES[1:-1]:
        pressed = [name for key in (*keys.EVERYWHERE, *table) for name in keys.pressed(key).split(",")]
        assert len(pressed) == len(set(pressed))


def test_precedences_have_their_letters() -> None:
    assert {each.name for each in Precedence} == set(told.LETTERS)
    assert sorted(told.LETTERS.values()) == ["O", "P", "R", "Z"]


@pytest.mark.parametrize(
    ("left_ms", "shown"),
    [
        (HOUR_MS - 1000, "59:59"), (HOUR_MS, "1:00:00"), (DAY_MS, "24:00:00"), (1_000, "00:01"), (0, "00:00"),
        (-1_000, "+0:00:01"), (-HOUR_MS, "+1:00:00"),
    ],
)  # fmt: skip
def test_countdowns(left_ms: int, shown: str) -> None:
    assert told.countdown(NOW_MS + left_ms, NOW_MS) == shown


def strokes(bell: Bell, alerts: list[Alert], seconds: int) -> list[int]:
    """At which seconds it rings, and how often."""
    return [number for second in range(seconds) if (number := bell.strokes(alerts, NOW_MS + 1000 * second))]


ALARM = Alert("x", Level.ALARM, "")
WARNING = Alert("o", Level.WARNING, "")
CAUTION = Alert("p", Level.CAUTION, "")


def test_an_alarm_rings_all_the_time_a_warning_each_minute_a_caution_once() -> None:
    assert strokes(Bell(), [ALARM], 10) == [1] * 5
    assert strokes(Bell(), [WARNING], 121) == [3, 3, 3]
    assert strokes(Bell(), [CAUTION], 600) == [1]
    assert strokes(Bell(), [], 10) == []


def test_a_warning_that_has_risen_rings_as_an_alarm_at_once() -> None:
    bell = Bell()
    assert bell.strokes([WARNING], NOW_MS) == 3
    assert bell.strokes([replace(WARNING, level=Level.ALARM)], NOW_MS + 1_000) == 1


def test_what_somebody_acknowledged_rings_no_more_until_it_asks_anew() -> None:
    bell = Bell()
    bell.strokes([ALARM], NOW_MS)
    assert bell.strokes([replace(ALARM, waits=False)], NOW_MS + 2_000) == 0
    assert bell.strokes([ALARM], NOW_MS + 2_001) == 1


def test_silence_holds_for_thirty_seconds() -> None:
    bell = Bell()
    bell.strokes([ALARM], NOW_MS)
    bell.silence(NOW_MS)
    assert bell.strokes([ALARM, WARNING], NOW_MS + 29_999) == 0
    assert bell.strokes([ALARM], NOW_MS + 30_000) == 1


def test_a_bell_that_forgets_to_ring_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AGAIN_MS, Level.ALARM, None)
    assert strokes(Bell(), [ALARM], 10) == [1]
