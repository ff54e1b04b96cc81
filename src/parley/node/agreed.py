"""The terms that hold on this node, as all parties' signatures under amendments come to stand in the record."""

from __future__ import annotations

from functools import partial

from parley.desk.agreement import Agreement, Terms, parse
from parley.node.effects import Alarm
from parley.node.ports import Row
from parley.node.state import State
from parley.record.amendments import Amendment, Chain, Signature, chain, read_amendment
from parley.record.entry import Entry, commitment
from parley.record.feed import Feed
from parley.seal.digest import sha256
from parley.wire.signed import differs, told
from parley.words.faults import PeerFault


def amended_terms(parties: tuple[str, ...], body: bytes) -> tuple[Amendment, Agreement]:
    """Read an amendment's body and the terms in it.

    Raises PeerFault `body-malformed`, `agreement-malformed`: also where it names other parties, which found a line.
    """
    amendment = read_amendment(body)
    agreement = parse(amendment.file)
    if set(agreement.languages) != set(parties):
        raise PeerFault("agreement-malformed", "parties names others than the line has.")
    return amendment, agreement


def take_amendment(state: State, feed: Feed, index: int, entry: Entry, row: Row) -> str:
    """Remember where a party signed an amendment; give a code where it is none."""
    if row.salt is None or row.body is None:
        return "body-missing"
    if commitment(row.salt, row.body) != entry.content:
        return "body-bad"
    try:
        amendment, agreement = amended_terms(state.config.parties, row.body)
    except PeerFault as fault:
        return fault.code
    remember(state, Signature(feed, index, amendment.previous, sha256(amendment.file)), agreement)
    return ""


def remember(state: State, signature: Signature, agreement: Agreement) -> None:
    """Remember a signature, and the terms under it."""
    state.signatures.append(signature)
    state.agreements[signature.agreement] = agreement


def chain_of(state: State) -> Chain:
    """Walk the signatures that stand in the record."""
    return chain(state.config.parties, state.config.agreement_hash, state.signatures)


def amend(state: State, *, replaying: bool) -> int | None:
    """Put in force what all have signed; give the position behind which anything changed, None where nothing did."""
    if not state.signatures:
        return None
    steps = chain_of(state).steps
    before, state.steps = state.steps, steps
    if steps == before:
        return None
    terms = [(partial(position_of, step), state.agreements[step.agreement]) for step in steps]
    state.config.desk.terms = Terms(state.config.desk.terms.at(-1), terms)
    if not replaying:
        note_catalogue(state)
    changed = [step for step in (*steps, *before) if (step in steps) != (step in before)]
    return min(step.position for step in changed)


def note_catalogue(state: State) -> None:
    """Have people told where the catalogue that the parties signed is not this version's: nothing stops for it."""
    terms = state.config.desk.terms.latest
    if differs(terms):
        state.outcome.effects.append(Alarm("catalogue-differs", told(terms)))


def position_of(step: Signature) -> int:
    """Give the position behind which an amendment holds."""
    return step.position
