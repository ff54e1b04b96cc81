"""A2 of domain/lines.md, section 10: FLASH waits for somebody who is off shift, until the watch takes it."""

from __future__ import annotations

import pytest

from parley.app.rung import Rung
from parley.desk import messages as m
from parley.node import unpassed as waits
from parley.node.desk import Statement
from parley.node.unpassed import unpassed
from parley.words.terms import Precedence
from tests.node.talk import Side, Talk
from tests.scenarios.desks import HOUR_MS, MINUTE_MS, at_desks, reading, said

TEXT = m.PlainStatement(language="en", text="Your aircraft are over our people.")


def flash(talk: Talk) -> bytes:
    """USA asks for an officer who is off shift, and has a FLASH for him."""
    asked = said(talk.usa, m.PresenceQuery(role="chief-of-staff"))
    said(talk.rus, m.PresenceAnswer(presence=m.Presence.NOT_HERE), thread=asked)
    return said(talk.usa, TEXT, precedence=Precedence.FLASH)


def rang(side: Side) -> list[str]:
    """What rang at a side for FLASH that nobody took up, as its desk is told."""
    rung = Rung()
    for effect in side.effects:
        rung.note(effect, side.now().wall_ms)
    return [each["what"] for each in rung.since(0)["alarms"] if each["what"] == "flash-unpassed"]


def test_a2_it_is_passed_to_the_watch_now_or_rings_once_after_two_minutes() -> None:
    talk = at_desks()
    entry = flash(talk)
    (waiting,) = unpassed(talk.rus.node.state.shelf, reading(talk.rus), "RUS")
    assert (waiting.statement.id, waiting.asked_for, waiting.alarm) == (entry, ("chief-of-staff",), False)
    said(talk.rus, m.Progress(of=entry, step=m.Step.OPENED, seat="watch-officer"), thread=entry)
    talk.passes(110_000)
    assert rang(talk.rus) == []
    talk.passes(10_000)
    assert rang(talk.rus) == ["flash-unpassed"], "that it stands open on a screen is not that somebody has it"
    assert unpassed(talk.rus.node.state.shelf, reading(talk.rus), "RUS")[0].alarm, "and the desk shows it"
    talk.passes(HOUR_MS)
    assert (rang(talk.rus), rang(talk.usa)) == (["flash-unpassed"], []), "once, and where it waits"


def test_a2_what_the_watch_took_up_rings_no_more() -> None:
    talk = at_desks()
    entry = flash(talk)
    talk.passes(MINUTE_MS)
    said(talk.rus, m.Acknowledgement(of=entry, level=m.AckLevel.READ, seat="watch-officer"), thread=entry)
    talk.passes(HOUR_MS)
    assert rang(talk.rus) == []
    assert unpassed(talk.rus.node.state.shelf, reading(talk.rus), "RUS") == []


def test_a2_a_start_and_a_clock_that_is_put_back_hide_nothing() -> None:
    talk = at_desks()
    flash(talk)
    talk.rus.starts()
    talk.connects()
    talk.rus.skew_ms -= HOUR_MS
    talk.passes(2 * MINUTE_MS)
    assert rang(talk.rus) == ["flash-unpassed"]


def test_a_node_for_which_an_open_screen_is_enough_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(thread: list[Statement], _: Statement, me: str) -> bool:
        return any(each.author == me for each in thread)

    monkeypatch.setattr(waits, "_taken", taken)
    with pytest.raises(AssertionError, match="open on a screen"):
        test_a2_it_is_passed_to_the_watch_now_or_rings_once_after_two_minutes()


def test_of_a_flood_so_many_are_waited_for_and_what_is_over_at_once_rings_once() -> None:
    talk = at_desks()
    for number in range(waits.LOOKED_THROUGH + 20):
        statement = Statement(number.to_bytes(32), bytes(32), "USA", 0, 2, Precedence.FLASH, 41, TEXT, None)
        waits.note_flash(talk.rus.node.state, statement)
    for _ in range(3):
        talk.usa.says(TEXT, precedence=Precedence.FLASH)
    talk.passes(2_000)
    assert len(talk.rus.node.state.untaken) == waits.LOOKED_THROUGH
    talk.passes(3 * MINUTE_MS)
    assert rang(talk.rus) == ["flash-unpassed"]
    assert not talk.rus.node.state.untaken
