"""A head: the signed summary of a feed, as a C2SP checkpoint (docs/spec/record.md section 5)."""

from __future__ import annotations

import base64
import binascii
from typing import Final, NamedTuple

from parley.seal.digest import sha256
from parley.seal.suite import PublicKey, SigningKey, Suite, VerifyingKey
from parley.words.faults import PeerFault

ED25519_TYPE: Final = 0x01
_SUBTREE: Final = b"subtree/v1\n\x00"


class Head(NamedTuple):
    """Size and root of a feed with their signatures; `pq` is None while the ML-DSA signature is deferred."""

    size: int
    root: bytes
    ed: bytes
    pq: bytes | None


class Unread(NamedTuple):
    """A head as it was read from a note: nothing in it has been verified. `key_ids` are those of its two lines."""

    origin: str
    head: Head
    key_ids: tuple[bytes, bytes]


def line_part(line: bytes) -> str:
    """Give what the origins of all heads of a line begin with."""
    return f"parley/v1/{line[:16].hex()}/"


def origin(line: bytes, party: str, feed: bytes) -> str:
    """Give the origin of a feed's heads, which is their key name too."""
    return f"{line_part(line)}{party}/{feed.hex()}"


def key_ids(suite: Suite, public: PublicKey, name: str) -> tuple[bytes, bytes]:
    """Give the C2SP key ids of the two lines of a head: Ed25519, ML-DSA."""
    return _key_id(name, ED25519_TYPE, public.ed), _key_id(name, suite.pq_type, public.pq)


def sign_head(key: SigningKey, name: str, size: int, root: bytes, *, full: bool) -> Head:
    """Sign a head; without `full` the ML-DSA signature is deferred."""
    pq = key.pq(_pq_message(name, size, root)) if full else None
    return Head(size, root, key.ed(_text(name, size, root)), pq)


def verify_head(key: VerifyingKey, name: str, head: Head) -> bool:
    """Say whether every signature that the head bears is of this key over this size and root."""
    if not key.ed(_text(name, head.size, head.root), head.ed):
        return False
    return head.pq is None or key.pq(_pq_message(name, head.size, head.root), head.pq)


def write_note(suite: Suite, public: PublicKey, name: str, head: Head) -> bytes:
    """Write a full head as a signed note: text, blank line, the Ed25519 line, the ML-DSA line."""
    if head.pq is None:
        raise ValueError("a head in an export is full")
    ed_id, pq_id = key_ids(suite, public, name)
    ed = _line(name, ed_id + head.ed)
    pq = _line(name, pq_id + bytes(8) + head.pq)
    return _text(name, head.size, head.root) + b"\n" + ed + pq


def read_note(suite: Suite, note: bytes) -> Unread:
    """Read a signed note that has exactly the lines of its suite.

    Raises PeerFault `head-malformed`; verifies no signature and compares no key id.
    """
    try:
        name, size_text, root_text, blank, ed_line, pq_line, end = note.decode().split("\n")
    except ValueError:
        raise PeerFault("head-malformed", "A head has three lines, a blank one and two signatures.") from None
    root = _base64(root_text)
    if blank or end or len(root) != 32 or not size_text.isascii() or not size_text.isdigit():
        raise PeerFault("head-malformed", "The head's text is not a checkpoint.")
    if len(size_text) > 20 or str(int(size_text)) != size_text:
        raise PeerFault("head-malformed", "The head's size is not in its form.")
    ed_id, ed = _signature(ed_line, name, b"", 64)
    pq_id, pq = _signature(pq_line, name, bytes(8), suite.pq_signature_bytes)
    return Unread(name, Head(int(size_text), root, ed, pq), (ed_id, pq_id))


def _text(name: str, size: int, root: bytes) -> bytes:
    return f"{name}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def _pq_message(name: str, size: int, root: bytes) -> bytes:
    """Lay out the `cosigned_message` of C2SP tlog-cosignature: no time, the whole tree from 0."""
    named = bytes([len(name)]) + name.encode()
    return _SUBTREE + named + bytes(8) + named + bytes(8) + size.to_bytes(8, "big") + root


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def _line(name: str, payload: bytes) -> bytes:
    return f"— {name} {base64.b64encode(payload).decode()}\n".encode()


def _base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PeerFault("head-malformed", "A line of the head is not base64.") from None
    if base64.b64encode(data).decode() != text:
        raise PeerFault("head-malformed", "A line of the head is not canonical base64.")
    return data


def _signature(line: str, name: str, time: bytes, size: int) -> tuple[bytes, bytes]:
    """Read a signature line: a key id of four bytes, the time, the signature; give the first and the last."""
    start = f"— {name} "
    if not line.startswith(start):
        raise PeerFault("head-malformed", "A signature line names another key.")
    payload = _base64(line.removeprefix(start))
    stop = 4 + len(time)
    if payload[4:stop] != time or len(payload) != stop + size:
        raise PeerFault("head-malformed", "A signature line is of another length or time.")
    return payload[:4], payload[stop:]
