"""What commands may ask of a line, whether a node runs or not: each request is a JSON object and gets one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any, Final, TypeAlias

from parley.app import record_screens
from parley.app.agreement_screen import agreement, check
from parley.app.agreements import differing
from parley.app.alarms import alarms_told
from parley.app.answers_told import questions
from parley.app.conversation import conversation
from parley.app.drill_screen import drills
from parley.app.home import Home
from parley.app.incident_file import incident, page
from parley.app.keychange import named_tips
from parley.app.ledger import Ledger
from parley.app.line_board import line_board
from parley.app.observed import read_observed
from parley.app.people import people_of_line, read_people
from parley.app.reading import lamps_of
from parley.app.released import note_release
from parley.app.screens import SCREENS
from parley.app.silence import refuse_silent
from parley.app.telling import Teller
from parley.desk.agreement import Agreement
from parley.desk.people import Act, refuse_act
from parley.desk.release import act_alone
from parley.node.counts import Observed
from parley.node.effects import Answer
from parley.node.events import AgreementSigned, Submitted
from parley.node.ledger import availability
from parley.node.views import answers
from parley.record.release import OfficerKeys
from parley.seal.digest import sha256
from parley.wire.catalogue import decode
from parley.wire.render import sentence_name
from parley.wire.signed import catalogue_here
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS
from parley.words.limits import BODY_BYTES_MAX, SEAT_CHARS_MAX, SHORT_TEXT_CHARS_MAX
from parley.words.terms import Precedence, TrafficClass
from parley.words.texts import has_hidden

Json: TypeAlias = dict[str, Any]
Release: TypeAlias = Callable[[Submitted], Awaitable[Answer]]
Sign: TypeAlias = Callable[[AgreementSigned], Awaitable[Answer]]

LIST_MAX: Final = 1_000
"""Statements of one list: more than a person reads."""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One line whose record can be asked."""

    home: Home
    name: str
    ledger: Ledger

    @property
    def agreement(self) -> Agreement:
        """The terms that hold now."""
        return self.ledger.shelf.model.terms.latest

    def observed(self) -> Observed | None:
        """Read what this party's own desk counted, if it did. Raises OurFault `observed-malformed`."""
        return read_observed(self.home.line_folder(self.name), self.home.party)

    def teller(self) -> Teller:
        """Tell the record as it stands now."""
        return Teller(self.home, self.ledger, self.ledger.now_ms)


def read(line: OpenLine, request: Json) -> Json:
    """Answer a request that changes nothing. Raises OurFault `request-malformed` and those of references."""
    match request:
        case {"do": "line"}:
            return described(line.home, line.name, line.agreement)
        case {"do": "show", "ref": str(ref)}:
            teller = line.teller()
            statement = teller.find(ref)
            return {**teller.told(statement), **teller.bilingual(statement)}
        case {"do": "thread", "ref": str(ref)}:
            folder, people = line.home.line_folder(line.name), read_people(line.home.folder)
            return conversation(line.teller(), folder, people, ref, str(request.get("seat", "")))
        case {"do": "list", "whose": ("" | "ours" | "theirs") as whose, "open": bool(only), "last": int(last)}:
            teller = line.teller()
            found, more = teller.listed(whose=whose, open_only=only, last=min(max(last, 1), LIST_MAX))
            return {"statements": [teller.told(each) for each in found], "more": more}
        case {"do": str(name)} if name in _OF_LINE:
            return _OF_LINE[name](line, request)
        case {"do": str(name)} if name in SCREENS:
            return SCREENS[name](line.teller(), request)
        case _:
            return _of_record(line.ledger, line.home.party, request)


_OF_LINE: Final[Mapping[str, Callable[[OpenLine, Json], Json]]] = {
    "status": lambda line, _: _status(line),
    "officers": lambda line, _: officers_told(line.ledger.shelf.officers, line.agreement),
    "record": lambda line, _: record_screens.state(line.teller(), line.ledger),
    "entries": lambda line, request: record_screens.entries(line.teller(), request),
    "entry": lambda line, request: record_screens.entry(line.teller(), line.ledger, request),
    "agreement": lambda line, _: agreement(line.teller(), line.ledger),
    "agreement-check": lambda line, request: check(line.teller(), request),
    "drills": lambda line, _: drills(line.home, line.teller().language),
    "line-board": lambda line, _: line_board(line.teller(), line.ledger, line.home),
    "incident": lambda line, request: incident(line.teller(), line.home, line.name, request),
    "incident-page": lambda line, request: {"text": page(incident(line.teller(), line.home, line.name, request))},
}
"""Screens that need more than the read model."""


def officers_told(officers: OfficerKeys, terms: Agreement) -> Json:
    """List each party's officers' keys: seat, host, hash and public half, and whether it holds."""
    return {
        "officers": {
            party: [
                {"seat": seat, "host": rp_id, "key": sha256(key).hex(), "cose": key.hex(), "holds": holds}
                for seat, rp_id, key, holds in officers.standing(party)
            ]
            for party in sorted(terms.languages)
        }
    }


def _of_record(ledger: Ledger, party: str, request: Json) -> Json:
    """Answer what concerns the record as a whole."""
    match request:
        case {"do": "amendments"}:
            return ledger.amendments()
        case {"do": "keys"}:
            return ledger.keys()
        case {"do": "tips"}:
            tips = named_tips(ledger.shelf.record, party)
            return {"tips": [[item.feed.hex(), item.size, item.root.hex()] for item in tips]}
        case _:
            raise OurFault("request-malformed", "The request asks for nothing that this version knows.")


def described(home: Home, name: str, terms: Agreement) -> Json:
    """Tell what a statement needs to know of a line before it is said."""
    return {
        "line": name,
        "party": home.party,
        "drill": home.demo,
        "language": terms.languages[home.party],
        "roles": sorted(terms.roles),
        "pairings": sorted(terms.pairings),
        "speaks_as": {name: seat.speaks_as for name, seat in read_people(home.folder).seats.items() if seat.speaks_as},
    }


def catalogue_told(terms: Agreement, language: str) -> Json:
    """Tell which catalogue was signed, which one is here, and whether wording that nobody reviewed is taken."""
    return {
        "signed": terms.catalogue or None,
        "here": catalogue_here(terms),
        "said": differing(terms, language) or None,
        "takes_unreviewed": terms.takes_unreviewed,
    }


def _status(line: OpenLine) -> Json:
    teller, shelf = line.teller(), line.ledger.shelf
    exposed, number = teller.exposed()
    found = answers(teller.reading, teller.agreement.founded_ms, line.observed())
    lamps = lamps_of(shelf.reports)
    oldest_ms = min((each.clock_ms for each in exposed), default=teller.reading.now_ms)
    place = 1 if teller.language == "ru" else 0
    said = [
        [question[place], [both[place] for both in sentences]]
        for question, sentences in questions(found, lamps, teller.agreement)
    ]
    return {
        "drill": line.home.demo,
        "language": teller.language,
        "said": said,
        "entries": len(shelf.record),
        "numbered": shelf.record.numbered,
        "agreement": line.ledger.amendments(),
        "catalogue": catalogue_told(teller.agreement, teller.language),
        "erased": [each.id.hex() for each in shelf.erased()],
        "machine": lamps,
        "nodes": availability(teller.reading).machine(),
        "alarms": alarms_told(line.home, line.name),
        "exposure": {"statements": number, "oldest_s": max(0, teller.reading.now_ms - oldest_ms) // SECOND_MS},
        **found.machine(),
    }


async def say(folder: Path, release: Release, request: Json) -> Json:
    """Release a statement under a seat, or two; who released it and why goes to `released.log` in the line's folder.

    Where seats are declared, only what one seat may say alone is said so: the rest goes by a draft.

    Raises OurFault `seat-needed`, `seat-not-declared`, `role-needed`, `draft-needed`, `silence-ordered`,
    `request-malformed`, `home-unwritable`, and the code with which the node refuses it.
    """
    seats = [private_text(request, key, "seat-needed", SEAT_CHARS_MAX) for key in ("seat", "second")]
    private = {
        key: private_text(request, key, "request-malformed", SHORT_TEXT_CHARS_MAX) for key in ("reason", "order")
    }
    if not seats[0] or seats[0] == seats[1]:
        raise OurFault("seat-needed")
    submitted = replace(
        submitted_of(request),
        officers=2 if seats[1] else 1,
        reasoned=bool(private["reason"]),
    )
    people = people_of_line(folder)
    act = act_alone(type(submitted.message), reasoned=submitted.reasoned)
    if act is not None:
        refuse_act(people, seats[0], act)
    elif people.declared:
        raise OurFault("draft-needed")
    refuse_silent(folder, submitted.message, reasoned=submitted.reasoned)
    answer = await release(submitted)
    if answer.id is None:
        raise OurFault(answer.code, answer.message)
    more = {key: value for key, value in (("second", seats[1]), *private.items()) if value}
    note_release(folder, seat=seats[0], entry=answer.id, kind=sentence_name(type(submitted.message)), **more)
    return {"id": answer.id.hex()}


def private_text(request: Mapping[str, Any], key: str, code: str, chars_max: int) -> str:
    """Give a private text of a request, empty where there is none."""
    text = request.get(key) or ""
    if not isinstance(text, str) or len(text) > chars_max or has_hidden(text):
        raise OurFault(code)
    return text.strip()


def seat_of(request: Mapping[str, Any]) -> str:
    """Give the seat that asks. Raises OurFault `seat-needed`."""
    seat = private_text(request, "seat", "seat-needed", SEAT_CHARS_MAX)
    if not seat:
        raise OurFault("seat-needed")
    return seat


async def sign_amendment(folder: Path, sign: Sign, request: Json) -> Json:
    """Sign a later agreement under a seat; the seat goes to `released.log`.

    Raises OurFault `seat-needed`, `request-malformed`, `home-unwritable`, and the code with which the node refuses it.
    """
    seat = seat_of(request)
    refuse_act(people_of_line(folder), seat, Act.RELEASE)
    try:
        file = bytes.fromhex(request["agreement"])
        officer_word = request["officer_word"] is True
    except (KeyError, TypeError, ValueError):
        raise OurFault("request-malformed", "The agreement is not in the form of a request.") from None
    answer = await sign(AgreementSigned(token=0, file=file, officer_word=officer_word))
    if answer.id is None:
        raise OurFault(answer.code, answer.message)
    note_release(folder, seat=seat, entry=answer.id, kind="amendment")
    return {"id": answer.id.hex(), "agreement": sha256(file).hex()}


def submitted_of(request: Mapping[str, Any]) -> Submitted:
    """Read what is to be said. Raises OurFault `request-malformed`; PeerFault as the other side would refuse it."""
    try:
        body = bytes.fromhex(request["body"])
        thread = None if request["thread"] is None else bytes.fromhex(request["thread"])
        not_after_ms = request["not_after_ms"]
        addressees = tuple(request["addressees"])
        if len(body) > BODY_BYTES_MAX or type(not_after_ms) not in {int, NoneType}:
            raise ValueError  # noqa: TRY301  told below
        if not all(isinstance(each, str) for each in addressees) or type(request["officer_word"]) is not bool:
            raise ValueError  # noqa: TRY301  told below
        precedence, traffic_class = Precedence[request["precedence"]], TrafficClass[request["class"]]
        kind, version = int(request["kind"]), int(request["version"])
    except (KeyError, OverflowError, TypeError, ValueError):
        raise OurFault("request-malformed", "The statement is not in the form of a request.") from None
    return Submitted(
        token=0,
        message=decode(kind, version, body),
        precedence=precedence,
        traffic_class=traffic_class,
        not_after_ms=not_after_ms,
        addressees=addressees,
        thread=thread,
        officer_word=request["officer_word"],
        late=request.get("late") is True,
    )
