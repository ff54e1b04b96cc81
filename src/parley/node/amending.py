"""Signing a later agreement: it may be refused, and then nothing is recorded; else it stands in the own feed."""

from __future__ import annotations

from parley.desk.agreement import Agreement
from parley.desk.agreement.contradictions import refuse_contradictions
from parley.node.agreed import amended_terms, chain_of, remember
from parley.node.effects import Answer
from parley.node.events import AgreementSigned
from parley.node.own import write_committed
from parley.node.state import State
from parley.record.amendments import Amendment, Signature, write_amendment
from parley.record.entry import OpenKind
from parley.seal.digest import sha256
from parley.wire.signed import refuse_not_here
from parley.words.faults import Fault, OurFault
from parley.words.instants import Now
from parley.words.limits import AMENDED_BYTES_MAX


def sign_agreement(state: State, event: AgreementSigned, now: Now) -> None:
    """Decide on an agreement that this party is to sign, then record it; the answer leaves when it is durable."""
    try:
        amendment, agreement = _decided(state, event)
    except Fault as fault:
        state.outcome.effects.append(Answer(event.token, None, fault.code, fault.message))
        return
    leaf = write_committed(state, OpenKind.AMENDMENT, write_amendment(amendment), now)
    remember(state, Signature(state.own, leaf.index, amendment.previous, sha256(amendment.file)), agreement)
    state.outcome.effects.append(Answer(event.token, leaf.id, "", ""))


def _decided(state: State, event: AgreementSigned) -> tuple[Amendment, Agreement]:
    """Give what is to be signed. Raises OurFault, and PeerFault of the file."""
    if state.revoked:
        raise OurFault("node-key-revoked")
    if len(state.foundings) < len(state.config.parties):
        raise OurFault("not-founded")
    if not event.officer_word and not all(peer.asked for peer in state.peers.values()):
        raise OurFault("not-yet-asked")
    found = chain_of(state)
    in_force = found.steps[-1].agreement if found.steps else state.config.agreement_hash
    signed = found.waiting.get(state.config.me)
    new = sha256(event.file)
    if new == in_force or (signed is not None and signed.agreement == new):
        raise OurFault("agreement-signed")
    if len(event.file) > AMENDED_BYTES_MAX:
        raise OurFault("agreement-malformed", f"The file of an amendment has at most {AMENDED_BYTES_MAX} bytes.")
    amendment, agreement = amended_terms(state.config.parties, write_amendment(Amendment(in_force, event.file)))
    refuse_contradictions(agreement)
    refuse_not_here(agreement)
    return amendment, agreement
