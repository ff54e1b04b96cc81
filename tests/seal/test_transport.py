"""The transport's identity in the TLS of the standard library: two pinned peers meet, a stranger does not pass."""

import os
import ssl
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.x509 import NameAttribute

from parley.seal import transport
from parley.seal.transport import TransportIdentity, transport_identity

PASSWORD = b"of the key file"


def context(
    folder: Path, *, server: bool, own: TransportIdentity, pinned: Sequence[TransportIdentity]
) -> ssl.SSLContext:
    result = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    result.minimum_version = ssl.TLSVersion.TLSv1_3
    result.check_hostname = False
    result.verify_mode = ssl.CERT_REQUIRED
    (folder / "certificate").write_text(ssl.DER_cert_to_PEM_cert(own.certificate))
    (folder / "key").write_bytes(own.key)
    result.load_cert_chain(folder / "certificate", folder / "key", PASSWORD)
    for peer in pinned:
        result.load_verify_locations(cadata=peer.certificate)
    return result


def meet(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[ssl.SSLObject, ssl.SSLObject]:
    """A whole handshake in memory; SSLError where one side does not take the other."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)
    waiting = set(ends)
    for _ in range(8):
        for end in ends:
            try:
                end.do_handshake()
                waiting.discard(end)
            except ssl.SSLWantReadError:
                pass
    assert not waiting
    return ends[1], ends[0]


@pytest.fixture(scope="module")
def identities() -> list[TransportIdentity]:
    return [transport_identity(os.urandom, PASSWORD) for _ in range(4)]


def test_pinned_peers_meet(tmp_path: Path, identities: list[TransportIdentity]) -> None:
    alfa, bravo, charlie, _ = identities
    server = context(tmp_path, server=True, own=alfa, pinned=[bravo, charlie])
    for peer in (bravo, charlie):
        ours, theirs = meet(server, context(tmp_path, server=False, own=peer, pinned=[alfa]))
        assert ours.version() == "TLSv1.3"
        assert ours.getpeercert(binary_form=True) == peer.certificate
        assert theirs.getpeercert(binary_form=True) == alfa.certificate


def test_under_one_name_only_the_first_pinned_peer_would_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "NameAttribute", lambda oid, _: NameAttribute(oid, "parley"))
    alfa, bravo, charlie = [transport_identity(os.urandom, PASSWORD) for _ in range(3)]
    server = context(tmp_path, server=True, own=alfa, pinned=[bravo, charlie])
    passed = 0
    for peer in (bravo, charlie):
        with suppress(ssl.SSLError):
            meet(server, context(tmp_path, server=False, own=peer, pinned=[alfa]))
            passed += 1
    assert passed == 1


def test_a_stranger_does_not_pass(tmp_path: Path, identities: list[TransportIdentity]) -> None:
    alfa, bravo, charlie, stranger = identities
    server = context(tmp_path, server=True, own=alfa, pinned=[bravo, charlie])
    with pytest.raises(ssl.SSLError):
        meet(server, context(tmp_path, server=False, own=stranger, pinned=[alfa]))
    with pytest.raises(ssl.SSLError):
        meet(server, context(tmp_path, server=False, own=bravo, pinned=[stranger]))


def test_the_key_needs_its_password(tmp_path: Path, identities: list[TransportIdentity]) -> None:
    own = identities[0]
    assert b"ENCRYPTED" in own.key
    (tmp_path / "certificate").write_text(ssl.DER_cert_to_PEM_cert(own.certificate))
    (tmp_path / "key").write_bytes(own.key)
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tmp_path / "certificate", tmp_path / "key", b"wrong")


def test_the_same_entropy_makes_the_same_certificate() -> None:
    def entropy(size: int) -> bytes:
        return b"\x07" * size

    assert transport_identity(entropy, None) == transport_identity(entropy, None)
    assert b"ENCRYPTED" not in transport_identity(entropy, None).key
