"""Two nodes, one of which changes its key: what goes on, what is refused, and who finds out that he is no more."""

from __future__ import annotations

from dataclasses import replace

from parley.line.exchange import Exchange
from parley.line.payloads import Entries, HeadOnly, Sent, write_payload
from parley.node.effects import CardChanged, Halt
from parley.node.node import Node
from parley.node.ports import Batch
from parley.node.state import Config
from parley.record.card import Card, write_card
from parley.record.entry import Entry, Named, OpenKind, commitment, encode_entry
from parley.record.head import origin, sign_head
from parley.record.keys import Order, Signed, read_signed, sign, write_body, write_signed
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash, sha256
from parley.seal.suite import S1, SigningKey
from parley.words.cbor import decode, encode
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, SECOND_MS
from tests.node.dialogue import KEYS, LINE, Carrier, Dialogue, config, radio
from tests.refusals import refused

ROOTS = {party: S1.signing_key(sha256(b"root " + party.encode()) * 2) for party in KEYS}
LATER = [KEYS["USA"], *(S1.signing_key(sha256(b"USA %d" % number) * 2) for number in (2, 3))]


def card(party: str, key: SigningKey) -> bytes:
    root = ROOTS[party]
    return write_card(Card(1, party, demo=False, root=root.public, node=key.public, transport=b""), root)


CARDS = {party: card(party, key) for party, key in KEYS.items()}
LATER_CARDS = [CARDS["USA"], *(card("USA", key) for key in LATER[1:])]


def order(number: int, *, counted: tuple[Named, ...] = (), line: bytes = LINE) -> bytes:
    """USA's change to its key of this number from the one before."""
    body = write_body(Order(line, sha256(LATER_CARDS[number - 1]), LATER_CARDS[number], stolen=False, counted=counted))
    return write_signed(Signed(body, *sign(ROOTS["USA"], body), ()))


class Rotating(Dialogue):
    """A talk in which USA changes its key."""

    def __init__(self, **carriers: Carrier) -> None:
        self.number = 0
        self.orders: list[bytes] = []
        super().__init__(**carriers)
        self.founded()

    def config(self, party: str) -> Config:
        given = replace(config(party), cards=CARDS)
        if party != "USA":
            return given
        return replace(given, key=LATER[self.number], orders=tuple(("USA", each) for each in self.orders))

    def rotate(self, made: bytes | None = None) -> None:
        """Give USA its next key, and start it again."""
        self.number += 1
        self.orders.append(made or order(self.number))
        self.start("USA")

    def own(self, party: str = "USA") -> tuple[bytes, int, bytes]:
        own = self.nodes[party].state.own
        return own.id, own.size, own.tree.root()

    def forged(self, number: int = 0, *, first: bytes = b"", named: list[object] | None = None) -> bytes:
        """A packet with a new feed of USA's under one of its keys, sealed as by USA."""
        feed = first or b"stranger"
        entries = [made(feed, 0, OpenKind.FIRST, named or [])]
        return self.packet(feed, 0, entries, number)

    def packet(self, feed: bytes, start: int, entries: list[bytes], number: int, before: Tree | None = None) -> bytes:
        tree = Tree([*(before.leaf(at) for at in range(start))] if before else [])
        for data in entries:
            tree.append(leaf_hash(data))
        head = sign_head(LATER[number], origin(LINE, "USA", feed), tree.size, tree.root(), full=True)
        sent = tuple(Sent(data, None, None) for data in entries)
        payload = Entries("USA", feed, start, sent, tree.size, tree.root(), head.ed, head.pq, ())
        return self.peer("USA").session.seal(write_payload(payload), self.random.randbytes(12))

    def key(self, party: str, of: str = "USA") -> object:
        return self.nodes[party].state.rings[of].key.public

    def evidence(self, party: str) -> list[str]:
        return [row.code for row in self.stores[party].evidence()]


def made(feed: bytes, index: int, kind: int, content: object) -> bytes:
    return encode_entry(
        Entry(LINE, "USA", feed, index, (), (), 1, None, 0, 0, None, (), int(kind), 1, None, content)  # type: ignore[arg-type]
    )


def test_a_new_key_goes_ahead_of_everything_and_epochs_are_renewed() -> None:
    talk = Rotating(tcp=Carrier())
    before = talk.exchange("RUS").highest
    talk.rotate()
    talk.until(lambda: talk.key("RUS") == LATER[1].public, 5 * SECOND_MS)
    talk.until(lambda: talk.exchange("RUS").highest > before and talk.epoch("USA"), MINUTE_MS)
    talk.say("USA", "under the new key")
    talk.until(lambda: talk.receipted("USA") and talk.same())
    assert talk.texts("RUS") == ["under the new key"]
    assert [e for _, to, e in talk.told if to == "RUS" and isinstance(e, CardChanged)] == [CardChanged("USA", b"")]
    assert talk.alarms() == []


def test_a_new_key_comes_by_radio_and_without_an_epoch() -> None:
    talk = Rotating(radio=radio(9_600))
    talk.stores["USA"].append(_no_secrets(talk))
    talk.rotate()
    talk.until(lambda: talk.key("RUS") == LATER[1].public, 10 * MINUTE_MS)
    talk.say("USA", "by radio")
    talk.until(lambda: talk.receipted("USA"), 30 * MINUTE_MS)
    assert not {"head-bad", "key-revoked"} & {*talk.alarms()}


def _no_secrets(talk: Rotating) -> Batch:
    return Batch(secrets=dict.fromkeys(talk.stores["USA"].secrets()))


def test_keys_changed_twice_while_the_other_side_was_away() -> None:
    talk = Rotating(tcp=Carrier())
    talk.close("tcp")
    talk.rotate()
    talk.say("USA", "under the second key")
    talk.rotate()
    talk.say("USA", "under the third key")
    talk.open("tcp")
    talk.until(lambda: talk.key("RUS") == LATER[2].public and talk.receipted("USA") and talk.same())
    assert talk.texts("RUS") == ["under the second key", "under the third key"]
    talk.orders = []
    for party in ("RUS", "USA"):  # and both know it after a start, from the record alone
        talk.start(party)
        assert talk.key(party) == LATER[2].public
    talk.say("USA", "again")
    talk.until(lambda: talk.receipted("USA") and talk.same())


def test_a_new_feed_under_the_old_key_is_refused_and_kept_as_evidence() -> None:
    talk = Rotating(tcp=Carrier())
    talk.rotate()
    talk.until(lambda: talk.key("RUS") == LATER[1].public and talk.epoch("USA"))
    talk.run(MINUTE_MS)
    talk.bring("RUS", "tcp", [talk.forged(0)])
    assert talk.alarms("RUS") == ["key-revoked"]
    assert talk.evidence("RUS") == ["key-revoked"]
    assert ("USA", b"stranger") not in {key for key, feed in talk.nodes["RUS"].state.record.feeds.items() if feed.size}
    talk.bring("RUS", "tcp", [talk.forged(1)])  # the control: under the key that holds it is taken
    assert talk.alarms("RUS") == ["key-revoked"]


def test_an_old_feed_grows_under_the_old_key_as_far_as_the_order_names_it() -> None:
    talk = Rotating(tcp=Carrier())
    feed = talk.nodes["USA"].state.own
    more = [made(feed.id, feed.size + at, OpenKind.RECEIPT, None) for at in range(2)]
    tree = Tree([feed.tree.leaf(at) for at in range(feed.size)])
    tree.append(leaf_hash(more[0]))
    talk.rotate(order(1, counted=(Named(feed.id, tree.size, tree.root()),)))
    talk.until(lambda: talk.key("RUS") == LATER[1].public and talk.epoch("USA"))
    talk.run(MINUTE_MS)
    held = talk.nodes["RUS"].state.record.feeds["USA", feed.id]
    size = held.size
    talk.bring("RUS", "tcp", [talk.packet(feed.id, size, more, 0, feed.tree)])
    assert (held.size, talk.evidence("RUS")) == (size, ["key-revoked"])
    talk.bring("RUS", "tcp", [talk.packet(feed.id, size, more[:1], 0, feed.tree)])
    assert (held.size, talk.evidence("RUS")) == (size + 1, ["key-revoked"])


def test_a_former_key_proves_no_fork() -> None:
    talk = Rotating(tcp=Carrier())
    feed = talk.nodes["USA"].state.own
    talk.rotate()
    talk.until(lambda: talk.key("RUS") == LATER[1].public and talk.epoch("USA"))
    talk.run(MINUTE_MS)
    held = talk.nodes["RUS"].state.record.feeds["USA", feed.id]
    root = sha256(b"another history")
    head = sign_head(LATER[0], origin(LINE, "USA", feed.id), held.size, root, full=True)
    assert head.pq is not None
    payload = HeadOnly("USA", feed.id, held.size, root, head.ed, head.pq)
    talk.bring("RUS", "tcp", [talk.peer("USA").session.seal(write_payload(payload), bytes(12))])
    assert talk.evidence("RUS") == ["key-revoked"]
    assert talk.nodes["RUS"].state.stopped == {}


def test_orders_that_do_not_hold_are_held_and_refused() -> None:
    talk = Rotating(tcp=Carrier())
    feed, salt = b"liar\0\0\0\0", b"s" * 16
    whole = order(1)
    of_rus = Order(LINE, sha256(CARDS["USA"]), CARDS["RUS"], stolen=False, counted=())
    for number, (bad, code) in enumerate(
        [
            (whole[:-1] + b"\x81\x00", "keys-malformed"),
            (order(1, line=b"x" * 32), "keys-foreign"),
            (write_signed(Signed(write_body(of_rus), b"", b"", ())), "keys-foreign"),
            (write_signed(_unsigned(whole)), "keys-signature"),
        ]
    ):
        name = feed[:-1] + bytes([number])
        entries = [made(name, 0, OpenKind.FIRST, []), made(name, 1, OpenKind.NODE_KEY, commitment(salt, bad))]
        tree = Tree(map(leaf_hash, entries))
        head = sign_head(LATER[0], origin(LINE, "USA", name), 2, tree.root(), full=True)
        sent = (Sent(entries[0], None, None), Sent(entries[1], salt, bad))
        payload = Entries("USA", name, 0, sent, 2, tree.root(), head.ed, head.pq, ())
        talk.bring("RUS", "tcp", [talk.peer("USA").session.seal(write_payload(payload), bytes(12))])
        held = talk.nodes["RUS"].state.record.feeds["USA", name]
        assert talk.nodes["RUS"].state.refused[held, 1] == code
    assert talk.key("RUS") == LATER[0].public


def _unsigned(whole: bytes) -> Signed:
    """The same order with another signature."""
    signed = read_signed(whole)
    return signed._replace(pq=bytes(len(signed.pq)))


def test_a_node_whose_key_was_changed_elsewhere_learns_it_and_stops() -> None:
    talk = Rotating(tcp=Carrier())
    first = talk.stores["USA"].copy()
    talk.rotate()
    talk.until(lambda: talk.key("RUS") == LATER[1].public and talk.epoch("USA"))
    talk.run(MINUTE_MS)
    talk.stores["USA"] = first  # the site that was thought lost comes back, with its old key
    talk.number, talk.orders = 0, []
    talk.start("USA")
    talk.until(
        lambda: any(isinstance(e, Halt) and e.code == "node-key-revoked" for _, to, e in talk.told if to == "USA")
    )
    said = talk.nodes["USA"].state.own.size
    talk.say("USA", "still here")
    assert talk.refusals() == ["node-key-revoked"]
    assert talk.nodes["USA"].state.own.size == said
    with refused("node-key-revoked", OurFault):
        talk.start("USA")


def test_a_node_whose_key_is_on_no_card_does_not_start() -> None:
    talk = Rotating(tcp=Carrier())
    talk.number = 1
    with refused("node-key-revoked", OurFault):
        talk.start("USA")


def test_an_exchange_kept_by_an_earlier_release_reads_back() -> None:
    talk = Rotating(tcp=Carrier())
    kept = talk.exchange("RUS")
    fields = decode(kept.to_bytes())
    assert isinstance(fields, list)
    old = Exchange.from_bytes(kept.terms, encode(fields[:4]))
    assert old == kept
    assert not old.under(kept.terms)
    new = replace(kept.terms, peer_key=S1.verifying_key(LATER[1].public))
    assert Exchange.from_bytes(kept.terms, kept.to_bytes()).under(new)


def test_nodes_that_never_change_keys_need_no_cards() -> None:
    talk = Dialogue(tcp=Carrier())
    talk.founded()
    assert isinstance(talk.nodes["RUS"], Node)
    assert talk.alarms() == []
