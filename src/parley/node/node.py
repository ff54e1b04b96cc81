"""The node of one party on one line: events in, what to keep and what to do out. Pure; see docs/ARCHITECTURE.md."""

from __future__ import annotations

from parley.node.amending import sign_agreement
from parley.node.bells import ring
from parley.node.effects import Outcome
from parley.node.events import (
    AgreementSigned,
    Asked,
    Event,
    Gathered,
    Kept,
    OfficerNamed,
    PacketArrived,
    Ready,
    Refused,
    Submitted,
    Ticked,
    WayChanged,
    Wired,
)
from parley.node.folding import note_false_receipts, settle
from parley.node.intake import take_packet
from parley.node.naming import name_officer
from parley.node.orderwire import say_wire
from parley.node.outbox import flush
from parley.node.own import write_owed
from parley.node.ports import Entropy, Reader
from parley.node.retention import erase_due, judge_bodyless
from parley.node.starting import start
from parley.node.state import Config, State
from parley.node.submit import submit
from parley.node.timers import offer_epochs, on_way, tick, wake_ms
from parley.node.unpassed import alarm_unpassed
from parley.words.instants import Now


def enter(state: State, asked: Asked, now: Now) -> None:
    """Enter what people ask for, or refuse it."""
    match asked:
        case Submitted():
            submit(state, asked, now)
        case AgreementSigned():
            sign_agreement(state, asked, now)
        case OfficerNamed():
            name_officer(state, asked, now)


class Node:
    """A node that runs. The caller keeps each outcome's batch before it carries out any effect of it.

    A round is: any number of events, `Gathered`, one `Store.append` of all their batches, `Kept`; then the effects
    of all of them in order. After a StoreError the node is thrown away and another one is made.
    """

    def __init__(self, config: Config, entropy: Entropy, reader: Reader, now: Now) -> None:
        self.state: State = start(config, entropy, reader, now)

    def step(self, event: Event, now: Now) -> Outcome:
        """Take one event in; give what to keep and what to do once that is kept."""
        state = self.state
        match event:
            case Submitted() | AgreementSigned() | OfficerNamed():
                enter(state, event, now)
            case Wired(text):
                say_wire(state, text, now)
            case PacketArrived():
                take_packet(state, event, now)
            case Ticked():
                tick(state, now)
            case Gathered() | Kept() if state.revoked:
                pass
            case Gathered():
                state.record.numbering = all(peer.whole for peer in state.peers.values())
                settle(state)
                judge_bodyless(state, now)
                write_owed(state, now)
                settle(state)
                erase_due(state, now)
                note_false_receipts(state)
                ring(state, now)
                alarm_unpassed(state, now)
                offer_epochs(state, now)
            case Kept():
                flush(state, now)
            case WayChanged() | Ready() | Refused():
                on_way(state, event, now)
        outcome, state.outcome = state.outcome, Outcome()
        return outcome

    def wake_ms(self, now: Now) -> int:
        """Give the monotonic ms at which `Ticked` is next worth while."""
        return wake_ms(self.state, now)
