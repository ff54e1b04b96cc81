"""How near did anything declared or claimed come to a border, and was it notified? From the record alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from parley.desk import messages as m
from parley.desk.obligations import Standing, reply_due_ms
from parley.node.desk import Statement
from parley.node.reading import Reading, Told, View
from parley.words.instants import MINUTE_MS, iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one party says of a point: in a query, or in the reply to one."""

    author: str
    entry: bytes
    point: m.Point

    def machine(self) -> dict[str, Any]:
        return {"by": self.author, "entry": self.entry.hex(), **point_machine(self.point)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedFlight:
    """A notice with its closest point as its author declares it, and beside it what queries and replies claim.

    `ahead_min` counts from the time at which the other side had stored what declares this point; None while it has not.
    """

    author: str
    notice: bytes
    aircraft: int
    closest: m.Point
    ahead_min: int | None
    claims: tuple[Claim, ...]

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.author,
            "notice": self.notice.hex(),
            "aircraft": self.aircraft,
            **point_machine(self.closest),
            "ahead_min": self.ahead_min,
            "claims": [claim.machine() for claim in self.claims],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedPoint:
    """A point that no notice declared, as a query claims it, with the replies' claims and how the reply stands."""

    claim: Claim
    replies: tuple[Claim, ...]
    standing: Standing

    def machine(self) -> dict[str, Any]:
        return {
            **self.claim.machine(),
            "replies": [reply.machine() for reply in self.replies],
            "reply": str(self.standing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """Both lists, the nearest first."""

    flights: tuple[NotifiedFlight, ...]
    claimed: tuple[ClaimedPoint, ...]

    def machine(self, most: int) -> dict[str, Any]:
        """Write both for JSON, of each the nearest so many."""
        return {
            "flights": [flight.machine() for flight in self.flights[:most]],
            "claimed": [claimed.machine() for claimed in self.claimed[:most]],
        }


def point_machine(point: m.Point) -> dict[str, Any]:
    """Write a point for JSON: metres and to how many they are meant, degrees times 1e7."""
    position, distance = point.position, point.distance
    return {
        "at": iso(point.at_ms),
        "lat_e7": None if position is None else position.lat_e7,
        "lon_e7": None if position is None else position.lon_e7,
        "distance_m": None if distance is None else distance.distance_m,
        "precision_m": None if distance is None else distance.precision_m,
        "border_of": None if distance is None else distance.border_of,
    }


def _flights(reading: Reading, told: Told) -> Iterator[NotifiedFlight]:
    notice = _in_force(told)
    if notice.closest is not None:
        yield _flight(reading, told, notice)


def _asked(reading: Reading, told: Told) -> Iterator[ClaimedPoint]:
    query: Any = told.opener.message
    if query.point is not None and not _notified(reading, query.subject):
        yield _claimed(reading, told)


FLIGHTS: Final[View[NotifiedFlight]] = View(_flights, (m.FlightNotice,))
CLAIMED: Final[View[ClaimedPoint]] = View(_asked, (m.Query,))


def nearness(reading: Reading) -> Nearness:
    """Gather what notices declare and queries claim."""
    return Nearness(
        flights=tuple(sorted(reading.rows(FLIGHTS), key=lambda flight: (_metres(flight.closest), flight.notice))),
        claimed=tuple(sorted(reading.rows(CLAIMED), key=lambda each: (_metres(each.claim.point), each.claim.entry))),
    )


def _notified(reading: Reading, subject: bytes | None) -> bool:
    """Say whether an entry stands in the thread of a flight notice that declares its closest point."""
    told = None if subject is None else reading.model.told.get(reading.model.thread_of(subject))
    return told is not None and isinstance(told.opener.message, m.FlightNotice) and _in_force(told).closest is not None


def _metres(point: m.Point) -> int:
    """The distance to sort by; a point without one comes last."""
    return 1 << 62 if point.distance is None else point.distance.distance_m


def _in_force(told: Told) -> m.FlightNotice:
    """The notice as last amended or corrected."""
    return _forms(told)[-1][1]


def _forms(told: Told) -> list[tuple[Statement, m.FlightNotice]]:
    said = ((each, m.stated(each.message)) for each in told.statements)
    return [(each, message) for each, message in said if isinstance(message, m.FlightNotice)]


def _flight(reading: Reading, told: Told, notice: m.FlightNotice) -> NotifiedFlight:
    assert notice.closest is not None
    declaring = _declaring(told, notice.closest)
    known_ms = reading.stored_ms(declaring)
    return NotifiedFlight(
        author=told.opener.author,
        notice=told.opener.id,
        aircraft=notice.aircraft,
        closest=notice.closest,
        ahead_min=None if known_ms is None else round((notice.closest.at_ms - known_ms) / MINUTE_MS),
        claims=tuple(claim for query in reading.about(told) for claim in _claims(query)),
    )


def _declaring(told: Told, closest: m.Point) -> Statement:
    """The first statement of a notice's thread that declares this closest point: an amendment was not known before."""
    return next(each for each, notice in _forms(told) if notice.closest == closest)


def _claims(told: Told) -> Iterator[Claim]:
    """What a query and its reply say of the point."""
    for statement in told.statements:
        message = statement.message
        if isinstance(message, m.Query | m.Reply) and message.point is not None:
            yield Claim(author=statement.author, entry=statement.id, point=message.point)


def _claimed(reading: Reading, told: Told) -> ClaimedPoint:
    claim, *replies = _claims(told)
    return ClaimedPoint(claim=claim, replies=tuple(replies), standing=reply_standing(reading, told))


def reply_standing(reading: Reading, told: Told) -> Standing:
    """How the reply to a query stands."""
    query = told.opener
    replies = [each for each in told.statements if isinstance(each.message, m.Reply | m.CannotAnswer)]
    due = partial(reply_due_ms, reading.agreed(query), query.precedence)
    if not replies:
        return reading.foremost(query, due)[0]
    first = replies[0]
    return reading.standing(first.author, due(reading.storing_ms(query.id, first.author)), first.clock_ms)
