"""TCP bearers on this machine, by name, and bare connections to them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any

from parley.bearers.tcp import Address, TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity, coat
from parley.seal.transport import transport_identity
from tests.contracts.bearer_contract import Station

HERE = "127.0.0.1"
ANY_PORT: Address = (HERE, 0)


def identity(password: bytes | None = None) -> OwnIdentity:
    return OwnIdentity(*transport_identity(os.urandom, password), password)


ALFA, BRAVO, CHARLIE, STRANGER = identity(), identity(), identity(), identity()


def listening(own: OwnIdentity = ALFA, **peers: OwnIdentity) -> TcpBearer:
    """A bearer that listens for `peers` and dials none; BRAVO alone if none is given."""
    known = peers or {"BRAVO": BRAVO}
    return TcpBearer(own, ANY_PORT, {party: TcpPeer(peer.certificate, None) for party, peer in known.items()})


def dialling(station: Station, own: OwnIdentity = BRAVO, there: OwnIdentity = ALFA) -> TcpBearer:
    """A bearer that dials `station`, which it takes for ALFA."""
    return TcpBearer(own, None, {"ALFA": TcpPeer(there.certificate, address_of(station))})


def tcp_of(station: Station) -> TcpBearer:
    assert isinstance(station.bearer, TcpBearer)
    return station.bearer


def address_of(station: Station) -> Address:
    address = tcp_of(station).address
    assert address is not None
    return address


def refused(station: Station) -> dict[str, int]:
    return dict(tcp_of(station).refused)


async def connected(station: Station, own: OwnIdentity = BRAVO) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare TLS connection that holds the keys of `own`; says nothing by itself."""
    context = coat("client", own, [ALFA.certificate])
    return await asyncio.open_connection(*address_of(station), ssl=context, server_hostname="")


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story(), debug=True)
