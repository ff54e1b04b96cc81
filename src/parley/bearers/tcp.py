"""The TCP bearer: frames in TLS 1.3, each side pinned to the certificate on the other's card.

What it carries is sealed already. TLS is the outer coat: it hides who speaks when from those who only listen, and keeps
strangers from taking the node's time. Every peer with an address is dialled, for ever; any peer may dial us; each live
connection carries both ways, and the newest takes what is sent.
"""

from __future__ import annotations

import asyncio
import errno
import random
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ParamSpec, cast

from parley.bearers.frames import EMPTY, Frames, frame
from parley.bearers.tls import OwnIdentity, coat
from parley.words.faults import Fault, OurFault
from parley.words.limits import PACKET_BYTES_MAX

WAITING_BYTES_MAX = 4 << 20
"""Handed over and not yet taken by the network; beyond it `send` says no, and the node keeps the rest."""
CONNECTIONS_PER_PEER_MAX = 4
"""One each way, and two that died without a word."""
STRANGERS_MAX = 64
"""Connections that have shown no pinned certificate yet. A peer needs some milliseconds for it."""
HANDSHAKE_S_MAX = 5.0
DIAL_S_MAX = 10.0
DIAL_PAUSE_S_MIN, DIAL_PAUSE_S_MAX = 0.2, 5.0
BEAT_S = 5.0
"""So often each side shows that it lives, whatever else it sends."""
SILENCE_S_MAX = 20.0
"""A connection on which nothing came for so long is dead, whatever the kernel thinks of it."""
ACCEPT_PAUSE_S = 0.5

P = ParamSpec("P")
Address = tuple[str, int]
Received = Callable[[str, bytes], None]
Changed = Callable[[str, bool], None]
Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TcpPeer:
    """A counterpart: the certificate on its card (DER), and where it listens, if it does."""

    certificate: bytes
    address: Address | None


class TcpBearer:
    """One party's end of the carrier.

    `address` is where it listens while it runs; `refused` counts what was turned away, by the code of the fault.
    Making one raises OurFault (transport-key-bad), PeerFault (key-malformed).
    """

    name = "tcp"
    wide = True
    packet_bytes_max = PACKET_BYTES_MAX
    round_trip_ms = 1_000

    def __init__(self, own: OwnIdentity, listen: Address | None, peers: Mapping[str, TcpPeer]) -> None:
        self._listen = listen
        self._peers = dict(peers)
        self._parties = {peer.certificate: party for party, peer in peers.items()}
        self._server_tls = coat("server", own, self._parties)
        self._client_tls = {party: coat("client", own, [peer.certificate]) for party, peer in peers.items()}
        self._ways: dict[str, list[_Connection]] = {party: [] for party in peers}
        self._connections: set[_Connection] = set()
        self._strangers: dict[asyncio.Task[None], str] = {}
        self._ended: asyncio.Future[None]
        self._received: Received
        self._changed: Changed
        self.address: Address | None = None
        self.refused: Counter[str] = Counter()
        self._held = False

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a packet over; False when there is no way or 4 MiB wait; raises OurFault (packet-oversize)."""
        if len(packet) > self.packet_bytes_max:
            raise OurFault("packet-oversize", f"The packet has {len(packet)} bytes.")
        ways = self._ways.get(peer, [])
        return bool(ways) and ways[-1].send(packet)

    def hold(self, *, on: bool) -> None:
        """Stop reading every connection, or go on: the senders' own windows fill."""
        self._held = on
        for connection in self._connections:
            connection.hold(on=on)

    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        """Carry until cancelled, then close every socket; neither callback is called from then on.

        Raises OurFault (port-busy, address-unusable), and whatever a callback raised.
        """
        del ready  # only small carriers tell it
        self._received, self._changed = received, changed
        self._ended = asyncio.get_running_loop().create_future()
        listener = None if self._listen is None else _listener(self._listen)
        tasks = [
            asyncio.create_task(self._dial(party, peer.address))
            for party, peer in self._peers.items()
            if peer.address is not None
        ]
        if listener is not None:
            self.address = listener.getsockname()[:2]
            tasks.append(asyncio.create_task(self._accept(listener)))
        for task in tasks:
            task.add_done_callback(self._end_with)
        try:
            await self._ended
        finally:
            self._ended.cancel()
            await self._close([*tasks, *self._strangers])
            if listener is not None:
                listener.close()

    async def _close(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in tuple(self._connections):
            connection.transport.abort()
            await connection.lost.wait()

    # ------------------------------------------------------------------------------------------- dialling

    async def _dial(self, party: str, address: Address) -> None:
        pause_s = DIAL_PAUSE_S_MIN
        while True:
            connection = _Connection(self, party)
            await self._connect(connection, party, address)
            if connection.is_way:
                pause_s = DIAL_PAUSE_S_MIN
            await asyncio.sleep(pause_s * random.uniform(0.5, 1))  # noqa: S311 -- it guards nothing
            pause_s = min(2 * pause_s, DIAL_PAUSE_S_MAX)

    async def _connect(self, connection: _Connection, party: str, address: Address) -> None:
        """Dial once, and return when the connection is lost or never came to be."""
        try:
            async with asyncio.timeout(DIAL_S_MAX):
                await asyncio.get_running_loop().create_connection(
                    lambda: connection, *address, ssl=self._client_tls[party], server_hostname=""
                )
            await connection.lost.wait()
        except ssl.SSLCertVerificationError:
            self.refused["pin-mismatch"] += 1
        except OSError:
            pass  # nobody there, or no way to it; the next try comes

    # ------------------------------------------------------------------------------------------- being dialled

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                stranger, (host, *_) = await loop.sock_accept(listener)
            except OSError:  # it hung up at once, or this process has too many files open
                await asyncio.sleep(ACCEPT_PAUSE_S)
                continue
            self._make_room()
            task = asyncio.create_task(self._greet(stranger))
            self._strangers[task] = host
            task.add_done_callback(self._strangers.pop)
            task.add_done_callback(self._end_with)
            await asyncio.sleep(0)  # while more of them wait, accepting alone would never let anybody else run

    async def _greet(self, stranger: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: _Connection(self, None), stranger, ssl=self._server_tls, ssl_handshake_timeout=HANDSHAKE_S_MAX
            )
        except OSError:
            self.refused["stranger-refused"] += 1

    def _make_room(self) -> None:
        """Where too many strangers wait, hang up on one: of the host that has most, the one that waits longest."""
        waiting = {task: host for task, host in self._strangers.items() if not task.cancelling()}
        if len(waiting) < STRANGERS_MAX:
            return
        (crowded, _), *_ = Counter(waiting.values()).most_common(1)
        next(task for task, host in waiting.items() if host == crowded).cancel()
        self.refused["strangers-many"] += 1

    # ------------------------------------------------------------------------------------------- told by connections

    def party_of(self, certificate: bytes | None, expected: str | None) -> str | None:
        """Whose pinned certificate this is; None, and counted, if nobody's or not the one that was dialled."""
        party = self._parties.get(certificate or b"")
        if party is None or expected not in (None, party):
            self.refused["pin-mismatch"] += 1
            return None
        return party

    def made(self, connection: _Connection) -> None:
        """A socket is open that must be closed in the end."""
        self._connections.add(connection)
        if self._held:
            connection.hold(on=True)

    def opened(self, party: str, connection: _Connection) -> None:
        """The other side answered: from now on this is the way to it."""
        ways = self._ways[party]
        ways.append(connection)
        if len(ways) == 1:
            self._call(self._changed, party, bool(ways))
        if len(ways) > CONNECTIONS_PER_PEER_MAX:
            ways[0].transport.abort()

    def took(self, party: str, packets: list[bytes]) -> None:
        """Packets came."""
        for packet in packets:
            if packet:
                self._call(self._received, party, packet)

    def gone(self, party: str | None, connection: _Connection) -> None:
        """A socket is closed."""
        self._connections.discard(connection)
        if party is None or connection not in self._ways[party]:
            return
        ways = self._ways[party]
        ways.remove(connection)
        if not ways:
            self._call(self._changed, party, bool(ways))

    def _call(self, callback: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call back, unless the end has come; what a callback raises ends `run`."""
        if self._ended.done():
            return
        try:
            callback(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 -- it is raised by `run`
            self._ended.set_exception(error)

    def _end_with(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._ended.done():
            self._ended.set_exception(error)


class _Connection(asyncio.Protocol):
    """One connection: it is a way to a party once both sides have found the other's certificate to be pinned."""

    def __init__(self, bearer: TcpBearer, expected: str | None) -> None:
        self._bearer, self._expected = bearer, expected
        self._party: str | None = None
        self._frames = Frames(bearer.packet_bytes_max)
        self._loop = asyncio.get_running_loop()
        self._heard_s = self._loop.time()
        self._beat: asyncio.TimerHandle | None = None
        self._outgoing: list[bytes] = []
        self._outgoing_bytes = 0
        self._held = False
        self.transport: asyncio.Transport
        self.is_way = False
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._bearer.made(self)
        # asyncio sets it on sockets that it made itself, and not on accepted ones.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        certificate = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self._party = self._bearer.party_of(certificate, self._expected)
        if self._party is None:
            self.transport.abort()
        else:
            # In TLS 1.3 the dialling end is done before the other has seen its certificate; the first beat says
            # that it was found good.
            self._live()

    def data_received(self, data: bytes) -> None:
        if self._party is None:
            return
        self._heard_s = self._loop.time()
        if not self.is_way:
            self.is_way = True
            self._bearer.opened(self._party, self)
        try:
            self._bearer.took(self._party, self._frames.take(data))
        except Fault as fault:
            self._bearer.refused[fault.code] += 1
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._expected is not None and self._party is not None and not self.is_way:
            self._bearer.refused["pin-refused"] += 1  # it was the right one, and hung up on our certificate
        if self._beat is not None:
            self._beat.cancel()
        self._bearer.gone(self._party, self)
        self.lost.set()

    def hold(self, *, on: bool) -> None:
        """Stop reading, or go on."""
        self._held = on
        if on:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def send(self, packet: bytes) -> bool:
        """Queue a packet; all that one turn of the loop brings leaves as one piece at its end."""
        waiting_bytes = self._outgoing_bytes + self.transport.get_write_buffer_size()
        if waiting_bytes + len(packet) > WAITING_BYTES_MAX:
            return False
        if not self._outgoing:
            self._loop.call_soon(self._flush)
        self._outgoing.append(frame(packet))
        self._outgoing_bytes += len(packet)
        return True

    def _flush(self) -> None:
        self.transport.write(b"".join(self._outgoing))
        self._outgoing.clear()
        self._outgoing_bytes = 0

    def _live(self) -> None:
        if self._held:
            self._heard_s = self._loop.time()  # what is not read is not silent
        if self._loop.time() - self._heard_s > SILENCE_S_MAX:
            self._bearer.refused["way-silent"] += 1
            self.transport.abort()
            return
        self.transport.write(EMPTY)
        self._beat = self._loop.call_later(BEAT_S, self._live)


def _listener(address: Address) -> socket.socket:
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server(address, family=family, backlog=128)
    except OSError as error:
        code = "port-busy" if error.errno == errno.EADDRINUSE else "address-unusable"
        raise OurFault(code, f"Nothing can listen on {host} port {port}: {error.strerror}.") from error
    listener.settimeout(0)
    return listener
