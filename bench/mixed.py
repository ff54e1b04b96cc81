"""A record such as a line has after years, for measuring: notices, queries with replies, calls, checks, threads.

The shares follow what is known of such lines (some hundreds of notifications a month, two checks a day, few queries,
calls and incidents): by far the most is answered, some is late, some is still open at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from bench.memory_pair import MemoryPair
from parley.desk import messages as m
from parley.node.events import Submitted
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS
from parley.words.terms import Precedence

SEAT: Final = "watch-officer"
PAIRING: Final = "chiefs-of-staff"
TEXT: Final = "Aircraft of the air force fly in the named area; no weapons are carried. " * 3


class Mixed:
    """One day after the other of a line's traffic, drawn from a seed."""

    def __init__(self, pair: MemoryPair[Any], parties: tuple[str, str], seed: int = 1) -> None:
        self._pair, self._parties = pair, parties
        self._random = Random(seed)
        self._notices: dict[str, list[bytes]] = {party: [] for party in parties}
        self._talks: list[bytes] = []

    def day(self, start_ms: int) -> None:
        """Play one day that begins at an instant: two checks, notices of both sides, then what is rarer."""
        for turn, party in enumerate(self._parties):
            other = self._parties[1 - turn]
            at_ms = start_ms + (5 + 12 * turn) * HOUR_MS
            self._pair.wait(at_ms)
            self._check(party, other, at_ms)
            self._declare(party, start_ms)
            self._talk(party, other)
            if self._random.random() < 0.3:
                self._ask(party, other)
            if self._random.random() < 0.1:
                self._call(party, other, start_ms)

    def _wait(self, span_ms: int) -> None:
        self._pair.wait(self._pair.now_ms + span_ms)

    def _one(self, party: str, message: m.Message, thread: bytes | None = None, speed: int = 0) -> bytes:
        return self._say(party, [(message, thread)], speed)[0]

    def _say(self, party: str, said: Sequence[tuple[m.Message, bytes | None]], speed: int = 0) -> list[bytes]:
        return self._pair.say(
            party,
            [
                Submitted(
                    token=0, message=message, precedence=Precedence(speed), thread=thread, officer_word=True, late=True
                )
                for message, thread in said
            ],
        )

    def _check(self, party: str, other: str, at_ms: int) -> None:
        challenge = f"{self._random.randrange(10_000):04d}"
        check = self._one(party, m.WatchCheck(challenge=challenge, seat=SEAT, scheduled_ms=at_ms))
        if self._random.random() < 0.97:
            self._wait(MINUTE_MS)
            self._one(other, m.WatchAnswer(challenge=challenge, seat=SEAT), check)

    def _declare(self, party: str, start_ms: int) -> None:
        """Notices of a day; each tenth amends an earlier one."""
        random, notices = self._random, self._notices[party]
        batch: list[tuple[m.Message, bytes | None]] = []
        for _ in range(random.randrange(8, 24)):
            again = notices and random.random() < 0.1
            batch.append((self._flight(start_ms), random.choice(notices[-50:]) if again else None))
        ids = self._say(party, batch)
        notices += [entry for entry, (_, thread) in zip(ids, batch, strict=True) if thread is None]
        if random.random() < 0.5:
            self._one(party, self._exercise(start_ms + random.choice((5, 20, 30)) * DAY_MS))
        if random.random() < 0.5:
            self._one(party, self._hazard(start_ms + random.choice((2, 5)) * DAY_MS))

    def _flight(self, start_ms: int) -> m.FlightNotice:
        begins_ms = start_ms + self._random.randrange(36, 96) * HOUR_MS
        distance = m.BorderDistance(
            distance_m=self._random.randrange(5_000, 90_000, 100), precision_m=100, border_of="RUS"
        )
        closest = m.Point(at_ms=begins_ms + HOUR_MS, distance=distance)
        return m.FlightNotice(
            language="en", aircraft=2, from_ms=begins_ms, until_ms=begins_ms + 4 * HOUR_MS, fl_min=100, fl_max=300,
            area="Baltic Sea", closest=closest if self._random.random() < 0.1 else None,
        )  # fmt: skip

    def _exercise(self, begins_ms: int) -> m.ExerciseNotice:
        return m.ExerciseNotice(
            language="en", name="Steady Gale", exercise=m.ExerciseType.AIR, from_ms=begins_ms,
            until_ms=begins_ms + 5 * DAY_MS, area="Baltic Sea", aircraft=20, text=TEXT,
        )  # fmt: skip

    def _hazard(self, begins_ms: int) -> m.HazardNotice:
        return m.HazardNotice(
            language="en", hazard=m.Hazard.GUNNERY, from_ms=begins_ms, until_ms=begins_ms + DAY_MS, area="Baltic Sea"
        )

    def _talk(self, party: str, other: str) -> None:
        """Threads of plain statements, some of them long; now and then an urgent one that asks to be read."""
        if not self._talks or self._random.random() < 0.1:
            self._talks.append(self._one(party, self._text()))
        thread = self._random.choice(self._talks[-12:])
        for author in (party, other, party):
            self._one(author, self._text(), thread)
        if self._random.random() < 0.2:
            urgent = self._one(party, self._text(), None, Precedence.FLASH)
            self._wait(2 * MINUTE_MS)
            self._one(other, m.Acknowledgement(of=urgent, level=m.AckLevel.READ, seat=SEAT), urgent)
            self._one(other, m.Progress(of=urgent, step=m.Step.PASSED, seat=SEAT, role="chief-of-staff"), urgent)
            if self._random.random() < 0.2:
                doubt = self._one(
                    other, m.Doubt(of=urgent, sort=m.DoubtSort.DISPUTED, language="en", text="It was not so."), urgent
                )
                self._one(party, m.Clarification(of=doubt), urgent)

    def _text(self) -> m.PlainStatement:
        return m.PlainStatement(language="en", text=TEXT)

    def _ask(self, party: str, other: str) -> None:
        """A query about a notice; a holding reply, a reply in time or late, or none."""
        if self._random.random() < 0.3:
            question = self._one(party, m.Question(language="en", text="Do you hear us?"))
            self._one(other, m.YesNo(answer=m.YesOrNo.YES), question)
        subject = self._random.choice(self._notices[other][-50:] or [None])
        query = self._one(party, m.Query(language="en", text=TEXT, subject=subject), None, Precedence.PRIORITY)
        if self._random.random() < 0.4:
            self._one(other, m.HoldingReply(language="en", text="An answer follows."), query)
        if self._random.random() < 0.96:
            self._wait(self._random.choice((1, 3, 15)) * HOUR_MS)
            self._one(other, m.Reply(language="en", text=TEXT), query)

    def _call(self, party: str, other: str, start_ms: int) -> None:
        """A request; declined, put off, without an answer, or held with an outcome and readouts."""
        slots_ms = (start_ms + 2 * DAY_MS, start_ms + 3 * DAY_MS)
        request = m.CallRequest(
            language="en", pairing=PAIRING, topic="incidents", slots_ms=slots_ms, call_language="en",
            interpreter=m.Interpreter.BOTH,
        )  # fmt: skip
        thread = self._one(party, request)
        match self._random.randrange(4):
            case 0:
                pass
            case 1:
                answer = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.TIMING)
                self._one(other, answer, thread)
            case _:
                self._one(other, m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=slots_ms[0]), thread)
                held = m.CallHeld(
                    from_ms=slots_ms[0], until_ms=slots_ms[0] + HOUR_MS, language="en", points=("Talks go on.",)
                )
                account = self._one(party, held, thread)
                self._one(other, m.Confirmation(of=account, verdict=m.Verdict.CONFIRMED), thread)
                for author in (party, other):
                    said = m.Readout(language="en", text=TEXT, publicity=m.Publicity.SEPARATE_READOUTS)
                    self._one(author, said, thread)
