"""What the agreement says of keeping bodies, and when the record alone shows that one may be gone (section 15)."""

from __future__ import annotations

from typing import Final

from parley.record.feed import Feed
from parley.record.joint import Record
from parley.words.limits import BODIES_DAYS_MAX, BODIES_DAYS_MIN
from parley.words.toml import toml_of

DAY_MS: Final = 86_400_000


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
