"""Sealing and opening for one pair: which epoch a packet is of, and the keys of each."""

from __future__ import annotations

from parley.line.exchange import Exchange
from parley.line.pairs import HEADER_BYTES, NONCE_BYTES, Header, packet_key, write_header
from parley.seal.suite import Aead
from parley.words.faults import PeerFault


class Session:
    """The packets of one pair. Loaded keys are kept as long as their epoch is readable."""

    def __init__(self, exchange: Exchange, parties: tuple[str, ...]) -> None:
        self.exchange = exchange
        self._parties = parties
        self._keys: dict[tuple[int, str, bytes], Aead] = {}
        self._count = 0

    def seal(self, plaintext: bytes, nonce: bytes, *, epoch_zero: bool = False) -> bytes:
        """Seal a payload in the current epoch, or in epoch 0 where that is asked for or none is open."""
        terms = self.exchange.terms
        current = None if epoch_zero else self.exchange.current()
        number = 0 if current is None else current.number
        header = write_header(self._parties, Header(terms.me, terms.peer, number, self._count))
        self._count += 1
        return header + nonce + self._key(number, terms.me).seal(nonce, plaintext, header)

    def open(self, header: Header, packet: bytes) -> bytes:
        """Open a packet of the peer's.

        Raises PeerFault `epoch-unknown`, `packet-unopened`, and `pair-secrets-differ` for one of epoch 0.
        """
        if header.epoch and self.exchange.epoch(header.epoch) is None:
            raise PeerFault("epoch-unknown", f"A packet of epoch {header.epoch} came in, whose key is not here.")
        start = HEADER_BYTES + NONCE_BYTES
        key = self._key(header.epoch, self.exchange.terms.peer)
        plaintext = key.open(packet[HEADER_BYTES:start], packet[start:], packet[:HEADER_BYTES])
        if plaintext is None:
            raise PeerFault("packet-unopened" if header.epoch else "pair-secrets-differ")
        return plaintext

    def _key(self, number: int, sender: str) -> Aead:
        terms = self.exchange.terms
        epoch = self.exchange.epoch(number) if number else None
        secret = terms.pair_secret if epoch is None else epoch.root
        place = (number, sender, secret)
        key = self._keys.get(place)
        if key is None:
            readable = {e.root for e in self.exchange.epochs} | {terms.pair_secret}
            self._keys = {known: aead for known, aead in self._keys.items() if known[2] in readable}
            receiver = terms.peer if sender == terms.me else terms.me
            key = terms.suite.aead(packet_key(secret, terms.line, terms.suite.number, number, (sender, receiver)))
            self._keys[place] = key
        return key
