"""A start: everything is rebuilt from the store by the same fold, and a new feed is opened (docs/spec/record.md)."""

from __future__ import annotations

from functools import partial

from parley.line.exchange import Exchange, Terms
from parley.line.fragments import Reassembly, fragment_key
from parley.line.session import Session
from parley.node.agreed import note_catalogue
from parley.node.ahead import hold_single
from parley.node.effects import CardChanged, Halt
from parley.node.folding import founding_content, settle, take_leaf
from parley.node.keyring import first_rings, note_order, own_word, renew
from parley.node.own import write_keys, write_open
from parley.node.ports import Entropy, Reader
from parley.node.quota import charge
from parley.node.retention import judge_bodyless
from parley.node.rows import statement_at
from parley.node.shelf import Shelf
from parley.node.state import Config, PeerState, State
from parley.node.views import VIEWS
from parley.record.entry import OpenKind
from parley.record.feed import Feed
from parley.record.fork import read_shown
from parley.record.joint import Record
from parley.record.keys import order_in, tips
from parley.record.twins import Doubles
from parley.words.cbor import Item
from parley.words.faults import OurFault
from parley.words.instants import Now

FEED_BYTES = 8
_SETTLE_EVERY = 1_024


def start(config: Config, entropy: Entropy, reader: Reader, now: Now) -> State:
    """Rebuild a node's state and open its new feed; what that writes waits in the state's outcome."""
    record = Record(config.line, config.parties)
    peers = {peer: PeerState(_session(config, reader, peer), _reassembly(config, peer)) for peer in config.peers}
    own = record.feed(config.me, entropy(FEED_BYTES))
    state = State(config, entropy, reader, record, peers, own, doubles=Doubles(own))
    state.shelf = Shelf(config.desk.terms, VIEWS, record, state.places, partial(statement_at, state))
    first_rings(state)
    record.numbering = False
    _replay(state)
    for head in reader.heads():
        feed = record.feeds.get((head.party, head.feed))
        if feed is not None:
            state.note_head(feed, head)
    _check_is_ours(state)
    state.false_receipts = len(record.false_seen)
    for single in reader.singles():
        feed = record.feed(single.row.party, single.row.feed)
        if single.row.index >= feed.size:
            hold_single(state, feed, single, fresh=False)
    for evidence in reader.evidence():
        state.evidence += 1
        shown = read_shown(evidence.data) if evidence.code == "feed-forked" else None
        if shown is not None:
            stopped = record.feed(*shown[:2])
            state.stopped[stopped] = shown[2].pq is not None or state.stopped.get(stopped, False)
    _settle_keys(state)
    _open_feed(state, now)
    note_catalogue(state)
    return state


def _check_is_ours(state: State) -> None:
    """Refuse a store that another party of the line kept, brought here by hand: its own entries lie there unsigned.

    Raises OurFault `store-foreign`.
    """
    for feed in state.record.feeds.values():
        reach = max((head.reach for head in state.heads_of(feed)), default=0)
        if feed.party != state.config.me and feed.size > reach:
            raise OurFault("store-foreign", f"The store holds entries of {feed.party} under no head: it is another's.")


def _session(config: Config, reader: Reader, peer: str) -> Session:
    secret = config.pair_secrets[peer]
    terms = Terms(config.suite, config.line, config.me, peer, config.key, config.node_keys[peer], secret)
    kept = reader.secrets().get(f"exchange/{peer}")
    exchange = Exchange(terms) if kept is None else Exchange.from_bytes(terms, kept)
    return Session(exchange, config.parties)


def _reassembly(config: Config, peer: str) -> Reassembly:
    direction = (peer, config.me)
    return Reassembly(fragment_key(config.pair_secrets[peer], config.line, config.suite.number, direction))


def _replay(state: State) -> None:
    record = state.record
    stretches: list[tuple[Feed, int]] = []
    for count, row in enumerate(state.reader.replay(), 1):
        leaf = record.append(row.party, row.feed, row.entry)
        feed = record.feed(row.party, row.feed)
        if not stretches or stretches[-1][0] is not feed:
            stretches.append((feed, row.index))
        if row.party != state.config.me:
            charge(state, [row])
        take_leaf(state, feed, leaf, row, replaying=True)
        if count % _SETTLE_EVERY == 0:
            settle(state, replaying=True)
    settle(state, replaying=True)
    judge_bodyless(state, None)
    state.shelf.model.settle(len(record))
    for feed in record.feeds.values():
        if feed.party == state.config.me:
            for peer in state.config.peers if own_word(state, feed) == feed.size else ():
                if feed.receipted.get(peer, 0) < feed.size:
                    state.delivery(peer, feed)
    _note_news(state, stretches)


def _note_news(state: State, stretches: list[tuple[Feed, int]]) -> None:
    """Remember what own entries have not named yet, in the order in which it was kept."""
    began: dict[Feed, int] = {}
    for place, (feed, start) in enumerate(stretches):
        if start <= state.told.get(feed, 0):
            began[feed] = place
    for feed in sorted(began, key=began.__getitem__):
        if feed.placed > state.told.get(feed, 0):
            state.note_news([feed])


def _settle_keys(state: State) -> None:
    """Go on under the keys that hold now. Raises OurFault `node-key-revoked` where this node's is none of them."""
    me = state.config.me
    if state.rings[me].key.public != state.config.key.public:
        raise OurFault("node-key-revoked")
    for peer in state.peers:
        renew(state, peer)
    effects = [each for each in state.outcome.effects if not isinstance(each, CardChanged | Halt)]
    changed = [CardChanged(party, ring.card.transport) for party, ring in state.rings.items() if ring.orders]
    state.outcome.effects = [*effects, *changed]


def _open_feed(state: State, now: Now) -> None:
    orders = _unwritten(state)
    for order in orders:
        note_order(state, state.own, order)
    # What has no place is not named: if nobody holds its past any more, this feed would never have a place either.
    sizes = [(feed, min(feed.placed, own_word(state, feed))) for feed in tips(state.record, state.config.me)]
    named: list[Item] = [[feed.id, size, feed.tree.root(size)] for feed, size in sizes if size]
    write_open(state, OpenKind.FIRST, named, now)
    for order in orders:
        write_keys(state, order, now)
    if state.config.me not in state.foundings:
        leaf = write_open(state, OpenKind.FOUNDING, founding_content(state), now)
        state.foundings[state.config.me] = [(state.own, leaf.index)]


def _unwritten(state: State) -> list[bytes]:
    """Give this party's changes of keys that the record here does not hold."""
    known = {order for order, _ in state.orders_at.get(state.config.me, ())}
    return [data for party, data in state.config.orders if party == state.config.me and order_in(data) not in known]
