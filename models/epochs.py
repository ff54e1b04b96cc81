"""The real exchange behind epochs.pml: both ends, and packets sealed in what they agreed on."""

from __future__ import annotations

from random import Random

from models.party import LINE, other_of
from models.replay import Sent, Words
from parley.line.exchange import Exchange, Terms
from parley.line.pairs import read_header
from parley.line.payloads import Accept, Offer, Payload, Stale
from parley.line.session import Session
from parley.seal.digest import sha256
from parley.words.faults import PeerFault
from sim.stub import STUB
from sim.workload import PARTIES
from sim.world import keys

NUMBERS = 8
"""As many as the traces have."""
Transfer = Offer | Accept | Stale


def terms(party: str) -> Terms:
    """Give what the ceremony fixed for one end."""
    other = other_of(party)
    return Terms(STUB, LINE, party, other, keys(STUB, party)[0], keys(STUB, other)[1], b"s" * 32)


class Machine:
    """Two exchanges; what is in the bag is a sealed packet, or a transfer with its sender before it."""

    def __init__(self) -> None:
        self.random = Random(0)
        self.exchanges = [Exchange(terms(party)) for party in PARTIES]
        self.offers: list[bytes] = []
        self.accepts: list[bytes] = []
        self.roots: dict[bytes, int] = {}
        """Roots by the order in which they were made."""
        self.transfers: dict[bytes, tuple[int, Transfer]] = {}

    def do(self, event: str, given: Words, packet: bytes) -> list[Sent]:
        """Have an event happen; give what was sent."""
        if event in {"bring", "copy"}:
            return self._take(packet)
        side = int(given[0])
        match event:
            case "offer":
                offer = self.exchanges[side].offer(self.random.randbytes(32), self.random.randbytes(16))
                return [self._sent(side, offer)]
            case "seal":
                return [self._sealed(side)]
            case "lose_all":
                self.exchanges[side] = Exchange(terms(PARTIES[side]))
                self.exchanges[side].note(int(given[1]))
            case "crash":
                kept = self.exchanges[side].to_bytes()
                self.exchanges[side] = Exchange.from_bytes(terms(PARTIES[side]), kept)
            case _:
                raise ValueError(event)
        return []

    def shows(self) -> list[Words]:
        """Give what each side knows: the highest number, its offer, what it accepted, its epochs."""
        return [self._shows(side) for side in (0, 1)]

    def _shows(self, side: int) -> Words:
        exchange = self.exchanges[side]
        epochs = [exchange.epoch(number) for number in range(1, NUMBERS + 1)]
        return (
            str(side),
            str(exchange.highest),
            str(exchange.offered.number if exchange.offered else 0),
            str(exchange.accepted.number if exchange.accepted else 0),
            *["0,0" if e is None else f"{self.roots[e.root]},{int(e.confirmed)}" for e in epochs],
        )

    def _take(self, packet: bytes) -> list[Sent]:
        if packet not in self.transfers:
            side = PARTIES.index(read_header(PARTIES, packet).receiver)
            self._open(side, packet)
            return []
        sender, transfer = self.transfers[packet]
        side, exchange = 1 - sender, self.exchanges[1 - sender]
        match transfer:
            case Offer(offer):
                entropy = (self.random.randbytes(32), self.random.randbytes(16))
                answer = exchange.on_offer(offer, entropy, 0)
                return [] if answer is None else [self._sent(side, answer)]
            case Accept(accept):
                exchange.on_accept(accept, 0)
            case Stale(highest):
                exchange.on_stale(highest)
        return []

    def _open(self, side: int, packet: bytes) -> None:
        header = read_header(PARTIES, packet)
        exchange = self.exchanges[side]
        try:
            Session(exchange, PARTIES).open(header, packet)
        except PeerFault:
            return  # of an epoch that this side does not have
        exchange.on_opened(header.epoch)

    def _sealed(self, side: int) -> Sent:
        exchange = self.exchanges[side]
        current = exchange.current()
        packet = Session(exchange, PARTIES).seal(b"text", self.random.randbytes(12))
        number, root = (0, 0) if current is None else (current.number, self.roots[current.root])
        return Sent(("data", str(side), str(number), str(root)), packet)

    def _sent(self, side: int, transfer: Payload) -> Sent:
        exchange = self.exchanges[side]
        match transfer:
            case Offer(offer):
                if offer not in self.offers:
                    self.offers.append(offer)
                words = ("offer", exchange.offered.number if exchange.offered else 0, self.offers.index(offer) + 1)
            case Accept(accept) if exchange.accepted:
                if accept not in self.accepts:
                    self.accepts.append(accept)
                    self.roots[exchange.epochs[-1].root] = len(self.accepts)
                made = next(
                    at for at, offer in enumerate(self.offers, 1) if sha256(offer) == exchange.accepted.offer_hash
                )
                words = ("accept", made, self.accepts.index(accept) + 1)
            case Stale(highest):
                words = ("stale", highest, 0)
            case _:
                raise ValueError(transfer)
        data = self.random.randbytes(16)
        self.transfers[data] = (side, transfer)
        name, first, second = words
        return Sent((name, str(side), str(first), str(second)), data)
