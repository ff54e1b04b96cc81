"""The certificate under which a home serves its pages: the authority made at `init`, and what it vouches for.

`authority.key` lies in the home as the other keys do; `authority.crt` is what the seats trust.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from parley.bearers.tls import OwnIdentity
from parley.keys import files
from parley.seal.authority import der_of, make_authority, page_identity, pem_of
from parley.seal.transport import TransportIdentity
from parley.words.faults import OurFault

CERTIFICATE: Final = "authority.crt"


def host_of(party: str) -> str:
    """Give the name under which a party's pages are served; names under `internal` never leave a network (ICANN)."""
    return f"{party.lower().rstrip('-')}.parley.internal"


def found_authority(folder: Path, party: str, passphrase: str | None) -> None:
    """Make the authority of a new home. Raises OurFault of key files."""
    password = os.urandom(32).hex().encode()
    made = make_authority(host_of(party), time.time_ns() // 1_000_000, os.urandom, password)
    files.write_key(folder / files.AUTHORITY, password + b"\n" + made.key, passphrase, os.urandom)
    files.put_in_place(folder / CERTIFICATE, pem_of(made.certificate))


def page_of(folder: Path, party: str, passphrase: str | None) -> OwnIdentity:
    """Have the authority of a home vouch for a new key of its pages; a home older than authorities gets one.

    Raises OurFault `authority-damaged`, and those of key files.
    """
    if not (folder / files.AUTHORITY).exists():
        found_authority(folder, party, passphrase)
    password, key = files.read_key(folder / files.AUTHORITY, passphrase).split(b"\n", 1)
    try:
        certificate = der_of((folder / CERTIFICATE).read_bytes())
    except (OSError, ValueError) as error:
        raise OurFault("authority-damaged", f"{folder / CERTIFICATE} cannot be read: {error}.") from error
    own = TransportIdentity(certificate, key)
    page = page_identity(own, password, host_of(party), time.time_ns() // 1_000_000, os.urandom)
    return OwnIdentity(page.certificate, page.key)


def trusting(folder: Path, party: str) -> Iterator[str]:
    """Tell what a seat needs: the line of its hosts file, and how its browser comes to trust the authority."""
    name, certificate = host_of(party), folder / CERTIFICATE
    yield f"In the hosts file of each seat: ADDRESS-OF-THIS-NODE {name}"
    yield f"For Chromium: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n {name} -i {certificate}"
    yield f"For Firefox: certutil -d sql:PROFILE-FOLDER -A -t C,, -n {name} -i {certificate}"
