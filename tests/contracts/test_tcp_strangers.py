"""Who is let in by a TCP bearer, and what strangers, floods and garbage cost it."""
# ruff: noqa: SLF001 -- some tests count who waits

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from parley.bearers import tcp
from parley.bearers.frames import EMPTY, frame
from parley.bearers.tcp import TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity, coat
from parley.words import limits
from parley.words.faults import OurFault, PeerFault
from tests.contracts.bearer_contract import both_up, running, until
from tests.contracts.tcp_stations import (
    ALFA,
    BRAVO,
    CHARLIE,
    STRANGER,
    address_of,
    connected,
    dialling,
    identity,
    listening,
    play,
    refused,
    tcp_of,
)

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


@pytest.mark.slow
def test_a_flood_of_strangers_does_not_stop_a_peer() -> None:
    async def story() -> None:
        async with running(listening()) as alfa:
            strangers = [await asyncio.open_connection(*address_of(alfa)) for _ in range(3 * limits.STRANGERS_MAX)]
            async with running(dialling(alfa)) as bravo:
                await both_up(alfa, bravo)
                assert refused(alfa)["strangers-many"] >= 2 * limits.STRANGERS_MAX
                assert len(tcp_of(alfa)._strangers) <= limits.STRANGERS_MAX
                for _, writer in strangers:
                    writer.close()

    play(story)


def test_strangers_that_all_come_at_once_are_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "STRANGERS_MAX", 8)

    async def story() -> None:
        async with running(listening()) as alfa:
            waiting = tcp_of(alfa)._strangers
            strangers = [socket.create_connection(address_of(alfa)) for _ in range(100)]
            turns = most = 0
            while refused(alfa).get("strangers-many", 0) < 92:
                await asyncio.sleep(0)
                turns, most = turns + 1, max(most, len(waiting))
            assert most <= 8 + 4
            assert turns >= 92
            for stranger in strangers:
                stranger.close()

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
