"""The vectors of docs/spec/seal.md, one fault a file: what the line does with each is what the file expects.

They are made by tests/seal/make_vectors.py from tests/seal/page.py, which follows the page and not our code.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from parley.line.exchange import Epoch, Exchange, Offered, Terms
from parley.line.pairs import packet_key, read_header
from parley.line.payloads import Accept, Stale, read_payload
from parley.line.session import Session
from parley.seal.suite import PublicKey, suite
from parley.words.faults import PeerFault
from tests.refusals import refused
from tests.seal import page

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "seal"
CASES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def of_type(name: str) -> pytest.MarkDecorator:
    chosen = [case for case in CASES if case.startswith(f"{name}-")]
    return pytest.mark.parametrize("case", chosen)


def raw(given: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(given[name]) for name in names]


def exchange_of(given: dict[str, Any]) -> Exchange:
    """The exchange of one side, as a file describes it."""
    chosen = suite(given["suite"])
    line, seed, peer, pair_secret = raw(given, "line", "my_seed", "peer_public", "pair_secret")
    peer_key = chosen.verifying_key(PublicKey(peer[:32], peer[32:]))
    terms = Terms(chosen, line, given["me"], given["peer"], chosen.signing_key(seed), peer_key, pair_secret)
    return Exchange(terms, highest=given["highest"])


@of_type("packet")
def test_packets(case: str) -> None:
    given, expect = CASES[case]["given"], CASES[case]["expect"]
    if "refused" in expect:
        with refused(expect["refused"]):
            opened(given)
    else:
        plaintext, key, epoch = opened(given)
        assert {"plaintext": plaintext.hex(), "key": key.hex(), "epoch": epoch} == expect
        assert read_payload(plaintext) == Stale(41)


def opened(given: dict[str, Any]) -> tuple[bytes, bytes, int]:
    """What the receiver of a packet does; the order of these steps is the node's."""
    line, pair_secret, packet = raw(given, "line", "pair_secret", "packet")
    me, peer, chosen = given["me"], given["peer"], suite(given["suite"])
    some_key = chosen.signing_key(bytes(64))
    terms = Terms(chosen, line, me, peer, some_key, chosen.verifying_key(some_key.public), pair_secret)
    exchange = Exchange(terms)
    roots = {int(number): bytes.fromhex(root) for number, root in given["roots"].items()}
    exchange.epochs = [Epoch(number, root, bytes(32), 0, confirmed=True) for number, root in roots.items()]
    header = read_header(given["parties"], packet)
    if (header.sender, header.receiver) != (peer, me):
        raise PeerFault("packet-foreign")
    key = packet_key(roots.get(header.epoch, pair_secret), line, chosen.number, header.epoch, (peer, me))
    return Session(exchange, tuple(given["parties"])).open(header, packet), key, header.epoch


@of_type("offer")
def test_offers(case: str) -> None:
    given, expect = CASES[case]["given"], CASES[case]["expect"]
    exchange = exchange_of(given)
    (offer,) = raw(given, "offer")
    before = exchange.to_bytes()
    if "refused" in expect:
        with refused(expect["refused"]):
            exchange.on_offer(offer, (bytes(32), bytes(16)), now_ms=0)
        assert exchange.to_bytes() == before
    elif expect["answer"] == "stale":
        assert exchange.on_offer(offer, (bytes(32), bytes(16)), now_ms=0) == Stale(expect["highest"])
    else:
        answer = exchange.on_offer(offer, (bytes(32), bytes(16)), now_ms=0)
        assert isinstance(answer, Accept)
        assert [epoch.number for epoch in exchange.epochs] == [expect["epoch"]]
        assert exchange.on_offer(offer, (b"\x01" * 32, b"\x01" * 16), now_ms=0) == answer


@of_type("accept")
def test_accepts(case: str) -> None:
    given, expect = CASES[case]["given"], CASES[case]["expect"]
    exchange = exchange_of(given)
    secret, offer, accept = raw(given, "kem_secret", "offer", "accept")
    exchange.offered = Offered(given["highest"], secret, offer)
    before = exchange.to_bytes()
    if "refused" in expect:
        with refused(expect["refused"]):
            exchange.on_accept(accept, now_ms=0)
        assert exchange.to_bytes() == before
    elif expect.get("answer") == "ignored":
        assert exchange.on_accept(accept, now_ms=0) is None
        assert exchange.to_bytes() == before
    else:
        epoch = exchange.on_accept(accept, now_ms=0)
        assert epoch is not None
        assert {"epoch": epoch.number, "transcript": epoch.transcript.hex(), "root": epoch.root.hex()} == expect
        assert exchange.offered is None


def test_what_we_send_is_what_the_page_says() -> None:
    given = CASES["accept-good-suite-1"]["given"]
    exchange = exchange_of(given | {"highest": 0})
    assert exchange.offer(page.KEM_SEED, bytes(range(16))).offer == bytes.fromhex(given["offer"])
    exchange.epochs = [Epoch(7, page.ROOT, bytes(32), 0, confirmed=True)]
    session = Session(exchange, ("Alfa", "Bravo"))
    packet = page.Packet()
    assert session.seal(packet.plaintext, packet.nonce) == packet.sealed()


def test_no_kind_of_vector_is_missing() -> None:
    assert Counter(case.partition("-")[0] for case in CASES) == {"packet": 27, "offer": 31, "accept": 16}
    assert sum("good" in case for case in CASES) == 10
