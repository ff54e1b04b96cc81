"""One screen each, as a command and a page ask for it: JSON, with sentences in the language of the home's party."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from parley.app import call_screens as calls
from parley.app import exports, publishing
from parley.app.agreements import says
from parley.app.finding import find
from parley.app.readback import readback_told
from parley.app.reading import lamps_of
from parley.app.telling import Teller
from parley.desk.agreement.explained import LANGUAGES
from parley.desk.agreement.terms import ChannelSort
from parley.node.desk import Statement
from parley.node.desk_view import Item, Move, desk_view
from parley.node.escalation_view import matters
from parley.node.ledger import availability
from parley.node.notice_views import flight_windows
from parley.node.shelf import Shelf
from parley.node.statistics import statistics
from parley.node.watch_view import watch_view
from parley.wire.render import sentence_name
from parley.words.faults import OurFault
from parley.words.instants import iso
from parley.words.terms import Precedence

ITEMS_TOLD: Final = 100
"""Of each group of the desk so many threads are told: more than a watch works off."""
QUIET_TOLD: Final = 20
QUOTED_CHARS: Final = 160
"""So much of what a person wrote stands in a row of the desk."""
LOOKED_THROUGH: Final = 500
"""So many of the latest statements are looked through for threads in which nothing is open."""


def desk(teller: Teller) -> dict[str, Any]:
    """The desk: every open thread by whose move it is, and the latest in which nothing is open."""
    found = desk_view(teller.reading, teller.me)
    open_threads = {item.thread for item in found.items}
    groups = [
        {
            "move": str(move),
            "count": len(items),
            "items": [_item(teller, item) for item in items[:ITEMS_TOLD]],
        }
        for move in Move
        if move is not Move.NONE
        for items in [found.of(move)]
    ]
    quiet = list(islice(_quiet(teller.shelf, open_threads), QUIET_TOLD))
    groups.append({"move": str(Move.NONE), "count": None, "items": [_opened(teller, each) for each in quiet]})
    return {**_reader(teller), "groups": groups}


def _reader(teller: Teller) -> dict[str, Any]:
    """What the texts of a screen depend on."""
    return {"language": teller.language, "time_zones": teller.agreement.time_zones}


def _item(teller: Teller, item: Item) -> dict[str, Any]:
    return {**_opened(teller, item.opener), "state": item.state, "owed": [debt.machine() for debt in item.owed]}


def _opened(teller: Teller, opener: Statement) -> dict[str, Any]:
    return {
        "thread": opener.id.hex(),
        "by": opener.author,
        "kind": sentence_name(type(opener.message)),
        "precedence": Precedence(opener.precedence).name,
        "text": teller.rendered(opener),
        "subject": teller.headed(opener),
        "quote": str(getattr(opener.message, "text", None) or "")[:QUOTED_CHARS],
        "reference": teller.reference(opener),
        "own": opener.author == teller.me,
        "at": iso(opener.clock_ms),
        "latest": _latest(teller, opener),
        "owed": [],
    }


def _latest(teller: Teller, opener: Statement) -> dict[str, Any] | None:
    """Tell what was said last in a thread, None where nothing was but its opening."""
    told = teller.shelf.model.told.get(opener.thread)
    last = told.statements[-1] if told is not None else opener
    if last.id == opener.id:
        return None
    return {"kind": sentence_name(type(last.message)), "by": last.author, "at": iso(last.clock_ms)}


def _quiet(shelf: Shelf, open_threads: set[bytes]) -> Iterator[Statement]:
    """Give the openers of threads in which nothing is open, those that were spoken in last first."""
    seen = set(open_threads)
    for statement in islice(shelf.latest(shelf.record.parties), LOOKED_THROUGH):
        if statement.thread not in seen:
            seen.add(statement.thread)
            opener = shelf.statement(statement.thread)
            if opener is not None:
                yield opener


def ledger(teller: Teller) -> dict[str, Any]:
    """The availability ledger: what each side's node reported of the other, next to each other."""
    return {
        **_reader(teller),
        "machine": lamps_of(teller.shelf.reports),
        "nodes": availability(teller.reading).machine(),
        "watch": watch_view(teller.reading).machine(),
    }


def ladders(teller: Teller) -> dict[str, Any]:
    """The ladders of what is not there: which rungs were taken, and what comes next if nothing happens."""

    def named(rung: Mapping[str, Any]) -> dict[str, Any]:
        roles = [teller.named(role) for role in (rung["to"], *rung["alternates"])]
        return {**rung, "to_named": roles, "by_named": None if rung["by"] is None else teller.named(rung["by"])}

    found = [
        {**matter, "rungs": [named(rung) for rung in matter["rungs"]]}
        for matter in (each.machine() for each in matters(teller.reading))
    ]
    return {"language": teller.language, "matters": found}


def figures(teller: Teller) -> dict[str, Any]:
    """How well each party keeps its times."""
    found = statistics(teller.reading, watch_view(teller.reading))
    return {"language": teller.language, "parties": [each.machine() for each in found]}


def terms(teller: Teller) -> dict[str, Any]:
    """The agreement that holds now, in plain words."""
    language = teller.language if teller.language in LANGUAGES else "en"
    return {"language": teller.language, "says": list(says(teller.agreement, language))}


def card(teller: Teller) -> dict[str, Any]:
    """What a card for the telephone names: who speaks which language, and the telephones that were agreed."""
    terms = teller.agreement
    named = [each for each in terms.channels.values() if each.sort is ChannelSort.TELEPHONE]
    return {
        "language": teller.language,
        "languages": dict(terms.languages),
        "channels": [{"name": dict(each.name), "party": each.party} for each in named],
    }


def page(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """One entry as a page to print. Raises OurFault `request-malformed` and those of references."""
    ref = request.get("ref")
    if not isinstance(ref, str):
        raise OurFault("request-malformed", "The request names no entry.")
    return {"text": exports.page(teller, teller.find(ref))}


def publication(teller: Teller) -> dict[str, Any]:
    """What is public of the line, as an Atom feed and as a page."""
    found = publishing.published(teller)
    return {
        "language": teller.language,
        "calls": [each.call.hex() for each in found],
        "told": [
            {
                "call": each.call.hex(),
                "pairing": each.pairing,
                "held": iso(each.held_ms),
                "public": iso(each.public_ms),
                "readouts": [readout.machine() for readout in each.readouts],
            }
            for each in found
        ],
        "atom": publishing.atom(teller, found),
        "page": publishing.page(teller, found),
    }


def volumes(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """What notices in force declare, in a form for other tools. Raises OurFault `request-malformed`."""
    from parley.app.geo.volumes import volumes_of_line  # noqa: PLC0415  NumPy is loaded for whoever asks
    from parley.app.volumes import exporting  # noqa: PLC0415

    found, in_words = volumes_of_line(teller)
    return {**exporting.export_told(found, str(request.get("form")), teller.reading.now_ms), "in_words_only": in_words}


def conflicts(teller: Teller) -> dict[str, Any]:
    """What declared volumes stand in each other's way."""
    from parley.app.geo.told import line_conflicts  # noqa: PLC0415  NumPy is loaded for whoever asks

    return line_conflicts(teller)


def readback(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """A place read back. Raises OurFault `request-malformed`, `landmarks-malformed`, and those of references."""
    ref = request.get("ref")
    if not isinstance(ref, str):
        raise OurFault("request-malformed", "The request names no entry.")
    return readback_told(teller.find(ref).message, teller.home.folder)


SCREENS: Final[Mapping[str, Callable[[Teller, Mapping[str, Any]], dict[str, Any]]]] = {
    "desk": lambda teller, _: desk(teller),
    "availability": lambda teller, _: ledger(teller),
    "escalation": lambda teller, _: ladders(teller),
    "statistics": lambda teller, _: figures(teller),
    "call-board": calls.board,
    "find": lambda teller, request: find(teller, str(request.get("q", ""))),
    "call": calls.call,
    "terms": lambda teller, _: terms(teller),
    "conflicts": lambda teller, _: conflicts(teller),
    "volumes": volumes,
    "readback": readback,
    "calendar": lambda teller, _: {"text": exports.calendar(teller)},
    "table": lambda teller, _: {"text": exports.table(teller)},
    "page": page,
    "card": lambda teller, _: card(teller),
    "publication": lambda teller, _: publication(teller),
    "flights": lambda teller, _: {"flights": [each.machine() for each in flight_windows(teller.reading)]},
}
"""The screens and exports by the names under which they are asked for."""
