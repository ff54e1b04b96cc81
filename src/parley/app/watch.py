"""The watch of a line at this desk, as the own log has it; what is open comes from the record and the drafts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from parley.app import own_log
from parley.app.drafts import Drafts
from parley.app.people import read_people
from parley.app.record_screens import digits_of
from parley.app.releasing import Submit
from parley.app.reminders import open_reminders
from parley.app.requests import Json, OpenLine, private_text, seat_of
from parley.app.telling import Teller
from parley.desk import messages as m
from parley.desk.drafts import State as DraftState
from parley.desk.handover import (
    Fact,
    State,
    Watch,
    left,
    moved,
    offered,
    refuse_open,
    taken_alone,
    taken_over,
    unsigned,
)
from parley.desk.people import Act, refuse_act
from parley.node.desk_view import Move, desk_view
from parley.node.events import Submitted
from parley.node.unpassed import Unpassed, unpassed
from parley.node.watch_view import manned
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, SECOND_MS, from_ms, iso, iso_or_none
from parley.words.limits import CLOCK_APART_MIN_MAX, SHORT_TEXT_CHARS_MAX, WITHIN_MIN_MAX
from parley.words.terms import TrafficClass

EVENTS: Final = ("watch-offered", "watch-taken", "watch-left")
ITEM_CHARS: Final = 12


async def watch_request(line: OpenLine, submit: Submit, request: Json) -> Json:
    """Carry out one step of the watch. Raises OurFault with the code of what was wrong."""
    watch, now_ms = watch_of(line), time.time_ns() // 1_000_000
    if request.get("step") == "status":
        return told(line, watch)
    seat = seat_of(request)
    refuse_act(read_people(line.home.folder), seat, Act.KEEP_WATCH)
    items = _items(request)
    match request:
        case {"step": "hand-over", "to": str(to)}:
            refuse_act(read_people(line.home.folder), to, Act.KEEP_WATCH)
            after = offered(watch, seat, to, items, open_items(line))
            _note(line, now_ms, seat, "watch-offered", to=to, items=items)
        case {"step": "take"}:
            after, facts = _taken(line, watch, seat, request, now_ms)
            if watch.state is State.LEFT:
                await _declare(submit, line, m.Manning(kept=m.Kept.ON_WATCH))
            _note(line, now_ms, seat, "watch-taken", **facts)
        case {"step": "leave", "within_min": int(within_min)} if 1 <= within_min <= WITHIN_MIN_MAX:
            after = left(watch, seat, now_ms)
            refuse_open(open_items(line), items)
            await _declare(submit, line, m.Manning(kept=m.Kept.ON_CALL, within_min=within_min))
            _note(line, now_ms, seat, "watch-left", within_min=within_min, items=items)
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that is done to a watch.")
    return told(line, after)


def watch_of(line: OpenLine) -> Watch:
    """Fold the watch from the own log; a line of it that fits nowhere is passed over."""
    watch = Watch()
    for each in own_log.read(line.home.folder):
        at_ms, seat = each.get("at_ms"), each.get("seat")
        if each.get("line") != line.name or not isinstance(at_ms, int) or not isinstance(seat, str):
            continue
        if each.get("event") in EVENTS:
            watch = _folded(watch, each, seat, at_ms)
        if seat == watch.seat and watch.state in {State.KEPT, State.OFFERED}:
            watch = replace(watch, seen_ms=at_ms)
    return watch


def _folded(watch: Watch, each: Mapping[str, Any], seat: str, at_ms: int) -> Watch:
    try:
        match each["event"]:
            case "watch-offered":
                to, items = str(each.get("to")), dict(each.get("items", {}))
                return replace(moved(watch, Fact.OFFERED), to=to, items=items, offered_ms=at_ms)
            case "watch-taken" if each.get("relieved"):
                return replace(moved(watch, Fact.TAKEN_OVER), seat=seat, since_ms=at_ms, to="", items={}, seen_ms=at_ms)
            case "watch-taken":
                return taken_alone(watch, seat, at_ms)
            case _:
                return left(watch, seat, at_ms)
    except OurFault:
        return watch


def _taken(
    line: OpenLine, watch: Watch, seat: str, request: Json, now_ms: int
) -> tuple[Watch, dict[str, own_log.Fact]]:
    """Give the watch as a seat takes it, and what the own log is told.

    Raises OurFault `watch-unready`, `clock-differs`, `record-differs`, and those of handing over.
    """
    lacking = [word for word in ("position", "sound") if request.get(word) is not True]
    if lacking:
        raise OurFault("watch-unready", f"Not confirmed: {', '.join(lacking)}.")
    _refuse_clock(request.get("clock"), now_ms)
    _refuse_record(line, request.get("record"))
    items = open_items(line)
    facts: dict[str, own_log.Fact] = {"clock": str(request["clock"]), "record": str(request["record"])}
    if request.get("alone") is not True:
        after = taken_over(watch, seat, _items(request), items, now_ms)
        return after, facts | {"relieved": watch.seat, "items": _items(request)}
    gap_s = None if watch.seen_ms is None else max(0, now_ms - watch.seen_ms) // SECOND_MS
    facts |= {"relieved": None, "items": items, "gap_from": iso_or_none(watch.seen_ms), "gap_s": gap_s}
    return taken_alone(watch, seat, now_ms), facts


def _refuse_clock(read: object, now_ms: int) -> None:
    """Compare the clock on the wall, as HHMM in UTC, with the node's."""
    if not isinstance(read, str) or len(read) != 4 or not read.isdigit():
        raise OurFault("watch-unready", "Not compared: the clock, as HHMM in UTC.")
    minutes = int(read[:2]) * 60 + int(read[2:])
    now_min = now_ms // MINUTE_MS % (24 * 60)
    apart = (minutes - now_min + 12 * 60) % (24 * 60) - 12 * 60
    if abs(apart) > CLOCK_APART_MIN_MAX:
        raise OurFault("clock-differs", f"The node's clock says {from_ms(now_ms):%H%M}Z.")


def record_digits(line: OpenLine, size: int | None = None) -> str:
    """Give how far the record is numbered, and ten digits of it, to be compared by voice: 1204:93412-00713."""
    return digits_of(line.ledger.shelf.record, size)


def _refuse_record(line: OpenLine, read: object) -> None:
    """Compare the digits that the other side read with those of our record as far as it then reached."""
    size, _, _ = str(read).partition(":")
    if not isinstance(read, str) or not size.isdigit():
        raise OurFault("watch-unready", "Not compared: the record, as the other side reads it (parley watch status).")
    if int(size) > line.ledger.shelf.record.joint_tree.size or read != record_digits(line, int(size)):
        raise OurFault("record-differs")


def open_items(line: OpenLine) -> dict[str, str]:
    """Give what a watch takes over: where the move is ours, FLASH first, notices that open today, unfinished drafts."""
    teller = line.teller()
    found = {
        item.thread.hex()[:ITEM_CHARS]: teller.rendered(item.opener).splitlines()[0]
        for item in desk_view(teller.reading, teller.me).items
        if item.move in {Move.FLASH, Move.OURS}
    }
    found |= open_reminders(line)
    folder = line.home.line_folder(line.name)
    for draft in Drafts(line.home.folder, folder, line.name).every():
        if draft.course.state not in {DraftState.SENT, DraftState.VOID}:
            found[f"draft-{draft.number}"] = str(draft.course.state)
    return found


def _items(request: Json) -> dict[str, str]:
    """Read the acknowledged items of a request, each with its sentence."""
    items = request.get("items") or {}
    if not isinstance(items, dict):
        raise OurFault("request-malformed", "The items are not in the form of a request.")
    return {str(key): private_text(items, key, "request-malformed", SHORT_TEXT_CHARS_MAX) for key in items}


async def _declare(submit: Submit, line: OpenLine, manning: m.Manning) -> None:
    """Tell the other side how the watch is kept. Raises OurFault with which the node refuses it."""
    drill = TrafficClass.DRILL if line.home.demo else TrafficClass.OPERATIONAL
    answer = await submit(Submitted(token=0, message=manning, traffic_class=drill, officer_word=True))
    if answer.id is None:
        raise OurFault(answer.code, answer.message)


def _note(line: OpenLine, now_ms: int, seat: str, event: str, **facts: own_log.Fact) -> None:
    own_log.note(line.home.folder, now_ms, seat, event, line=line.name, **facts)


def _unpassed(teller: Teller, each: Unpassed) -> Json:
    """Tell a FLASH that waits: it is passed to the watch now, whoever was asked for."""
    return {
        "entry": each.statement.id.hex(),
        "text": teller.rendered(each.statement),
        "since": iso(each.stored_ms),
        "asked_for": list(each.asked_for),
        "alarm": each.alarm,
    }


def told(line: OpenLine, watch: Watch) -> Json:
    """Tell who keeps the watch, what is open, and what each other side says of its own, for JSON."""
    teller = line.teller()
    reading = teller.reading
    others = {party: manned(reading, party) for party in reading.parties if party != line.home.party}
    return {
        "line": line.name,
        "state": str(watch.state),
        "seat": watch.seat or None,
        "since": iso_or_none(watch.since_ms),
        "to": watch.to or None,
        "offered": iso_or_none(watch.offered_ms) if watch.to else None,
        "unsigned": unsigned(watch, reading.now_ms),
        "acknowledged": dict(watch.items),
        "pass_now": [_unpassed(teller, each) for each in unpassed(teller.shelf, reading, teller.me)],
        "open": open_items(line),
        "clock": f"{from_ms(reading.now_ms):%H%M}",
        "record": record_digits(line),
        "others": {
            party: None if said is None else {"within_min": said.within_min, "said": iso(said.at_ms)}
            for party, said in others.items()
        },
    }
