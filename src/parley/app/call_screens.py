"""The board of calls and one call, as a command and a page ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.app.publishing import published
from parley.app.telling import Teller
from parley.desk import calls, setups
from parley.desk import messages as m
from parley.node.call_story import call_story
from parley.node.call_views import Attempt, attempts, pairing_views
from parley.node.calling import setup_of
from parley.node.reading import Told
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, iso

ATTEMPTS_TOLD: Final = 50
"""Of each pairing so many of the latest requests are told: more than a strip shows apart."""
OPEN_TOLD: Final = 50
MARKS_OF: Final[Mapping[setups.State, tuple[m.Mark, ...]]] = {
    setups.State.AUTHENTICATED: (m.Mark.STARTED,),
    setups.State.IN_CALL: (m.Mark.INTERRUPTED, m.Mark.ENDED),
    setups.State.INTERRUPTED: (m.Mark.RESUMED, m.Mark.ENDED),
}
"""What can be entered of a call, by how far it has come."""


def board(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """The board: for each pairing when it last spoke, who asked since, what came of it; and what is still open."""
    since = request.get("since_ms")
    since_ms = since if type(since) is int and since >= 0 else teller.agreement.founded_ms
    found = attempts(teller.reading, since_ms)
    rows = [
        {
            "name": teller.named(each.pairing),
            "sides": _sides(teller, each.pairing),
            "stands": _stands([one for one in found if one.pairing == each.pairing], each.none_attempted_days),
            "attempts": [one.machine() for one in found if one.pairing == each.pairing][-ATTEMPTS_TOLD:],
            **each.machine(),
        }
        for each in pairing_views(teller.reading, since_ms)
    ]
    return {
        "language": teller.language,
        "time_zones": teller.agreement.time_zones,
        "founded": iso(teller.agreement.founded_ms),
        "as_of": iso(teller.reading.now_ms),
        "days": max(1, -(-(teller.reading.now_ms - since_ms) // DAY_MS)),
        "pairings": rows,
        "open": list(_open(teller))[:OPEN_TOLD],
    }


def _sides(teller: Teller, pairing: str) -> dict[str, str]:
    """Name the roles that speak, by party."""
    found = teller.agreement.pairings.get(pairing)
    return {} if found is None else {party: teller.named(role) for party, role in sorted(found.roles.items())}


def _stands(found: list[Attempt], never_days: int | None) -> str:
    """What came of the last attempt; `never` where nobody asked, though a call asked for before may have been held."""
    return "never" if never_days is not None and not found else found[-1].result if found else "none"


def _open(teller: Teller) -> Iterator[dict[str, Any]]:
    """Give the requests that may still be answered, and the calls that are agreed and to come, the latest first."""
    for told, request in reversed(list(teller.reading.opened_by(m.CallRequest))):
        if told.thread.state in calls.OPEN or _is_to_come(told, teller.reading.now_ms):
            agreed_ms = told.thread.agreed_ms
            slots_ms = (agreed_ms,) if agreed_ms is not None else told.thread.proposed_ms
            yield {
                "request": told.opener.id.hex(),
                "pairing": request.pairing,
                "name": teller.named(request.pairing),
                "by": told.opener.author,
                "topic": request.topic,
                "topic_language": request.language,
                "interpreter": request.interpreter.name,
                "state": str(told.thread.state),
                "proposed_by": told.thread.proposed_by,
                "slots": [
                    {"at": iso(at_ms), "in_min": (at_ms - teller.reading.now_ms) // 60_000} for at_ms in slots_ms
                ],
                "owed": [debt.machine() for each in told.statements for debt in teller.owed.get(each.id, ())],
            }


def _is_to_come(told: Told, now_ms: int) -> bool:
    agreed_ms = told.thread.agreed_ms
    return told.thread.state is calls.State.ACCEPTED and agreed_ms is not None and agreed_ms >= now_ms - setups.LATE_MS


def call(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """One call from its request to its readouts. Raises OurFault `call-unknown`, and those of references."""
    ref = request.get("ref")
    if not isinstance(ref, str):
        raise OurFault("request-malformed", "The request names no entry.")
    found = teller.shelf.model.told.get(teller.find(ref).thread)
    if found is None or not isinstance(found.opener.message, m.CallRequest):
        raise OurFault("call-unknown")
    return {
        "language": teller.language,
        "time_zones": teller.agreement.time_zones,
        "name": teller.named(found.opener.message.pairing),
        "sides": _sides(teller, found.opener.message.pairing),
        "topic": found.opener.message.topic,
        "topic_language": found.opener.message.language,
        "halves": _halves(found),
        "may": list(_may(found, teller.me)),
        "public": [each.entry.hex() for told in published(teller) for each in told.readouts],
        **call_story(teller.reading, found),
        "statements": [teller.told(each) for each in found.statements],
    }


def _halves(told: Told) -> dict[str, str]:
    """Give which half of the token each side reads back."""
    token, sides = told.thread.token, told.thread.sides
    return dict(zip(sides, setups.halves(token), strict=True)) if token and len(sides) == 2 else {}


def _may(told: Told, me: str) -> Iterator[str]:
    """Give what this side can enter now of the setting up and running of the call."""
    if told.thread.agreed_ms is None or me not in told.thread.sides or told.thread.state not in {
        calls.State.ACCEPTED, *calls.HAPPENED,
    }:  # fmt: skip
        return
    state = setup_of(told.thread)
    if state in {setups.State.NOT_SET_UP, setups.State.ISSUED, setups.State.HALF}:
        yield "token"
    if state in {setups.State.ISSUED, setups.State.HALF} and me not in told.thread.read_by:
        yield "read-back"
    yield from (mark.name for mark in MARKS_OF.get(state, ()))
