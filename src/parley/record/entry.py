"""One signed statement: its seventeen fields, its bytes, its id (docs/spec/record.md section 3)."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, NamedTuple

from parley.seal.digest import leaf_hash, sha256
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import ENTRY_BYTES_MAX
from parley.words.terms import PARTY_CODE, TrafficClass

VERSION: Final = 1
BODY_LABEL: Final = b"parley/body/v1"
_U64: Final = 1 << 64


class OpenKind(IntEnum):
    """Kinds whose content stands open in the entry; all others, from 32 on, commit to a body."""

    RECEIPT = 0
    FIRST = 1
    FOUNDING = 2
    ADOPTION = 3
    EPOCH = 4
    NODE_KEY = 5
    OFFICER_KEY = 6
    REVOCATION = 7
    REFUSED = 8
    LIVENESS = 9
    AMENDMENT = 10


BODY_KIND_MIN: Final = 32


class Seen(NamedTuple):
    """What an author durably held of another's feed, with its whole past."""

    party: str
    feed: bytes
    size: int
    root: bytes


class Beyond(NamedTuple):
    """A single entry that an author held beyond a gap."""

    party: str
    feed: bytes
    index: int  # type: ignore[assignment]
    id: bytes


class Entry(NamedTuple):
    """The fields of an entry, in the order of its array; `content` is None, a commitment, or open content."""

    line: bytes
    author: str
    feed: bytes
    index: int  # type: ignore[assignment]
    seen: tuple[Seen, ...]
    beyond: tuple[Beyond, ...]
    clock_ms: int
    uncertainty_ms: int | None
    traffic_class: int
    precedence: int
    not_after_ms: int | None
    addressees: tuple[str, ...]
    kind: int
    kind_version: int
    thread: bytes | None
    content: bytes | list[Item] | None


class Named(NamedTuple):
    """An older feed of the author, as a first entry names it."""

    feed: bytes
    size: int
    root: bytes


def encode_entry(entry: Entry) -> bytes:
    """Write an entry's bytes. Raises PeerFault `entry-malformed` if they are over the limit."""
    fields: list[Item] = [VERSION, *entry]
    fields[5] = [tuple(item) for item in entry.seen]
    fields[6] = [tuple(item) for item in entry.beyond]
    data = encode(fields)
    if len(data) > ENTRY_BYTES_MAX:
        raise PeerFault("entry-malformed", f"An entry of {len(data)} bytes is over the limit.")
    return data


def entry_id(data: bytes) -> bytes:
    """Give an entry's id: its leaf hash."""
    return leaf_hash(data)


def commitment(salt: bytes, body: bytes) -> bytes:
    """Give what an entry says of its body: a hash that tells nothing without the salt."""
    return sha256(BODY_LABEL + salt + body)


def decode_entry(data: bytes) -> Entry:
    """Read an entry and check its form.

    Raises PeerFault `entry-malformed`, or `cbor-malformed` and `cbor-limit` of the encoding below it.
    """
    if len(data) > ENTRY_BYTES_MAX:
        raise PeerFault("entry-malformed", "An entry is over the limit.")
    fields = decode(data)
    if type(fields) is not list or len(fields) != 17 or not _is_version(fields[0]):
        raise PeerFault("entry-malformed", "An entry is an array of 17 that begins with 1.")
    fault = _head_fault(fields[1:9]) or _tail_fault(fields[9:])
    if fault:
        raise PeerFault("entry-malformed", fault)
    values: list[Any] = fields[1:]
    values[4] = tuple([Seen(*item) for item in values[4]]) if values[4] else ()
    values[5] = tuple([Beyond(*item) for item in values[5]]) if values[5] else ()
    values[11] = tuple(values[11])
    return Entry._make(values)


def entry_or_none(data: bytes) -> Entry | None:
    """Read an entry, or give None for a leaf that is not in its form: its author may have signed anything."""
    try:
        return decode_entry(data)
    except PeerFault:
        return None


def _is_version(value: Item) -> bool:
    return type(value) is int and value == VERSION


def _unsigned(value: Item) -> bool:
    return type(value) is int and 0 <= value < _U64


def _octets(value: Item, size: int) -> bool:
    return type(value) is bytes and len(value) == size


def _head_fault(fields: list[Item]) -> str:
    """Check fields 0 to 8: who says it, where it stands, what was seen, when."""
    line, author, feed, index, seen, beyond, clock_ms, uncertainty_ms = fields
    if not _octets(line, 32):
        return "line is not 32 bytes"
    if type(author) is not str or PARTY_CODE.fullmatch(author) is None:
        return "author is not a party's code"
    if not _octets(feed, 8) or not _unsigned(index):
        return "feed or index is wrong"
    if seen != [] and not _is_list_of_items(seen, author):
        return "seen is not in its form"
    if beyond != [] and not _is_beyond(beyond, author):
        return "beyond is not in its form"
    if not _unsigned(clock_ms) or not (uncertainty_ms is None or _unsigned(uncertainty_ms)):
        return "clock is wrong"
    return ""


def _is_list_of_items(seen: Item, author: str) -> bool:
    """Check `[party, feed, size, root]` items: ascending by party and feed, none of the author's own."""
    if type(seen) is not list:
        return False
    last: tuple[bytes, bytes] | None = None
    for item in seen:
        if type(item) is not list or len(item) != 4:
            return False
        party, feed, size, root = item
        if type(party) is not str or PARTY_CODE.fullmatch(party) is None or party == author:
            return False
        if type(feed) is not bytes or len(feed) != 8 or not _unsigned(size) or size == 0:
            return False
        place = (party.encode(), feed)
        if not _octets(root, 32) or (last is not None and place <= last):
            return False
        last = place
    return True


def _is_beyond(beyond: Item, author: str) -> bool:
    """Check `[party, feed, index, id]` items: ascending, none of the author's own."""
    if type(beyond) is not list:
        return False
    last: tuple[bytes, bytes, int] | None = None
    for item in beyond:
        if type(item) is not list or len(item) != 4:
            return False
        party, feed, index, leaf = item
        if type(party) is not str or PARTY_CODE.fullmatch(party) is None or party == author:
            return False
        if type(feed) is not bytes or len(feed) != 8 or type(index) is not int or index < 0:
            return False
        place = (party.encode(), feed, index)
        if not _octets(leaf, 32) or (last is not None and place <= last):
            return False
        last = place
    return True


def _tail_fault(fields: list[Item]) -> str:
    """Check fields 9 to 16: class, precedence, addressees, kind, thread, content."""
    traffic_class, precedence, not_after_ms, addressees, kind, kind_version, thread, content = fields
    if type(traffic_class) is not int or not 0 <= traffic_class <= TrafficClass.DRILL:
        return "class is wrong"
    if type(precedence) is not int or not 0 <= precedence <= 3:
        return "precedence is wrong"
    if not (not_after_ms is None or _unsigned(not_after_ms)):
        return "not_after is wrong"
    if addressees != [] and not _are_codes(addressees):
        return "addressees are not ascending codes"
    if type(addressees) is not list or not _unsigned(kind) or not _unsigned(kind_version):
        return "kind is wrong"
    if not (thread is None or _octets(thread, 32)):
        return "thread is not an id"
    return _content_fault(content)


def _content_fault(content: Item) -> str:
    if type(content) is bytes:
        return "" if len(content) == 32 else "content is not a commitment"
    if content is None or type(content) is list:
        return ""
    return "content is not in its form"


def _are_codes(addressees: Item) -> bool:
    if type(addressees) is not list:
        return False
    last = ""
    for code in addressees:
        if type(code) is not str or PARTY_CODE.fullmatch(code) is None or code <= last:
            return False
        last = code
    return True


def named_feeds(entry: Entry) -> list[Named] | None:
    """Give the older feeds that a first entry names, or None if its content is not in its form."""
    named = read_named(entry.content)
    return None if named is None or any(item.feed == entry.feed for item in named) else named


def read_named(items: Item) -> list[Named] | None:
    """Read `[feed, size, root]` items, ascending by feed; None if they are not in this form."""
    if type(items) is not list:
        return None
    named: list[Named] = []
    for item in items:
        if type(item) is not list or len(item) != 3:
            return None
        feed, size, root = item
        if type(feed) is not bytes or len(feed) != 8:
            return None
        if type(size) is not int or not 0 < size < _U64 or not _octets(root, 32):
            return None
        if named and feed <= named[-1].feed:
            return None
        named.append(Named(feed, size, root))  # type: ignore[arg-type]
    return named
