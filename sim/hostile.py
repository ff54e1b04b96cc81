"""A hostile party: a real node's core that keeps the line going, and a hand that signs and seals whatever it likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from parley.desk import messages as m
from parley.line.pairs import EPOCH_MAX, Header, packet_key, read_header, write_header
from parley.line.payloads import Entries, HeadOnly, Offer, Overtaking, Payload, Sent, write_payload
from parley.node.events import Ticked
from parley.node.folding import founding_content
from parley.node.outbox import put
from parley.node.state import State
from parley.node.ways import Way
from parley.record.entry import Entry, OpenKind, commitment, encode_entry
from parley.record.gap import _gap as spans
from parley.record.gap import gap_hashes, root_over_gap
from parley.record.head import Head, origin, sign_head
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash, sha256
from parley.seal.suite import SigningKey
from parley.wire.catalogue import encode
from parley.words.cbor import encode as cbor
from parley.words.faults import PeerFault
from sim.host import WALL_MS, Host
from sim.sealing import transfer_of

if TYPE_CHECKING:
    from sim.hostile_world import Byzantine

SALT = b"s" * 16
RANK = 2
SMALL_BYTES = 1_200


def spans_of_gap(start: int, place: int) -> Iterator[tuple[int, int]]:
    """Give the spans for which a gap needs a hash each."""
    return spans(0, place + 1, start, place)


@dataclass(slots=True)
class Move:
    """One packet of an act, made anew each time that it is sent, and with which codes it has to be met.

    `must` are all raised, `may` can be; `proof` says whether a proof of equivocation has to come of it.
    """

    make: Callable[[], bytes]
    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    feed: bytes = b""
    proof: bool = False
    is_life: bool = True
    """Whether it may count as a sign of life."""
    met: set[str] = field(default_factory=set)
    act: str = ""
    packet: bytes = b""
    """What was sent last of it."""
    run: int = 0
    """The run of the victim for which it was sent first."""
    judged: bool = False


class Craft:
    """One feed of the hostile party by hand."""

    def __init__(self, hostile: HostileHost, *, founded: bool = True, feed: bytes | None = None) -> None:
        self.hostile = hostile
        self.feed = feed or hostile.hand.randbytes(8)
        self.sent: list[Sent] = []
        self.writes(OpenKind.FIRST, [])
        if founded:
            self.writes(OpenKind.FOUNDING, founding_content(hostile.state))

    # ---- writing

    def entry(self, kind: int, content: Any, **fields: Any) -> Entry:  # noqa: ANN401  whatever a forger likes
        """Make an entry for the next place."""
        host = self.hostile
        made = Entry(
            host.world.line, host.party, self.feed, len(self.sent), (), (), WALL_MS + host.world.ms, None,
            0, 0, None, (), int(kind), 1, None, content,
        )  # fmt: skip
        return made._replace(**fields)

    def writes(self, kind: int, content: Any = None, **fields: Any) -> Craft:  # noqa: ANN401
        """Write an entry without a body."""
        return self.adds(encode_entry(self.entry(kind, content, **fields)))

    def says(self, message: m.Message | str, **fields: Any) -> Craft:  # noqa: ANN401
        """Write a statement."""
        said = m.PlainStatement(language="en", text=message) if isinstance(message, str) else message
        kind, version, body = encode(said)
        return self.body(kind, version, body, **fields)

    def body(self, kind: int, version: int, body: bytes, **fields: Any) -> Craft:  # noqa: ANN401
        """Write an entry with whatever body."""
        made = self.entry(kind, commitment(SALT, body), kind_version=version)._replace(**fields)
        return self.adds(encode_entry(made), SALT, body)

    def adds(self, data: bytes, salt: bytes | None = None, body: bytes | None = None) -> Craft:
        """Add whatever bytes as the next leaf."""
        self.sent.append(Sent(data, salt, body))
        return self

    def but(self, index: int, words: str = "another story") -> Craft:
        """Give a second history: the same up to a place, and then other words."""
        other = object.__new__(Craft)
        other.hostile, other.feed, other.sent = self.hostile, self.feed, self.sent[:index]
        return other.says(words)

    # ---- signing

    @property
    def size(self) -> int:
        """The number of entries written."""
        return len(self.sent)

    def tree(self, size: int | None = None) -> Tree:
        """Give the tree of the first entries."""
        return Tree(leaf_hash(item.entry) for item in self.sent[:size] if isinstance(item.entry, bytes))

    def head(self, size: int | None = None, *, full: bool = True, key: SigningKey | None = None) -> Head:
        """Sign a head of them."""
        host = self.hostile
        tree = self.tree(size)
        name = origin(host.world.line, host.party, self.feed)
        return sign_head(key or host.key, name, tree.size, tree.root(), full=full)

    def entries(
        self, start: int = 0, stop: int | None = None, head: Head | None = None, path: tuple[bytes, ...] = ()
    ) -> Entries:
        """Give entries under a head of theirs, or under another one."""
        stop = self.size if stop is None else stop
        size, root, ed, pq = head or self.head(stop)
        return Entries(self.hostile.party, self.feed, start, tuple(self.sent[start:stop]), size, root, ed, pq, path)

    def head_only(self, size: int | None = None) -> HeadOnly:
        """Give a full head alone."""
        size, root, ed, pq = self.head(size)
        return HeadOnly(self.hostile.party, self.feed, size, root, ed, pq or b"")

    def overtaking(self, start: int, place: int) -> Overtaking:
        """Send the entry at a place ahead of what stands before it."""
        head = self.head(place + 1)
        gap = tuple(gap_hashes(self.tree(place + 1), start, place))
        return Overtaking(
            self.hostile.party, self.feed, place, self.sent[place], head.root, head.ed, head.pq, start, gap
        )

    # ---- moves

    def move(self, payload: Payload, *must: str, may: tuple[str, ...] = (), proof: bool = False) -> Move:
        """Seal a payload of this feed as a move."""
        return replace(self.hostile.move(payload, *must, may=may), feed=self.feed, proof=proof)

    def sends(self, *must: str, may: tuple[str, ...] = ()) -> Move:
        """Send all of it."""
        return self.move(self.entries(), *must, may=may)


Act = Callable[["HostileHost"], Iterator[Move]]
"""A hostile act: yields its moves one after the other, each once the one before it has been judged."""


class HostileHost(Host):
    """The machine of the hostile party; `victim` is who its acts are for."""

    world: Byzantine  # type: ignore[mutable-override]

    def __init__(self, world: Byzantine, party: str, random: Random) -> None:
        super().__init__(world, party, random)
        self.hand = Random(f"{world.seed}/hand")
        self.mute = False
        """Whether it lets nothing of its own feeds out: it withholds every receipt."""

    @property
    def state(self) -> State:
        """The state of the core, which runs."""
        assert self.node is not None
        return self.node.state

    @property
    def key(self) -> SigningKey:
        """The node key."""
        return self.world.signing_key(self.party)

    @property
    def victim(self) -> Host:
        """The honest party that the acts are for."""
        return self.world.hosts[self.world.victim]

    def ready(self) -> bool:
        """Say whether it can send: the core runs and a way to the victim is open."""
        return self.node is not None and any(way.open for way in self.state.peers[self.world.victim].ways.values())

    # ---- sealing

    def sealed(
        self, plaintext: bytes, *, epoch: int | None = None, line: bytes | None = None, sender: str | None = None
    ) -> bytes:
        """Seal any bytes for the victim: in the current epoch, or as if for another epoch, line or direction."""
        world, me, peer = self.world, sender or self.party, self.world.victim
        if sender is not None:
            peer = self.party
        exchange = self.state.peers[world.victim].session.exchange
        current = exchange.current()
        number = epoch if epoch is not None else 0 if current is None else current.number
        known = exchange.epoch(number) if number else None
        secret = exchange.terms.pair_secret if known is None else known.root
        key = world.suite.aead(packet_key(secret, line or world.line, world.suite.number, number, (me, peer)))
        header = write_header(world.parties, Header(me, peer, min(number, EPOCH_MAX), self.hand.getrandbits(32)))
        nonce = self.hand.randbytes(12)
        return header + nonce + key.seal(nonce, plaintext, header)

    def move(self, payload: Payload | bytes, *must: str, may: tuple[str, ...] = (), epoch: int | None = None) -> Move:
        """Seal a payload, or what is to stand for one, as a move."""
        plaintext = payload if isinstance(payload, bytes) else write_payload(payload)
        return Move(lambda: self.sealed(plaintext, epoch=epoch), frozenset(must), frozenset(may))

    def raw(self, packet: bytes, *must: str, may: tuple[str, ...] = ()) -> Move:
        """Send bytes as they are."""
        return Move(lambda: packet, frozenset(must), frozenset(may))

    def hands_over(self, move: Move) -> None:
        """Hand a move's packet to some bearer; a small one takes small ones only."""
        packet = move.make()
        ways = self.state.peers[self.world.victim].ways
        open_ways = sorted(name for name, way in ways.items() if way.open)
        bearers = [name for name in open_ways if ways[name].wide or len(packet) < SMALL_BYTES] or open_ways
        bearer = self.hand.choice(bearers)
        packet = move.packet = self._fitting(packet, ways[bearer])
        self.world.moves[transfer_of(packet)] = move
        put(self.state, (self.world.victim, bearer), packet, self.now(), RANK)
        self.take(Ticked())

    def _fitting(self, packet: bytes, way: Way) -> bytes:
        """Shorten for a small carrier what has no header by which it could be cut into frames."""
        try:
            read_header(self.state.config.parties, packet)
        except PeerFault:
            return packet if way.wide else packet[: way.packet_bytes_max]
        return packet

    # ---- what it knows of its victim: everything

    def victim_state(self) -> State:
        """The state of the victim's node."""
        assert self.victim.node is not None
        return self.victim.node.state

    def victim_feed(self) -> bytes:
        """The id of the feed that the victim writes."""
        return self.victim_state().own.id

    def victim_size(self) -> int:
        """How much of it is durable."""
        return len(self.victim.disk.feeds()[self.world.victim, self.victim_feed()])

    def victim_root(self, size: int) -> bytes:
        """The root of it at a size."""
        return self.victim_state().own.tree.root(size)

    def holds(self, feed: bytes) -> int:
        """How much of a feed of the liar's the victim holds."""
        held = self.victim_state().record.feeds.get((self.party, feed))
        return 0 if held is None else held.size

    def holds_sealed(self, feed: bytes) -> int:
        """How much of it stands there under a full head: what comes above it proves nothing until there is one."""
        return max((h.reach for h in self.victim.disk.heads() if h.feed == feed and h.pq is not None), default=0)

    def is_receipted(self, feed: bytes, size: int) -> bool:
        """Say whether the victim has receipted so much of a feed."""
        held = self.victim_state().record.feeds.get((self.party, feed))
        return held is not None and self.victim_state().told.get(held, 0) >= size

    def feeds_held(self) -> int:
        """How many feeds of the liar's the victim knows."""
        return sum(1 for party, _ in self.victim_state().record.feeds if party == self.party)

    def singles_held(self) -> int:
        """How many entries beyond gaps the victim holds."""
        return len(self.victim_state().singles)

    # ---- by hand

    def single(
        self, feed: Craft, data: bytes, place: int, *must: str, start: int = 0, may: tuple[str, ...] = ()
    ) -> Move:
        """Send an entry at any place under a head of its own, over a gap that nothing will fill."""
        count = len(list(spans_of_gap(start, place)))
        gap = tuple(self.hand.randbytes(32) for _ in range(count))
        root = root_over_gap(feed.tree(), start, place, gap, leaf_hash(data)) or b""
        name = origin(self.world.line, self.party, feed.feed)
        head = sign_head(self.key, name, place + 1, root, full=False)
        pq = (
            self.key.pq(b"no head")
            if place + 1 >= 1 << 64
            else sign_head(self.key, name, place + 1, root, full=True).pq
        )
        sent = Sent(data, None, None)
        single = Overtaking(self.party, feed.feed, place, sent, root, head.ed, pq, start, gap)
        return feed.move(single, *must, may=may)

    def offer(
        self, *, line: bytes | None = None, receiver: str = "", suite: int = 0, number: int | None = None,
        public: bytes | None = None, signed: bool = True,
    ) -> Offer:  # fmt: skip
        """Make an offer by hand, right but for what is said."""
        terms = self.state.peers[self.world.victim].session.exchange.terms
        highest = self.victim_state().peers[self.party].session.exchange.highest
        key = self.world.suite.kem_keypair(self.hand.randbytes(32))[1] if public is None else public
        hashes = [sha256(public.ed + public.pq) for public in (terms.key.public, terms.peer_key.public)]
        body = cbor(
            [
                1, suite or terms.suite.number, line or self.world.line, self.party, receiver or self.world.victim,
                *hashes, highest + 1 if number is None else number, key, self.hand.randbytes(16),
            ]
        )  # fmt: skip
        label = b"parley/offer/v1"
        signature = self.key.ed(label + b"\x00" + body) if terms.suite.number == 1 else self.key.pq(body, label)
        return Offer(cbor([body, signature if signed else bytes(len(signature))]))
