"""A line's record out of its store, as the files of an export."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from parley.app.assemble import open_store_of
from parley.app.home import Home, LineFiles, read_line
from parley.node.ports import Reader, Row
from parley.record.entry import BODY_KIND_MIN, OpenKind
from parley.record.export import ExportedFeed, export
from parley.record.feed import Feed, Leaf
from parley.record.folder import ERASED, Body
from parley.record.head import Head, origin, sign_head, verify_head
from parley.record.joint import Record
from parley.record.keys import Keyring, disowned_from, may_be_order, order_in, rings_of
from parley.record.retention import Keeping
from parley.seal.suite import SigningKey
from parley.words.faults import OurFault

Files: TypeAlias = Generator[tuple[str, Iterable[bytes]], None, None]
"""Path and chunks of each file; the store stays open until it is used up or closed."""


def open_record(home: Home, name: str | None) -> Files:
    """Give the files of an export of one line of a home whose node does not run.

    Raises OurFault `home-locked` while it runs, `line-unknown`; `name` may be None where the home has one line.
    """
    line = read_line(home, home.only_line(name), secrets=False)
    with closing(open_store_of(line.folder, line.line)) as store:
        yield from export_of(line, home.node_key(), home.party, store)


def export_of(line: LineFiles, key: SigningKey, party: str, reader: Reader) -> Files:
    """Give the files of an export: own feeds under heads signed now, others as far as their newest full head."""
    yield from export(line.line, line.agreement, line.card_files, _feeds(line, key, party, reader))


def _feeds(line: LineFiles, key: SigningKey, party: str, reader: Reader) -> Iterator[ExportedFeed]:
    full = {(head.party, head.feed): head for head in reader.heads() if head.pq is not None and not head.path}
    sizes: dict[tuple[str, bytes], int] = {}
    erased = _erased(line, reader)
    orders: list[tuple[str, bytes, bytes]] = []
    for row in reader.replay():
        sizes[row.party, row.feed] = row.index + 1
        if row.body is not None and may_be_order(row.body):
            orders.append((row.party, row.feed, row.body))
    rings = rings_of(line.line, line.card_files, [*line.orders, *((author, body) for author, _, body in orders)])
    disowned = _disowned(line, rings[party], [(feed, body) for author, feed, body in orders if author == party], reader)
    for (author, name), size in sorted(sizes.items(), key=lambda item: (item[0][0].encode(), item[0][1])):
        known = full.get((author, name))
        ours = author == party and (author, name) not in disowned
        if not ours and (known is None or known.size > size):  # homes of 0.1 hold heads above what they hold
            continue
        reach = size if ours or known is None else known.size
        rows = reader.entries(author, name, 0, reach)
        feed = Feed(author, name, 0)
        leaves = [feed.append(line.line, row.entry) for row in rows]
        named, public = origin(line.line, author, name), key.public
        if ours or known is None:
            head = sign_head(key, named, reach, feed.tree.root(), full=True)
        else:
            head = Head(known.size, known.root, known.ed, known.pq)
            ring = rings[author]
            public = next((each for each in reversed(ring.keys) if verify_head(each, named, head)), ring.key).public
        bodies = [
            ERASED if (author, name, row.index) in erased else _body(row)
            for leaf, row in zip(leaves, rows, strict=True)
            if commits(leaf)
        ]
        yield ExportedFeed(author, name, [row.entry for row in rows], bodies, head, public)


def _disowned(
    line: LineFiles, ring: Keyring, orders: Sequence[tuple[bytes, bytes]], reader: Reader
) -> set[tuple[str, bytes]]:
    """Give the own feeds that are not signed again: a stolen key wrote in them."""
    if not any(order.stolen for order in ring.orders):
        return set()
    record = Record(line.line, sorted(line.card_files))
    for row in reader.replay():
        record.append(row.party, row.feed, row.entry)
    record.settle()
    party = ring.card.party
    standing = [(order, feed) for feed, body in orders for order in ring.orders if order == order_in(body)]
    found = disowned_from(record, party, [(order, record.feed(party, feed)) for order, feed in standing])
    return {(feed.party, feed.id) for feed in found}


def _erased(line: LineFiles, reader: Reader) -> set[tuple[str, bytes, int]]:
    """Give the statements whose bodies are not held and by agreement need not be."""
    record = Record(line.line, sorted(line.card_files))
    bare: list[tuple[Feed, int]] = []
    signed: list[tuple[Feed, int, bytes]] = []
    for row in reader.replay():
        leaf = record.append(row.party, row.feed, row.entry)
        if leaf.entry is None or not commits(leaf):
            continue
        if row.body is None and leaf.entry.kind >= BODY_KIND_MIN:
            bare.append((record.feed(row.party, row.feed), row.index))
        elif row.body is not None and leaf.entry.kind == OpenKind.AMENDMENT:
            signed.append((record.feed(row.party, row.feed), row.index, row.body))
    if not bare:
        return set()
    record.settle()
    keeping = Keeping(record, line.agreement, signed)
    return {(feed.party, feed.id, index) for feed, index in bare if keeping.is_over(feed, index)}


def commits(leaf: Leaf) -> bool:
    """Say whether a leaf is sound and commits to a body: such a one has a place in `bodies`."""
    return leaf.entry is not None and type(leaf.entry.content) is bytes


def _body(row: Row) -> Body:
    return None if row.salt is None or row.body is None else (row.salt, row.body)


def asked_place(out: str) -> Path:
    """Read the path of a request: absolute, and one that a file can have. Raises OurFault `request-malformed`."""
    place = Path(out)
    try:
        fit = place.is_absolute() and b"\0" not in os.fsencode(place)
    except UnicodeEncodeError:
        fit = False
    if not fit:
        raise OurFault("request-malformed", "An export or a backup goes to an absolute path.")
    return place


def write_folder(files: Files, out: Path) -> int:
    """Write an export's files into an empty folder, or one that does not exist yet; give how many.

    Raises OurFault `out-exists`, `out-unwritable`.
    """
    count = 0
    try:
        if out.exists() and any(out.iterdir()):
            raise OurFault("out-exists", f"{out} is not empty.")
        for path, chunks in files:
            target = out / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.writelines(chunks)
            count += 1
    except OSError as error:
        raise OurFault("out-unwritable", f"{out}: {error.strerror}.") from error
    finally:
        files.close()
    return count
