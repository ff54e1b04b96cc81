"""The thin form of an entry for narrow carriers: what the receiver can rebuild is left out, rebuilt and hashed.

Left out are line, author, feed and index (the packet names them), the roots of `seen` (the receiver has the trees) and
the commitment (it comes with the body). See docs/spec/line.md.
"""

from __future__ import annotations

from collections.abc import Callable

from parley.record.entry import BODY_KIND_MIN, VERSION, commitment, decode_entry
from parley.words.cbor import Item, encode
from parley.words.faults import PeerFault

RootAt = Callable[[str, bytes, int], bytes | None]
"""Gives the root of a feed at a size, or None where that much of it is not held."""


def thin(data: bytes) -> list[Item]:
    """Give the thin form of a sound own entry."""
    entry = decode_entry(data)
    content = True if entry.kind >= BODY_KIND_MIN else entry.content
    return [
        [[item.party, item.feed, item.size] for item in entry.seen],
        [list(item) for item in entry.beyond],
        entry.clock_ms,
        entry.uncertainty_ms,
        entry.traffic_class,
        entry.precedence,
        entry.not_after_ms,
        list(entry.addressees),
        entry.kind,
        entry.kind_version,
        entry.thread,
        content,
    ]


def rebuild(
    form: Item, place: tuple[bytes, str, bytes, int], sealed: tuple[bytes, bytes] | None, root_at: RootAt
) -> bytes:
    """Give the bytes of the entry that a thin form stands for.

    `place` is line, author, feed and index; `sealed` is salt and body, if they came. The bytes prove nothing until
    they are hashed under a head. Raises PeerFault `thin-unbuildable`, `entry-malformed`.
    """
    if type(form) is not list or len(form) != 12 or type(form[0]) is not list:
        raise PeerFault("thin-unbuildable", "A thin entry is not in its form.")
    seen: list[Item] = []
    for item in form[0]:
        match item:
            case [str(party), bytes(feed), int(size)] if type(size) is int and size > 0:
                root = root_at(party, feed, size)
            case _:
                raise PeerFault("thin-unbuildable", "A thin entry is not in its form.")
        if root is None:
            raise PeerFault("thin-unbuildable", "A thin entry has seen more than is held here.")
        seen.append([party, feed, size, root])
    content = form[11]
    if content is True:
        if sealed is None:
            raise PeerFault("thin-unbuildable", "A thin entry came without its body.")
        content = commitment(*sealed)
    line, author, feed, index = place
    data = encode([VERSION, line, author, feed, index, seen, *form[1:11], content])
    decode_entry(data)
    return data
