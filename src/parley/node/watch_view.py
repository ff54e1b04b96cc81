"""Is somebody there? The agreed watch checks, from the record alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from parley.desk import messages as m
from parley.desk import watch
from parley.desk.agreement import Agreement
from parley.desk.obligations import Standing
from parley.node.reading import Reading, Told, View
from parley.words.instants import MINUTE_MS, iso, iso_or_none


class Human(StrEnum):
    """Whether people answer, by the last agreed watch check that is over."""

    PRESENT = "present"
    SILENT = "silent"
    NOT_KNOWN = "not known, line down"
    NOT_DUE = "no check was due yet"


class Silence(NamedTuple):
    """An agreed check at which a party's people were silent, and the check that was sent for it, if one was."""

    at_ms: int
    party: str
    entry: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """Watch checks since the schedule began: answered in time, due, missed (when, by whom); who failed the last."""

    human: Human
    failed_by: str | None
    last_good_ms: int | None
    answered: int
    due: int
    missed: tuple[tuple[int, str | None, Human], ...]
    since_ms: int | None
    silent: tuple[Silence, ...] = ()
    """The last checks in a row at which the same party's people were silent; what nobody knows breaks no row."""

    @property
    def missed_ms(self) -> tuple[int, ...]:
        """When those were due that were missed."""
        return tuple(at_ms for at_ms, _, _ in self.missed)

    def machine(self) -> dict[str, Any]:
        return {
            "human": str(self.human),
            "failed_by": self.failed_by,
            "last_good": iso_or_none(self.last_good_ms),
            "answered": self.answered,
            "due": self.due,
            "missed": [iso(at_ms) for at_ms in self.missed_ms],
            "since": iso_or_none(self.since_ms),
        }


class Check(NamedTuple):
    """One watch check that was sent: for which agreed time, when, how its answer stands and whose that is.

    `due_ms` and `answered_ms` are of that answer.
    """

    scheduled_ms: int | None
    sent_ms: int
    standing: Standing
    party: str
    good: bool
    entry: bytes
    due_ms: int | None
    answered_ms: int | None


class Said(NamedTuple):
    """What a party said of its own watch, and when: `within_min` where it was on call."""

    at_ms: int
    entry: bytes
    party: str
    within_min: int | None


def _check(reading: Reading, told: Told) -> Iterator[Check]:
    check: Any = told.opener.message
    schedule = reading.agreement.watch
    within_ms = schedule.answer_within_min * MINUTE_MS if schedule else 0
    found, party = _check_standing(reading, told, within_ms)
    good = told.thread.state is watch.State.ANSWERED
    stored_ms = reading.storing_ms(told.opener.id, party)
    due_ms = None if stored_ms is None else stored_ms + within_ms
    answers = [each.clock_ms for each in told.statements if isinstance(each.message, m.WatchAnswer)]
    answered_ms = answers[0] if answers else None
    yield Check(check.scheduled_ms, told.opener.clock_ms, found, party, good, told.opener.id, due_ms, answered_ms)


def _manning(_: Reading, told: Told) -> Iterator[Said]:
    said: Any = told.opener.message
    yield Said(told.opener.clock_ms, told.opener.id, told.opener.author, said.within_min)


MANNED: Final[View[Said]] = View(_manning, (m.Manning,))


CHECKS: Final[View[Check]] = View(_check, (m.WatchCheck,))


def watch_view(reading: Reading) -> WatchView:
    """Count the agreed checks up to now; one whose time to answer still runs is not yet counted."""
    schedule = reading.agreement.watch
    checks = sorted(reading.rows(CHECKS), key=lambda check: (check.sent_ms, check.entry))
    tries: dict[int | None, list[Check]] = {}
    for check in checks:
        tries.setdefault(check.scheduled_ms, []).append(check)
    answered, missed, human, failed_by = 0, [], Human.NOT_DUE, None
    said = sorted(reading.rows(MANNED))
    silent: list[Silence] = []
    for at_ms, opener in watch.scheduled(schedule, reading.now_ms) if schedule else ():
        in_time = _in_time(reading, said, (at_ms, opener), tries.get(at_ms, ()))
        verdict, party = _checked(reading, said, (at_ms, opener), in_time)
        if verdict is Human.NOT_DUE:
            continue
        human, failed_by = verdict, party
        if verdict is Human.PRESENT:
            answered += 1
            silent = []
        else:
            missed.append((at_ms, party, verdict))
        if verdict is Human.SILENT and party is not None:
            sent = [check.entry for check in in_time if check.party == party]
            before = silent if silent and silent[-1].party == party else []
            silent = [*before, Silence(at_ms, party, sent[-1] if sent else None)]
    return WatchView(
        human=human,
        failed_by=failed_by,
        last_good_ms=max((check.sent_ms for check in checks if check.good), default=None),
        answered=answered,
        due=answered + len(missed),
        missed=tuple(missed),
        since_ms=schedule.first_ms if schedule else None,
        silent=tuple(silent),
    )


def _in_time(reading: Reading, said: Sequence[Said], agreed: tuple[int, str], tries: Sequence[Check]) -> list[Check]:
    """The checks that were sent for an agreed time (when, by whom) near enough to it."""
    at_ms, opener = agreed
    assert reading.agreement.watch is not None
    within_ms = reading.agreement.watch.answer_within_min * MINUTE_MS
    spared_ms = on_call_ms(reading.agreement, said, opener, at_ms)
    return [check for check in tries if -within_ms <= check.sent_ms - at_ms <= within_ms + spared_ms]


def _checked(
    reading: Reading, said: Sequence[Said], agreed: tuple[int, str], in_time: Sequence[Check]
) -> tuple[Human, str | None]:
    """Judge one agreed check (when, by whom): present, not yet due, or whose people were silent, if that is shown.

    Silence counts from the time on that people on call said they need.
    """
    at_ms, opener = agreed
    assert reading.agreement.watch is not None
    within_ms = reading.agreement.watch.answer_within_min * MINUTE_MS
    spared_ms = on_call_ms(reading.agreement, said, in_time[-1].party if in_time else opener, at_ms)
    if not in_time:
        found, party = reading.standing(opener, at_ms + within_ms + spared_ms, None), opener
    elif any(check.standing is Standing.ANSWERED for check in in_time):
        return Human.PRESENT, None
    else:
        last = in_time[-1]
        found, party = last.standing, last.party
        if spared_ms and last.due_ms is not None:
            found = reading.standing(party, last.due_ms + spared_ms, last.answered_ms)
    match found:
        case Standing.ANSWERED:
            return Human.PRESENT, None
        case Standing.RUNNING:
            return Human.NOT_DUE, None
        case Standing.NOT_STORED if reading.now_ms <= at_ms + within_ms + spared_ms:
            return Human.NOT_DUE, None
        case Standing.NOT_STORED | Standing.NOT_KNOWN:
            return Human.NOT_KNOWN, party
        case _:
            return Human.SILENT, party


def on_call_ms(agreement: Agreement, said: Iterable[Said], party: str, at_ms: int) -> int:
    """How much later silence of a party's people counts than at an instant, by agreed hours or their own word; ms."""
    last = max((each for each in said if each.party == party and each.at_ms <= at_ms), default=None)
    declared_min = 0 if last is None else last.within_min
    return watch.counts_from_ms(agreement, party, at_ms, declared_min or 0) - at_ms


def manned(reading: Reading, party: str) -> Said | None:
    """Give what a party last said of its watch, None if nothing."""
    return max((each for each in reading.rows(MANNED) if each.party == party), default=None)


def _check_standing(reading: Reading, told: Told, within_ms: int) -> tuple[Standing, str]:
    """How the answer to one check stands, and whose it is."""

    def due_ms(stored_ms: int | None) -> int | None:
        return None if stored_ms is None else stored_ms + within_ms

    answers = [each for each in told.statements if isinstance(each.message, m.WatchAnswer)]
    if not answers:
        return reading.foremost(told.opener, due_ms)
    party = answers[0].author
    return reading.standing(party, due_ms(reading.storing_ms(told.opener.id, party)), answers[0].clock_ms), party
