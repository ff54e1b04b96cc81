"""What the world is to do for a node: imperatives, carried out only when everything behind them is durable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from parley.node.desk import Statement
from parley.node.ports import Batch


@dataclass(frozen=True, slots=True)
class Send:
    """Hand a packet to a bearer."""

    bearer: str
    peer: str
    packet: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell whoever submitted: the entry's id, or the code of the refusal and its sentence."""

    token: int
    id: bytes | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Show:
    """A statement of either side now stands in the record; `code` says why it was refused, if it was."""

    statement: Statement
    code: str


@dataclass(frozen=True, slots=True)
class ShowReceipt:
    """A peer has receipted our feed up to this size."""

    peer: str
    feed: bytes
    size: int


@dataclass(frozen=True, slots=True)
class ShowAhead:
    """A statement came in ahead of earlier ones that are missing: shown at once, and in its place later."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class ShowReceiptAhead:
    """A peer has receipted one entry of our feed that went ahead of others."""

    peer: str
    feed: bytes
    index: int


@dataclass(frozen=True, slots=True)
class Ring:
    """A counterpart's urgent statements came in, so many since it last rang: call the watch."""

    party: str
    precedence: int
    count: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that people must know; the code is of the table of faults."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CardChanged:
    """Another card of a party holds now; `transport` is the DER certificate on it."""

    party: str
    transport: bytes


@dataclass(frozen=True, slots=True)
class Halt:
    """Throw this node away and start anew: another copy of it speaks, or its key holds no more."""

    code: str


Effect: TypeAlias = (
    Send | Answer | Show | ShowReceipt | ShowAhead | ShowReceiptAhead | Ring | Alarm | CardChanged | Halt
)


@dataclass(slots=True)
class Outcome:
    """What one step wants kept, and then done."""

    batch: Batch = field(default_factory=Batch)
    effects: list[Effect] = field(default_factory=list)


def joined(outcomes: Iterable[Outcome]) -> Batch:
    """Give what a whole round wants kept, in one transaction."""
    whole = Batch()
    for outcome in outcomes:
        whole.rows += outcome.batch.rows
        whole.heads += outcome.batch.heads
        whole.singles += outcome.batch.singles
        whole.evidence += outcome.batch.evidence
        whole.secrets.update(outcome.batch.secrets)
        whole.erasures += outcome.batch.erasures
    return whole
