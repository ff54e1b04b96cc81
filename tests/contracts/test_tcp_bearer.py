"""What only a bearer on the internet meets: strangers, garbage, old keys, dead lines, busy ports."""
# ruff: noqa: SLF001 -- some tests look at the sockets

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from parley.bearers import tcp
from parley.bearers.frames import EMPTY, Frames, frame
from parley.bearers.tcp import Address, TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity, coat
from parley.seal.transport import transport_identity
from parley.words.faults import OurFault, PeerFault
from tests.contracts.bearer_contract import Station, both_up, running, until

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


# ---------------------------------------------------------------- frames


@given(st.lists(st.binary(max_size=50)), st.lists(st.integers(1, 9), min_size=1))
def test_frames_come_whole_however_the_stream_is_cut(packets: list[bytes], cuts: list[int]) -> None:
    stream, frames, got = b"".join(map(frame, packets)), Frames(50), list[bytes]()
    while stream:
        cut = cuts[len(stream) % len(cuts)]
        got += frames.take(stream[:cut])
        stream = stream[cut:]
    assert got == packets


def test_a_frame_that_announces_too_much_is_refused_before_it_is_there() -> None:
    assert Frames(50).take(frame(bytes(50))) == [bytes(50)]
    for announced in (51, 1 << 31, (1 << 32) - 1):
        with pytest.raises(PeerFault) as fault:
            Frames(50).take(announced.to_bytes(4, "big"))
        assert fault.value.code == "packet-oversize"


def test_a_frame_that_is_cut_short_is_nothing() -> None:
    frames = Frames(50)
    whole = frame(b"packet")
    assert [frames.take(whole[at : at + 1]) for at in range(len(whole) - 1)] == [[]] * (len(whole) - 1)


# ---------------------------------------------------------------- who is let in


def test_each_peer_is_known_by_its_certificate() -> None:
    async def story() -> None:
        async with (
            running(listening(BRAVO=BRAVO, CHARLIE=CHARLIE)) as alfa,
            running(dialling(alfa, BRAVO)) as bravo,
            running(dialling(alfa, CHARLIE)) as charlie,
        ):
            await until(lambda: bravo.send("ALFA", b"of bravo"))
            await until(lambda: charlie.send("ALFA", b"of charlie"))
            await until(lambda: len(alfa.got) == 2)
            assert set(alfa.got) == {("BRAVO", b"of bravo"), ("CHARLIE", b"of charlie")}
            assert alfa.send("CHARLIE", b"to charlie")
            await until(lambda: charlie.got == [("ALFA", b"to charlie")])
            assert bravo.got == []

    play(story)


def test_a_stranger_is_refused_and_the_rest_goes_on() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            async with running(dialling(alfa, STRANGER)) as stranger:
                await until(lambda: refused(alfa).get("stranger-refused", 0) >= 2)
                await until(lambda: refused(stranger).get("pin-refused", 0) >= 2)
                assert stranger.ways == []
                assert not stranger.send("ALFA", b"let me in")
            assert alfa.send("BRAVO", b"still here")
            await until(lambda: bravo.got == [("ALFA", b"still here")])
            assert alfa.ways == [("BRAVO", True)]

    play(story)


def test_a_peer_that_shows_another_certificate_than_its_card_is_not_talked_to() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa, there=CHARLIE)) as bravo:
            await until(lambda: refused(bravo).get("pin-mismatch", 0) >= 2)
            assert bravo.ways == alfa.ways == []

    play(story)


def test_one_peer_is_not_taken_for_another() -> None:
    """BRAVO's address is taken over by CHARLIE, whom ALFA knows too."""

    async def story() -> None:
        async with running(listening(CHARLIE, ALFA=ALFA)) as charlie:
            peers = {
                "BRAVO": TcpPeer(BRAVO.certificate, address_of(charlie)),
                "CHARLIE": TcpPeer(CHARLIE.certificate, None),
            }
            async with running(TcpBearer(ALFA, None, peers)) as alfa:
                await until(lambda: refused(alfa).get("pin-mismatch", 0) >= 2)
                assert alfa.ways == charlie.ways == []

    play(story)


def certificate(
    key: Ed25519PrivateKey, *, signer: Ed25519PrivateKey | None = None, authority: bool = False, until_year: int = 9999
) -> OwnIdentity:
    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    made = (
        x509.CertificateBuilder()
        .subject_name(named("parley" if signer is None else "signed by parley"))
        .issuer_name(named("parley"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(until_year, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signer or key, None)
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OwnIdentity(made.public_bytes(Encoding.DER), pem)


@pytest.mark.parametrize("authority", [False, True])
def test_a_certificate_signed_by_a_pinned_key_is_not_the_pinned_one(*, authority: bool) -> None:
    """A card may carry the certificate of an authority: for TLS alone all that it signs would be good."""

    async def story() -> None:
        key = Ed25519PrivateKey.generate()
        pinned = certificate(key, authority=authority)
        for forged in (certificate(key), certificate(Ed25519PrivateKey.generate(), signer=key)):
            async with running(listening(BRAVO=pinned)) as alfa, running(dialling(alfa, forged)) as bravo:
                await until(lambda: refused(bravo).get("pin-refused", 0) >= 1)
                assert refused(alfa).keys() <= {"pin-mismatch", "stranger-refused"}
                assert alfa.ways == bravo.ways == []

    play(story)


def test_whoever_answers_a_call_must_be_the_one_that_was_called() -> None:
    async def story() -> None:
        key = Ed25519PrivateKey.generate()
        bravo = certificate(key, authority=True)
        charlie = certificate(Ed25519PrivateKey.generate(), signer=key)
        async with running(listening(charlie, ALFA=ALFA)) as answers:
            peers = {
                "BRAVO": TcpPeer(bravo.certificate, address_of(answers)),
                "CHARLIE": TcpPeer(charlie.certificate, None),
            }
            async with running(TcpBearer(ALFA, None, peers)) as alfa:
                await until(lambda: refused(alfa).get("pin-mismatch", 0) >= 2)
                assert alfa.ways == []

    play(story)


def test_a_clock_is_no_reason_to_refuse_a_pinned_certificate() -> None:
    async def story() -> None:
        expired = certificate(Ed25519PrivateKey.generate(), until_year=2001)
        async with running(listening(BRAVO=expired)) as alfa, running(dialling(alfa, expired)) as bravo:
            await both_up(alfa, bravo)

    play(story)


def test_older_tls_is_refused() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            older = coat("client", BRAVO, [ALFA.certificate])
            older.minimum_version = older.maximum_version = ssl.TLSVersion.TLSv1_2
            with pytest.raises((ssl.SSLError, ConnectionResetError)):
                await asyncio.open_connection(*address_of(alfa), ssl=older, server_hostname="")

    play(story)


def test_keys_and_cards_that_are_none_are_named_at_once() -> None:
    locked = identity(b"the password")
    listening(locked)
    wrong = [
        OwnIdentity(locked.certificate, locked.key, b"another password"),
        OwnIdentity(locked.certificate, locked.key),
        OwnIdentity(ALFA.certificate, BRAVO.key),
        OwnIdentity(b"no certificate", ALFA.key),
        OwnIdentity(ALFA.certificate, b"no key"),
        OwnIdentity(ALFA.certificate, b"x" * 100_000),
    ]
    for own in wrong:
        with pytest.raises(OurFault) as fault:
            listening(own)
        assert fault.value.code == "transport-key-bad"
    for card in (b"", b"no certificate", ALFA.certificate[:-1]):
        with pytest.raises(PeerFault) as peer_fault:
            listening(BRAVO=OwnIdentity(card, b""))
        assert peer_fault.value.code == "key-malformed"


# ---------------------------------------------------------------- strangers in numbers, and garbage


def test_garbage_of_a_stranger_harms_nobody() -> None:
    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa)) as bravo:
            await both_up(alfa, bravo)
            for garbage in (b"GET / HTTP/1.0\r\n\r\n", bytes(5000), b"\x16\x03\x01\x40\x00" + os.urandom(5000), b""):
                _, writer = await asyncio.open_connection(*address_of(alfa))
                writer.write(garbage)
                writer.close()
            await until(lambda: refused(alfa).get("stranger-refused", 0) == 4)
            assert alfa.send("BRAVO", b"still here")
            await until(lambda: bravo.got)

    play(story)


def test_a_stranger_that_says_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "HANDSHAKE_S_MAX", 0.1)

    async def story() -> None:
        async with running(listening()) as alfa:
            reader, writer = await asyncio.open_connection(*address_of(alfa))
            assert await asyncio.wait_for(reader.read(), 5) == b""
            assert refused(alfa) == {"stranger-refused": 1}
            writer.close()

    play(story)


def test_a_stop_hangs_up_on_strangers_too() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            reader, writer = await asyncio.open_connection(*address_of(alfa))
            await until(lambda: tcp_of(alfa)._strangers)
        assert len(asyncio.all_tasks()) == 1
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()

    play(story)


def test_a_flood_of_strangers_does_not_stop_a_peer() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            strangers = [await asyncio.open_connection(*address_of(alfa)) for _ in range(3 * tcp.STRANGERS_MAX)]
            async with running(dialling(alfa)) as bravo:
                await both_up(alfa, bravo)
                assert refused(alfa)["strangers-many"] >= 2 * tcp.STRANGERS_MAX
                assert len(tcp_of(alfa)._strangers) <= tcp.STRANGERS_MAX
                for _, writer in strangers:
                    writer.close()

    play(story)


def test_a_frame_too_large_of_a_peer_closes_that_connection_only() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            reader, writer = await connected(alfa)
            writer.write(frame(b"good") + (TcpBearer.packet_bytes_max + 1).to_bytes(4, "big"))
            assert await asyncio.wait_for(reader.read(), 5) == EMPTY
            assert refused(alfa) == {"packet-oversize": 1}
            writer.close()
            async with running(dialling(alfa)) as bravo:
                await until(lambda: bravo.send("ALFA", b"again"))
                await until(lambda: alfa.got[-1:] == [("BRAVO", b"again")])

    play(story)


def test_a_frame_cut_off_by_the_end_of_its_connection_is_not_given_on() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            reader, writer = await connected(alfa)
            writer.write(EMPTY + frame(b"whole") + frame(b"cut off")[:-1])
            await until(lambda: alfa.got == [("BRAVO", b"whole")])
            writer.close()
            await until(lambda: alfa.ways == [("BRAVO", True), ("BRAVO", False)])
            reader, writer = await connected(alfa)
            writer.write(frame(b"next"))
            await until(lambda: len(alfa.got) == 2)
            assert alfa.got[1] == ("BRAVO", b"next")
            assert await reader.readexactly(4) == EMPTY
            writer.close()

    play(story)


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


def test_dialling_slows_down_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "DIAL_PAUSE_S_MIN", 0.02)
    monkeypatch.setattr(tcp, "DIAL_PAUSE_S_MAX", 0.1)

    async def story() -> None:
        async with running(listening()) as alfa, running(dialling(alfa, STRANGER)):
            await asyncio.sleep(1.5)
            assert 10 <= refused(alfa)["stranger-refused"] <= 40  # 7 without a limit, 100 without slowing down

    play(story)


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
            for number in range(tcp.CONNECTIONS_PER_PEER_MAX + 2):
                reader, writer = await connected(alfa)
                writer.write(frame(b"%d" % number))
                await until(lambda: len(alfa.got) == len(made) + 1)
                made.append((reader, writer))
            assert alfa.send("BRAVO", b"newest")
            assert await made[-1][0].readexactly(4 + 4 + 6) == EMPTY + frame(b"newest")
            assert [await reader.read() for reader, _ in made[:2]] == [EMPTY, EMPTY]
            assert len(tcp_of(alfa)._ways["BRAVO"]) == tcp.CONNECTIONS_PER_PEER_MAX
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
                await second.run(lambda _peer, _packet: None, lambda _peer, _up: None)
            assert fault.value.code == "port-busy"

    play(story)


def test_an_address_of_another_machine_is_named() -> None:
    async def story() -> None:
        for address in (("192.0.2.1", 7000), ("no such name.invalid", 7000)):
            bearer = TcpBearer(ALFA, address, {})
            with pytest.raises(OurFault) as fault:
                await bearer.run(lambda _peer, _packet: None, lambda _peer, _up: None)
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
