"""A real node for hostile bytes, on a founded line that is made anew now and then: one input follows few others."""

from __future__ import annotations

from functools import cache
from typing import Final

from models.epochs import terms
from models.party import STEP_MS, Party, founded, says
from parley.line.exchange import Exchange
from parley.node.effects import Alarm, Answer, Effect, Halt, Outcome, Send, Show
from parley.node.events import Event, Gathered, Kept, PacketArrived, Submitted
from parley.words import cbor
from parley.words.faults import PeerFault
from sim.stub import STUB
from sim.workload import PARTIES
from sim.world import keys

__all__ = ["PARTIES", "exchanges", "hears", "hears_sealed", "released"]

ANEW_AFTER: Final = 200


class Line:
    """Both nodes of a line, and how much RUS has heard."""

    def __init__(self) -> None:
        self.clock, self.rus, self.usa = founded("fuzz")  # other feeds and epochs than those of the corpus
        self.heard = 0


@cache
def _lines() -> list[Line]:
    return [Line()]


def _line() -> Line:
    lines = _lines()
    if lines[0].heard >= ANEW_AFTER:
        lines[0] = Line()
    lines[0].heard += 1
    lines[0].clock.ms += STEP_MS
    return lines[0]


def _round(party: Party, *events: Event) -> tuple[list[Effect], list[Outcome]]:
    """Do a round; give its effects, and what each event alone made the node want."""
    now = party.clock.now()
    outcomes = [party.node.step(event, now) for event in (*events, Gathered())]
    party.waiting = outcomes
    party.write()
    outcomes.append(party.node.step(Kept(), now))
    return [effect for outcome in outcomes for effect in outcome.effects], outcomes


def hears(data: bytes) -> None:
    """Have RUS hear bytes that nobody signed or sealed: it keeps nothing of them, and tells them once at most."""
    line = _line()
    _, (heard, *_) = _round(line.rus, PacketArrived("tcp", "", data))
    batch = heard.batch
    kept = [*batch.rows, *batch.heads, *batch.singles, *batch.secrets]
    assert kept == [], "a stranger's bytes are kept"
    assert len(batch.evidence) <= 1
    assert sum(isinstance(effect, Alarm) for effect in heard.effects) <= 1


def hears_sealed(plaintext: bytes) -> None:
    """Have RUS hear a payload that USA has sealed; then USA says something, and it is shown."""
    line = _line()
    session = line.usa.node.state.peers["RUS"].session
    hostile, _ = _round(line.rus, line.rus.hears(session.seal(plaintext, b"n" * 12)))
    assert not any(isinstance(effect, Halt) for effect in hostile)
    after = [
        effect
        for packet in line.usa.round(says(officer_word=True))
        for effect in _round(line.rus, line.rus.hears(packet))[0]
    ]
    assert sum(isinstance(effect, Show) for effect in after) == 1, "the queue is blocked"
    for effect in after:
        if isinstance(effect, Send):
            line.usa.round(line.usa.hears(effect.packet))


def released(submitted: Submitted) -> Answer:
    """Have a statement released on a line of its own."""
    party = _line().rus
    effects, _ = _round(party, submitted)
    return next(effect for effect in effects if isinstance(effect, Answer))


def exchanges(data: bytes) -> None:
    """Have both transfers of the epoch exchange read, as they came and signed by the counterpart."""
    for label in (b"parley/offer/v1", b"parley/accept/v1"):
        signed = cbor.encode([data, keys(STUB, "USA")[0].ed(label + b"\x00" + data)])
        for transfer in (data, signed):
            exchange = Exchange(terms("RUS"))
            exchange.offer(b"s" * 32, b"n" * 16)
            try:
                exchange.on_offer(transfer, (b"s" * 32, b"n" * 16), 0)
                exchange.on_accept(transfer, 0)
            except PeerFault:
                pass
            assert Exchange.from_bytes(terms("RUS"), exchange.to_bytes()) == exchange
