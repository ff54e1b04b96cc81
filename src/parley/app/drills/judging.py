"""What came to pass in a drill, held against what was expected: in time, late, missed, or done and never to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from parley.app.drills import slots
from parley.app.drills.scenarios import SEAT, Deed, Expectation, Scenario, Step
from parley.desk.agreement import Agreement
from parley.desk.agreement.explained import clock_said
from parley.desk.obligations import Owed
from parley.node.desk import Statement
from parley.words.instants import HOUR_MS, MINUTE_MS, SECOND_MS, iso, iso_or_none
from parley.words.terms import Precedence


class Ended(StrEnum):
    """What ended a drill."""

    PLAYED = "played"
    STOPPED = "stopped"
    REAL = "real"


class Verdict(StrEnum):
    """How the watch met one expectation."""

    IN_TIME = "in time"
    LATE = "late"
    MISSED = "missed"
    KEPT = "never done"
    BROKEN = "done, and never to be"
    OPEN = "not judged"


class Mark(StrEnum):
    """What a drill is worth: all in time, all done, or to be played again."""

    GOOD = "good"
    FAIR = "fair"
    AGAIN = "again"


GOOD: Final = (Verdict.IN_TIME, Verdict.KEPT)
BAD: Final = (Verdict.MISSED, Verdict.BROKEN)


class Happened(NamedTuple):
    """When something came to pass (ms); what was said has its entry and thread."""

    at_ms: int
    entry: bytes | None = None
    thread: bytes | None = None


@dataclass(slots=True)
class Played:
    """What came to pass in a drill so far; instants in ms. `real` is the live line's alarm that ended it."""

    scenario: Scenario
    agreement: Agreement
    watch: str
    counterpart: str
    start_ms: int
    now_ms: int
    happened: dict[str, Happened] = field(default_factory=dict)
    stored_ms: dict[str, int] = field(default_factory=dict)
    """When the watch's node stored what the counterpart said, by the steps' names."""
    unsaid: set[str] = field(default_factory=set)
    """The steps of the counterpart that its own node refused."""
    deeds: list[Statement] = field(default_factory=list)
    """What the watch has said, in its order."""
    ended: Ended | None = None
    real: str = ""

    @property
    def language(self) -> str:
        """The language in which the watch is told what scenarios say."""
        return self.spoken_by(self.watch)

    def spoken_by(self, party: str) -> str:
        """Give the language of scenarios in which a party speaks."""
        return slots.spoken(self.agreement.languages[party])

    def told(self, author: str, thread: str | None = None) -> slots.Told:
        """Give what slots mean now. Its `entry` raises LookupError where that has not been said yet."""
        codes = {"watch": self.watch, "counterpart": self.counterpart}

        def entry(name: str) -> bytes:
            found = self.happened[name].entry
            if found is None:
                raise LookupError(name)
            return found

        language = self.spoken_by(author)
        return slots.Told(language=language, codes=codes, start_ms=self.start_ms, seat=SEAT, entry=entry, thread=thread)

    def step(self, name: str) -> Step | None:
        """Give the step of the counterpart with this name that says something."""
        return next((each for each in self.scenario.steps if each.name == name and each.say), None)

    def begins_ms(self, expectation: Expectation) -> int | None:
        """When the time of an expectation begins: what the counterpart said counts from its storing at the watch."""
        after = expectation.when.after
        if after not in self.happened:
            return None
        base_ms = self.happened[after].at_ms if self.step(after) is None else self.stored_ms.get(after)
        return None if base_ms is None else base_ms + expectation.when.wait_ms

    def due_ms(self, expectation: Expectation) -> int | None:
        """When it is to be done; None for what is never to be done, or has not begun."""
        begins_ms = self.begins_ms(expectation)
        within_ms, _ = self.within(expectation)
        return None if begins_ms is None or within_ms is None else begins_ms + within_ms

    def within(self, expectation: Expectation) -> tuple[int | None, str]:
        """Give the time that it may take (ms), and the term of the agreement that says so, if one does."""
        about = self.step(expectation.when.after)
        if expectation.within_ms is not None or expectation.owed is None or about is None or expectation.never:
            return expectation.within_ms, ""
        return _agreed(self.agreement, expectation.owed, about.precedence)

    def done(self, expectation: Expectation) -> Statement | None:
        """Give what the watch said first that an expectation names."""
        begins_ms = self.begins_ms(expectation)
        if begins_ms is None:
            return None
        after = expectation.when.after
        about = None if self.step(after) is None else self.happened[after]
        return next(
            (each for each in self.deeds if each.clock_ms >= begins_ms and self._fits(each, expectation, about)), None
        )

    def _fits(self, said: Statement, expectation: Expectation, about: Happened | None) -> bool:
        subject = getattr(said.message, "subject", None)
        if about is not None and said.thread != about.thread and subject != about.entry:
            return False
        return any(self._is(said, deed) for deed in expectation.does)

    def _is(self, said: Statement, deed: Deed) -> bool:
        if type(said.message) is not slots.kind_of(deed.kind).type or said.precedence < deed.precedence:
            return False
        try:
            values = slots.given(deed.kind, deed.slots, self.told(self.watch))
        except LookupError:  # it names what has not been said
            return False
        return all(getattr(said.message, name) == value for name, value in values.items())


def _agreed(agreement: Agreement, owed: Owed, precedence: Precedence) -> tuple[int, str]:
    """Give the time that the agreement sets (ms), and its term; where none is set to be read, that to be answered."""
    if owed is Owed.CALL_ANSWER:
        return agreement.call_answer_within_h * HOUR_MS, "call_answer_within_h"
    read = agreement.acknowledge_within_min.get(precedence)
    if owed in {Owed.ACKNOWLEDGEMENT, Owed.PRESENCE_ANSWER} and read is not None:
        return read * MINUTE_MS, f"acknowledge_within_min.{precedence.name}"
    return agreement.reply_within_min[precedence] * MINUTE_MS, f"reply_within_min.{precedence.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One expectation as the watch met it; instants in ms. `entry` is what the watch said."""

    name: str
    asks: str
    why: str
    verdict: Verdict
    begins_ms: int | None
    due_ms: int | None
    done_ms: int | None
    entry: bytes | None
    clause: str
    clause_said: str

    def machine(self) -> dict[str, Any]:
        """Give it for JSON."""
        took_s = (
            None if self.begins_ms is None or self.done_ms is None else (self.done_ms - self.begins_ms) // SECOND_MS
        )
        return {
            "name": self.name,
            "asks": self.asks,
            "verdict": str(self.verdict),
            "asked": iso_or_none(self.begins_ms),
            "due": iso_or_none(self.due_ms),
            "done": iso_or_none(self.done_ms),
            "took_s": took_s,
            "entry": None if self.entry is None else self.entry.hex(),
            "why": self.why,
            "clause": self.clause or None,
            "agreement": self.clause_said or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefing:
    """A drill looked back on. `mark` is None where it was not played to its end."""

    scenario: str
    title: str
    began_ms: int
    ended_ms: int
    ended: Ended
    real: str
    judged: tuple[Judged, ...]

    def count(self, *verdicts: Verdict) -> int:
        """Count the expectations that were met so."""
        return sum(each.verdict in verdicts for each in self.judged)

    @property
    def mark(self) -> Mark | None:
        """What it is worth."""
        if self.ended is not Ended.PLAYED:
            return None
        if self.count(*BAD):
            return Mark.AGAIN
        return Mark.FAIR if self.count(Verdict.LATE) else Mark.GOOD

    def sheet(self) -> dict[str, str | int | None]:
        """Give the mark sheet, as the own log keeps it."""
        return {
            "scenario": self.scenario,
            "ended": str(self.ended),
            "mark": None if self.mark is None else str(self.mark),
            "in_time": self.count(*GOOD),
            "late": self.count(Verdict.LATE),
            "missed": self.count(*BAD),
            "took_s": (self.ended_ms - self.began_ms) // SECOND_MS,
        }

    def machine(self) -> dict[str, Any]:
        """Give it for JSON."""
        return {
            **self.sheet(),
            "drill": True,
            "title": self.title,
            "began": iso(self.began_ms),
            "real": self.real or None,
            "items": [each.machine() for each in self.judged],
        }


def debriefing(played: Played) -> Debriefing:
    """Judge a drill that has ended."""
    assert played.ended is not None
    return Debriefing(
        scenario=played.scenario.name,
        title=played.scenario.title[played.language],
        began_ms=played.start_ms,
        ended_ms=played.now_ms,
        ended=played.ended,
        real=played.real,
        judged=tuple(_judged(played, each) for each in played.scenario.expected),
    )


def _judged(played: Played, expectation: Expectation) -> Judged:
    due_ms, done = played.due_ms(expectation), played.done(expectation)
    _, clause = played.within(expectation)
    return Judged(
        name=expectation.name,
        asks=expectation.asks[played.language],
        why=expectation.why[played.language],
        verdict=_verdict(played, expectation, due_ms, None if done is None else done.clock_ms),
        begins_ms=played.begins_ms(expectation),
        due_ms=due_ms,
        done_ms=None if done is None else done.clock_ms,
        entry=None if done is None else done.id,
        clause=clause,
        clause_said=clock_said(played.agreement, played.language, clause) if clause else "",
    )


def _verdict(played: Played, expectation: Expectation, due_ms: int | None, done_ms: int | None) -> Verdict:
    over = played.ended is Ended.PLAYED and expectation.when.after not in played.unsaid
    if expectation.never:
        return Verdict.BROKEN if done_ms is not None else Verdict.KEPT if over else Verdict.OPEN
    if done_ms is not None and due_ms is not None:
        return Verdict.IN_TIME if done_ms <= due_ms else Verdict.LATE
    passed = due_ms is not None and due_ms < played.now_ms
    return Verdict.MISSED if over or passed else Verdict.OPEN
