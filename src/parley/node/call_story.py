"""One call from its request to its readouts, out of the record alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parley.desk import calls
from parley.desk import messages as m
from parley.desk.publicity import may_be_told, points_bytes, rule_of
from parley.node.calling import setup_of
from parley.node.debts import debts
from parley.node.held_views import CallView, call_view
from parley.node.reading import Reading, Told
from parley.seal.digest import sha256
from parley.words.instants import iso, iso_or_none


def call_story(reading: Reading, told: Told) -> dict[str, Any]:
    """Tell the call of a thread for JSON."""
    thread, request = told.thread, told.opener.message
    assert isinstance(request, m.CallRequest)  # whose thread this is
    answers = [each.message for each in told.statements if isinstance(each.message, m.CallAnswer)]
    accepted = [each for each in answers if each.answer is m.Answer.ACCEPTED]
    pairing = reading.agreement.pairings.get(request.pairing)
    return {
        "request": told.opener.id.hex(),
        "by": told.opener.author,
        "pairing": request.pairing,
        "roles": None if pairing is None else dict(pairing.roles),
        "state": str(thread.state),
        "one_with": None if thread.one_with is None else thread.one_with.hex(),
        "levels": [
            {"by": each.author, "move": each.message.move.name, "pairing": each.message.pairing,
             "request": None if each.message.request is None else each.message.request.hex()}
            for each in told.statements if isinstance(each.message, m.CallLevel)
        ],
        "owed": [debt.machine() for debt in debts(reading) if reading.model.thread_of(debt.entry) == told.opener.id],
        "agreed_for": iso_or_none(thread.agreed_ms),
        "accepted_by": (accepted[-1].role or _own_role(reading, told, request)) if accepted else None,
        "set_up": str(setup_of(thread)),
        "token": thread.token or None,
        "read_back_by": list(thread.read_by),
        "held": _held(reading, call_view(told, request)) if thread.state in calls.HAPPENED else None,
    }  # fmt: skip


def _own_role(reading: Reading, told: Told, request: m.CallRequest) -> str | None:
    """The pairing's own role at the side that accepted: it stands where no other is named."""
    pairing = reading.agreement.pairings.get(request.pairing)
    return None if pairing is None else pairing.roles.get(told.thread.sides[1])


def _held(reading: Reading, view: CallView) -> Mapping[str, Any]:
    """Tell what came of a call that was held: its outcome, and both sides' readouts beside each other."""
    filed = [each.readout for each in view.readouts]
    parties, newest = len(reading.parties), view.accounts[-1].held
    return {
        **view.machine(),
        "points_hash": sha256(points_bytes(newest)).hex(),
        "next": iso_or_none(newest.next_ms),
        "publicity": rule_of(filed, reading.agreement.disclosure.publicity).name,
        "readouts": [
            {**each.machine(), "may_be_told": may_be_told(each.readout, filed, parties, reading.now_ms)}
            for each in view.readouts
        ],
        "readouts_differ": len({each.text for each in filed}) > 1,
        "as_of": iso(reading.now_ms),
    }
