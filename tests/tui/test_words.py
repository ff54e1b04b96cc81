"""Words, keys and bells of the terminal: tables that must hold together."""

import re
from pathlib import Path

import pytest

from parley.cli._kinds import EVERY
from parley.cli.tui import form, keys, lists, threads, told
from parley.cli.tui.alerts import AGAIN_MS, Alert, Bell, Level
from parley.cli.tui.board import Board
from parley.cli.tui.saying import COMMANDS, Said, choices_of, fields_of, openers
from parley.cli.tui.terminal import Terminal
from parley.desk.drafts import State
from parley.desk.obligations import Owed
from parley.node.desk_view import Move
from parley.wire.chrome import LANGUAGES, chrome
from parley.words.instants import DAY_MS, HOUR_MS
from parley.words.terms import Precedence

NOW_MS = 1_795_000_000_000
EVERYTHING = [Said(command, action) for command, actions in COMMANDS.items() for action in actions]
NAMED = {
    *(what.sentence for what in EVERYTHING),
    *(f"tui-field-{field.name}" for what in EVERYTHING for field in fields_of(what)),
    *(f"tui-word-{word}" for what in EVERYTHING for field in fields_of(what) for word in choices_of(what, field)),
    *(f"tui-owed-{each.replace(' ', '-')}" for each in Owed),
    *(f"tui-draft-{each.replace(' ', '-')}" for each in State),
    *(f"tui-move-{told.MOVES[each]}" for each in Move),
    *(f"tui-level-{each.name.lower()}" for each in Level),
    *(key.sentence for _, table in keys.TABLES for key in table),
    *(title for title, _ in keys.TABLES),
}
"""The sentences whose names are put together."""


def written() -> set[str]:
    """The sentences that the code names outright."""
    package = Path(told.__file__).parent
    found = re.findall(r"""["'](tui-[a-z-]*[a-z])["']""", "\n".join(path.read_text() for path in package.glob("*.py")))
    return set(found) - {"tui-missing"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_sentence_is_there_and_none_is_left_over(language: str) -> None:
    names = {name for name in chrome(language).names if name.startswith("tui-")}
    feet = {f"tui-foot-{screen.TITLE_SENTENCE}" for screen in SCREENS}
    takes = {f"tui-takes-{each}" for each in ("time", "place", "distance", "point", "ref")}
    assert names == NAMED | written() | feet | takes | {
        "tui-alert-late",
        "tui-alert-owed",
        "tui-owes-ours",
        "tui-owes-theirs",
    }


SCREENS: tuple[type[Board], ...] = (
    threads.DeskScreen, lists.AlarmsScreen, lists.CallsScreen, lists.DraftsScreen, lists.KeysScreen,
    form.PickScreen, form.FormScreen,
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foot_of_every_screen_fits_80_columns(language: str) -> None:
    for screen in SCREENS:
        assert len(chrome(language).say(f"tui-foot-{screen.TITLE_SENTENCE}")) <= told.COLUMNS


def test_every_kind_can_be_said_from_the_terminal() -> None:
    assert sorted(id(what.action) for what in EVERYTHING) == sorted(map(id, EVERY))
    assert len({what.name for what in EVERYTHING}) == len(EVERYTHING), "unfinished forms do not mix"
    assert all(not what.action.answers for what in openers())


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


ALARM = Alert("flash x", Level.ALARM, "", "x", recorded=True)
WARNING = Alert("o", Level.WARNING, "")
CAUTION = Alert("p", Level.CAUTION, "")


def test_an_alarm_rings_all_the_time_a_warning_each_minute_a_caution_once() -> None:
    assert strokes(Bell(), [ALARM], 10) == [1] * 5
    assert strokes(Bell(), [WARNING], 121) == [3, 3, 3]
    assert strokes(Bell(), [CAUTION], 600) == [1]
    assert strokes(Bell(), [], 10) == []


def test_a_warning_that_nobody_acknowledges_is_an_alarm_after_five_minutes() -> None:
    bell = Bell()
    strokes(bell, [WARNING], 300)
    assert bell.level(WARNING, NOW_MS + 299_999) is Level.WARNING
    assert bell.level(WARNING, NOW_MS + 300_000) is Level.ALARM
    assert bell.acknowledge(WARNING)
    assert bell.level(WARNING, NOW_MS + 300_000) is Level.WARNING
    assert bell.strokes([WARNING], NOW_MS + 300_000) == 0


def test_silence_holds_for_thirty_seconds_and_not_for_what_is_new() -> None:
    bell = Bell()
    bell.strokes([ALARM], NOW_MS)
    bell.silence([ALARM], NOW_MS)
    assert bell.strokes([ALARM], NOW_MS + 29_999) == 0
    assert bell.strokes([ALARM, WARNING], NOW_MS + 29_999) == 3
    assert bell.strokes([ALARM], NOW_MS + 30_000) == 1


def test_only_the_record_ends_a_flash() -> None:
    bell = Bell()
    bell.strokes([ALARM], NOW_MS)
    assert not bell.acknowledge(ALARM)
    assert bell.strokes([ALARM], NOW_MS + 2_000) == 1


def test_a_bell_that_forgets_to_ring_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AGAIN_MS, Level.ALARM, None)
    assert strokes(Bell(), [ALARM], 10) == [1]
