"""What was declared beforehand, and how long beforehand? From the record alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from parley.desk import messages as m
from parley.desk import notices
from parley.desk.agreement import stored_by_ms, template_of
from parley.desk.validity import window
from parley.node.desk import Statement
from parley.node.reading import Reading, Told, View
from parley.words.instants import DAY_MS, MINUTE_MS, iso, iso_or_none

DECLARED: Final = "declared flight"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as last amended or corrected.

    Lead time counts from the time at which all whom it is for had stored what declares this beginning; None while one
    has not. `ahead_days` counts between dates in UTC; `owed_days` or `owed_min` is what the agreement asks. `late` says
    that it came later; None where nothing is asked or that is not yet known.
    """

    kind: str
    author: str
    notice: bytes
    state: str
    what: str
    begins_ms: int
    ends_ms: int
    stored_ms: int | None
    ahead_min: int | None
    ahead_days: int | None
    owed_days: int | None
    owed_min: int | None
    late: bool | None

    @property
    def has_term(self) -> bool:
        """Say whether the agreement asks for a lead time."""
        return (self.owed_days, self.owed_min) != (None, None)

    def machine(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "by": self.author,
            "notice": self.notice.hex(),
            "state": self.state,
            "what": self.what,
            "begins": iso(self.begins_ms),
            "ends": iso(self.ends_ms),
            "stored": iso_or_none(self.stored_ms),
            "ahead_min": self.ahead_min,
            "ahead_days": self.ahead_days,
            "owed_days": self.owed_days,
            "owed_min": self.owed_min,
            "late": self.late,
        }


def notice_of(reading: Reading, told: Told) -> Iterator[NoticeView]:
    """Give the notice of a thread that one opened."""
    yield _view(reading, told, template_of(type(told.opener.message)))


DECLARATIONS: Final[View[NoticeView]] = View(
    notice_of, tuple(kind for kind in notices.NOTICES if kind is not m.FlightNotice)
)


def notice_views(reading: Reading) -> tuple[NoticeView, ...]:
    """Show what was declared, the earliest first; flights are in the view of closest points."""
    return tuple(sorted(reading.rows(DECLARATIONS), key=lambda view: (view.begins_ms, view.notice)))


def _declared(_: Reading, told: Told) -> Iterator[Hashable]:
    if told.thread.state is notices.State.CANCELLED:
        return
    begins_ms = window(_forms(told)[-1][1])[0]
    yield DECLARED, told.opener.author, begins_ms - begins_ms % DAY_MS


FLIGHT_DAYS: Final[View[Hashable]] = View(_declared, (m.FlightNotice,))
"""Counts flight notices that are not cancelled, by author and the day (its beginning, ms, UTC) on which they begin."""


def declared_flights(reading: Reading) -> Counter[tuple[str, int]]:
    """Count flight notices as last amended by author and the day (ms of its beginning, UTC) on which they begin."""
    found: Counter[tuple[str, int]] = Counter()
    for each, number in reading.counted().items():
        match each:
            case ("declared flight", str(author), int(day_ms)):
                found[author, day_ms] += number
            case _:
                pass
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightWindow:
    """When a flight notice says that it is flown, as last amended, and its closest point if it has one."""

    author: str
    notice: bytes
    aircraft: int
    from_ms: int
    until_ms: int
    closest: m.Position | None

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.author,
            "notice": self.notice.hex(),
            "aircraft": self.aircraft,
            "from_ms": self.from_ms,
            "until_ms": self.until_ms,
            "lat_e7": None if self.closest is None else self.closest.lat_e7,
            "lon_e7": None if self.closest is None else self.closest.lon_e7,
        }


def flight_windows(reading: Reading) -> Iterator[FlightWindow]:
    """Give every flight notice that is not cancelled."""
    for told in reading.model.told.values():
        if not isinstance(told.opener.message, m.FlightNotice) or told.thread.state is notices.State.CANCELLED:
            continue
        notice = _forms(told)[-1][1]
        assert isinstance(notice, m.FlightNotice)
        yield FlightWindow(
            author=told.opener.author,
            notice=told.opener.id,
            aircraft=notice.aircraft,
            from_ms=notice.from_ms,
            until_ms=notice.until_ms,
            closest=None if notice.closest is None else notice.closest.position,
        )


def _forms(told: Told) -> list[tuple[Statement, notices.Notice]]:
    said = ((each, m.stated(each.message)) for each in told.statements)
    return [(each, message) for each, message in said if isinstance(message, notices.NOTICES)]


def _what(notice: notices.Notice) -> str:
    match notice:
        case m.ExerciseNotice(name=text) | m.MovementNotice(what=text) | m.HazardNotice(area=text):
            return text
        case m.FlightNotice(area=text) | m.LaunchNotice(area=text) | m.AirspaceNotice(area=text):
            return text
        case m.NavalNotice(place=text) | m.HumanitarianNotice(what=text):
            return text


def _view(reading: Reading, told: Told, kind: str) -> NoticeView:
    opener = told.opener
    forms = _forms(told)
    begins_ms, ends_ms = window(forms[-1][1])
    entry = next(entry for entry, notice in forms if window(notice)[0] == begins_ms)
    stored_ms = reading.stored_ms(entry)
    agreed = reading.agreed(entry)
    by_ms = stored_by_ms(agreed, kind, begins_ms)
    return NoticeView(
        kind=kind,
        author=opener.author,
        notice=opener.id,
        state=str(told.thread.state),
        what=_what(forms[-1][1]),
        begins_ms=begins_ms,
        ends_ms=ends_ms,
        stored_ms=stored_ms,
        ahead_min=None if stored_ms is None else round((begins_ms - stored_ms) / MINUTE_MS),
        ahead_days=None if stored_ms is None else begins_ms // DAY_MS - stored_ms // DAY_MS,
        owed_days=agreed.notify_ahead_days.get(kind),
        owed_min=agreed.notify_ahead_min.get(kind),
        late=None if stored_ms is None or by_ms is None else stored_ms > by_ms,
    )
