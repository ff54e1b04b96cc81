"""Naming an officer's hardware key, or revoking one: it may be refused, and then nothing is recorded."""

from __future__ import annotations

from parley.node.effects import Answer
from parley.node.events import OfficerNamed
from parley.node.folding import note_officer
from parley.node.own import write_open
from parley.node.state import State
from parley.record.entry import OpenKind
from parley.record.release import read_officer_key
from parley.seal.digest import sha256
from parley.words.cbor import Item
from parley.words.faults import Fault, OurFault
from parley.words.instants import Now


def name_officer(state: State, event: OfficerNamed, now: Now) -> None:
    """Decide on a key, then record it; the answer leaves when it is durable."""
    try:
        kind, content = _decided(state, event)
    except Fault as fault:
        state.outcome.effects.append(Answer(event.token, None, fault.code, fault.message))
        return
    leaf = write_open(state, kind, content, now)
    assert leaf.entry is not None  # ours is sound
    note_officer(state, state.own, leaf.index, leaf.entry)
    state.outcome.effects.append(Answer(event.token, leaf.id, "", ""))


def _decided(state: State, event: OfficerNamed) -> tuple[OpenKind, list[Item]]:
    """Give what is to be entered. Raises OurFault."""
    if state.revoked:
        raise OurFault("node-key-revoked")
    if len(state.foundings) < len(state.config.parties):
        raise OurFault("not-founded")
    standing = state.shelf.officers.standing(state.config.me)
    if event.key:
        if read_officer_key([event.seat, event.rp_id, event.key]) is None:
            raise OurFault("officer-key-malformed")
        if any(key == event.key for _, _, key, _ in standing):
            raise OurFault("officer-key-known")
        return OpenKind.OFFICER_KEY, [event.seat, event.rp_id, event.key]
    if not any(sha256(key) == event.revoked and holds for seat, _, key, holds in standing if seat == event.seat):
        raise OurFault("release-key-unknown", f"No key that holds is named under {event.seat} with this hash.")
    return OpenKind.REVOCATION, [event.seat, event.revoked]
