"""What the agreement says of keeping bodies, and when the record alone shows that one may be gone (section 15)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from parley.record.amendments import Signature, chain, read_amendment
from parley.record.feed import Feed
from parley.record.joint import Record
from parley.seal.digest import sha256
from parley.words.faults import PeerFault
from parley.words.instants import DAY_MS
from parley.words.limits import BODIES_DAYS_MAX, BODIES_DAYS_MIN
from parley.words.toml import toml_of


def bodies_days(agreement: bytes) -> int | None:
    """Read after how many days an agreement's file has bodies erased; None where it does not say, or is no file."""
    try:
        table = toml_of(agreement).get("retention")
    except ValueError:
        return None
    days = table.get("bodies_days") if isinstance(table, dict) else None
    return days if type(days) is int and BODIES_DAYS_MIN <= days <= BODIES_DAYS_MAX else None


def reached_ms(record: Record) -> int:
    """Give the instant that the nodes of all parties have reached by their own clocks: no single clock moves it.

    It is the least, over the parties, of the greatest clock of an entry that has a place; 0 where one has none.
    """
    latest = dict.fromkeys(record.parties, 0)
    for feed in record.feeds.values():
        greatest = max(feed.clocks[: feed.placed], default=0)
        if greatest > latest.get(feed.party, greatest):
            latest[feed.party] = greatest
    return min(latest.values())


def stored_everywhere_ms(record: Record, feed: Feed, index: int) -> int | None:
    """Give when the last of the other parties stored an entry; None while one shows no receipt."""
    if index >= feed.placed:
        return None
    times = [record.storing_ms(feed, index, party) for party in record.parties if party != feed.party]
    known = [time_ms for time_ms in times if time_ms is not None]
    return max(known) if len(known) == len(times) else None


def may_be_erased(record: Record, feed: Feed, index: int, days: int | None, reached: int) -> bool:
    """Say whether the age that was agreed has passed since the last of the other parties stored an entry."""
    if days is None:
        return False
    stored_ms = stored_everywhere_ms(record, feed, index)
    return stored_ms is not None and stored_ms + days * DAY_MS <= reached


class Keeping:
    """How long the bodies of a whole record are kept, by its agreement and the signatures under amendments."""

    def __init__(self, record: Record, agreement: bytes, signed: Iterable[tuple[Feed, int, bytes]]) -> None:
        """Walk the signatures, each given by its place and its body, in a record that is settled."""
        self.record, self._reached = record, reached_ms(record)
        self._days = {sha256(agreement): bodies_days(agreement)}
        self._founding = sha256(agreement)
        signatures: list[Signature] = []
        for feed, index, body in signed:
            with suppress(PeerFault):
                amendment = read_amendment(body)
                new = sha256(amendment.file)
                signatures.append(Signature(feed, index, amendment.previous, new))
                self._days[new] = bodies_days(amendment.file)
        self.steps = chain(record.parties, self._founding, signatures).steps
        """The signature that put each amendment in force, in turn."""

    def is_over(self, feed: Feed, index: int) -> bool:
        """Say whether the body of a statement at a place may be erased by the terms that hold for it."""
        if index >= feed.placed:
            return False
        held = [step.agreement for step in self.steps if feed.positions[index] > step.position]
        days = self._days[held[-1] if held else self._founding]
        return may_be_erased(self.record, feed, index, days, self._reached)
