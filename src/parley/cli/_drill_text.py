"""A drill in lines of text: its briefing, what happens, its debriefing, the course. DRILL stands on each line said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from parley.app.drills.judging import BAD, GOOD, Debriefing, Ended, Judged, Verdict
from parley.app.drills.scenarios import COURSE, Expectation, Scenario
from parley.app.playing.play import Line
from parley.words.instants import MINUTE_MS, SECOND_MS, from_ms

HELP: Final = (
    "desk {home}      what is open, and until when",
    "list {home}      what was said",
    "ack read {home} REF --seat watch-officer",
    "reply reply {home} REF --seat watch-officer --text TEXT",
    "check answer {home} REF --seat watch-officer --challenge WORD",
)
"""What somebody at the desk for the first time types; every other command serves as well."""


def _clock(at_ms: int) -> str:
    return f"{from_ms(at_ms):%H:%M:%S}Z"


def _minutes(scenario: Scenario) -> str:
    return f"at most {scenario.ends_ms // MINUTE_MS} min"


def list_text(found: Sequence[Scenario]) -> Iterator[str]:
    """Every scenario; those of the course with their number."""
    for each in found:
        number = f"{COURSE.index(each.name) + 1}." if each.name in COURSE else "  "
        yield f"{number} {each.name:22} {each.title['en']} ({_minutes(each)})"


def show_text(found: Scenario) -> Iterator[str]:
    """What a scenario is about, and what it asks for."""
    yield f"{found.title['en']} ({_minutes(found)})"
    yield found.about["en"]
    for each in found.expected:
        yield f"- {each.asks['en']} [{_within(each)}]"


def _within(each: Expectation) -> str:
    if each.never:
        return "never"
    return "as the agreement says" if each.within_ms is None else f"within {each.within_ms // SECOND_MS} s"


def briefing(scenario: Scenario, language: str, home: Path, live: Path | None) -> Iterator[str]:
    """What the watch is told before it begins."""
    yield f"DRILL {scenario.title[language]} ({_minutes(scenario)})"
    yield f"DRILL {scenario.about[language]}"
    yield f"DRILL Your side is {home}. Speak for it in another terminal; REF is a number or id that `list` shows:"
    for words in HELP:
        yield f"DRILL   parley {words.format(home=home)}"
    yield (
        f"DRILL What rings in {live} ends this drill."
        if live is not None
        else "DRILL No live line is watched (--live)."
    )
    yield "DRILL Ctrl-C pauses."


def line_text(line: Line) -> str:
    """One thing that happened."""
    if line.who == "REAL":
        return f"REAL REAL REAL {_clock(line.at_ms)} {line.text}. The drill is over: go to the live line."
    first, *more = line.text.splitlines() or [""]
    return "\n".join([f"DRILL {_clock(line.at_ms)} {line.who}: {first}", *(f"      {each}" for each in more)])


def paused_text() -> str:
    """What stands on the screen while the clock stands."""
    return "DRILL Paused: the clock stands. Enter goes on, Ctrl-C ends the drill."


def debriefing_text(found: Debriefing) -> Iterator[str]:
    """What went well, what was late or missed, and the line of the agreement that asks it."""
    yield ""
    yield f"DRILL Debriefing: {found.title}"
    if found.ended is Ended.REAL:
        yield f"REAL: the live line called ({found.real}). The drill was ended by it and has no mark."
    elif found.ended is Ended.STOPPED:
        yield "It was stopped before its end and has no mark."
    for title, verdicts in (
        ("What went well", GOOD),
        ("Late", (Verdict.LATE,)),
        ("What was missed", BAD),
        ("Not judged", (Verdict.OPEN,)),
    ):
        if found.count(*verdicts):
            yield f"{title}:"
            for each in found.judged:
                if each.verdict in verdicts:
                    yield from _judged_text(each)
    if found.mark is not None:
        yield f"Mark: {found.mark} ({found.count(*GOOD)} of {len(found.judged)} in time)"


def _judged_text(each: Judged) -> Iterator[str]:
    yield f"  {each.asks}"
    asked = "not reached" if each.begins_ms is None else f"asked {_clock(each.begins_ms)}"
    due = "" if each.due_ms is None else f", due {_clock(each.due_ms)}"
    done = "" if each.done_ms is None else f", done {_clock(each.done_ms)}"
    yield f"    {each.verdict}: {asked}{due}{done}"
    if each.clause:
        yield f"    Agreement, {each.clause}: {each.clause_said}"
    yield f"    {each.why}"


def course_text(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Which drills of the course are done, with what mark."""
    for each in found:
        mark = f"{each['best']}, played {each['times']}, last {each['last']['at']}" if each["times"] else "not played"
        yield f"{'x' if each['done'] else ' '} {each['number']}. {each['scenario']:20} {each['title']}: {mark}"
    yield f"{sum(each['done'] for each in found)} of {len(found)} done"
