"""What the desk is to be called for, as the record and the carriers of a running line show it at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from parley.app.telling import Teller
from parley.desk.acknowledgements import is_opening
from parley.desk.alerts import LEVELS, Cause, Level, Situation
from parley.node.debts import Debt
from parley.node.desk import SILENT, Statement
from parley.node.watch_view import Human, WatchView
from parley.words.instants import DAY_MS, MINUTE_MS
from parley.words.terms import Precedence, TrafficClass

LOOKED_THROUGH: Final = 200
"""So many of the others' latest statements are looked through for what nobody here has taken up."""
SOON_MS: Final = 5 * MINUTE_MS
DOWN_MS: Final = MINUTE_MS
"""A link that is down for so long calls."""
_INCOMING: Final = {
    Precedence.FLASH: Cause.FLASH_IN,
    Precedence.IMMEDIATE: Cause.IMMEDIATE_IN,
    Precedence.PRIORITY: Cause.PRIORITY_IN,
}


def of_record(teller: Teller, watch: WatchView) -> Iterator[Situation]:
    """Give what the record calls for: what came in, what is owed here, the watch; one for each thread, the loudest."""
    found: dict[str, Situation] = {}
    for each in (*_incoming(teller), *_owed(teller)):
        before = found.get(each.key)
        if before is None or (each.level, each.precedence) > (before.level, before.precedence):
            found[each.key] = each
    yield from found.values()
    yield from _watch(teller, watch)


def _incoming(teller: Teller) -> Iterator[Situation]:
    others = [party for party in teller.agreement.languages if party != teller.me]
    for each in islice(teller.shelf.latest(others), LOOKED_THROUGH):
        cause = _INCOMING.get(Precedence(each.precedence))
        old = teller.now_ms - each.clock_ms > DAY_MS and each.precedence < Precedence.FLASH
        if cause is None or old or isinstance(each.message, SILENT) or each.traffic_class == TrafficClass.TEST:
            continue
        if not _taken(teller, each):
            yield Situation(
                key=each.thread.hex(),
                cause=cause,
                level=LEVELS[cause],
                precedence=Precedence(each.precedence),
                party=each.author,
                thread=each.thread.hex(),
                due_ms=_due_ms(teller, each.thread),
            )


def _taken(teller: Teller, statement: Statement) -> bool:
    """Say whether this side has said anything in the thread since, beyond that it stands open."""
    said = teller.shelf.thread(statement.thread)
    place = next((at for at, each in enumerate(said) if each.id == statement.id), len(said))
    return any(each.author == teller.me and not is_opening(each.message) for each in said[place + 1 :])


def _owed(teller: Teller) -> Iterator[Situation]:
    for debt in (debt for owed in teller.owed.values() for debt in owed):
        cause = _of_debt(teller, debt)
        if cause is not None:
            thread = teller.shelf.model.thread_of(debt.entry).hex()
            yield Situation(
                key=thread,
                cause=cause,
                level=LEVELS[cause],
                precedence=debt.precedence,
                party=debt.debtor,
                what=str(debt.what),
                thread=thread,
                due_ms=debt.due_ms,
            )


def _of_debt(teller: Teller, debt: Debt) -> Cause | None:
    if debt.due_ms is None:
        return None
    left_ms = debt.due_ms - teller.now_ms
    if debt.debtor == teller.me:
        return Cause.OURS_LATE if left_ms <= 0 else Cause.OURS_SOON if left_ms < SOON_MS else None
    return Cause.THEIRS_LATE if left_ms <= 0 and debt.precedence >= Precedence.IMMEDIATE else None


def _due_ms(teller: Teller, thread: bytes) -> int | None:
    """Give when the first thing is due that this side owes in a thread."""
    ours = (each for owed in teller.owed.values() for each in owed if each.debtor == teller.me)
    dues = [each.due_ms for each in ours if each.due_ms and teller.shelf.model.thread_of(each.entry) == thread]
    return min(dues, default=None)


def _watch(teller: Teller, view: WatchView) -> Iterator[Situation]:
    if view.human is Human.SILENT:
        cause = Cause.WATCH_OURS if view.failed_by == teller.me else Cause.WATCH_SILENT
    elif view.human is Human.NOT_KNOWN:
        cause = Cause.CHECK_OVERDUE
    else:
        return
    at_ms = view.missed_ms[-1] if view.missed_ms else 0
    yield Situation(key=f"{cause}:{at_ms}", cause=cause, level=LEVELS[cause], party=view.failed_by or "")


def of_carriers(
    carriers: Sequence[Mapping[str, Any]], down_ms: Mapping[str, int], now_ms: int, *, urgent: bool
) -> Iterator[Situation]:
    """Give what the carriers call for; `down_ms` since when a party's link is down, `urgent` whether that is grave."""
    for party, since_ms in down_ms.items():
        if now_ms - since_ms >= DOWN_MS:
            level = Level.ALARM if urgent else LEVELS[Cause.LINK_DOWN]
            yield Situation(key=f"link:{party}", cause=Cause.LINK_DOWN, level=level, party=party)
    for carrier in carriers:
        for way in carrier["ways"]:
            lost = carrier["on"] and not way["up"] and way["echo_s_ago"] is not None
            if lost and way["peer"] not in down_ms:
                yield Situation(
                    key=f"path:{carrier['bearer']}:{way['peer']}",
                    cause=Cause.PATH_LOST,
                    level=LEVELS[Cause.PATH_LOST],
                    party=way["peer"],
                    what=carrier["bearer"],
                )


def parties_down(carriers: Sequence[Mapping[str, Any]], others: Sequence[str]) -> set[str]:
    """Give the parties that no carrier reaches now."""
    up = {way["peer"] for carrier in carriers for way in carrier["ways"] if carrier["on"] and way["up"]}
    return set(others) - up


def is_urgent(teller: Teller) -> bool:
    """Say whether anything FLASH or IMMEDIATE is open."""
    return any(debt.precedence >= Precedence.IMMEDIATE for owed in teller.owed.values() for debt in owed)
