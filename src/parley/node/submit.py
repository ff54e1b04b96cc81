"""Releasing a statement: it may be refused, and then nothing is recorded; else it stands in the own feed."""

from __future__ import annotations

from typing import Any

from parley.desk import messages as m
from parley.node.desk import Statement
from parley.node.effects import Answer
from parley.node.escalation_view import refusal
from parley.node.events import Submitted
from parley.node.folding import settle
from parley.node.own import write_statement
from parley.node.ports import StoreError
from parley.node.rows import said_in, statements_of
from parley.node.state import State
from parley.node.threads import Released
from parley.record.release import Draft, draft_digest, with_evidence
from parley.wire.catalogue import check, encode
from parley.words.faults import Fault, OurFault
from parley.words.instants import INSTANT_MS_MAX, Now
from parley.words.terms import Precedence


def submit(state: State, event: Submitted, now: Now) -> None:
    """Decide on a statement, then record it; the answer leaves when it is durable."""
    try:
        kind, version, body = encode(event.message)
        _gate(state, event, kind, version)
        _judge(state, event, (kind, version, body), now)
    except StoreError:
        raise  # the fold may be half done: this node is thrown away
    except Fault as fault:
        state.outcome.effects.append(Answer(event.token, None, fault.code, fault.message))
        return
    fields: dict[str, Any] = {
        "traffic_class": int(event.traffic_class),
        "precedence": int(event.precedence),
        "not_after_ms": event.not_after_ms,
        "addressees": draft_of(state.config.line, event, kind, version).addressees,
        "thread": event.thread,
    }
    sent = body if event.evidence is None else with_evidence(body, event.evidence)
    leaf, entry = write_statement(state, (kind, version), sent, fields, now)
    spot = (state.own, leaf.index)
    state.places[leaf.id] = spot
    state.fresh[spot] = said_in(leaf.id, entry, sent, state.shelf.officers)._replace(position=None)
    state.outcome.effects.append(Answer(event.token, leaf.id, "", ""))


def draft_of(line: bytes, event: Submitted, kind: int, version: int) -> Draft:
    """Give what a release decides of the entry that a statement will be."""
    addressees = tuple(sorted(set(event.addressees), key=str.encode))
    return Draft(
        line, int(event.traffic_class), addressees, kind, version, event.thread, int(event.precedence),
        event.not_after_ms,
    )  # fmt: skip


def _gate(state: State, event: Submitted, kind: int, version: int) -> None:
    """Check what concerns the line as a whole: founding, class, a start that has not heard the others yet."""
    config = state.config
    check(kind, version, event.traffic_class, event.precedence)
    if state.revoked:
        raise OurFault("node-key-revoked")
    if event.traffic_class not in config.classes:
        raise OurFault("class-refused")
    if len(state.foundings) < len(config.parties):
        raise OurFault("not-founded")
    if any(code not in config.parties for code in event.addressees):
        raise OurFault("addressee-unknown")
    if event.not_after_ms is not None and not 0 <= event.not_after_ms <= INSTANT_MS_MAX:
        raise OurFault("slot-range", "The instant after which it counts no more is outside the years 1970 to 9999.")
    urgent = event.precedence >= Precedence.IMMEDIATE
    if not urgent and not event.officer_word and not all(peer.asked for peer in state.peers.values()):
        raise OurFault("not-yet-asked")


def _judge(state: State, event: Submitted, encoded: tuple[int, int, bytes], now: Now) -> None:
    """Ask the desk whether the thread, as it now stands, allows the statement."""
    thread = event.thread
    if thread is not None:
        settle(state)
        if thread in state.erased_threads:
            raise OurFault("thread-erased")
        if thread not in state.places:
            raise OurFault("thread-unknown")
    released = None
    if event.evidence is not None:
        settle(state)  # so that a key which was named just now has its place
        digest = draft_digest(draft_of(state.config.line, event, *encoded[:2]), encoded[2])
        released = Released(event.evidence, digest, state.shelf.officers)
    statement = Statement(
        b"", thread or b"", state.config.me, now.wall_ms,
        event.traffic_class, event.precedence, encoded[0], event.message, None, event.addressees, released,
    )  # fmt: skip
    code = state.config.desk.judge(statement, lambda: statements_of(state, statement.thread))
    if isinstance(event.message, m.Escalated) and not code:
        code = refusal(state.shelf.model.reading(now.wall_ms), event.message)
    if code:
        raise OurFault(code)
    state.config.desk.refuse_release(statement, officers=event.officers, reasoned=event.reasoned, late=event.late)
