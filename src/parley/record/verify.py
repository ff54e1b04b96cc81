"""Checks an exported record offline; the checks bear the numbers of docs/spec/record.md section 9."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from parley.record.card import Card, line_of
from parley.record.entry import BODY_KIND_MIN, Entry, OpenKind, commitment
from parley.record.feed import Claim, Feed, Leaf
from parley.record.folder import (
    AGREEMENT_FILE,
    CARDS,
    ERASED,
    FEED_FILES,
    LEAF_BYTES,
    MARK,
    MARK_FILE,
    Bodies,
    Folder,
    card_file,
    card_party,
    folder_of,
    split_entries,
)
from parley.record.head import Unread, line_part, origin, read_note, verify_head
from parley.record.joint import Record
from parley.record.keys import Keyring, Order, disowned_from, may_be_order, order_in
from parley.record.merkle import root_of
from parley.record.orders import generation_of, rings_in
from parley.record.progress import Progress, telling
from parley.record.release import may_have_evidence, names_officer
from parley.record.released import kept_of, releases
from parley.record.retention import Keeping
from parley.record.verdict import (
    CONSISTENT,
    PROVED,
    REFUSED,
    Beyond,
    Found,
    Reach,
    Refused,
    Report,
    Verdict,
    checked_card,
)
from parley.seal.digest import sha256
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item
from parley.words.faults import PeerFault

NOT_READABLE: Final = frozenset({OpenKind.OFFICER_KEY, OpenKind.REVOCATION, *range(11, 32)})


class _Checked(NamedTuple):
    """What check 4 keeps of a feed for those behind it."""

    folder: Folder
    commitments: list[tuple[int, bytes, int]]
    """By index: what an entry commits to, and its kind."""
    founding: list[tuple[int, Item]]
    not_readable: int
    former: tuple[int, Unread] | None
    """The head and which key signed it, where that is a former one."""
    orders: list[bytes]
    signed: list[tuple[int, bytes]]
    """Bodies of amendments, by index."""
    erased: list[int]
    """Entries whose bodies are said to be erased by agreement."""
    officers: list[tuple[int, Entry]]
    proved: list[tuple[int, bytes]]
    """Entries that name officers' keys or revoke them, and bodies that may have release evidence, by index."""


def verify(files: Mapping[str, bytes], cards: Sequence[bytes] = (), progress: Progress | None = None) -> Verdict:
    """Verify the files of an export, by path; `cards` are card files known from elsewhere. Never raises on content."""
    try:
        return Verdict(PROVED if cards else CONSISTENT, None, _verify(files, cards, progress))
    except Refused as refused:
        return Verdict(REFUSED, refused.found)


def _verify(files: Mapping[str, bytes], outside: Sequence[bytes], progress: Progress | None) -> Report:
    folders = _check_files(files)
    cards = _check_cards(files, outside)
    line = _check_line(files, cards, folders)
    rings = rings_in(files, line, folders)
    record = Record(line, list(cards))
    checked: list[_Checked] = []
    sizes = [len(split_entries(files[folder.file("entries")])[0]) for folder in folders] if progress else []
    for folder in folders:
        done = sum(sizes[: len(checked)])
        tell = telling(progress, done, sum(sizes))
        checked.append(_check_feed(files, folder, record, rings[folder.party], tell))
    absent = sum(_check_bodies(files[each.folder.file("bodies")], each) for each in checked)
    record.settle()
    _check_founding(files, cards, checked)
    signed = [(record.feed(*each.folder[1:]), index, body) for each in checked for index, body in each.signed]
    keeping = Keeping(record, files[AGREEMENT_FILE], signed)
    report = _report(keeping, rings, checked, absent)
    _check_former(report, rings, checked)
    _check_erased(keeping, checked)
    kept = [  # 10: who released what is told, and refuses no record
        kept_of(record.feed(*each.folder[1:]), files[each.folder.file("entries")], each.officers, each.proved)
        for each in checked
    ]
    return replace(report, releases=releases(kept))


# ---- 1. The files


def _check_files(files: Mapping[str, bytes]) -> list[Folder]:
    parties = {party for path in files if (party := card_party(path))}
    folders = {folder for path in files if (folder := folder_of(path)) and folder.party in parties}
    expected = {MARK_FILE, AGREEMENT_FILE, *map(card_file, parties)}
    expected |= {folder.file(name) for folder in folders for name in FEED_FILES}
    if len(parties) < 2:
        expected.add(CARDS)
    if odd := expected ^ set(files):
        raise Refused(Found("record-files", min(odd, key=_path_bytes)))
    if files[MARK_FILE] != MARK:
        raise Refused(Found("record-version", MARK_FILE))
    return sorted(folders)


def _path_bytes(path: str) -> bytes:
    return path.encode(errors="surrogateescape")


# ---- 2. The cards


def _check_cards(files: Mapping[str, bytes], outside: Sequence[bytes]) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    for path in sorted(path for path in files if card_party(path)):
        party = card_party(path)
        card = checked_card(files[path], path, party)
        cards[card.party] = card
        if card.party != party or card.suite != next(iter(cards.values())).suite:
            raise Refused(Found("card-malformed", path, party))
    if outside:
        given = {(card.party, card.root.ed, card.root.pq) for card in map(checked_card, outside)}
        held = {(card.party, card.root.ed, card.root.pq) for card in cards.values()}
        if differing := given ^ held:
            party = min(differing)[0]
            raise Refused(Found("card-differs", card_file(party), party))
    return cards


# ---- 3. The line


def _check_line(files: Mapping[str, bytes], cards: Mapping[str, Card], folders: Sequence[Folder]) -> bytes:
    line = line_of(files[AGREEMENT_FILE], list(cards.values()))
    part = line_part(line).encode()
    if folders and not any(files[folder.file("head")].startswith(part) for folder in folders):
        raise Refused(Found("line-differs", AGREEMENT_FILE))
    return line


# ---- 4. The feeds


def _check_feed(
    files: Mapping[str, bytes], folder: Folder, record: Record, ring: Keyring, tell: Callable[[int], None]
) -> _Checked:
    entries, whole = split_entries(files[folder.file("entries")])
    kept = _Kept()
    for taken, entry in enumerate(entries):
        tell(taken)
        kept.take(record.append(folder.party, folder.feed, entry))
    feed = record.feed(folder.party, folder.feed)
    leaves = files[folder.file("leaves")]
    note = _note(files[folder.file("head")], ring.card)
    name = origin(record.line, folder.party, folder.feed)

    if note and note.origin == name and (not whole or note.head.size != feed.size):
        size, root = note.head.size, note.head.root
        if len(leaves) == size * LEAF_BYTES and root_of(_split(leaves)) == root:
            raise _at(folder, "entry-altered", "entries", _difference(feed, leaves))
    if not whole:
        raise _at(folder, "entries-framing", "entries", feed.size)
    note, generation = _check_head(folder, note, name, ring, feed.size)
    _check_roots(folder, feed, leaves, note.head.root)
    former = None if generation == len(ring.orders) else (generation, note)
    return _Checked(folder, kept.commitments, kept.founding, kept.not_readable, former, [], [], [], kept.officers, [])


@dataclass(slots=True)
class _Kept:
    """Gathers from leaves, as they are taken in, what later checks look at."""

    commitments: list[tuple[int, bytes, int]] = field(default_factory=list)
    founding: list[tuple[int, Item]] = field(default_factory=list)
    not_readable: int = 0
    officers: list[tuple[int, Entry]] = field(default_factory=list)

    def take(self, leaf: Leaf) -> None:
        entry = leaf.entry
        if entry is None:
            return
        if type(entry.content) is bytes:
            self.commitments.append((leaf.index, entry.content, entry.kind))
        if entry.kind == OpenKind.FOUNDING:
            self.founding.append((leaf.index, entry.content))
        elif names_officer(entry):
            self.officers.append((leaf.index, entry))
        elif entry.kind in NOT_READABLE:
            self.not_readable += 1


def _note(data: bytes, card: Card) -> Unread | None:
    try:
        return read_note(suite_of(card.suite), data)
    except PeerFault:
        return None


def _check_head(folder: Folder, note: Unread | None, name: str, ring: Keyring, size: int) -> tuple[Unread, int]:
    """Check form, origin, size and both signatures of a head; give it with the number of its key."""
    if note is None:
        raise _at(folder, "head-malformed", "head")
    if note.origin != name:
        raise _at(folder, "line-differs" if _only_line_differs(note.origin, name) else "head-malformed", "head")
    if note.head.size != size:
        raise _at(folder, "head-size", "head")
    generation = generation_of(ring, note)
    if generation is None or not verify_head(ring.keys[generation], name, note.head):
        raise _at(folder, "head-signature", "head")
    return note, generation


def _only_line_differs(found: str, name: str) -> bool:
    start = len("parley/v1/")
    digits = found[start : start + 32]
    return found[:start] + name[start : start + 32] + found[start + 32 :] == name and not set(digits) - set(
        "0123456789abcdef"
    )


def _check_roots(folder: Folder, feed: Feed, leaves: bytes, root: bytes) -> None:
    """Compare the head's root, that of the leaves and that of the entries."""
    if feed.tree.root() == root:
        if leaves != feed.tree.leaves():
            raise _at(folder, "leaf-altered", "leaves", _difference(feed, leaves))
    elif len(leaves) == feed.size * LEAF_BYTES and root_of(_split(leaves)) == root:
        raise _at(folder, "entry-altered", "entries", _difference(feed, leaves))
    else:
        raise _at(folder, "root-differs", "entries")


def _split(leaves: bytes) -> list[bytes]:
    return [leaves[at : at + LEAF_BYTES] for at in range(0, len(leaves), LEAF_BYTES)]


def _difference(feed: Feed, leaves: bytes) -> int:
    """Give the first index at which the entries and the leaves file differ."""
    ids = feed.tree.leaves()
    same = range(0, min(len(ids), len(leaves)), LEAF_BYTES)
    at = next((at for at in same if ids[at : at + LEAF_BYTES] != leaves[at : at + LEAF_BYTES]), None)
    return (min(len(ids), len(leaves)) if at is None else at) // LEAF_BYTES


def _at(folder: Folder, code: str, file: str, index: int | None = None) -> Refused:
    return Refused(Found(code, folder.file(file), folder.party, folder.feed, index))


# ---- 5. The bodies


def _check_bodies(data: bytes, checked: _Checked) -> int:
    """Open each commitment; give how many bodies are not in this export."""
    bodies = Bodies(data)
    absent = 0
    for index, committed, kind in checked.commitments:
        try:
            item = bodies.take()
        except ValueError:
            raise _at(checked.folder, "bodies-framing", "bodies", index) from None
        if item is None:
            absent += 1
        elif item == ERASED:
            checked.erased.append(index)
        elif commitment(*item) != committed:
            raise _at(checked.folder, "body-altered", "bodies", index)
        elif may_be_order(item[1]):
            checked.orders.append(item[1])
        elif kind == OpenKind.AMENDMENT:
            checked.signed.append((index, item[1]))
        elif kind >= BODY_KIND_MIN and may_have_evidence(item[1]):
            checked.proved.append((index, item[1]))
    if not bodies.ended():
        raise _at(checked.folder, "bodies-framing", "bodies")
    return absent


# ---- 6. What was seen, and the order: computed by `Record`, reported here


def _report(keeping: Keeping, rings: Mapping[str, Keyring], checked: Sequence[_Checked], absent: int) -> Report:
    record = keeping.record
    feeds = sorted(record.feeds.values(), key=lambda feed: feed.rank)
    receipted = {feed: dict.fromkeys(record.parties, 0) | feed.receipted for feed in feeds}
    false_seen, beyond = len(record.false_seen), dict[tuple[str, bytes], int]()
    for claim, by in _open_claims(feeds):
        held = record.feeds.get((claim.party, claim.feed))
        if held is None or held.size < claim.size:
            key = (claim.party, claim.feed)
            beyond[key] = max(claim.size, beyond.get(key, 0))
        elif held.tree.root(claim.size) != claim.root:
            false_seen += 1
        elif not claim.named:
            receipted[held][by] = max(claim.size, receipted[held][by])
    reaches = []
    for feed in feeds:
        others = {party: size for party, size in receipted[feed].items() if party != feed.party}
        last_ms = feed.clocks[-1] if feed.size else None
        reaches.append(Reach(feed.party, feed.id, feed.size, last_ms, others, (feed.party, feed.id) not in beyond))
    named = sorted(beyond.items(), key=lambda item: (item[0][0].encode(), item[0][1]))
    return Report(
        line=record.line,
        record=record,
        feeds=tuple(reaches),
        beyond=tuple(Beyond(party, feed, size) for (party, feed), size in named),
        unsound=sum(len(feed.unsound) for feed in feeds),
        false_seen=false_seen,
        without_place=sum(feed.size - feed.placed for feed in feeds),
        bodies_absent=absent,
        not_readable=sum(each.not_readable for each in checked),
        key_changes={party: len(rings[party].orders) for party in record.parties},
        disowned=sum(_disowned(record, party, ring, checked) for party, ring in rings.items()),
        amendments=keeping.steps,
        bodies_erased=sum(len(each.erased) for each in checked),
    )


def _disowned(record: Record, party: str, ring: Keyring, checked: Sequence[_Checked]) -> int:
    """Count what a stolen key of a party signed beyond what counts."""
    orders: list[tuple[Order, Feed]] = []
    for each in checked:
        if each.folder.party == party:
            found = [order for order in map(order_in, each.orders) if order in ring.orders]
            orders += [(order, record.feed(party, each.folder.feed)) for order in found if order is not None]
    return sum(feed.size - size for feed, size in disowned_from(record, party, orders).items())


def _open_claims(feeds: Sequence[Feed]) -> Iterator[tuple[Claim, str]]:
    """Give what entries without a place claim, each with its author; that of placed ones is counted already."""
    for feed in feeds:
        for claims in feed.claims.values():
            for claim in claims:
                yield claim, feed.party


# ---- 7. The founding


def _check_founding(files: Mapping[str, bytes], cards: Mapping[str, Card], checked: Sequence[_Checked]) -> None:
    parties = sorted(cards)
    signed: list[Item] = [[party, sha256(files[card_file(party)])] for party in parties]
    expected: Item = [sha256(files[AGREEMENT_FILE]), signed]
    for party in parties:
        found = [(each.folder, index, content) for each in checked for index, content in each.founding]
        own = [(folder, index, content) for folder, index, content in found if folder.party == party]
        if not own:
            raise Refused(Found("founding-missing", AGREEMENT_FILE, party))
        if all(content != expected for _, _, content in own):
            folder, index, _ = own[0]
            raise _at(folder, "founding-differs", "entries", index)


# ---- 8. Heads under former keys


def _check_former(report: Report, rings: Mapping[str, Keyring], checked: Sequence[_Checked]) -> None:
    """A former key counts for what the change of keys names and for what another party has receipted."""
    receipted = {(reach.party, reach.feed): reach.receipted for reach in report.feeds}
    for each in checked:
        folder = each.folder
        if each.former is not None:
            generation, note = each.former
            size = note.head.size
            named = rings[folder.party].counts(generation, folder.feed, size, note.head.root)
            if not named and max(receipted[folder.party, folder.feed].values()) < size:
                raise _at(folder, "head-revoked", "head")


# ---- 9. What is said to be erased by agreement


def _check_erased(keeping: Keeping, checked: Sequence[_Checked]) -> None:
    """A statement's body may be gone where the agreed age has passed; no other body, and none before."""
    for each in checked:
        feed = keeping.record.feed(each.folder.party, each.folder.feed)
        kinds = {index: kind for index, _, kind in each.commitments} if each.erased else {}
        for index in each.erased:
            if kinds[index] < BODY_KIND_MIN or not keeping.is_over(feed, index):
                raise _at(each.folder, "body-erased-early", "bodies", index)
