"""What a browser gives of a hardware key (WebAuthn, as JSON): a new key to be named, or its answer to a draft.

Which credential is which key is private to this side: `credentials.json` in the home.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.requests import OpenLine
from parley.record.release import Assertion
from parley.seal import hardware
from parley.seal.digest import sha256
from parley.store.files import put
from parley.words.faults import OurFault, PeerFault

FILE: Final = "credentials.json"
RP_ID: Final = "localhost"
"""The host by whose name the console of a seat is opened, unless another is said."""
_ID_AT: Final = 55
"""Where the credential's id stands: behind hash, flags, counter, the authenticator's model and the id's length."""
_HAS_KEY: Final = 0x40
_KEY_SIZES: Final = (77, 42)


class Enrolled(NamedTuple):
    """A new hardware key: the credential's id, and the public half (COSE)."""

    credential: bytes
    key: bytes


def enrolled_of(given: object, rp_id: str) -> Enrolled:
    """Read what a browser gives of a new key.

    Raises OurFault `touch-malformed`, `release-origin`, `officer-key-malformed`.
    """
    data = _part(given, "authenticatorData")
    if len(data) < _ID_AT or not data[32] & _HAS_KEY:
        raise OurFault("touch-malformed", "The answer holds no public half.")
    if data[:32] != sha256(rp_id.encode()):
        raise OurFault("release-origin", f"The key was made for another host than {rp_id}.")
    end = _ID_AT + int.from_bytes(data[53:55])
    for size in _KEY_SIZES:  # extensions may follow it
        key = data[end : end + size]
        try:
            hardware.refuse_key(key)
        except PeerFault:
            continue
        return Enrolled(data[_ID_AT:end], key)
    raise OurFault("officer-key-malformed")


def assertion_of(seat: str, given: object, line: OpenLine) -> Assertion:
    """Read a key's answer to a draft, and find the key named under the seat that gave it.

    Raises OurFault `touch-malformed`, `release-key-unknown`.
    """
    data, client, signature = (_part(given, key) for key in ("authenticatorData", "clientDataJSON", "signature"))
    named = [key for name, _, key, _ in line.ledger.shelf.officers.standing(line.home.party) if name == seat]
    if not named:
        raise OurFault("release-key-unknown")
    signed = data + sha256(client)
    key = next((each for each in named if hardware.holds(each, signature, signed)), named[0])
    return Assertion(seat, key, data, client, signature)


def _part(given: object, key: str) -> bytes:
    response = given.get("response") if isinstance(given, Mapping) else None
    text = response.get(key) if isinstance(response, Mapping) else None
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))  # type: ignore[arg-type]
    except (TypeError, ValueError, binascii.Error):
        raise OurFault("touch-malformed", f"The answer has no {key}.") from None


def keep_credential(home: Path, enrolled: Enrolled) -> None:
    """Remember which credential is which key. Raises OurFault `home-unwritable`."""
    found = _credentials(home) | {enrolled.key.hex(): _text(enrolled.credential)}
    try:
        put(home / FILE, json.dumps(found).encode())
    except OSError as error:
        raise OurFault("home-unwritable", f"{home} cannot be written: {error.strerror}.") from error


def _credentials(home: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((home / FILE).read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise OurFault("home-malformed", f"{home / FILE} cannot be read: {error}.") from error
    return found


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def creation_options(seat: str, party: str, rp_id: str, fresh: bytes) -> dict[str, Any]:
    """Give what a browser needs to make a key for a seat; `fresh` are random bytes."""
    return {
        "rp": {"id": rp_id, "name": f"Parley {party}"},
        "user": {"id": _text(sha256(f"{party} {seat}".encode())), "name": seat, "displayName": f"{party} {seat}"},
        "challenge": _text(fresh),
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -8}],
        "authenticatorSelection": {"userVerification": "required"},
        "attestation": "none",
    }


def request_options(home: Path, keys: Mapping[bytes, str], challenge: str) -> dict[str, Any]:
    """Give what a browser needs to ask a key for its answer; `keys` maps a seat's public halves to their hosts."""
    known = _credentials(home)
    allowed = [{"type": "public-key", "id": known[key.hex()]} for key in keys if key.hex() in known]
    rp_id = next(iter(keys.values()), RP_ID)
    return {"challenge": challenge, "rpId": rp_id, "allowCredentials": allowed, "userVerification": "required"}
