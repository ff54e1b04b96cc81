"""A party's home: what `init` makes, what the ceremony of a line adds, and how both are read back.

parley.toml            party
root.key               the root identity; belongs offline
node.key transport.key
authority.key .crt     what vouches for the pages of the console (`app/authority.py`)
<party>.card           its suite, its keys, whether it is a demonstration
lines/<name>/          line.toml, agreement.toml, cards/, orders/ (changes of keys), pair-<party>.key, the store's
                       files; drafts/; blocked.card or closed.card, a counterpart's card with other root keys
                       (`app/roots.py`)
site.toml              where there are two sites: whether this one keeps the watch
own.log                what the people of this side did, by seat; never sent
people.toml            the seats of this side, where any are declared; credentials.json: which hardware key is which
next/                  a change of keys that is under way
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.authority import found_authority
from parley.app.orders import orders_in
from parley.app.places import NOWHERE, Places, read_places, settings_of
from parley.desk.agreement import parse
from parley.desk.agreement.contradictions import refuse_contradictions
from parley.keys import files
from parley.record.card import Card, Officer, line_of, read_card, suite_for, write_card
from parley.seal.digest import sha256
from parley.seal.suite import PublicKey, SigningKey, Suite
from parley.seal.suite import suite as suite_of
from parley.seal.transport import transport_identity
from parley.store.files import put, put_folder
from parley.wire.signed import refuse_not_here
from parley.words.faults import OurFault, PeerFault
from parley.words.terms import is_party_code

BLOCKED: Final = "blocked.card"
CLOSED: Final = "closed.card"
LINE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)


SITE: Final = "site.toml"
READY: Final = "ready"


class Site(NamedTuple):
    """What a home is to its party's watch, and the number of the last hand-over that it has seen."""

    state: str = "live"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Home:
    """An opened home; key files are read only when they are needed."""

    folder: Path
    party: str
    suite: Suite
    demo: bool
    passphrase: str | None

    @property
    def card_file(self) -> Path:
        """The card to hand over."""
        return self.folder / f"{self.party}.card"

    @property
    def next_folder(self) -> Path:
        """Where a change of keys is made ready; with the mark in it, it has begun to be put in force."""
        return self.folder / "next"

    def site(self) -> Site:
        """Whether this home keeps the watch. Raises OurFault `home-malformed`."""
        path = self.folder / SITE
        if not path.exists():
            return Site()
        match _toml(path, "home-malformed"):
            case {"state": ("live" | "standby" | "given-up") as state, "number": int(number)}:
                return Site(state, number)
            case _:
                raise OurFault("home-malformed", f"{path} does not say whether this home keeps the watch.")

    def node_key(self) -> SigningKey:
        """Load the node's signing key.

        Raises OurFault of key files, `site-standby`, `site-given-up`, `keys-pending`.
        """
        state = self.site().state
        if state != "live":
            raise OurFault(f"site-{state}", f"{self.folder} does not keep the watch.")
        if (self.next_folder / READY).exists():
            raise OurFault("keys-pending")
        return self.suite.signing_key(files.read_key(self.folder / files.NODE, self.passphrase))

    def line_folder(self, name: str) -> Path:
        """The folder of one line; raises OurFault `line-unknown`."""
        folder = self.folder / "lines" / name
        if not LINE_NAME.fullmatch(name) or not (folder / "line.toml").is_file():
            known = ", ".join(self.lines()) or "none"
            raise OurFault("line-unknown", f"This home has no line {name!r}; it has: {known}.")
        return folder

    def lines(self) -> list[str]:
        """The names of the lines founded here."""
        return sorted(path.parent.name for path in (self.folder / "lines").glob("*/line.toml"))

    def only_line(self, name: str | None) -> str:
        """Give the name, or that of the home's one line. Raises OurFault `line-unknown` where it has not one."""
        lines = self.lines()
        if name is None and len(lines) != 1:
            raise OurFault("line-unknown", f"Name one of this home's lines: {', '.join(lines) or 'it has none'}.")
        return name or lines[0]


def init(
    folder: Path,
    party: str,
    *,
    passphrase: str | None,
    demo: bool = False,
    suite_number: int = 1,
    officers: tuple[Officer, ...] = (),
) -> Home:
    """Make a home: root identity, node key, transport key, card. It is whole, or it is not there.

    Raises OurFault `home-exists`, `home-unwritable`, `party-code`, and those of key files.
    """
    if not is_party_code(party):
        raise OurFault("party-code", f"{party!r} is not a party's code.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OurFault("home-exists", f"{folder} is there already and not empty.")
    suite = suite_of(suite_number)
    root_seed, node_seed = os.urandom(64), os.urandom(64)
    password = os.urandom(32).hex().encode()
    transport = transport_identity(os.urandom, password)
    root, node = suite.signing_key(root_seed), suite.signing_key(node_seed)
    card = Card(suite.number, party, demo, root.public, node.public, transport.certificate, officers)
    file = write_card(card, root)
    read_card(file)  # whoever is handed it does the same
    with whole(folder, "home-unwritable") as part:
        (part / "lines").mkdir()
        files.write_key(part / files.ROOT, root_seed, passphrase, os.urandom)
        files.write_key(part / files.NODE, node_seed, passphrase, os.urandom)
        files.write_key(part / files.TRANSPORT, password + b"\n" + transport.key, passphrase, os.urandom)
        found_authority(part, party, passphrase)
        (part / f"{party}.card").write_bytes(file)
        (part / "parley.toml").write_text(f"party = {json.dumps(party)}\n")
    return Home(folder, party, suite, demo, passphrase)


@contextmanager
def whole(folder: Path, code: str) -> Iterator[Path]:
    """Fill a folder under another name first: it is there whole or not at all. Raises OurFault of this code."""
    part = folder.with_name(f".{folder.name}.part")
    try:
        if part.exists():
            shutil.rmtree(part)
        part.mkdir(mode=0o700, parents=True)
        yield part
        put_folder(part, folder)
    except OSError as error:
        raise OurFault(code, f"{folder} cannot be made: {error.strerror}.") from error


def open_home(folder: Path, passphrase: str | None = None) -> Home:
    """Open a home; what it is, its card says under the root's signatures.

    Raises OurFault `home-missing`, `home-malformed`; PeerFault of cards.
    """
    party = _toml(folder / "parley.toml", "home-missing").get("party")
    if not is_party_code(party):
        raise OurFault("home-malformed", f"parley.toml in {folder} names no party.")
    try:
        card = read_card((folder / f"{party}.card").read_bytes())
    except OSError as error:
        raise OurFault("home-malformed", f"{folder} has no card of {party}: {error.strerror}.") from error
    if card.party != party:
        raise OurFault("home-malformed", f"The card of {party} in {folder} is that of {card.party}.")
    return Home(folder, card.party, suite_of(card.suite), card.demo, passphrase)


@dataclass(frozen=True, slots=True)
class LineFiles:
    """What a line's folder holds besides its store."""

    name: str
    folder: Path
    line: bytes
    agreement: bytes
    cards: Mapping[str, Card]
    card_files: Mapping[str, bytes]
    pair_secrets: Mapping[str, bytes]
    places: Places
    orders: tuple[tuple[str, bytes], ...]
    """Changes of keys that were put in by hand, each with its party, oldest first."""


def found(
    home: Home,
    name: str,
    agreement: bytes,
    cards: Mapping[str, bytes],
    secrets: Mapping[str, bytes],
    places: Places = NOWHERE,
) -> bytes:
    """Add a line to a home from the agreement, everybody's cards and the pair secrets; give the line.

    Raises OurFault `line-exists`, `line-name`, `card-own-differs`, `card-root-changed`, `catalogue-differs`,
    `demo-mixed`, `address-unusable`, `home-unwritable`; PeerFault `agreement-malformed`, `agreement-contradicts`,
    `suite-differs`, and those of cards.
    """
    folder = home.folder / "lines" / name
    if not LINE_NAME.fullmatch(name):
        raise OurFault("line-name", f"{name!r} is not a line's name: small letters, digits, hyphens.")
    if folder.exists():
        raise OurFault("line-exists", f"This home has a line {name!r} already.")
    if cards.get(home.party) != home.card_file.read_bytes():
        raise OurFault("card-own-differs", "The cards do not hold this home's own card.")
    read = [read_card(data) for data in cards.values()]
    suite_for(read)
    _refuse_other_roots(home, read)
    if any(card.demo != home.demo for card in read):
        raise OurFault("demo-mixed", "A card made for drills and one that was not name one line.")
    terms = parse(agreement)
    refuse_contradictions(terms)
    refuse_not_here(terms)
    if set(terms.languages) != {card.party for card in read}:
        raise PeerFault("agreement-malformed", f"parties names others than the cards: {', '.join(sorted(cards))}.")
    line = line_of(agreement, read)
    settings = settings_of(line, places, secrets)
    with whole(folder, "home-unwritable") as part:
        (part / "cards").mkdir()
        (part / "agreement.toml").write_bytes(agreement)
        for party, data in cards.items():
            (part / "cards" / f"{party}.card").write_bytes(data)
        for peer, secret in secrets.items():
            files.write_key(part / f"pair-{peer}.key", secret, home.passphrase, os.urandom)
        (part / "line.toml").write_text(settings)
    return line


def _refuse_other_roots(home: Home, cards: Sequence[Card]) -> None:
    """A party must have the root keys that it has on this home's other lines, but for those closed in favour of new."""
    for name in home.lines():
        line = read_line(home, name, secrets=False)
        for card in cards:
            if has_other_root(line, card) and _root(line.folder / CLOSED) != card.root:
                raise root_changed(card, [name])


def has_other_root(line: LineFiles, card: Card) -> bool:
    """Say whether a card has other root keys than its party was founded with on a line."""
    return card.party in line.cards and line.cards[card.party].root != card.root


def root_changed(card: Card, lines: Sequence[str]) -> OurFault:
    """Tell that a card has other root keys than lines were founded with."""
    names = ", ".join(lines)
    return OurFault("card-root-changed", f"The card of {card.party} has other root keys than it has on line {names}.")


def _root(path: Path) -> PublicKey | None:
    try:
        return read_card(path.read_bytes()).root
    except FileNotFoundError:
        return None


def is_blocked(folder: Path) -> bool:
    """Say whether a card with other root keys blocks the line with this folder, or closed it."""
    return (folder / BLOCKED).exists() or (folder / CLOSED).exists()


def refuse_blocked(folder: Path) -> None:
    """Say nothing on a line that is blocked, and carry nothing. Raises OurFault `line-closed`, `line-blocked`."""
    if is_blocked(folder):
        raise OurFault("line-closed" if (folder / CLOSED).exists() else "line-blocked")


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises OurFault `home-unwritable`."""
    try:
        put(path, data)
    except OSError as error:
        raise OurFault("home-unwritable", f"{path.parent} cannot be written: {error.strerror}.") from error


def set_places(home: Home, name: str, places: Places) -> None:
    """Write where the nodes of a line meet. Raises OurFault `address-unusable`, `home-unwritable`."""
    line = read_line(home, name, secrets=False)
    settings = settings_of(line.line, places, line.cards.keys() - {home.party})
    replace_file(line.folder / "line.toml", settings.encode())


def read_line(home: Home, name: str, *, secrets: bool = True) -> LineFiles:
    """Read a line's files and check them against each other.

    Raises OurFault `line-unknown`, `line-damaged`, `home-malformed`; PeerFault of cards and of an agreement that is
    no longer TOML; those of key files.
    """
    folder = home.line_folder(name)
    settings = _toml(folder / "line.toml", "line-unknown")
    agreement = (folder / "agreement.toml").read_bytes()
    card_files = {path.stem: path.read_bytes() for path in sorted((folder / "cards").glob("*.card"))}
    cards = {party: read_card(data) for party, data in card_files.items()}
    line = line_of(agreement, list(cards.values())) if cards else b""
    own = home.card_file
    if home.party in cards and own.exists():
        card = read_card(own.read_bytes())
        if card.root != cards[home.party].root:
            raise root_changed(card, [name])
    if line.hex() != settings.get("line"):
        parse(agreement)  # which names the place, where it is no agreement any more
        raise OurFault("line-damaged", f"Agreement or cards of line {name!r} are not those it was founded with.")
    peers = [party for party in cards if party != home.party]
    pairs = {p: files.read_key(folder / f"pair-{p}.key", home.passphrase) for p in peers} if secrets else {}
    places = read_places(folder / "line.toml", settings, set(peers))
    return LineFiles(name, folder, line, agreement, cards, card_files, pairs, places, orders_in(folder))


def agreement_hash(line: LineFiles) -> bytes:
    """Give the hash of the agreement that the parties sign."""
    return sha256(line.agreement)


def _toml(path: Path, missing: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError as error:
        raise OurFault(missing, f"{path.parent} has no {path.name}.") from error
    except (ValueError, OSError) as error:
        raise OurFault("home-malformed", f"{path} cannot be read: {error}") from error
