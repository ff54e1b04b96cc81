"""The epoch exchange of one pair: OFFER, ACCEPT, and the rules that bring two sides to one epoch (seal.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from parley.line.pairs import EPOCH_MAX
from parley.line.payloads import Accept, Offer, Payload, Stale
from parley.seal.digest import sha256
from parley.seal.kdf import hkdf
from parley.seal.suite import PublicKey, SigningKey, Suite, VerifyingKey
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault, PeerFault
from parley.words.instants import DAY_MS

_OFFER: Final = b"parley/offer/v1"
_ACCEPT: Final = b"parley/accept/v1"
_EPOCH: Final = b"parley/epoch/v1\x00"
KEPT_MS: Final = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ceremony fixed for a pair: it is never negotiated."""

    suite: Suite
    line: bytes
    me: str
    peer: str
    key: SigningKey
    peer_key: VerifyingKey
    pair_secret: bytes


class Epoch(NamedTuple):
    """An epoch's root; `confirmed` once this side may send in it."""

    number: int
    root: bytes
    transcript: bytes
    opened_ms: int
    confirmed: bool


class Offered(NamedTuple):
    """Our offer under way: its number, the KEM secret, and the bytes that leave again when asked."""

    number: int
    secret: bytes
    offer: bytes


class Accepted(NamedTuple):
    """The last offer that we accepted, by its hash, and the ACCEPT that leaves again when asked."""

    number: int
    offer_hash: bytes
    accept: bytes


@dataclass(slots=True)
class Exchange:
    """The state of one pair's exchange. Everything but `terms` is durable before anything leaves."""

    terms: Terms
    highest: int = 0
    offered: Offered | None = None
    accepted: Accepted | None = None
    epochs: list[Epoch] = field(default_factory=list)
    made_under: bytes = field(default=b"", compare=False)
    """Hash of both node keys that this state was made under; empty where it was not kept."""

    def under(self, terms: Terms) -> bool:
        """Go on under these keys; what was signed under others is given up, and a new epoch is due. Say whether so."""
        before, self.made_under = self.made_under, _keys_hash(terms)
        self.terms = terms
        if before in {b"", self.made_under}:
            return False
        self.offered = self.accepted = None
        self.epochs = [epoch._replace(opened_ms=0) for epoch in self.epochs]
        return True

    def current(self) -> Epoch | None:
        """Give the newest epoch that this side may send in, or None: then epoch 0 serves."""
        confirmed = [epoch for epoch in self.epochs if epoch.confirmed]
        return confirmed[-1] if confirmed else None

    def epoch(self, number: int) -> Epoch | None:
        """Give a readable epoch by its number."""
        return next((epoch for epoch in self.epochs if epoch.number == number), None)

    def note(self, number: int) -> None:
        """Learn of an epoch number that was used, from the record."""
        self.highest = max(self.highest, min(number, EPOCH_MAX - 1))

    # ---- offering

    def offer(self, seed: bytes, nonce: bytes) -> Offer:
        """Give our offer, made new from 32 and 16 random bytes if none is under way."""
        if self.offered is None:
            terms = self.terms
            if self.highest >= EPOCH_MAX - 1:
                raise OurFault("epochs-used-up")
            number = self.highest + 1
            secret, public = terms.suite.kem_keypair(seed)
            keys: list[Item] = [_key_hash(terms.key.public), _key_hash(terms.peer_key.public)]
            body: list[Item] = [1, terms.suite.number, terms.line, terms.me, terms.peer, *keys, number, public, nonce]
            self.offered = Offered(number, secret, self._signed(_OFFER, encode(body)))
            self.highest = number
        return Offer(self.offered.offer)

    def under_former(self, data: bytes, former: Sequence[PublicKey]) -> int | None:
        """Give under which of the peer's former keys an offer was made; None for the present one, and for others."""
        try:
            match decode(data):
                case [bytes(body), bytes()]:
                    fields = decode(body)
                    hashes = [_key_hash(key) for key in former]
                    if type(fields) is list and len(fields) > 5 and fields[5] in hashes:
                        return hashes.index(fields[5])
                case _:
                    pass
        except PeerFault:
            pass  # it is judged where it is taken
        return None

    def on_offer(self, data: bytes, entropy: tuple[bytes, bytes], now_ms: int) -> Payload | None:
        """Answer the other side's offer; `entropy` is 32 and 16 random bytes for the ACCEPT.

        Raises PeerFault `offer-foreign`, `offer-malformed`, `signature-bad`, `key-malformed`.
        """
        number, public = self._read_offer(data)
        offer_hash = sha256(data)
        if self.accepted is not None and number <= self.accepted.number:
            if self.accepted.offer_hash == offer_hash:
                return Accept(self.accepted.accept)
            return Stale(self.highest)
        if self.offered is not None:
            mine, theirs = (-self.offered.number, self.terms.me.encode()), (-number, self.terms.peer.encode())
            if mine < theirs:
                return Offer(self.offered.offer)
        elif number <= self.highest:
            return Stale(self.highest)
        return self._accept(data, number, public, entropy, now_ms)

    def _accept(self, offer: bytes, number: int, public: bytes, entropy: tuple[bytes, bytes], now_ms: int) -> Accept:
        terms = self.terms
        secret, nonce = entropy
        offer_hash = sha256(offer)
        sealed = terms.suite.kem_seal(public, _EPOCH + offer_hash, secret)
        accept = self._signed(_ACCEPT, encode([1, offer_hash, sealed, nonce]))
        self.offered = None
        self.accepted = Accepted(number, offer_hash, accept)
        self._add(number, secret, sha256(offer + accept), now_ms, confirmed=False)
        return Accept(accept)

    def on_accept(self, data: bytes, now_ms: int) -> Epoch | None:
        """Open the epoch that the other side accepted; None for an ACCEPT of an offer that we do not hold.

        Raises PeerFault `accept-malformed`, `signature-bad`, `seal-broken`.
        """
        match _decoded(data, "accept-malformed"):
            case [bytes(body), bytes(signature)]:
                pass
            case _:
                raise PeerFault("accept-malformed")
        match _decoded(body, "accept-malformed"):
            case [int(version), bytes(offer_hash), bytes(sealed), bytes(nonce)] if len(nonce) == 16:
                pass
            case _:
                raise PeerFault("accept-malformed")
        if type(version) is bool or version != 1:
            raise PeerFault("accept-malformed")
        offered = self.offered
        if offered is None or sha256(offered.offer) != offer_hash:
            return None
        self._verify(_ACCEPT, body, signature)
        secret = self.terms.suite.kem_open(offered.secret, _EPOCH + offer_hash, sealed)
        if len(secret) != 32:
            raise PeerFault("accept-malformed")
        self.offered = None
        return self._add(offered.number, secret, sha256(offered.offer + data), now_ms, confirmed=True)

    def on_stale(self, highest: int) -> None:
        """Give up an offer whose number was not new."""
        self.note(highest)
        if self.offered is not None and self.offered.number <= highest:
            self.offered = None

    def on_opened(self, number: int) -> Epoch | None:
        """Learn that a packet of an epoch has opened: from now on we send in it. None if we knew."""
        for place, epoch in enumerate(self.epochs):
            if epoch.number == number and not epoch.confirmed:
                self.epochs[place] = epoch._replace(confirmed=True)
                self._prune()
                return self.epochs[-1] if self.epochs[-1].number == number else self.epoch(number)
        return None

    def expire(self, now_ms: int) -> bool:
        """Erase the roots of older epochs after 30 days; say whether any went."""
        kept = [e for e in self.epochs if e == self.epochs[-1] or now_ms - e.opened_ms < KEPT_MS]
        gone = len(kept) < len(self.epochs)
        self.epochs = kept
        return gone

    def _add(self, number: int, secret: bytes, transcript: bytes, now_ms: int, *, confirmed: bool) -> Epoch:
        root = hkdf(secret, self.terms.pair_secret, _EPOCH + transcript)
        epoch = Epoch(number, root, transcript, now_ms, confirmed)
        self.epochs = [*(e for e in self.epochs if e.number < number), epoch]
        self.note(number)
        if confirmed:
            self._prune()
        return epoch

    def _prune(self) -> None:
        """Keep the newest epoch that we send in, the one before it, and what waits to be confirmed."""
        confirmed = [epoch.number for epoch in self.epochs if epoch.confirmed][-2:]
        self.epochs = [e for e in self.epochs if e.number in confirmed or e.number > confirmed[-1]]

    # ---- form and signatures

    def _signed(self, label: bytes, body: bytes) -> bytes:
        terms = self.terms
        signature = terms.key.ed(label + b"\x00" + body) if terms.suite.number == 1 else terms.key.pq(body, label)
        return encode([body, signature])

    def _verify(self, label: bytes, body: bytes, signature: bytes) -> None:
        terms = self.terms
        if terms.suite.number == 1:
            good = terms.peer_key.ed(label + b"\x00" + body, signature)
        else:
            good = terms.peer_key.pq(body, signature, label)
        if not good:
            raise PeerFault("signature-bad", "A transfer of the epoch exchange is not signed by the other side's node.")

    def _read_offer(self, data: bytes) -> tuple[int, bytes]:
        match _decoded(data, "offer-malformed"):
            case [bytes(body), bytes(signature)]:
                pass
            case _:
                raise PeerFault("offer-malformed")
        match _decoded(body, "offer-malformed"):
            case [
                int(version),
                int(suite),
                line,
                sender,
                receiver,
                theirs,
                mine,
                int(number),
                bytes(public),
                bytes(nonce),
            ]:
                pass
            case _:
                raise PeerFault("offer-malformed")
        if any(type(item) is bool for item in (version, suite, number)) or version != 1 or len(nonce) != 16:
            raise PeerFault("offer-malformed")
        terms = self.terms
        ours = [terms.suite.number, terms.line, terms.peer, terms.me]
        keys = [_key_hash(terms.peer_key.public), _key_hash(terms.key.public)]
        if [suite, line, sender, receiver] != ours or [theirs, mine] != keys:
            raise PeerFault("offer-foreign")
        if not 0 < number < EPOCH_MAX:
            raise PeerFault("offer-malformed")
        self._verify(_OFFER, body, signature)
        return number, public

    # ---- durable form

    def to_bytes(self) -> bytes:
        """Give the state as it is kept among the secrets."""
        return encode(
            [
                self.highest,
                None if self.offered is None else list(self.offered),
                None if self.accepted is None else list(self.accepted),
                [list(epoch) for epoch in self.epochs],
                _keys_hash(self.terms),
            ]
        )

    @classmethod
    def from_bytes(cls, terms: Terms, data: bytes) -> Exchange:
        """Read the state back; it is our own file, so its form is trusted."""
        highest, offered, accepted, epochs, *made_under = cast("list[Any]", decode(data))
        return cls(
            terms,
            highest,
            None if offered is None else Offered(*offered),
            None if accepted is None else Accepted(*accepted),
            [Epoch(*epoch) for epoch in epochs],
            *made_under,
        )


def _key_hash(public: PublicKey) -> bytes:
    return sha256(public.ed + public.pq)


def _keys_hash(terms: Terms) -> bytes:
    return sha256(_key_hash(terms.key.public) + _key_hash(terms.peer_key.public))


def _decoded(data: bytes, code: str) -> Item:
    try:
        return decode(data)
    except PeerFault:
        raise PeerFault(code) from None
