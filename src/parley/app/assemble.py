"""Puts a node together: the one place that names concrete stores, bearers and keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parley.app.home import Home, LineFiles, agreement_hash, read_line
from parley.app.places import address_of
from parley.bearers.tcp import TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity
from parley.desk.agreement import parse
from parley.keys import files
from parley.node.desk import Desk
from parley.node.node import Node
from parley.node.ports import Bearer, Store
from parley.node.state import Config
from parley.record.card import read_card
from parley.runtime import clock
from parley.runtime.logs import Log
from parley.runtime.loop import Parts
from parley.seal.digest import sha256
from parley.store.sqlite import SqliteStore
from parley.words.instants import Now
from parley.words.terms import TrafficClass


def config_of(home: Home, line: LineFiles) -> Config:
    """Give what the ceremony fixed, as the node takes it; the desk in it is empty."""
    suite = home.suite
    classes = {TrafficClass.DRILL} if home.demo else {TrafficClass.OPERATIONAL, TrafficClass.TEST}
    parties = tuple(sorted(line.cards, key=str.encode))
    return Config(
        line=line.line,
        me=home.party,
        parties=parties,
        suite=suite,
        key=home.node_key(),
        node_keys={party: suite.verifying_key(card.node) for party, card in line.cards.items()},
        pair_secrets=line.pair_secrets,
        agreement_hash=agreement_hash(line),
        card_hashes=tuple((party, sha256(line.card_files[party])) for party in parties),
        desk=Desk(parties, parse(line.agreement)),
        classes=frozenset(classes),
        cards=line.card_files,
        orders=line.orders,
        quota_bytes=line.places.quota_mib << 20,
    )


def parts_of(home: Home, name: str, *, read_clock: Callable[[], Now] = clock.read, log: Log | None = None) -> Parts:
    """Give what a runtime needs for one line of a home: SQLite store, bearers, this machine's clocks."""
    line = read_line(home, name)
    config = config_of(home, line)

    def open_store() -> Store:
        return open_store_of(line.folder, line.line, create=True)

    def make_node(store: Store, now: Now) -> Node:
        fresh = replace(config, desk=Desk(config.parties, parse(line.agreement)))
        return Node(fresh, os.urandom, store, now)

    tcp = _tcp(home, line)
    return Parts(open_store, make_node, _bearers(home, line, tcp), read_clock, log or Log(None), tcp.pin)


def _bearers(home: Home, line: LineFiles, tcp: TcpBearer) -> list[Bearer]:
    drop, serial = line.places.drop, line.places.serial
    found: list[Bearer] = [tcp]
    if drop is not None:
        found.append(drop.bearer())
    if serial is not None:
        found.append(serial.bearer(line.cards.keys() - {home.party}))
    return found


def open_store_of(folder: Path, line: bytes, *, create: bool = False) -> SqliteStore:
    """Open the store of one line."""
    return SqliteStore.open(folder, line, create=create)


def _tcp(home: Home, line: LineFiles) -> TcpBearer:
    password, key = files.read_key(home.folder / files.TRANSPORT, home.passphrase).split(b"\n", 1)
    own = OwnIdentity(read_card(home.card_file.read_bytes()).transport, key, password)
    listen, others = line.places.listen, line.places.peers
    peers = {
        party: TcpPeer(card.transport, address_of(others[party]) if party in others else None)
        for party, card in line.cards.items()
        if party != home.party
    }
    return TcpBearer(own, None if listen is None else address_of(listen), peers)
