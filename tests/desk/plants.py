"""Faults planted in obligations and views, each of which the random histories must find.

python -m tests.desk.plants [--cells] [--most 300]: prints after how many histories each was found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Final
from unittest.mock import patch

from parley.desk import calls, crossing, publicity, queries, setups
from parley.desk import messages as m
from parley.desk.agreement import Agreement, Hours, stored_by_ms
from parley.desk.crossing import Asked
from parley.desk.machine import Machine
from parley.desk.obligations import Owed
from parley.node import beside, call_story, call_views, debts, desk, folding, notice_views, rows
from parley.node.held_views import CallView
from parley.node.reading import Model, Reading
from parley.node.reports import Reports
from parley.node.shelf import Shelf
from parley.node.threads import Thread
from parley.node.views import VIEWS
from parley.record.joint import Record
from tests.desk.histories import faults_of
from tools.machines import MACHINES

Plant = Callable[[], AbstractContextManager[Any]]


def local_time() -> AbstractContextManager[Any]:
    """A deadline runs from the author's clock, not from the storing time."""

    def storing_ms(self: Shelf, entry: bytes, party: str) -> int | None:
        feed, index = self.places[entry]
        return feed.clocks[index] if self.record.storing_ms(feed, index, party) is not None else None

    return patch.object(Shelf, "storing_ms", storing_ms)


def own_latest() -> AbstractContextManager[Any]:
    """Whether it is overdue is judged by the latest entry of anybody, not of who owes."""

    def latest(self: Shelf, party: str) -> int | None:  # noqa: ARG001  that is the fault
        return max((feed.clocks[feed.size - 1] for feed in self.record.feeds.values() if feed.size), default=None)

    return patch.object(Shelf, "latest_clock_ms", latest)


def last_receipt() -> AbstractContextManager[Any]:
    """The storing time is that of the last receipt, not of the first."""

    def storing_ms(_: Record, feed: Any, index: int, party: str) -> int | None:  # noqa: ANN401  a feed
        found = [by.clocks[at] for by, at in feed.receipt_of(index) if by.party == party]
        return max(found, default=None)

    return patch.object(Record, "storing_ms", storing_ms)


def late_forgotten() -> AbstractContextManager[Any]:
    """What comes late into a known thread, before what was said there, is forgotten."""
    real = Model.note

    def note(self: Model, name: bytes, *rest: Any) -> None:  # noqa: ANN401  as it is given
        if name not in self.told:
            real(self, name, *rest)

    return patch.object(Model, "note", note)


def settled_for_good() -> AbstractContextManager[Any]:
    """What was counted of a thread once is counted, whatever is said in it later."""

    def unsettle(self: Model, name: bytes) -> None:
        self._settled.pop(name, None)

    return patch.object(Model, "_unsettle", unsettle)


def settled_too_soon() -> AbstractContextManager[Any]:
    """A thread counts as settled while something is owed in it."""
    return patch("tests.desk.desk_side.VIEWS", VIEWS._replace(owes=lambda *_: False))


def put_last() -> AbstractContextManager[Any]:
    """A late statement is folded onto the end of its thread."""
    return patch.object(rows, "_comes_last", lambda *_: True)


def not_refolded() -> AbstractContextManager[Any]:
    """Threads are not folded anew when their statements change places."""
    return patch.object(folding, "_touch_resorted", lambda *_: None)


def reports_as_they_came() -> AbstractContextManager[Any]:
    """Liveness reports are joined in the order in which they came."""

    def put(self: Reports, _: int, report: Any) -> None:  # noqa: ANN401  a report
        self.told.append(report)

    return patch.object(Reports, "put", put)


def holding_stops() -> AbstractContextManager[Any]:
    """A holding reply stops the clock."""
    real = debts.obligations

    def obligations(reading: Reading, told: Any) -> Iterator[Any]:  # noqa: ANN401  a thread
        for each in real(reading, told):
            if told.thread.state is not queries.State.HOLDING or each.what is not Owed.REPLY:
                yield each

    return patch.object(debts, "obligations", obligations)


def at_all_hours() -> AbstractContextManager[Any]:
    """The ladder is climbed while nobody is at the watch."""
    return patch.object(Hours, "counts_from_ms", lambda _, instant_ms: instant_ms)


def rung_again() -> AbstractContextManager[Any]:
    """A rung that was taken may be said to be taken again."""
    return patch.dict(beside._JUDGES, {m.Escalated: lambda *_: ("", {})})  # noqa: SLF001  a fault in it


def amendment_keeps_lead() -> AbstractContextManager[Any]:
    """A beginning that an amendment moved counts as known since the first notice."""
    real = notice_views._forms  # noqa: SLF001  a fault in it

    def forms(told: Any) -> list[Any]:  # noqa: ANN401  a thread
        found = real(told)
        return [(found[0][0], found[-1][1])]

    return patch.object(notice_views, "_forms", forms)


def only_days() -> AbstractContextManager[Any]:
    """A lead time that is agreed in minutes is asked of nobody."""

    def by_days(agreement: Agreement, template: str, begins_ms: int) -> int | None:
        return stored_by_ms(replace(agreement, notify_ahead_min={}), template, begins_ms)

    return patch.object(notice_views, "stored_by_ms", by_days)


def read_stays_unread() -> AbstractContextManager[Any]:
    """Who has spoken since an urgent entry still counts as one whose watch has not read it."""
    real = desk._note_unread  # noqa: SLF001  a fault in it

    def note(agreement: Agreement, thread: Thread, statement: Any) -> None:  # noqa: ANN401  a statement
        before = {*thread.unread}
        real(agreement, thread, statement)
        thread.unread |= before

    return patch.object(desk, "_note_unread", note)


def any_receipt() -> AbstractContextManager[Any]:
    """Of several whom a statement is for, the first to store it is enough."""

    def stored_ms(self: Reading, statement: Any) -> int | None:  # noqa: ANN401  a statement
        times = [self.storing_ms(statement.id, party) for party in self.owing(statement)]
        return min((time for time in times if time is not None), default=None)

    return patch.object(Reading, "stored_ms", stored_ms)


def last_asked_stands() -> AbstractContextManager[Any]:
    """Of two requests that crossed the one that stands last in the joint order goes on."""
    real = crossing.crossings

    def crossings(requests: Iterable[Asked], had_seen: Callable[[Asked, Asked], bool]) -> dict[bytes, bytes]:
        return {stands: crossed for crossed, stands in real(requests, had_seen).items()}

    return patch("parley.node.calling.crossings", crossings)


def seen_crosses_too() -> AbstractContextManager[Any]:
    """A request crosses the other side's although its author had that when it asked."""
    real = crossing.crossings
    return patch("parley.node.calling.crossings", lambda requests, _: real(requests, lambda *_: False))


def any_half() -> AbstractContextManager[Any]:
    """A watch may read back the half of the other side."""
    real = setups.read_fact

    def read_fact(read: m.CallReadback, _: str, *, again: bool) -> setups.Fact:
        return real(read, read.digits, again=again)

    return patch.object(setups, "read_fact", read_fact)


def put_off_for_good() -> AbstractContextManager[Any]:
    """Nothing is owed once the answer to a call request was put off."""
    real = debts._asks  # noqa: SLF001  a fault in it
    return patch.object(debts, "_asks", lambda message: real(message) and not isinstance(message, m.CallDeferral))


def token_not_asked() -> AbstractContextManager[Any]:
    """A call counts as held without a token, whatever the agreement asks."""
    return patch.object(setups, "BEGUN", tuple(setups.State))


def first_account() -> AbstractContextManager[Any]:
    """A call that was held began when its first account says, whatever was entered later."""
    return patch.object(CallView, "from_ms", property(lambda self: self.accounts[0].held.from_ms))


def idle_since_ever() -> AbstractContextManager[Any]:
    """The board counts what was asked at any time as asked since."""
    real = call_views._pairing_view  # noqa: SLF001  a fault in it
    return patch.object(call_views, "_pairing_view", lambda reading, pairing, held, _: real(reading, pairing, held, 0))


def own_embargo() -> AbstractContextManager[Any]:
    """A side's readout waits for its own publicity alone."""
    real = publicity.may_be_told

    def may_be_told(readout: m.Readout, _: Any, parties: int, now_ms: int) -> bool:  # noqa: ANN401  all filed
        return real(readout, [readout], parties, now_ms)

    return patch.object(call_story, "may_be_told", may_be_told)


def any_confirmation() -> AbstractContextManager[Any]:
    """Who confirms an account that was entered anew agrees to the outcome."""
    real = calls.outcome_fact

    def outcome_fact(answer: m.Confirmation, _: bytes, *, own: bool) -> calls.Fact:
        return real(answer, answer.of, own=own)

    return patch.object(calls, "outcome_fact", outcome_fact)


PLANTS: Final[Mapping[str, tuple[Plant, int, int]]] = {
    "local time instead of the storing time": (local_time, 2, 0),
    "the last receipt instead of the first": (last_receipt, 2, 0),
    "anybody's latest entry instead of the debtor's": (own_latest, 2, 0),
    "a view forgets a late entry": (late_forgotten, 2, 0),
    "a settled thread stays as it was counted": (settled_for_good, 2, 0),
    "a thread is settled while something is owed": (settled_too_soon, 2, 0),
    "a late statement is folded onto the end": (put_last, 2, 0),
    "what changed places is not folded anew": (not_refolded, 2, 1410),
    "reports in the order in which they came": (reports_as_they_came, 2, 0),
    "a holding reply stops the clock": (holding_stops, 2, 0),
    "a moved beginning counts as known before": (amendment_keeps_lead, 2, 0),
    "silence counts at all hours": (at_all_hours, 2, 0),
    "a rung is taken as often as it is said": (rung_again, 2, 0),
    "what was read counts as unread": (read_stays_unread, 2, 0),
    "a lead time in minutes is asked of nobody": (only_days, 2, 0),
    "of several receipts any is enough": (any_receipt, 3, 0),
    "of two requests that crossed the last stands": (last_asked_stands, 2, 0),
    "what was seen crosses too": (seen_crosses_too, 2, 0),
    "a watch reads back the other side's half": (any_half, 2, 0),
    "an answer that was put off is owed no more": (put_off_for_good, 2, 90),
    "a call is held without the token that is agreed": (token_not_asked, 2, 0),
    "a call began as its first account says": (first_account, 2, 0),
    "what was ever asked was asked since": (idle_since_ever, 2, 0),
    "a readout waits for its own side's publicity": (own_embargo, 2, 0),
    "an account that was entered anew is confirmed": (any_confirmation, 2, 0),
}
"""Each with how many parties there are, and from which seed on it is looked for: a rare one where a hunt found it."""


@contextmanager
def without(machine: Machine, cell: Any) -> Iterator[None]:  # noqa: ANN401  a state and a fact
    """Remove a cell of a machine's table."""
    tables: Any = (machine.transitions, machine.refused)
    table = next(each for each in tables if cell in each)
    kept = table.pop(cell)
    try:
        yield
    finally:
        table[cell] = kept


def found_after(plant: Plant, parties: int, most: int, start: int = 0) -> int | None:
    """Give after how many histories a fault is found; None if after so many it is not."""
    with plant():
        for number in range(most):
            try:
                faults = faults_of(start + number, parties)
            except KeyError:  # a machine without an answer
                return number + 1
            if faults:
                return number + 1
    return None


def cells() -> Iterator[tuple[str, Plant]]:
    """Every cell of every machine, each removed alone."""
    for name, machine in MACHINES.items():
        if name == "Validity":
            continue  # its state is seen from the clock, by a machine that no statement moves
        for cell in [*machine.transitions, *machine.refused]:
            yield f"{name}: {cell[1]} in {cell[0]}", lambda machine=machine, cell=cell: without(machine, cell)  # type: ignore[misc]


def main() -> int:
    """Plant one after the other; 0 if each was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", action="store_true", help="also every cell of every machine's table")
    parser.add_argument("--most", type=int, default=300)
    args = parser.parse_args()
    plants = [(name, *found) for name, found in PLANTS.items()]
    plants += [(f"cell removed: {name}", plant, 2, 0) for name, plant in (cells() if args.cells else ())]
    missed = 0
    for name, plant, parties, start in plants:
        after = found_after(plant, parties, args.most, start)
        missed += after is None
        print(f"{name}: {'NOT FOUND' if after is None else f'found after {after}'}", flush=True)  # noqa: T201
    print(f"{len(plants)} planted, {missed} not found")  # noqa: T201
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
