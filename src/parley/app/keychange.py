"""A change of node keys: begun in a home, signed apart by the root and two officers, put in force in one go.

The file that goes from hand to hand holds the new card and an order for each line, and no secret.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from parley.app.assemble import open_store_of
from parley.app.home import READY, SITE, Home, LineFiles, Site, read_line
from parley.app.officers import OfficerKey
from parley.app.orders import ORDERS, order_file
from parley.keys import files
from parley.record.card import Card, Officer, card_body, read_card, sign_card
from parley.record.entry import Named
from parley.record.joint import Record
from parley.record.keys import (
    LABEL,
    Keyring,
    Order,
    Signature,
    Signed,
    read_body,
    read_new_card,
    read_signed,
    rings_of,
    sign,
    tips,
    write_body,
    write_signed,
)
from parley.seal.digest import sha256
from parley.seal.suite import SigningKey, suite
from parley.seal.transport import transport_identity
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault, PeerFault

FILE: Final = "parley/keychange/v1"
CARD: Final = "card"


class Why(Enum):
    """Why keys are changed: in good order, because the old one is lost, or because somebody else has it."""

    ROTATED = "rotated"
    LOST = "lost"
    STOLEN = "stolen"


class LineChange(NamedTuple):
    """A line's part of a change: its name here, the card that holds on it, and the order."""

    name: str
    before: bytes
    signed: Signed


class Change(NamedTuple):
    """A change of keys on its way from hand to hand; the card has empty signatures until the root signs."""

    card: bytes
    lines: tuple[LineChange, ...]

    @property
    def is_rooted(self) -> bool:
        """Whether the root has signed."""
        return bool(self.lines) and all(line.signed.ed for line in self.lines)

    def to_bytes(self) -> bytes:
        """Give its file."""
        lines: list[Item] = [[line.name, line.before, write_signed(line.signed)] for line in self.lines]
        return encode([FILE, self.card, lines])


def read_change(data: bytes) -> Change:
    """Read the file of a change. Raises PeerFault `keys-malformed`."""
    try:
        match decode(data):
            case [str(label), bytes(card), list(lines)] if label == FILE and lines:
                return Change(card, tuple(_line_change(item) for item in lines))
            case _:
                pass
    except PeerFault:
        pass
    raise PeerFault("keys-malformed", "This is not the file of a change of keys.")


def _line_change(item: Item) -> LineChange:
    match item:
        case [str(name), bytes(before), bytes(order)]:
            return LineChange(name, before, read_signed(order))
        case _:
            raise PeerFault("keys-malformed")


# ---- beginning


def begin(
    home: Home, why: Why, officers: tuple[Officer, ...], counted: Callable[[LineFiles], Sequence[Named]]
) -> Change:
    """Draw new keys for a home and give the change to be signed; nothing holds yet.

    A stolen home's transport key is drawn anew too. `officers` replace those on the card, if any are given.
    Raises OurFault `line-unknown` where there is no line, `keys-pending`, and those of key files.
    """
    if (home.next_folder / READY).exists():
        raise OurFault("keys-pending")
    files.read_key(home.folder / files.TRANSPORT, home.passphrase)  # the new keys go under the same passphrase
    if why is Why.ROTATED:
        home.node_key()
    if not home.lines():
        raise OurFault("line-unknown", f"{home.folder} has no line: make a new home instead.")
    card = read_card(home.card_file.read_bytes())
    shutil.rmtree(home.next_folder, ignore_errors=True)
    home.next_folder.mkdir(mode=0o700)
    seed = os.urandom(64)
    files.write_key(home.next_folder / files.NODE, seed, home.passphrase, os.urandom)
    transport = card.transport
    if why is Why.STOLEN:
        password = os.urandom(32).hex().encode()
        identity = transport_identity(os.urandom, password)
        secret = password + b"\n" + identity.key
        files.write_key(home.next_folder / files.TRANSPORT, secret, home.passphrase, os.urandom)
        transport = identity.certificate
    after = card._replace(
        node=home.suite.signing_key(seed).public, transport=transport, officers=officers or card.officers
    )
    file = encode([card_body(after), b"", b""])
    lines = []
    for name in home.lines():
        line = read_line(home, name, secrets=False)
        before = own_ring(home, line).files[-1]
        order = Order(line.line, sha256(before), file, why is Why.STOLEN, tuple(counted(line)))
        lines.append(LineChange(name, before, Signed(write_body(order), b"", b"", ())))
    return Change(file, tuple(lines))


def own_ring(home: Home, line: LineFiles) -> Keyring:
    """Give the keys of this home's party on a line by the changes that lie in its folder."""
    return rings_of(line.line, {home.party: line.card_files[home.party]}, _of(home.party, line.orders))[home.party]


def _of(party: str, orders: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(author, data) for author, data in orders if author == party]


def counted_in(home: Home, line: LineFiles) -> list[Named]:
    """Give what counts of this party's feeds, as the store holds it. Raises OurFault `home-locked`."""
    if not (line.folder / "record.db").exists():
        return []
    with closing(open_store_of(line.folder, line.line)) as store:
        record = Record(line.line, sorted(line.cards))
        for row in store.replay():
            record.append(row.party, row.feed, row.entry)
        record.settle()
    return named_tips(record, home.party)


def named_tips(record: Record, party: str) -> list[Named]:
    """Give what counts of a party's feeds, as an order names it."""
    return [Named(feed.id, feed.placed, feed.tree.root(feed.placed)) for feed in tips(record, party)]


def take(home: Home, data: bytes) -> str:
    """Put another party's change of keys into the line that it is of, by hand; give that line's name.

    Raises OurFault `line-unknown`; PeerFault of what does not hold.
    """
    order = read_body(read_signed(data).body)
    for name in home.lines():
        line = read_line(home, name, secrets=False)
        if line.line == order.line:
            party = read_new_card(order.card).party
            if party == home.party or party not in line.cards:
                raise PeerFault("keys-foreign")
            ring = rings_of(line.line, {party: line.card_files[party]}, _of(party, line.orders))[party]
            if not ring.take(data):
                raise PeerFault("keys-foreign", "It follows a change of keys that is not here, or is here already.")
            (line.folder / ORDERS).mkdir(exist_ok=True)
            files.put_in_place(order_file(line.folder, party), data)
            return name
    raise OurFault("line-unknown", "The change of keys is of no line of this home.")


# ---- signing


def root_key(path: Path, passphrase: str | None, change: Change) -> SigningKey:
    """Load the root key that is to sign a change. Raises OurFault of key files."""
    return suite(read_card(change.lines[0].before).suite).signing_key(files.read_key(path, passphrase))


def save(path: Path, data: bytes) -> None:
    """Write a file that goes from hand to hand, in the place of an older one. Raises OurFault `home-unwritable`."""
    files.put_in_place(path, data)


def sign_as_root(change: Change, key: SigningKey) -> Change:
    """Sign the new card and every order. Raises OurFault `keys-unwanted` for another root's key."""
    body = _card_body(change.card)
    roots = {read_card(line.before).root for line in change.lines}
    if roots != {key.public} or change.is_rooted:
        raise OurFault("keys-unwanted")
    card = sign_card(body, key)
    lines = []
    for line in change.lines:
        order = write_body(read_body(line.signed.body)._replace(card=card))
        lines.append(line._replace(signed=Signed(order, *sign(key, order), ())))
    return Change(card, tuple(lines))


def _card_body(card: bytes) -> bytes:
    match decode(card):
        case [bytes(body), bytes(), bytes()]:
            return body
        case _:
            raise PeerFault("keys-malformed", "The change of keys has no card.")


def sign_as_officer(change: Change, officer: OfficerKey) -> Change:
    """Add an officer's signature to each order. Raises OurFault `keys-unsigned`, `keys-unwanted`."""
    if not change.is_rooted:
        raise OurFault("keys-unsigned", "The root signs first: its signature is on the card that officers sign.")
    return Change(change.card, tuple(_signed_by(line, officer) for line in change.lines))


def _signed_by(line: LineChange, officer: OfficerKey) -> LineChange:
    return line._replace(signed=add_officer(line.before, line.signed, officer))


def add_officer(before: bytes, signed: Signed, officer: OfficerKey, label: bytes = LABEL) -> Signed:
    """Add an officer's signature, in its place. Raises OurFault `keys-unwanted` if the card does not ask for it."""
    asked = Officer(officer.seat, officer.key.public) in read_card(before).officers
    if not asked or officer.seat in [each.seat for each in signed.officers]:
        raise OurFault("keys-unwanted")
    signature = Signature(officer.seat, *sign(officer.key, signed.body, label))
    return signed._replace(officers=tuple(sorted([*signed.officers, signature])))


# ---- putting in force


def install(home: Home, change: Change) -> None:
    """Put a change in force that was begun in this home: from then on the new key alone signs.

    The old key is gone when it returns; a crash leaves the home unable to sign until this is done again. Raises
    OurFault `keys-none`, `keys-unsigned`, `home-locked`, those of key files; PeerFault of what does not hold.
    """
    stage = home.next_folder
    if not (stage / files.NODE).exists():
        raise OurFault("keys-none")
    key = home.suite.signing_key(files.read_key(stage / files.NODE, home.passphrase))
    if not change.is_rooted:
        raise OurFault("keys-unsigned")
    card = _checked(home, change)
    if card.node != key.public:
        raise OurFault("keys-none", "This change was not begun in this home, or another one was begun since.")
    with locked(home):
        (stage / ORDERS).mkdir(exist_ok=True)
        for line in change.lines:
            files.put_in_place(stage / ORDERS / line.name, write_signed(line.signed))
        files.put_in_place(stage / CARD, change.card)
        files.put_in_place(stage / READY, b"")
        finish(home)


def _checked(home: Home, change: Change) -> Card:
    if sorted(line.name for line in change.lines) != home.lines():
        raise OurFault("keys-none", "The lines of this home are not those for which the change was begun.")
    for part in change.lines:
        ring = own_ring(home, read_line(home, part.name, secrets=False))
        if not ring.take(write_signed(part.signed)):
            raise PeerFault("keys-conflict", f"Line {part.name!r} has gone on to another card since.")
    return read_card(change.card)


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Keep every line of a home from being run meanwhile. Raises OurFault `home-locked` where a node runs."""
    with ExitStack() as held:
        for name in home.lines():
            line = read_line(home, name, secrets=False)
            if (line.folder / "record.db").exists():
                held.enter_context(closing(open_store_of(line.folder, line.line)))
        yield


def resume(home: Home) -> None:
    """Finish what a crash interrupted in `install`. Raises OurFault `keys-none`, `home-locked`."""
    if not (home.next_folder / READY).exists():
        raise OurFault("keys-none")
    with locked(home):
        finish(home)


def finish(home: Home) -> None:
    """Move what is ready into its place, as far as it is not there; the mark goes last."""
    stage = home.next_folder
    for name in home.lines():
        ready, folder = stage / ORDERS / name, home.line_folder(name)
        if ready.exists():
            (folder / ORDERS).mkdir(exist_ok=True)
            files.move(ready, order_file(folder, home.party))
    files.move(stage / CARD, home.card_file)
    files.move(stage / files.TRANSPORT, home.folder / files.TRANSPORT)
    files.move(stage / files.NODE, home.folder / files.NODE)
    site = home.site()
    if site.state != "live":
        set_site(home, Site("live", site.number + 1))
    files.erase(stage / READY)
    shutil.rmtree(stage)


def set_site(home: Home, site: Site) -> None:
    """Write whether this home keeps the watch. Raises OurFault `home-unwritable`."""
    files.put_in_place(home.folder / SITE, f'state = "{site.state}"\nnumber = {site.number}\n'.encode())
