"""What stands round every screen: whether the line lives, by which carriers, who watches, what is not confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from parley.app.reading import lamps_of
from parley.app.telling import Teller
from parley.desk.watch import scheduled
from parley.node.watch_view import WatchView, manned
from parley.wire.local_times import zone_of
from parley.words.instants import DAY_MS, SECOND_MS, from_ms, iso, iso_or_none, parse_iso

CLOCK_APART_MS: Final = 60 * SECOND_MS
"""A counterpart's entry may come from so far in the future before its clock, or ours, is called suspect."""
CHANGE_TOLD_DAYS: Final = 7
"""So many days ahead it is told that a party's local time will change."""
AHEAD_DAYS: Final = 8
"""The next agreed check is looked for within a week and a day."""


def strip(teller: Teller, carriers: Sequence[Mapping[str, Any]], watch: WatchView) -> dict[str, Any]:
    """Tell it as the line stands now; `carriers` are the running node's own, `watch` what it knows of people."""
    shelf, me = teller.shelf, teller.me
    spots = shelf.unconfirmed(me)
    lamps = lamps_of(shelf.reports)
    others = [party for party in sorted(teller.agreement.languages) if party != me]
    oldest_ms = min((feed.clocks[index] for feed, index in spots), default=None)
    return {
        "language": teller.language,
        "drill": teller.home.demo,
        "parties": sorted(teller.agreement.languages),
        "machine": lamps,
        "links": [link_of(party, carriers, lamps.get(me, {})) for party in others],
        "watch": _watch(teller, others, watch),
        "record": {"numbered": shelf.record.numbered, "entries": len(shelf.record)},
        "exposure": {
            "statements": len(spots),
            "oldest_s": 0 if oldest_ms is None else max(0, teller.now_ms - oldest_ms) // SECOND_MS,
            "oldest": iso_or_none(oldest_ms),
        },
        "clock": {
            "now_ms": teller.now_ms,
            "local": [each for party in teller.agreement.time_zones for each in _local(teller, party)],
            "suspect": [party for party in others if _is_ahead(teller, party)],
        },
    }


def link_of(party: str, carriers: Sequence[Mapping[str, Any]], lamps: Mapping[str, Any]) -> dict[str, Any]:
    """Tell how a party's node is reached: up if any carrier is, and when it was heard last."""
    ways = [
        {
            "bearer": carrier["bearer"],
            "on": carrier["on"],
            "up": carrier["on"] and way["up"],
            "heard_s": way["echo_s_ago"],
        }
        for carrier in carriers
        for way in carrier["ways"]
        if way["peer"] == party
    ]
    heard = [way["heard_s"] for way in ways if way["heard_s"] is not None]
    since = [lamp["since"] for lamp in lamps.get(party, ()) if not lamp["up"]]
    return {
        "party": party,
        "up": any(way["up"] for way in ways),
        "heard_s": min(heard, default=None),
        "down_since": max(since, key=parse_iso, default=None),
        "carriers": ways,
    }


def _watch(teller: Teller, others: Sequence[str], watch: WatchView) -> dict[str, Any]:
    """Tell what is known of people: the last agreed check, what each other side says of its watch, the next check."""
    reading, schedule = teller.reading, teller.agreement.watch
    said = {party: manned(reading, party) for party in others}
    coming = (
        next(
            (each for each in scheduled(schedule, teller.now_ms + AHEAD_DAYS * DAY_MS) if each[0] > teller.now_ms), None
        )
        if schedule
        else None
    )
    return {
        **watch.machine(),
        "manned": {
            party: None if each is None else {"at": iso(each.at_ms), "within_min": each.within_min}
            for party, each in said.items()
        },
        "next": None if coming is None else iso(coming[0]),
        "next_by": None if coming is None else coming[1],
    }


def _local(teller: Teller, party: str) -> Iterator[dict[str, Any]]:
    """Tell a party's local time, by its distance from UTC in minutes, and a change of it that is near."""
    zone = zone_of(teller.agreement.time_zones[party])
    if zone is None:
        return
    now = from_ms(teller.now_ms)
    offsets = [(now + timedelta(days=days)).astimezone(zone).utcoffset() for days in range(CHANGE_TOLD_DAYS + 1)]
    minutes = [int(each.total_seconds()) // 60 for each in offsets if each is not None]
    changes = next((day for day, offset in enumerate(minutes) if offset != minutes[0]), None)
    yield {
        "party": party,
        "time": f"{now.astimezone(zone):%H:%M}",
        "offset_min": minutes[0],
        "changes_in_days": changes,
    }


def _is_ahead(teller: Teller, party: str) -> bool:
    """Say whether a party's latest entry bears a time that has not come yet here: one of the clocks is wrong."""
    latest_ms = teller.shelf.latest_clock_ms(party)
    return latest_ms is not None and latest_ms > teller.now_ms + CLOCK_APART_MS
