"""What only a bearer on the internet meets: ways that die, double and come back; busy ports."""
# ruff: noqa: SLF001 -- some tests look at the sockets

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from parley.bearers import tcp
from parley.bearers.frames import EMPTY, frame
from parley.bearers.tcp import Address, TcpBearer, TcpPeer
from parley.words import limits
from parley.words.faults import OurFault
from tests.contracts.bearer_contract import both_up, running, until
from tests.contracts.tcp_stations import (
    ALFA,
    ANY_PORT,
    BRAVO,
    HERE,
    STRANGER,
    address_of,
    connected,
    dialling,
    listening,
    play,
    refused,
    tcp_of,
)

# ---------------------------------------------------------------- ways that die, double and come back


class Relay:
    """Carries bytes between a dialler and an address, until told to swallow what each connection so far brings."""

    def __init__(self, there: Callable[[], Address]) -> None:
        self.there = there
        self.swallowing: set[asyncio.StreamWriter] = set()
        self.writers: list[asyncio.StreamWriter] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.there())
        except OSError:
            writer.close()
            return
        self.writers += [writer, far_writer]
        await asyncio.gather(self.carry(reader, far_writer), self.carry(far_reader, writer))

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                if writer not in self.swallowing:
                    writer.write(data)
        except OSError:
            pass
        writer.close()


@pytest.mark.slow
def test_a_way_that_swallows_everything_is_left_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "BEAT_S", 0.05)
    monkeypatch.setattr(tcp, "SILENCE_S_MAX", 0.3)

    async def story() -> None:
        async with running(listening()) as alfa:
            relay = Relay(lambda: address_of(alfa))
            async with await asyncio.start_server(relay, *ANY_PORT) as server:
                port = server.sockets[0].getsockname()[1]
                peer = TcpPeer(ALFA.certificate, (HERE, port))
                async with running(TcpBearer(BRAVO, None, {"ALFA": peer})) as bravo:
                    await both_up(alfa, bravo)
                    await asyncio.sleep(0.5)
                    assert bravo.ways == [("ALFA", True)], "beats alone keep a quiet way open"
                    relay.swallowing = set(relay.writers)
                    assert bravo.send("ALFA", b"into the void")
                    await until(lambda: "way-silent" in {*refused(alfa), *refused(bravo)})
                    await until(lambda: bravo.ways[1:] == [("ALFA", False), ("ALFA", True)])
                    await until(lambda: bravo.send("ALFA", b"again"))
                    await until(lambda: alfa.got == [("BRAVO", b"again")])

    play(story)


@pytest.mark.slow
def test_dialling_slows_down_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "DIAL_PAUSE_S_MIN", 0.02)
    monkeypatch.setattr(tcp, "DIAL_PAUSE_S_MAX", 0.1)

    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa, STRANGER)):
            await asyncio.sleep(1.5)
            assert 10 <= refused(alfa)["stranger-refused"] <= 40  # 7 without a limit, 100 without slowing down

    play(story)


@pytest.mark.slow
def test_a_way_that_was_good_is_dialled_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "DIAL_PAUSE_S_MIN", 0.02)

    async def story() -> None:
        with socket.create_server(ANY_PORT) as free:
            address = HERE, int(free.getsockname()[1])
        async with running(TcpBearer(BRAVO, None, {"ALFA": TcpPeer(ALFA.certificate, address)})) as bravo:
            await asyncio.sleep(0.6)  # by now it waits for more than 0.3 s between two calls
            async with running(TcpBearer(ALFA, address, {"BRAVO": TcpPeer(BRAVO.certificate, None)})) as alfa:
                await both_up(alfa, bravo)
                tcp_of(bravo)._ways["ALFA"][0].transport.abort()
                lost_s = asyncio.get_running_loop().time()
                await until(lambda: bravo.ways == [("ALFA", True), ("ALFA", False), ("ALFA", True)])
                assert asyncio.get_running_loop().time() - lost_s < 0.2

    play(story)


@pytest.mark.slow
def test_two_that_dial_each_other_have_a_spare_way() -> None:
    async def story() -> None:
        with socket.create_server(ANY_PORT) as free:
            bravo_address = HERE, int(free.getsockname()[1])
        alfa_bearer = TcpBearer(ALFA, ANY_PORT, {"BRAVO": TcpPeer(BRAVO.certificate, bravo_address)})
        async with running(alfa_bearer) as alfa:
            bravo_bearer = TcpBearer(BRAVO, bravo_address, {"ALFA": TcpPeer(ALFA.certificate, address_of(alfa))})
            async with running(bravo_bearer) as bravo:
                await until(lambda: len(alfa_bearer._ways["BRAVO"]) == len(bravo_bearer._ways["ALFA"]) == 2)
                alfa_bearer._ways["BRAVO"][-1].transport.abort()
                await until(lambda: len(alfa_bearer._ways["BRAVO"]) == 1)
                assert alfa.send("BRAVO", b"by the other way")
                await until(lambda: bravo.got == [("ALFA", b"by the other way")])
                await until(lambda: len(alfa_bearer._ways["BRAVO"]) == 2)
                assert alfa.ways == [("BRAVO", True)]
                assert bravo.ways == [("ALFA", True)]

    play(story)


def test_the_newest_way_is_used_and_old_ones_are_closed() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            made: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
            for number in range(limits.CONNECTIONS_PER_PEER_MAX + 2):
                reader, writer = await connected(alfa)
                writer.write(frame(b"%d" % number))
                await until(lambda: len(alfa.got) == len(made) + 1)
                made.append((reader, writer))
            assert alfa.send("BRAVO", b"newest")
            assert await made[-1][0].readexactly(4 + 4 + 6) == EMPTY + frame(b"newest")
            assert [await reader.read() for reader, _ in made[:2]] == [EMPTY, EMPTY]
            assert len(tcp_of(alfa)._ways["BRAVO"]) == limits.CONNECTIONS_PER_PEER_MAX
            assert alfa.ways == [("BRAVO", True)]
            for _, writer in made:
                writer.close()

    play(story)


def test_no_ticket_lets_anybody_in_without_a_certificate() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            reader, writer = await connected(alfa)
            assert await reader.readexactly(4) == EMPTY
            assert not writer.get_extra_info("ssl_object").session.has_ticket
            writer.close()

    play(story)


def test_a_small_packet_does_not_wait_for_more() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            for station, peer in ((alfa, "BRAVO"), (bravo, "ALFA")):
                there = tcp_of(station)._ways[peer][0].transport.get_extra_info("socket")
                assert there.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1

    play(story)


# ---------------------------------------------------------------- addresses


def test_a_busy_port_is_named() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            second = TcpBearer(BRAVO, address_of(alfa), {"ALFA": TcpPeer(ALFA.certificate, None)})
            with pytest.raises(OurFault, match=f"{HERE} port {address_of(alfa)[1]}") as fault:
                await second.run(lambda _peer, _packet: None, lambda _peer, _up: None, lambda _peer: None)
            assert fault.value.code == "port-busy"

    play(story)


def test_an_address_of_another_machine_is_named() -> None:
    async def story() -> None:
        for address in (("192.0.2.1", 7000), ("no such name.invalid", 7000)):
            bearer = TcpBearer(ALFA, address, {})
            with pytest.raises(OurFault) as fault:
                await bearer.run(lambda _peer, _packet: None, lambda _peer, _up: None, lambda _peer: None)
            assert fault.value.code == "address-unusable"

    play(story)


def test_a_port_is_free_again_at_once() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            address = address_of(alfa)
        async with running(TcpBearer(ALFA, address, {"BRAVO": TcpPeer(BRAVO.certificate, None)})) as alfa:
            assert address_of(alfa) == address

    play(story)


# ---------------------------------------------------------------- held


@pytest.mark.slow
def test_a_held_bearer_reads_nothing_more_and_what_waits_comes_when_it_is_let_go() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            tcp_of(alfa).hold(on=True)
            packet, accepted = bytes(200_000), 0
            while accepted < 200 and bravo.bearer.send("ALFA", packet):
                accepted += 1
                await asyncio.sleep(0.01)
            arrived = len(alfa.got)
            assert accepted < 200  # the sender is told that there is no room
            assert arrived <= 2  # what the socket had read before
            tcp_of(alfa).hold(on=False)
            await until(lambda: len(alfa.got) == accepted)

    play(story)


@pytest.mark.slow
def test_a_held_connection_is_not_taken_for_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "SILENCE_S_MAX", 0.3)
    monkeypatch.setattr(tcp, "BEAT_S", 0.1)

    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            tcp_of(alfa).hold(on=True)
            await asyncio.sleep(0.6)
            tcp_of(alfa).hold(on=False)
            await asyncio.sleep(0.2)
            assert "way-silent" not in refused(alfa)
            assert alfa.ways == [("BRAVO", True)]

    play(story)
