"""Is somebody there? The agreed watch checks, from the record alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from parley.desk import messages as m
from parley.desk import watch
from parley.desk.obligations import Standing
from parley.node.reading import Reading, Told, View
from parley.words.instants import MINUTE_MS, iso, iso_or_none


class Human(StrEnum):
    """Whether people answer, by the last agreed watch check that is over."""

    PRESENT = "present"
    SILENT = "silent"
    NOT_KNOWN = "not known, line down"
    NOT_DUE = "no check was due yet"


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
    """One watch check that was sent: for which agreed time, when, how its answer stands and whose that is."""

    scheduled_ms: int | None
    sent_ms: int
    standing: Standing
    party: str
    good: bool
    entry: bytes


def _check(reading: Reading, told: Told) -> Iterator[Check]:
    check: Any = told.opener.message
    schedule = reading.agreement.watch
    within_ms = schedule.answer_within_min * MINUTE_MS if schedule else 0
    found, party = _check_standing(reading, told, within_ms)
    good = told.thread.state is watch.State.ANSWERED
    yield Check(check.scheduled_ms, told.opener.clock_ms, found, party, good, told.opener.id)


CHECKS: Final[View[Check]] = View(_check, (m.WatchCheck,))


def watch_view(reading: Reading) -> WatchView:
    """Count the agreed checks up to now; one whose time to answer still runs is not yet counted."""
    schedule = reading.agreement.watch
    checks = sorted(reading.rows(CHECKS), key=lambda check: (check.sent_ms, check.entry))
    tries: dict[int | None, list[Check]] = {}
    for check in checks:
        tries.setdefault(check.scheduled_ms, []).append(check)
    answered, missed, human, failed_by = 0, [], Human.NOT_DUE, None
    for at_ms, opener in watch.scheduled(schedule, reading.now_ms) if schedule else ():
        verdict, party = _checked(reading, at_ms, opener, tries.get(at_ms, ()))
        if verdict is Human.NOT_DUE:
            continue
        human, failed_by = verdict, party
        if verdict is Human.PRESENT:
            answered += 1
        else:
            missed.append((at_ms, party, verdict))
    return WatchView(
        human=human,
        failed_by=failed_by,
        last_good_ms=max((check.sent_ms for check in checks if check.good), default=None),
        answered=answered,
        due=answered + len(missed),
        missed=tuple(missed),
        since_ms=schedule.first_ms if schedule else None,
    )


def _checked(reading: Reading, at_ms: int, opener: str, tries: Sequence[Check]) -> tuple[Human, str | None]:
    """Judge one agreed check: present, not yet due, or whose people were silent, if the record shows that."""
    assert reading.agreement.watch is not None
    within_ms = reading.agreement.watch.answer_within_min * MINUTE_MS
    in_time = [check for check in tries if abs(check.sent_ms - at_ms) <= within_ms]
    if not in_time:
        found, party = reading.standing(opener, at_ms + within_ms, None), opener
    elif any(check.standing is Standing.ANSWERED for check in in_time):
        return Human.PRESENT, None
    else:
        found, party = in_time[-1].standing, in_time[-1].party
    match found:
        case Standing.RUNNING:
            return Human.NOT_DUE, None
        case Standing.NOT_STORED if reading.now_ms <= at_ms + within_ms:
            return Human.NOT_DUE, None
        case Standing.NOT_STORED | Standing.NOT_KNOWN:
            return Human.NOT_KNOWN, party
        case _:
            return Human.SILENT, party


def _check_standing(reading: Reading, told: Told, within_ms: int) -> tuple[Standing, str]:
    """How the answer to one check stands, and whose it is."""

    def due_ms(stored_ms: int | None) -> int | None:
        return None if stored_ms is None else stored_ms + within_ms

    answers = [each for each in told.statements if isinstance(each.message, m.WatchAnswer)]
    if not answers:
        return reading.foremost(told.opener, due_ms)
    party = answers[0].author
    return reading.standing(party, due_ms(reading.storing_ms(told.opener.id, party)), answers[0].clock_ms), party
