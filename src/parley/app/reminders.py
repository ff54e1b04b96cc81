"""On the day when a notice's window opens: who of this side is told once more, and who has said so. Never sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final, NamedTuple

from parley.app import own_log
from parley.app.people import read_people
from parley.app.requests import Json, OpenLine, seat_of
from parley.desk.people import Act, People, refuse_act
from parley.node.reminders import Opening, opening_today
from parley.words.faults import OurFault
from parley.words.instants import iso

WATCH: Final = "watch"
"""Whoever keeps the watch is told of every notice."""
EVENT: Final = "reminder-acknowledged"


class Reminder(NamedTuple):
    """One notice that opens today, for one seat (or the watch); `by` is the seat that has acknowledged it."""

    opening: Opening
    to: str
    by: str


def reminders(line: OpenLine, people: People) -> list[Reminder]:
    """Give today's reminders. One that was acknowledged holds until the notice's window is another."""
    done = {
        (each.get("notice"), each.get("begins_ms"), each.get("to")): str(each.get("seat"))
        for each in own_log.read(line.home.folder, EVENT)
    }
    return [
        Reminder(opening, to, done.get((opening.notice.hex(), opening.begins_ms, to), ""))
        for opening in opening_today(line.teller().reading)
        for to in (WATCH, *people.lists.get(opening.kind, ()))
    ]


def reminder_request(line: OpenLine, request: Json) -> Json:
    """List today's reminders, or acknowledge one under a seat. Raises OurFault with the code of what was wrong."""
    people = read_people(line.home.folder)
    if request.get("step") == "acknowledge":
        _acknowledge(line, people, request)
    return told(line, reminders(line, people))


def _acknowledge(line: OpenLine, people: People, request: Json) -> None:
    """Note that a seat has read a reminder: for itself where it is on the list, and for the watch if it may keep it."""
    seat = seat_of(request)
    refuse_act(people, seat, Act.TELL)
    ref = request.get("ref")
    found = [each for each in reminders(line, people) if isinstance(ref, str) and _is(each, ref, seat, people)]
    if not found:
        raise OurFault("reminder-unknown")
    for each in found:
        own_log.note(
            line.home.folder, time.time_ns() // 1_000_000, seat, EVENT,
            line=line.name, notice=each.opening.notice.hex(), begins_ms=each.opening.begins_ms, to=each.to,
        )  # fmt: skip


def _is(each: Reminder, ref: str, seat: str, people: People) -> bool:
    mine = each.to == seat or (each.to == WATCH and _keeps(people, seat))
    return mine and not each.by and len(ref) >= 6 and each.opening.notice.hex().startswith(ref)


def _keeps(people: People, seat: str) -> bool:
    try:
        refuse_act(people, seat, Act.KEEP_WATCH)
    except OurFault:
        return False
    return True


def told(line: OpenLine, found: list[Reminder]) -> Json:
    """Tell reminders, for JSON."""
    teller = line.teller()
    return {
        "line": line.name,
        "reminders": [
            {
                "notice": each.opening.notice.hex(),
                "kind": each.opening.kind,
                "by": each.opening.opener.author,
                "begins": iso(each.opening.begins_ms),
                "to": each.to,
                "acknowledged_by": each.by or None,
                "text": teller.rendered(each.opening.opener),
            }
            for each in found
        ],
        "reached": reached(found),
    }


def reached(found: list[Reminder]) -> bool:
    """Say whether all who are to know today's notices have acknowledged them."""
    return all(each.by for each in found)


def open_reminders(line: OpenLine) -> Iterator[tuple[str, str]]:
    """Give what the watch has not acknowledged of today's notices: a name for each, and when it opens."""
    for each in reminders(line, read_people(line.home.folder)):
        if each.to == WATCH and not each.by:
            yield (
                f"today-{each.opening.notice.hex()[:12]}",
                f"{each.opening.kind} opens at {iso(each.opening.begins_ms)}",
            )
