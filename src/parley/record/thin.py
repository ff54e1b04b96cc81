"""The thin form of an entry for narrow carriers: what the receiver can rebuild is left out, rebuilt and hashed.

Left out are line, author, feed and index (the packet names them), the roots of `seen` and the ends of its feeds' ids
(the receiver has the trees) and the commitment (it comes with the body). See docs/spec/line.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parley.record.entry import BODY_KIND_MIN, VERSION, commitment, decode_entry
from parley.words.cbor import Item, encode
from parley.words.faults import PeerFault
from parley.words.limits import SEEN_MAX

SHORT_BYTES_MIN = 2
FEED_BYTES = 8
Shorten = Callable[[str, bytes], bytes]
"""Gives the beginning of a feed's id that tells it from its party's others."""
RootAt = Callable[[str, bytes, int], tuple[bytes, bytes] | None]
"""Gives, of the one feed whose id begins so, the whole id and the root at a size; None where that is not held."""


def thin(data: bytes, parties: Sequence[str], shorten: Shorten) -> list[Item]:
    """Give the thin form of a sound own entry; parties are named by their place in `parties`.

    It is `[seen, clock, uncertainty, class * 4 + precedence, kind, version, content]` and, where one of them says
    anything, a map of beyond (0), not after (1), addressees (2) and thread (3).
    """
    entry = decode_entry(data)
    form: list[Item] = [
        [[parties.index(item.party), shorten(item.party, item.feed), item.size] for item in entry.seen],
        entry.clock_ms,
        entry.uncertainty_ms,
        entry.traffic_class * 4 + entry.precedence,
        entry.kind,
        entry.kind_version,
        True if entry.kind >= BODY_KIND_MIN else entry.content,
    ]
    rare: list[Item] = [
        [list(item) for item in entry.beyond],
        entry.not_after_ms,
        list(entry.addressees),
        entry.thread,
    ]
    said: dict[int, Item] = {key: value for key, value in enumerate(rare) if value not in (None, [])}
    return [*form, said] if said else form


def rebuild(
    form: Item,
    place: tuple[bytes, str, bytes, int],
    sealed: tuple[bytes, bytes] | None,
    parties: Sequence[str],
    root_at: RootAt,
) -> bytes:
    """Give the bytes of the entry that a thin form stands for.

    `place` is line, author, feed and index; `sealed` is salt and body, if they came. The bytes prove nothing until
    they are hashed under a head. Raises PeerFault `thin-unbuildable`, `entry-malformed`.
    """
    match form:
        case [[*items], clock_ms, uncertainty_ms, int(scale), kind, version, content]:
            rare: dict[int, Item] = {}
        case [[*items], clock_ms, uncertainty_ms, int(scale), kind, version, content, dict(rare)]:
            pass
        case _:
            raise PeerFault("thin-unbuildable", "A thin entry is not in its form.")
    if len(items) > SEEN_MAX:
        raise PeerFault("thin-unbuildable", "A thin entry has seen more than an entry may have.")
    seen: list[Item] = [_seen(item, parties, root_at) for item in items]
    if content is True:
        if sealed is None:
            raise PeerFault("thin-unbuildable", "A thin entry came without its body.")
        content = commitment(*sealed)
    line, author, feed, index = place
    data = encode(
        [
            VERSION, line, author, feed, index, seen, rare.get(0, []), clock_ms, uncertainty_ms,
            scale >> 2, scale & 3, rare.get(1), rare.get(2, []), kind, version, rare.get(3), content,
        ]
    )  # fmt: skip
    decode_entry(data)
    return data


def _seen(item: Item, parties: Sequence[str], root_at: RootAt) -> Item:
    match item:
        case [int(at), bytes(feed), int(size)] if _is_place(at, parties) and type(size) is int and size > 0:
            found = root_at(parties[at], feed, size)
        case _:
            raise PeerFault("thin-unbuildable", "A thin entry is not in its form.")
    if found is None:
        raise PeerFault("thin-unbuildable", "A thin entry has seen more than is held here.")
    whole, root = found
    return [parties[at], whole, size, root]


def _is_place(at: Item, parties: Sequence[str]) -> bool:
    return type(at) is int and 0 <= at < len(parties)
