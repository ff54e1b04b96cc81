"""Random histories of a line's desk: the node's own fold and views, against a slow reading of the export's bytes.

Each side has its own arrival orders, losses, restarts and old backups; statements are of every kind of the catalogue,
some refused. By command: python -m tests.desk.histories --histories 10000 [--from 0] [--parties 2|3] [--jobs 2]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import Any, Final

from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.desk.notices import NOTICES
from parley.desk.setups import halves
from parley.node.desk import OPENERS as DESK_OPENERS
from parley.node.desk import Statement
from parley.node.escalation_view import takings
from parley.record.entry import OpenKind
from parley.wire.catalogue import encode
from parley.wire.kinds import KINDS
from parley.words.cbor import Item
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS
from parley.words.terms import Precedence, TrafficClass
from sim.samples import ACCEPTED, HELD, MARK, READBACK, REQUEST, SAMPLES, TOKEN
from tests.desk.agreements import LADDERS, TEXT, THREE_TEXT, by_token
from tests.desk.call_talk import goes_on, next_kinds, of_a_call
from tests.desk.desk_side import Bodies, DeskSide
from tests.desk.shown import shown
from tests.desk.slow_ladder import Ladders
from tests.record import histories
from tests.record.oracle import Rows

STEPS: Final = 40
CALM: Final = {"speak": 52, "report": 10, "exchange": 18, "restart": 4, "backup": 6, "restore": 8, "open": 2}
HASTY: Final = {"speak": 40, "report": 8, "exchange": 24, "restart": 2, "backup": 10, "restore": 15, "open": 1}
"""What sides do, by weight; hasty ones do not wait for what they lost, so that late entries move places."""
START_MS: Final = 1_646_222_400_000
"""2 March 2022, noon: a day after the agreement's watch begins."""
CHECK: Final = next(each for each in SAMPLES if isinstance(each, m.WatchCheck))
OPENERS: Final = [each for each in SAMPLES if isinstance(each, DESK_OPENERS)]
ANSWERS: Final[Mapping[type[m.Message], tuple[type[m.Message], ...]]] = {
    m.Query: (m.HoldingReply, m.Reply, m.Reply, m.CannotAnswer, m.FollowUp, m.MeetingRequest, m.MeetingAnswer),
    m.Question: (m.HoldingReply, m.YesNo, m.FollowUp, m.MeetingRequest, m.MeetingAnswer),
    m.LaunchNotice: (m.LaunchNotice, m.LaunchReport, m.Cancellation),
    m.PresenceQuery: (m.PresenceAnswer,),
    m.Suspension: (m.Suspension, m.Resumption),
    m.FlightNotice: (m.FlightNotice, m.FlightNotice, m.Cancellation, m.Correction),
    m.FlightSummary: (m.FlightSummary, m.Doubt, m.Doubt, m.Clarification, m.Correction),
    m.Protest: (m.Reply,),
    m.WatchCheck: (m.WatchAnswer,),
    m.CallRequest: (m.CallAnswer, m.CallAnswer, m.CallHeld, m.Confirmation, m.Readout),
    m.TelephoneContact: (m.TelephoneContact, m.Confirmation),
}
BESIDE: Final = (
    m.Acknowledgement, m.Acknowledgement, m.Progress, m.Doubt, m.Clarification, m.Correction, m.Deferral,
    m.DeferralAnswer, m.Translation, m.Reached, m.Escalated,
)  # fmt: skip
"""What may be said of an entry in any thread."""
ABOUT: Final[Mapping[type[m.Message], tuple[type[m.Message], ...]]] = {
    m.Clarification: (m.Doubt, m.Acknowledgement),
    m.DeferralAnswer: (m.Deferral,),
    m.Confirmation: (m.CallHeld, m.TelephoneContact),
}
"""What is mostly spoken of by kinds that answer an entry."""
BODIES: Final = (b"\xff", b"\xa0")
"""Bodies that no kind reads."""


class DeskHistory(histories.History):
    """One seeded history of what officers say; `now_ms` is what any clock here tells."""

    def __init__(self, seed: int, parties: Sequence[str], agreement: bytes) -> None:
        self.random = Random(seed)
        self.now_ms = START_MS
        self.waits = seed % 3 > 0
        self.whispers = len(parties) > 2 and seed % 2 > 0
        """Whether some statements are for one of several others only: then not all hold the same."""
        self.held = seed % 10 in {2, 3}
        """Whether they begin with a call that was held: few of those that are drawn come so far."""
        self.calls = seed % 5 == 1 or self.held
        """Whether they speak of calls above all; with an odd seed calls are set up by token."""
        bodies: Bodies = {}
        desk_sides = [DeskSide(party, parties, self.random, agreement, bodies) for party in parties]
        self.sides: list[Any] = list(desk_sides)
        self.backups: list[Rows | None] = [None] * len(self.sides)
        self.terms = parse(agreement)
        for side in self.sides:
            side.skew_ms = self.random.choice(histories.SKEWS_MS)
            side.found(self.now_ms)

    def run(self, steps: int, after: Callable[[Any], None]) -> None:
        if self.held:
            self.hold()
        super().run(steps, after)

    def hold(self) -> None:
        """Two sides agree on a call, set it up, and one of them tells that it was held; all hear it at once."""
        asker, asked = self.random.sample(self.sides, 2)
        asker.say_message(self.now_ms, REQUEST)
        request = list(asker.state_.shelf.model.told)[-1]
        theirs = replace(READBACK, digits=halves(TOKEN.token)[1])
        turns = [(asked, ACCEPTED), (asked, TOKEN), (asker, READBACK), (asked, theirs), (asker, MARK), (asker, HELD)]
        for side, message in turns:
            for other in self.others(side):
                self.take(side, other.missing(side))
            self.now_ms += MINUTE_MS
            side.say_message(self.now_ms, message, thread=request)

    def act(self, side: Any, step: int) -> None:  # noqa: ANN401, ARG002  a side of this history
        self.now_ms += self.random.choice((0, 0, MINUTE_MS, 4 * MINUTE_MS, HOUR_MS, 9 * HOUR_MS))
        self.climb(side)
        if self.random.random() < 0.04:  # a check is due
            self.now_ms = next(at for at in scheduled(self.terms, self.now_ms) if at >= self.now_ms)
            side.say_message(self.now_ms, self.filled(side, CHECK, None))
        acts = CALM if self.waits else HASTY
        match self.random.choices(list(acts), list(acts.values()))[0]:
            case "speak":
                self.speak(side)
            case "report":
                self.report(side)
            case "exchange":
                self.exchange(side)
            case "restart":
                side.restart()
            case "backup":
                self.backups[self.sides.index(side)] = side.backup()
            case "restore":
                self.restore(side)
            case _ if side.current is None:
                side.open_feed(self.now_ms)
            case _:
                pass

    def drawn_rung(self) -> dict[str, Any]:
        """Some rung of some ladder, mostly not one whose time has come."""
        rung = self.random.choice(self.terms.escalation)
        to, by = self.random.choice(((rung.role, rung.channel), ("chiefs-of-staff", None)))
        lacks = self.random.choice(list(m.Lacking))
        return {"lacks": lacks, "rung": self.random.randrange(1, 5), "takes": to, "channel": by}

    def climb(self, side: DeskSide) -> None:
        """The node takes rungs whose time has come, as it does by itself."""
        due = takings(side.state_.shelf.model.reading(self.now_ms), side.party) if self.random.random() < 0.3 else []
        for about, says in due[:2]:
            number, version, body = encode(says)
            side.speak(
                    self.now_ms, (number, version), body, thread=about.thread, precedence=about.precedence,
                    traffic_class=about.traffic_class, addressees=(),
                )  # fmt: skip

    def restore(self, side: Any) -> None:  # noqa: ANN401  a side of this history
        """Put an old backup back; mostly somebody has just taken all, so that nothing is lost for good."""
        if self.random.random() < 0.8:
            other = self.random.choice(self.others(side))
            self.take(other, side.missing(other))
        super().restore(side)

    def report(self, side: DeskSide) -> None:
        """A node tells what it saw of another, or that it does not accept what another said."""
        random = self.random
        peer = random.choice([party for party in side.parties if party != side.party])
        if random.random() < 0.7:
            lamps: list[Item] = [
                [bearer, random.randrange(2), self.now_ms - random.randrange(HOUR_MS)] for bearer in ("tcp", "drop")
            ]
            side.say(self.now_ms, OpenKind.LIVENESS, [peer, lamps, 0, self.now_ms])
        else:
            side.say(self.now_ms, OpenKind.REFUSED, [random.randbytes(32), "query-own"])

    def speak(self, side: DeskSide) -> None:
        """Say something: in a thread that is known here, or as a new one; now and then what nobody can read."""
        random = self.random
        told = [each.opener for each in side.state_.shelf.model.told.values()]
        theirs = [each for each in told if (each.author != side.party) == (random.random() < 0.8)]
        busy = [each for each in theirs if type(each.message) in ANSWERS and random.random() < 0.8]
        opener = random.choice((busy or theirs or told)[-8:]) if told and random.random() < 0.7 else None
        desk = side.state_.config.desk
        called = [each for each in told if goes_on(desk.thread(each.thread))] if self.calls else []
        if called and random.random() < 0.8:
            opener = random.choice(called[-2:])
        if random.random() < 0.03:
            kind, body = random.choice(((32, 1), (33, 1), (999, 1), (33, 9))), random.choice(BODIES)
        else:
            try:
                number, version, body = encode(self.filled(side, self._chosen(side, opener), opener))
            except OurFault:  # what was drawn fits no kind
                return
            kind = number, version
        speeds = [each for each in Precedence if each in PRECEDENCES.get(kind[0], ())] or [Precedence.ROUTINE]
        speed = random.choice(speeds) if random.random() < 0.4 else speeds[0]
        others = [party for party in side.parties if party != side.party]
        to = tuple(sorted(random.sample(others, 1))) if self.whispers and random.random() < 0.2 else ()
        traffic = TrafficClass.DRILL if random.random() < 0.98 else TrafficClass.OPERATIONAL
        thread = None if opener is None else opener.thread
        side.speak(
            self.now_ms, kind, body, thread=thread, precedence=int(speed), traffic_class=int(traffic), addressees=to
        )

    def _chosen(self, side: DeskSide, opener: Statement | None) -> m.Message:
        random = self.random
        if opener is None and self.calls and random.random() < 0.4:
            return REQUEST
        if opener is None:
            return random.choice(OPENERS if random.random() < 0.95 else SAMPLES)
        chance = random.random()
        thread = side.state_.config.desk.thread(opener.thread)
        if self.calls and thread is not None and isinstance(opener.message, m.CallRequest) and chance < 0.85:
            kind = random.choice(next_kinds(thread, side.party))
        elif chance < 0.6:
            wanted = ANSWERS.get(type(opener.message), (type(opener.message), m.PlainStatement))
            kind = random.choice(wanted)
        else:
            kind = random.choice(BESIDE) if chance < 0.85 else type(random.choice(SAMPLES))
        return random.choice([sample for sample in SAMPLES if type(sample) is kind])

    def filled(self, side: DeskSide, sample: m.Message, opener: Statement | None) -> m.Message:
        """Give a sample with other ids, times and challenges: those of this history."""
        random = self.random
        changed: dict[str, Any] = {}
        members = side.state_.shelf.thread(opener.thread) if opener is not None else held(side)
        begins_ms = self.now_ms + random.randrange(-2, 30) * DAY_MS
        spoken_of = [each for each in members if isinstance(each.message, ABOUT.get(type(sample), object))] or members
        for slot in KIND[type(sample)].slots:
            named = slot.name in {"of", "subject"} and getattr(sample, slot.name) is not None
            if named and spoken_of and random.random() < 0.95:
                changed[slot.name] = random.choice(spoken_of).id
            if slot.name in DUE_SLOTS and getattr(sample, slot.name) is not None:
                changed[slot.name] = self.now_ms + random.choice((HOUR_MS, 5 * HOUR_MS, 3 * DAY_MS))
        if isinstance(sample, m.Suspension):
            changed["from_ms"] = self.now_ms
        changed |= of_a_call(random, self.now_ms, sample)
        if isinstance(sample, m.Correction) and members:
            wrong = random.choice(members)
            kinds = [each for each in SAMPLES if type(each) is type(m.stated(wrong.message))]
            changed |= {"of": wrong.id, "says": self.filled(side, random.choice(kinds), opener)}
        if isinstance(sample, NOTICES):
            shift = {
                name: getattr(sample, name) for name in ("from_ms", "until_ms", "arrives_ms") if hasattr(sample, name)
            }
            first = min(value for value in shift.values() if value is not None)
            if isinstance(sample, m.FlightNotice) and sample.closest is not None:
                shown_ms = begins_ms + random.choice((HOUR_MS, 2 * HOUR_MS))
                changed["closest"] = random.choice((None, replace(sample.closest, at_ms=shown_ms)))
            changed |= {name: value and value - first + begins_ms for name, value in shift.items()}
        changed |= self.drawn_rung() if isinstance(sample, m.Escalated) else {}
        if isinstance(sample, m.WatchCheck):
            changed["scheduled_ms"] = random.choice([None, *scheduled(self.terms, self.now_ms), self.now_ms])
            changed["challenge"] = random.choice(("K7Q4", "K7Q5"))
        if isinstance(sample, m.TelephoneContact):
            changed["caller"], changed["called"] = random.sample(sorted(self.terms.languages), 2)
        made: m.Message = replace(sample, **changed)
        return made


DUE_SLOTS: Final = frozenset({"promised_ms", "due_ms", "review_ms", "by_ms", "next_ms", "effective_ms"})
KIND: Final = {kind.type: kind for kind in KINDS}
PRECEDENCES: Final = {kind.number: kind.precedences for kind in KINDS}


def scheduled(terms: Any, now_ms: int) -> list[int]:  # noqa: ANN401  an agreement
    """The agreed checks that are near."""
    day_ms = now_ms - now_ms % DAY_MS
    return sorted(day_ms + day + minute * MINUTE_MS for day in (0, DAY_MS) for minute in terms.watch.times_min)


def held(side: DeskSide) -> list[Statement]:
    """The statements that a side holds and that count as said, in joint order."""
    return list(side.state_.shelf.latest(side.parties))[::-1]


AHEAD: Final = "\n[notify_ahead_min]\nflight = 90\nnaval = 1440\n"
"""Lead times in minutes, beside those in days that the agreement has."""


def differences(side: DeskSide, now_ms: int) -> list[str]:
    """Name what the views of a side say otherwise than a slow reading of its export.

    Nothing while entries stand behind numbers given to a run that did not wait: the page's order counts them lower.
    """
    if side.state_.record._displaced:  # noqa: SLF001  nobody else asks for it
        return []
    ours, slow = shown(side.state_.shelf, now_ms), Ladders(side.files(), now_ms).whole()
    return [name for name in slow if ours[name] != slow[name]]


def faults_of(seed: int, count: int = 2) -> list[str]:
    """Play one history; name what views and slow reading say differently, at some moments and in the end."""
    parties = ("RUS", "USA", "POL")[:count]
    text = TEXT if count == 2 else THREE_TEXT
    history = DeskHistory(seed, parties, ((by_token(text) if seed % 2 else text) + AHEAD + LADDERS).encode())
    found: list[str] = []

    def after(side: Any) -> None:  # noqa: ANN401  a side of this history
        if not found and history.random.random() < 0.06:
            later_ms = history.now_ms + history.random.choice((0, MINUTE_MS, HOUR_MS, DAY_MS, 5 * DAY_MS))
            found.extend(f"{side.party} {name}" for name in differences(side, later_ms))

    history.run(STEPS, after)
    if found:
        return found
    for now_ms in (history.now_ms, history.now_ms + 3 * DAY_MS):
        views = [shown(side.state_.shelf, now_ms) for side in history.sides]
        if any(side.rows.keys() != history.sides[0].rows.keys() for side in history.sides):
            found.append("not at one")
        if not history.whispers:
            found += [f"sides: {name}" for name in views[0] if any(view[name] != views[0][name] for view in views)]
        found += [f"{side.party} {name}" for side in history.sides for name in differences(side, now_ms)]
    return found


def play(seeds: Sequence[int], parties: int, jobs: int) -> dict[int, list[str]]:
    """Play histories; give the faults of those that have some."""
    run: Callable[[int], list[str]] = partial(faults_of, count=parties)
    if jobs == 1:
        return {seed: faults for seed in seeds if (faults := run(seed))}
    with get_context("fork").Pool(jobs) as pool:
        return {seed: faults for seed, faults in zip(seeds, pool.imap(run, seeds, 16), strict=True) if faults}


def main() -> int:
    """Play; 0 if views and slow reading say the same everywhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--from", dest="start", type=int, default=0)
    parser.add_argument("--parties", type=int, default=2, choices=(2, 3))
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    bad = play(range(args.start, args.start + args.histories), args.parties, args.jobs)
    for seed, faults in bad.items():
        print(f"seed {seed}: {', '.join(faults)}")  # noqa: T201
    print(f"{args.histories} histories of {args.parties} parties, {len(bad)} differ")  # noqa: T201
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
