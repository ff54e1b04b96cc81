"""Two ends of one pair with their exchanges, and the packets between them; the suite is the simulator's stub."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from parley.line.exchange import Exchange, Terms
from parley.line.pairs import read_header
from parley.line.payloads import Accept, Offer, Payload, Stale
from parley.line.session import Session
from parley.seal.suite import Suite
from sim.stub import STUB
from sim.world import keys

PARTIES = ("RUS", "USA")
LINE = b"L" * 32


def terms(
    me: str, peer: str, *, line: bytes = LINE, secret: bytes = b"s" * 32, suite: Suite = STUB, foreign: bool = False
) -> Terms:
    """Give one end's terms; `foreign` takes another key for the peer than the peer has."""
    peer_key = keys(suite, f"{peer}-other" if foreign else peer)[1]
    return Terms(suite, line, me, peer, keys(suite, me)[0], peer_key, secret)


@dataclass
class End:
    """One end: what is durable is the exchange's bytes."""

    terms: Terms
    random: Random = field(default_factory=lambda: Random(7))
    now_ms: int = 1_000

    def __post_init__(self) -> None:
        self.exchange = Exchange(self.terms)

    def offers(self) -> bytes:
        return self.exchange.offer(self.random.randbytes(32), self.random.randbytes(16)).offer

    def takes(self, payload: Payload) -> Payload | None:
        """Take a transfer; give the answer."""
        match payload:
            case Offer(offer):
                entropy = (self.random.randbytes(32), self.random.randbytes(16))
                return self.exchange.on_offer(offer, entropy, self.now_ms)
            case Accept(accept):
                self.exchange.on_accept(accept, self.now_ms)
            case Stale(highest):
                self.exchange.on_stale(highest)
            case _:
                raise AssertionError(payload)
        return None

    def crashes(self) -> None:
        """Start again from what was durable."""
        self.exchange = Exchange.from_bytes(self.terms, self.exchange.to_bytes())

    def loses_secrets(self) -> None:
        """Start again from a backup, which has none."""
        self.exchange = Exchange(self.terms)

    def session(self) -> Session:
        return Session(self.exchange, PARTIES)

    def seals(self, text: bytes, *, epoch_zero: bool = False) -> bytes:
        return self.session().seal(text, self.random.randbytes(12), epoch_zero=epoch_zero)

    def opens(self, packet: bytes) -> bytes:
        """Open a packet and learn from it that its epoch is open at the other end."""
        header = read_header(PARTIES, packet)
        text = self.session().open(header, packet)
        if header.epoch:
            self.exchange.on_opened(header.epoch)
        return text

    def epoch(self) -> int | None:
        current = self.exchange.current()
        return None if current is None else current.number


def pair() -> tuple[End, End]:
    """Give both ends; USA has the greater code."""
    return End(terms("RUS", "USA"), Random(1)), End(terms("USA", "RUS"), Random(2))


def open_epoch(a: End, b: End) -> None:
    """Bring both ends to a new epoch that `a` offers."""
    answer = b.takes(Offer(a.offers()))
    assert answer is not None
    a.takes(answer)
    b.opens(a.seals(b"first"))
