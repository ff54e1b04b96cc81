"""The outer coat of a stream bearer: TLS 1.3, a certificate shown by both ends, and pinned by both."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parley.words.faults import OurFault, PeerFault

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name: a clock is no reason to refuse a peer."""


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What our end shows: a self-signed certificate (DER) and its key (PEM), under `password` if there is one."""

    certificate: bytes
    key: bytes
    password: bytes | None = None


def coat(end: Literal["server", "client"], own: OwnIdentity, pinned: Iterable[bytes]) -> ssl.SSLContext:
    """Make the TLS settings of one end that takes the `pinned` certificates (DER) and no other.

    The user still compares what the other end showed: who has a pinned key can sign another certificate with it.
    Raises OurFault (transport-key-bad), PeerFault (key-malformed).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if end == "server" else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= NO_CHECK_TIME
    if end == "server":
        context.num_tickets = 0  # nothing is resumed, so each connection shows its certificate
    for certificate in pinned:
        try:
            context.load_verify_locations(cadata=certificate)
        except (ssl.SSLError, ValueError) as error:
            raise PeerFault("key-malformed", "The card's transport certificate is no certificate.") from error
    show(context, own)
    return context


def page_coat(own: OwnIdentity) -> ssl.SSLContext:
    """Make the TLS settings under which pages are served to browsers. Raises OurFault (transport-key-bad)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    show(context, own)
    return context


def show(context: ssl.SSLContext, own: OwnIdentity) -> None:
    """Have connections from now on be shown this identity. Raises OurFault (transport-key-bad)."""
    chain, key = _pipe(ssl.DER_cert_to_PEM_cert(own.certificate).encode()), _pipe(own.key)
    try:
        # The empty password keeps OpenSSL from asking for one on the terminal.
        context.load_cert_chain(f"/dev/fd/{chain}", f"/dev/fd/{key}", own.password or b"")
    except (OSError, ValueError) as error:
        raise OurFault("transport-key-bad") from error
    finally:
        os.close(chain)
        os.close(key)


def _pipe(data: bytes) -> int:
    """An open file from which `data` can be read once: OpenSSL wants names of files, and a key belongs on no disk."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    os.write(writer, data[:65_536])
    os.close(writer)
    return reader
