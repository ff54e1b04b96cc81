"""What a node knows while it runs; everything here is rebuilt from the store at a start, or may be forgotten."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from parley.desk.agreement import Agreement
from parley.line.delivery import Delivery
from parley.line.fragments import Reassembly
from parley.line.payloads import Payload
from parley.line.session import Session
from parley.node.desk import Desk, Statement
from parley.node.effects import Outcome
from parley.node.ports import Entropy, HeadRow, Reader, Row, SingleRow
from parley.node.shelf import Shelf
from parley.node.ways import Way
from parley.record.amendments import Signature
from parley.record.entry import Entry
from parley.record.feed import Feed
from parley.record.head import Head
from parley.record.joint import Record
from parley.record.keys import Keyring, Order
from parley.record.twins import Doubles
from parley.seal.suite import SigningKey, Suite, VerifyingKey
from parley.words.limits import QUOTA_BYTES, WIRE_LINES_MAX
from parley.words.terms import TrafficClass

DIFFERS_MS_MIN = 3_000
DIFFERS_MS_MAX = 60_000
"""How long copies may differ before lists are compared, doubled each time that this has not helped."""
RECENT_BYTES_MAX = 8 << 20
"""Rows kept at hand for sending and folding, so that fresh ones are not read back from the store."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the ceremony and the home fix for a node on one line."""

    line: bytes
    me: str
    parties: tuple[str, ...]
    suite: Suite
    key: SigningKey
    node_keys: Mapping[str, VerifyingKey]
    pair_secrets: Mapping[str, bytes]
    agreement_hash: bytes
    card_hashes: tuple[tuple[str, bytes], ...]
    desk: Desk
    classes: frozenset[TrafficClass]
    cards: Mapping[str, bytes] = field(default_factory=dict)
    """Card files that the line was founded with: a change of keys follows one."""
    orders: tuple[tuple[str, bytes], ...] = ()
    """Changes of keys that were put in by hand, each with its party, oldest first."""
    quota_bytes: int = QUOTA_BYTES
    """What the entries of each counterpart may take of the disk."""

    @property
    def peers(self) -> tuple[str, ...]:
        """The other parties."""
        return tuple(party for party in self.parties if party != self.me)


@dataclass(slots=True)
class Bell:
    """What rings at most once in a while: a bucket of one token."""

    full_ms: int = 0
    """When the token is there again, in monotonic ms."""
    waiting: int = 0
    """How often it should have rung since it last did."""


class Called(NamedTuple):
    """One line of the orderwire: by whom, what, and when here (ms)."""

    party: str
    text: str
    at_ms: int


class Pressing(NamedTuple):
    """An own entry that is sent ahead of others: where it stands, how urgent it is, whether it asks for a receipt."""

    place: int
    precedence: int
    asks: bool


class Bodyless(NamedTuple):
    """A statement whose body is not held, until it is known whether it was erased by agreement."""

    id: bytes
    thread: bytes
    clock_ms: int
    kind: int
    asked: bool = False
    """Whether the others were asked what they hold since it came."""


@dataclass(slots=True)
class PeerState:
    """What this run knows of one peer; times are monotonic ms."""

    session: Session
    reassembly: Reassembly
    ways: dict[str, Way] = field(default_factory=dict)
    """Every way that this run has known, by bearer."""
    deliveries: dict[Feed, Delivery] = field(default_factory=dict)
    asked: bool = False
    """Whether all of our own that the peer, asked in this run, told us it holds has come in."""
    whole: bool = False
    """Whether all else that it told us has come in too."""
    question: bytes = b""
    """What our last list asked, until it is answered."""
    awaited: dict[tuple[str, bytes], int] = field(default_factory=dict)
    """Feeds of which the peer holds more than we do, with their sizes there."""
    listing: dict[tuple[str, bytes], int] = field(default_factory=dict)
    """The parts of the peer's list that have come so far."""
    listed_ms: int | None = None
    supplied_ms: dict[Feed, int] = field(default_factory=dict)
    """When each feed was last sent because the peer's list lacked of it."""
    differs_ms: int | None = None
    """Since when the copies differ with nothing new coming."""
    differs_wait_ms: int = DIFFERS_MS_MIN
    way_ms: int | None = None
    """When the first way of this run opened."""
    offer_due_ms: int = 0
    opened_ms: int | None = None
    """When a packet last opened in an epoch."""
    shown_ms: int | None = None
    """When the peer, speaking in an epoch that is gone, was last shown one of now."""
    deaf: bool = False
    """Whether the peer speaks in an epoch that is not known here, and in no other: a new one is to be offered."""
    repeats: int = 0
    """How often in a row the peer repeated what we hold."""
    asked_by: tuple[bytes, str] = (b"", "")
    """The question that went out last because copies differ, and the bearer that took it."""
    full: bool = False
    """Whether the peer said that it has no room for our entries, and has receipted nothing since."""
    offered_by: str = ""
    """The bearer that took our last offer."""
    lamps: dict[str, tuple[bool, int]] = field(default_factory=dict)
    """By bearer whether the peer's node is up, and since when (wall ms)."""
    lamp: tuple[tuple[str, bool, int], ...] = ()
    """What was entered last of it."""
    lamp_ms: int | None = None

    def moved(self) -> None:
        """Learn that the copies are the same, or on the way to it."""
        self.differs_ms, self.differs_wait_ms, self.repeats = None, DIFFERS_MS_MIN, 0


@dataclass(slots=True)
class State:
    """The node's whole state."""

    config: Config
    entropy: Entropy
    reader: Reader
    record: Record
    peers: dict[str, PeerState]
    own: Feed
    shelf: Shelf = field(init=False)
    """The read model of the line."""
    rings: dict[str, Keyring] = field(default_factory=dict)
    """The node keys of each party."""
    orders_at: dict[str, list[tuple[Order, Feed]]] = field(default_factory=dict)
    """Where each party's changes of keys stand."""
    doubles: Doubles = field(default_factory=Doubles)
    revoked: bool = False
    """Whether the key of this node was found to hold no more: nothing is written or sent."""
    outcome: Outcome = field(default_factory=Outcome)
    post: list[tuple[str, str, Payload, bool]] = field(default_factory=list)
    """Payloads to seal once everything is durable: (peer, bearer or empty, payload, in epoch 0)."""
    relayed: list[tuple[str, bytes]] = field(default_factory=list)
    """Sealed packets of other members, each for another one: (receiver, packet or frame)."""
    gifts: dict[tuple[str, Feed], int] = field(default_factory=dict)
    """What peers lack of the feeds of others: (peer, feed) and the size they hold."""
    owes_again: set[str] = field(default_factory=set)
    """Peers that sent nothing new: they may lack our receipts."""
    told: dict[Feed, int] = field(default_factory=dict)
    """How much of each feed of others own entries that have a place name."""
    news: dict[str, list[dict[Feed, int]]] = field(default_factory=dict)
    """What of each other party has a place and no own entry names yet: feeds with sizes, in waves as they came."""
    heads: dict[tuple[Feed, bool], HeadRow] = field(default_factory=dict)
    """Of each feed that this run did not write the newest full head (True), and the newest without ML-DSA."""
    paths: dict[tuple[Feed, bool], HeadRow] = field(default_factory=dict)
    """The same of heads above what had come with them."""
    own_heads: dict[tuple[bytes, int, bool], Head] = field(default_factory=dict)
    recent: OrderedDict[tuple[Feed, int], Row] = field(default_factory=OrderedDict)
    recent_bytes: int = 0
    foundings: dict[str, list[tuple[Feed, int]]] = field(default_factory=dict)
    """Where each party has signed the agreement."""
    signatures: list[Signature] = field(default_factory=list)
    """Where parties have signed amendments."""
    agreements: dict[bytes, Agreement] = field(default_factory=dict)
    """What was signed as an amendment, by the hash of its file."""
    steps: tuple[Signature, ...] = ()
    """The signatures that put amendments in force, in turn."""
    bodyless: dict[tuple[Feed, int], Bodyless] = field(default_factory=dict)
    refusals_told: set[bytes] = field(default_factory=set)
    """Entries that this party has refused by an entry of its own."""
    erased_threads: dict[bytes, None] = field(default_factory=dict)
    """Threads whose bodies are erased by agreement."""
    aged: dict[bytes, list[tuple[Feed, int]]] = field(default_factory=dict)
    """By thread, statements with a body that the shortest age ever agreed has passed for."""
    aged_upto: dict[Feed, int] = field(default_factory=dict)
    """How much of each feed was looked through for these."""
    erase_next_ms: int = 0
    """When bodies are looked through again, in monotonic ms."""
    stopped: dict[Feed, bool] = field(default_factory=dict)
    """Feeds shown to be forked, and whether under a full head: no more is taken of them."""
    false_receipts: int = 0
    """How many false receipts have been told, or were held at the start."""
    refused: dict[tuple[Feed, int], str] = field(default_factory=dict)
    unreadable: set[bytes] = field(default_factory=set)
    """Entries held whose kind this catalogue does not know, by their ids."""
    places: dict[bytes, tuple[Feed, int]] = field(default_factory=dict)
    """Where each statement stands, by its id."""
    threads: dict[bytes, list[tuple[Feed, int]]] = field(default_factory=dict)
    """The statements of each thread that has more than its first."""
    fresh: dict[tuple[Feed, int], Statement] = field(default_factory=dict)
    """Statements that have no place in the joint order yet."""
    fresh_open: dict[tuple[Feed, int], Entry] = field(default_factory=dict)
    """Liveness reports and refusals that have no place in it yet."""
    pressing: dict[Feed, list[Pressing]] = field(default_factory=dict)
    """Own entries of FLASH and IMMEDIATE precedence that some peer has not receipted."""
    singles: dict[tuple[Feed, int], SingleRow] = field(default_factory=dict)
    """Entries of others held beyond a gap."""
    owed_beyond: dict[tuple[Feed, int], None] = field(default_factory=dict)
    """Singles that the next entry of our own is to name."""
    receipted_ahead: set[tuple[str, Feed, int]] = field(default_factory=set)
    """Own entries that a peer named singly: (peer, feed, index)."""
    owed_precedence: int = 0
    """The greatest precedence of what came in and asks for a receipt."""
    asking: dict[Feed, int] = field(default_factory=dict)
    """Size of each own feed up to its last entry that asks for a receipt."""
    telling: dict[Feed, int] = field(default_factory=dict)
    """Size of each own feed up to its last entry that is more than a liveness report."""
    asks: dict[Feed, int] = field(default_factory=dict)
    """Size of each feed of others up to its last entry that asks for a receipt."""
    owed_refusals: list[tuple[bytes, str]] = field(default_factory=list)
    held_bytes: dict[str, int] = field(default_factory=dict)
    """What each counterpart's entries take of the disk here."""
    quota_refused: dict[str, int] = field(default_factory=dict)
    """Parties whose entries do not fit and that have been told so, with the eighths of the quota those could use."""
    quota_near: set[str] = field(default_factory=set)
    """Parties whose room is nearly used up, as people here were told."""
    bells: dict[tuple[str, int], Bell] = field(default_factory=dict)
    """What rings for urgent statements, by party and precedence."""
    fault_bells: dict[str, Bell] = field(default_factory=dict)
    """What rings for faults that came from outside, by their codes."""
    rung: set[bytes] = field(default_factory=set)
    """Statements that rang when they came ahead, by their ids."""
    untaken: dict[bytes, int | None] = field(default_factory=dict)
    """FLASH of others that nobody here is known to have taken up, by id, since when; monotonic ms, None: this round."""
    owed_adoptions: dict[Feed, int] = field(default_factory=dict)
    """Own older feeds that grew by what others gave back, with their sizes before."""
    owed_epochs: list[tuple[str, int, bytes]] = field(default_factory=list)
    digest: bytes | None = None
    evidence: int = 0
    orderwire: deque[Called] = field(default_factory=partial(deque[Called], maxlen=WIRE_LINES_MAX))
    """The last lines of the orderwire; no store has them."""

    def keep_at_hand(self, feed: Feed, index: int, row: Row) -> None:
        """Keep a row in memory while there is room."""
        self.recent[feed, index] = row
        self.recent_bytes += len(row.entry) + len(row.body or b"")
        while self.recent_bytes > RECENT_BYTES_MAX:
            _, old = self.recent.popitem(last=False)
            self.recent_bytes -= len(old.entry) + len(old.body or b"")

    def forget_row(self, feed: Feed, index: int) -> None:
        """Keep a row in memory no longer: its body is erased."""
        old = self.recent.pop((feed, index), None)
        if old is not None:
            self.recent_bytes -= len(old.entry) + len(old.body or b"")

    def note_head(self, feed: Feed, row: HeadRow) -> None:
        """Remember a head if it is the newest of its sort."""
        heads, key = self.paths if row.path else self.heads, (feed, row.pq is not None)
        known = heads.get(key)
        if known is None or known.reach <= row.reach:
            heads[key] = row

    def heads_of(self, feed: Feed) -> list[HeadRow]:
        """Give the heads of a feed that this run did not write: full ones first, of each sort those without a path."""
        every = [heads.get((feed, full)) for full in (True, False) for heads in (self.heads, self.paths)]
        return [head for head in every if head is not None]

    def note_news(self, feeds: Iterable[Feed]) -> None:
        """Remember that feeds of others grew, all of them at once: own entries are to name them."""
        grown: dict[str, dict[Feed, int]] = {}
        for feed in feeds:
            if feed.party != self.config.me:
                grown.setdefault(feed.party, {})[feed] = feed.placed
        for party, wave in grown.items():
            waves = self.news.setdefault(party, [])
            if waves and len(waves[-1] | wave) == 1:
                waves[-1] = wave
            else:
                waves.append(wave)

    def delivery(self, peer: str, feed: Feed) -> Delivery:
        """Give how far an own feed has gone to a peer."""
        known = self.peers[peer].deliveries
        if feed not in known:
            receipted = feed.receipted.get(peer, 0)
            known[feed] = Delivery(sent=receipted, receipted=receipted)
        return known[feed]
