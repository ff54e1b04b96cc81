"""What the plaintext of a packet says (docs/spec/line.md): types, bytes, and the checks of their form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import NoneType
from typing import Final, NamedTuple, TypeAlias

from parley.line import orderwire
from parley.line.orderwire import Wire
from parley.seal.digest import sha256
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import BODY_BYTES_MAX, ENTRIES_PER_PACKET_MAX, ENTRY_BYTES_MAX, PATH_HASHES_MAX, PLACE_MAX
from parley.words.terms import is_party_code

PADDING_KEY: Final = 15


class Sent(NamedTuple):
    """An entry on its way, whole (bytes) or in thin form (a list), with salt and body if it has them."""

    entry: bytes | list[Item]
    salt: bytes | None
    body: bytes | None


class Entries(NamedTuple):
    """Consecutive entries of one feed under a head, whose root may be left to the receiver (None)."""

    party: str
    feed: bytes
    start: int
    sent: tuple[Sent, ...]
    size: int
    root: bytes | None
    ed: bytes
    pq: bytes | None
    path: tuple[bytes, ...]


class ThinEntries(NamedTuple):
    """Consecutive entries of the sender's own, in thin form, under a head over the last with its ML-DSA deferred.

    `feed` is its id or, where the receiver holds some of it, the beginning of it.
    """

    feed: bytes
    start: int
    sent: tuple[Sent, ...]
    ed: bytes


class Overtaking(NamedTuple):
    """An urgent entry ahead of what stands before it: `start` and `gap` stand for the entries [start, place)."""

    party: str
    feed: bytes
    place: int
    sent: Sent
    root: bytes | None
    ed: bytes
    pq: bytes | None
    start: int
    gap: tuple[bytes, ...]


class HeadOnly(NamedTuple):
    """A full head over entries that went under heads whose ML-DSA signature was deferred."""

    party: str
    feed: bytes
    size: int
    root: bytes
    ed: bytes
    pq: bytes


class Beat(NamedTuple):
    """A sign of life that asks for an echo."""

    challenge: bytes
    digest: bytes
    clock_ms: int


class Echo(NamedTuple):
    """The answer to a beat."""

    challenge: bytes
    digest: bytes
    clock_ms: int


class Feeds(NamedTuple):
    """What the sender holds durably: (party, feed, size); lists too long for a packet come in parts.

    `question` is 8 random bytes where an answer is wanted; an answer says them again, so that an old list is none.
    """

    sizes: tuple[tuple[str, bytes, int], ...]
    wants_answer: bool
    last_part: bool
    question: bytes = b""


class Offer(NamedTuple):
    """The first transfer of an epoch exchange."""

    offer: bytes


class Accept(NamedTuple):
    """The second transfer of an epoch exchange."""

    accept: bytes


class Stale(NamedTuple):
    """The answer to an offer whose number is not new."""

    highest: int


class KeysChanged(NamedTuple):
    """The answer to an offer under a former key: the change of the receiver's own keys that put an end to it."""

    order: bytes


Payload: TypeAlias = (
    Entries | ThinEntries | Overtaking | HeadOnly | Beat | Echo | Feeds | Offer | Accept | Stale | KeysChanged | Wire
)


def write_payload(payload: Payload) -> bytes:
    """Write a payload's bytes."""
    return encode(_fields(payload))


def _fields(payload: Payload) -> Item:
    match payload:
        case Entries():
            return _entries_fields(payload)
        case Beat() | Echo():
            return {
                0: 2 if isinstance(payload, Beat) else 3,
                1: payload.challenge,
                2: payload.digest,
                3: payload.clock_ms,
            }
        case Feeds(sizes, wants_answer, last_part, question):
            return {0: 4, 1: [list(item) for item in sizes], 2: wants_answer, 3: last_part, 4: question}
        case Offer(said) | Accept(said) | KeysChanged(said) | Stale(said):
            return {0: {Offer: 5, Accept: 6, Stale: 7, KeysChanged: 11}[type(payload)], 1: said}
        case Wire(text, clock_ms):
            return {0: orderwire.KIND, 1: text, 2: clock_ms}
        case Overtaking(party, feed, place, sent, root, ed, pq, start, gap):
            head: list[Item] = [root, ed, pq]
            return {
                0: 8,
                1: party,
                2: feed,
                3: place,
                4: sent.entry,
                5: _sealed(sent),
                6: head,
                7: [start, list(gap)],
            }
        case ThinEntries(feed, start, sent, ed):
            # An array, and no key for each field: a narrow line pays for every byte.
            bodies: list[Item] = [_sealed(item) for item in sent]
            return {0: 10, 1: [feed, start, [item.entry for item in sent], bodies, ed]}
        case HeadOnly(party, feed, size, root, ed, pq):
            return {0: 9, 1: party, 2: feed, 3: [size, root, ed, pq]}


def _entries_fields(payload: Entries) -> Item:
    bodies: list[Item] = [_sealed(item) for item in payload.sent]
    fields: dict[int, Item] = {
        0: 1,
        1: payload.party,
        2: payload.feed,
        3: payload.start,
        4: [item.entry for item in payload.sent],
        5: bodies,
        6: [payload.size, payload.root, payload.ed, payload.pq],
    }
    if payload.path:
        fields[7] = list(payload.path)
    return fields


def read_payload(data: bytes) -> Payload:
    """Read a payload and check its form. PeerFault `payload-malformed`, `payload-unknown`, or of the encoding."""
    fields = decode(data)
    if type(fields) is not dict:
        raise PeerFault("payload-malformed", "A payload is a map.")
    padding = fields.pop(PADDING_KEY, b"")
    if type(padding) is not bytes:
        raise PeerFault("payload-malformed", "Padding is a byte string.")
    kind = fields.pop(0, None)
    reader = _READERS.get(kind) if type(kind) is int else None
    if reader is None:
        raise PeerFault("payload-unknown", "This version does not know the payload's type.")
    payload = reader(fields)
    if payload is None:
        raise PeerFault("payload-malformed", "The payload's fields are not in their form.")
    return payload


def _read_entries(fields: dict[int, Item]) -> Payload | None:
    path = fields.pop(7, [])
    match fields:
        case {1: str(party), 2: bytes(feed), 3: int(start), 4: [*entries], 5: [*bodies], 6: [int(size), root, ed, pq]}:
            pass
        case _:
            return None
    if len(fields) != 6 or not is_party_code(party) or len(feed) != 8 or start < 0 or type(start) is bool:
        return None
    if (
        not _are_hashes([] if root is None else [root])
        or not isinstance(ed, bytes)
        or type(pq) not in {bytes, NoneType}
    ):
        return None
    if not 0 < len(entries) <= ENTRIES_PER_PACKET_MAX or len(bodies) != len(entries):
        return None
    if not _are_hashes(path) or not _path_fits(size, start + len(entries), path, root):
        return None
    sent = _read_sent(entries, bodies)
    if sent is None:
        return None
    return Entries(party, feed, start, sent, size, root, ed, pq, tuple(path))  # type: ignore[arg-type]


def _are_hashes(items: Item) -> bool:
    return (
        type(items) is list
        and len(items) <= PATH_HASHES_MAX
        and all(type(item) is bytes and len(item) == 32 for item in items)
    )


def _path_fits(size: int, end: int, path: Item, root: Item) -> bool:
    """A head over the last entry needs no path; one over a larger tree needs a path and its root."""
    if type(size) is bool or size < end:
        return False
    return not path if size == end else bool(path) and root is not None


def _read_sent(entries: list[Item], bodies: list[Item]) -> tuple[Sent, ...] | None:
    sent: list[Sent] = []
    for entry, body in zip(entries, bodies, strict=True):
        if type(entry) is list:
            pass  # a thin form is judged where it is rebuilt
        elif type(entry) is not bytes or len(entry) > ENTRY_BYTES_MAX:
            return None
        if body is None:
            sent.append(Sent(entry, None, None))
            continue
        if type(body) is not list or len(body) != 2:
            return None
        salt, text = body
        if type(salt) is not bytes or len(salt) != 16 or type(text) is not bytes or len(text) > BODY_BYTES_MAX:
            return None
        sent.append(Sent(entry, salt, text))
    return tuple(sent)


def _read_thin(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: [bytes(feed), int(start), [*entries], [*bodies], bytes(ed)]} if len(fields) == 1 and len(feed) <= 8:
            pass
        case _:
            return None
    if (
        type(start) is bool
        or start < 0
        or len(bodies) != len(entries)
        or not 0 < len(entries) <= ENTRIES_PER_PACKET_MAX
    ):
        return None
    sent = _read_sent(entries, bodies)
    return None if sent is None else ThinEntries(feed, start, sent, ed)


def _sealed(sent: Sent) -> Item:
    return None if sent.salt is None or sent.body is None else [sent.salt, sent.body]


def _read_overtaking(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: str(party), 2: bytes(feed), 3: int(index), 4: entry, 5: body, 6: [root, ed, pq], 7: [int(start), gap]}:
            pass
        case _:
            return None
    if len(fields) != 7 or not is_party_code(party) or len(feed) != 8 or type(index) is bool or type(start) is bool:
        return None
    if not 0 <= start <= index < PLACE_MAX or not _are_hashes(gap) or not _are_hashes([] if root is None else [root]):
        return None
    if type(ed) is not bytes or type(pq) not in {bytes, NoneType}:
        return None
    sent = _read_sent([entry], [body])
    if sent is None:
        return None
    return Overtaking(party, feed, index, sent[0], root, ed, pq, start, tuple(gap))  # type: ignore[arg-type]


def _read_head_only(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: str(party), 2: bytes(feed), 3: [int(size), bytes(root), bytes(ed), bytes(pq)]} if len(fields) == 3:
            sound = is_party_code(party) and len(feed) == 8 and len(root) == 32 and type(size) is int and size > 0
            return HeadOnly(party, feed, size, root, ed, pq) if sound else None
        case _:
            return None


def _read_beat(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: bytes(challenge), 2: bytes(digest), 3: int(clock_ms)} if len(fields) == 3:
            sound = len(challenge) == 8 and len(digest) == 8 and type(clock_ms) is int and clock_ms >= 0
            return Beat(challenge, digest, clock_ms) if sound else None
        case _:
            return None


def _read_echo(fields: dict[int, Item]) -> Payload | None:
    beat = _read_beat(fields)
    return Echo(*beat) if isinstance(beat, Beat) else None


def _read_feeds(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: [*items], 2: bool(wants_answer), 3: bool(last_part), 4: bytes(question)} if len(fields) == 4:
            pass
        case _:
            return None
    sizes: list[tuple[str, bytes, int]] = []
    for item in items:
        match item:
            case [str(party), bytes(feed), int(size)] if (
                is_party_code(party) and len(feed) == 8 and type(size) is int and size >= 0
            ):
                sizes.append((party, feed, size))
            case _:
                return None
    return Feeds(tuple(sizes), wants_answer, last_part, question) if len(question) in {0, 8} else None


def _read_transfer(kind: type[Offer | Accept], fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: bytes(data)} if len(fields) == 1:
            return kind(data)
        case _:
            return None


def _read_stale(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: int(highest)} if len(fields) == 1 and type(highest) is int and highest >= 0:
            return Stale(highest)
        case _:
            return None


def _read_keys_changed(fields: dict[int, Item]) -> Payload | None:
    match fields:
        case {1: bytes(order)} if len(fields) == 1 and len(order) <= BODY_BYTES_MAX:
            return KeysChanged(order)
        case _:
            return None


_READERS: Final[dict[int, Callable[[dict[int, Item]], Payload | None]]] = {
    1: _read_entries,
    2: _read_beat,
    3: _read_echo,
    4: _read_feeds,
    5: partial(_read_transfer, Offer),
    6: partial(_read_transfer, Accept),
    7: _read_stale,
    8: _read_overtaking,
    9: _read_head_only,
    10: _read_thin,
    11: _read_keys_changed,
    orderwire.KIND: orderwire.read_wire,
}


def digest_of(sizes: Sequence[tuple[str, bytes, int]]) -> bytes:
    """Give the eight bytes by which two nodes see whether they hold the same."""
    listed: list[Item] = [list(item) for item in sorted(sizes, key=lambda item: (item[0].encode(), item[1]))]
    return sha256(encode(listed))[:8]
