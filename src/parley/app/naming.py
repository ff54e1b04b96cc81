"""Officers' hardware keys of this side: named in the record under a seat, revoked there, and listed."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from parley.app import own_log
from parley.app.people import read_people
from parley.app.requests import Json, OpenLine, officers_told, seat_of
from parley.app.touches import RP_ID, enrolled_of, keep_credential
from parley.desk.people import Act, refuse_act
from parley.node.effects import Answer
from parley.node.events import OfficerNamed
from parley.seal.digest import sha256
from parley.words.faults import OurFault

Name: TypeAlias = Callable[[OfficerNamed], Awaitable[Answer]]


async def officer_request(line: OpenLine, name: Name, request: Json) -> Json:
    """Name a key, or revoke one. Raises OurFault with the code of what was wrong."""
    by = seat_of(request)
    people = read_people(line.home.folder)
    refuse_act(people, by, Act.APPOINT)
    match request:
        case {"step": "name", "name": str(seat), "credential": given, "host": str(host)}:
            if people.declared and seat not in people.seats:
                raise OurFault("seat-not-declared", f"This home has no seat {seat!r}.")
            enrolled = enrolled_of(given, host or RP_ID)
            answer = await name(OfficerNamed(token=0, seat=seat, rp_id=host or RP_ID, key=enrolled.key))
            _refuse(answer)
            keep_credential(line.home.folder, enrolled)
            event, key = "officer-key-named", sha256(enrolled.key).hex()
        case {"step": "revoke", "name": str(seat), "key": str(key)}:
            try:
                revoked = bytes.fromhex(key)
            except ValueError:
                raise OurFault("request-malformed", "The key's hash is not in hex.") from None
            _refuse(await name(OfficerNamed(token=0, seat=seat, revoked=revoked)))
            event = "officer-key-revoked"
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that is done to a key.")
    own_log.note(line.home.folder, time.time_ns() // 1_000_000, by, event, line=line.name, name=seat, key=key)
    return officers_told(line.ledger.shelf.officers, line.agreement)


def _refuse(answer: Answer) -> None:
    if answer.id is None:
        raise OurFault(answer.code, answer.message)
