"""What happens to a node: past participles, each handed to `Node.step` with the clocks read at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from parley.desk.messages import Message
from parley.record.release import Evidence
from parley.words.instants import SECOND_MS
from parley.words.limits import PACKET_BYTES_MAX
from parley.words.terms import Precedence, TrafficClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """An officer, or a program for one, released a statement; `token` comes back with the answer.

    `officer_word` lets a ROUTINE or PRIORITY statement go before this run has heard what the others hold. So many
    `officers` released it; `reasoned` says that one who did so alone gave a reason, `late` that the officer knows
    that it comes later than agreed.
    """

    token: int
    message: Message
    precedence: Precedence = Precedence.ROUTINE
    traffic_class: TrafficClass = TrafficClass.OPERATIONAL
    not_after_ms: int | None = None
    addressees: tuple[str, ...] = ()
    thread: bytes | None = None
    officer_word: bool = False
    officers: int = 1
    reasoned: bool = False
    late: bool = False
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned:
    """This party is to sign a later agreement, by its file; `token` and `officer_word` are as in `Submitted`."""

    token: int
    file: bytes
    officer_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerNamed:
    """This party names an officer's hardware key under a seat, or (no `key`) says that one holds no more, by its hash.

    `token` is as in `Submitted`.
    """

    token: int
    seat: str
    rp_id: str = ""
    key: bytes = b""
    revoked: bytes = b""


@dataclass(frozen=True, slots=True)
class Wired:
    """An operator said something on the orderwire, to every peer that is heard."""

    text: str


@dataclass(frozen=True, slots=True)
class PacketArrived:
    """A bearer brought a packet; `peer` is who the bearer pinned, or empty where it pins nobody."""

    bearer: str
    peer: str
    packet: bytes


@dataclass(frozen=True, slots=True)
class WayChanged:
    """A bearer's way to a peer opened or closed."""

    bearer: str
    peer: str
    wide: bool
    up: bool
    packet_bytes_max: int = PACKET_BYTES_MAX
    round_trip_ms: int = SECOND_MS


@dataclass(frozen=True, slots=True)
class Ready:
    """A bearer that was busy or full takes packets to this peer again."""

    bearer: str
    peer: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A bearer had no room for a packet to this peer: what was on the way is sent again later."""

    bearer: str
    peer: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time has passed up to what `Node.wake_ms` asked for, or further."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """No more events are at hand: write what is owed for them; what is kept next is one transaction."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The store said that everything so far is durable: now it may be signed, sealed and sent."""


Event: TypeAlias = (
    Submitted
    | Wired
    | AgreementSigned
    | OfficerNamed
    | PacketArrived
    | WayChanged
    | Ready
    | Refused
    | Ticked
    | Gathered
    | Kept
)
Asked: TypeAlias = Submitted | AgreementSigned | OfficerNamed
"""What people ask a node to enter: each has a token, which comes back with the answer."""
