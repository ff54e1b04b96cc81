"""The agreement as a screen asks for it: terms in both languages, clauses that set times, what is proposed; a check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.app.agreements import not_here, says
from parley.app.ledger import Ledger
from parley.app.telling import Teller
from parley.desk.agreement import Agreement, parse
from parley.desk.agreement.contradictions import contradictions
from parley.desk.agreement.explained import LANGUAGES, clock_said
from parley.seal.digest import sha256
from parley.words.faults import OurFault, PeerFault
from parley.words.instants import iso
from parley.words.limits import AMENDED_BYTES_MAX
from parley.words.terms import Precedence

CALL_CLAUSE: Final = "call_answer_within_h"


def agreement(teller: Teller, ledger: Ledger) -> dict[str, Any]:
    """The terms that hold now in the languages of the line, the clauses that set times, and what is proposed."""
    terms, told = teller.agreement, ledger.amendments()
    languages = spoken(teller)
    return {
        "language": teller.language,
        "party": teller.me,
        "languages": languages,
        "founded": iso(terms.founded_ms),
        "says": {language: list(says(terms, language)) for language in languages},
        "clauses": [{"clause": clause, **_in(terms, clause, languages)} for clause in clauses(terms)],
        "in_force": told["in_force"],
        "amended": [{**each, "at": _at(teller, each["entry"])} for each in told["amended"]],
        "proposed": [
            {**each, "ours": teller.me in each["signed"], **_judged(teller, each["file"].encode())}
            for each in told["proposed"]
        ],
        "file_bytes_max": AMENDED_BYTES_MAX,
    }


def spoken(teller: Teller) -> list[str]:
    """Give the languages of the line in which an agreement can be explained, this side's first; else English."""
    return [each for each in teller.languages if each in LANGUAGES] or ["en"]


def clauses(terms: Agreement) -> Iterator[str]:
    """Give the clauses that set times, as debts name them."""
    for precedence in sorted(terms.reply_within_min, reverse=True):
        yield f"reply_within_min.{Precedence(precedence).name}"
    for precedence in sorted(terms.acknowledge_within_min, reverse=True):
        yield f"acknowledge_within_min.{Precedence(precedence).name}"
    yield CALL_CLAUSE


def _in(terms: Agreement, clause: str, languages: list[str]) -> dict[str, Any]:
    return {"says": {language: clock_said(terms, language, clause) for language in languages}}


def _at(teller: Teller, entry: str) -> str | None:
    """Give when the entry was signed that put an amendment in force."""
    leaf = bytes.fromhex(entry)
    spots = ((feed, at) for feed in teller.shelf.record.feeds.values() for at in reversed(range(feed.size)))
    return next((iso(feed.clocks[at]) for feed, at in spots if feed.tree.leaf(at) == leaf), None)


def check(teller: Teller, request: Mapping[str, Any]) -> dict[str, Any]:
    """Judge a file that is to be proposed: what it says, what changes, what contradicts. Raises OurFault."""
    try:
        file = bytes.fromhex(request["agreement"])
    except (KeyError, TypeError, ValueError):
        raise OurFault("request-malformed", "The agreement is not in the form of a request.") from None
    if len(file) > AMENDED_BYTES_MAX:
        raise OurFault("file-unreadable", f"An amendment has at most {AMENDED_BYTES_MAX} bytes.")
    try:
        return {"language": teller.language, "agreement": sha256(file).hex(), **_judged(teller, file)}
    except PeerFault as fault:
        raise OurFault(fault.code, fault.message) from fault


def _judged(teller: Teller, file: bytes) -> dict[str, Any]:
    """Compare a file with the terms that hold now, sentence by sentence, and look for contradictions."""
    proposed = parse(file)
    found = (*contradictions(proposed), *not_here(proposed))
    before = {language: says(teller.agreement, language) for language in spoken(teller)}
    after = {language: says(proposed, language) for language in spoken(teller)}
    return {
        "added": {each: [said for said in after[each] if said not in before[each]] for each in after},
        "removed": {each: [said for said in before[each] if said not in after[each]] for each in after},
        "contradictions": [{"rule": each.rule, "place": each.place, "why": dict(each.why)} for each in found],
    }
