"""A second site: a warm copy of a home that cannot sign, and the hand-over of the watch from one to the other.

The node's key moves with the hand-over. The site that gives it up is marked before the file with the key is written, so
that there is no moment at which both can sign.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.assemble import open_store_of
from parley.app.authority import CERTIFICATE
from parley.app.backups import NOBODY, RECORD, SETTINGS, copy_store
from parley.app.home import Home, LineFiles, Site, open_home, read_line, whole
from parley.app.keychange import add_officer, locked, set_site
from parley.app.officers import OfficerKey
from parley.app.orders import ORDERS
from parley.keys import files
from parley.node.ports import Store
from parley.record.card import read_card
from parley.record.keys import Signature, Signed, enough_officers, read_signatures
from parley.seal.digest import sha256
from parley.seal.keyfile import open_file
from parley.words.cbor import Item, decode, encode
from parley.words.faults import OurFault, PeerFault

FILE: Final = "parley/handover/v1"
LABEL: Final = b"parley/handover/v1"


# ---- the warm copy


async def copy_site(home: Home, out: Path, running: Mapping[str, Store] = NOBODY) -> None:
    """Make or renew a warm copy of a home: its record and all but the keys of root and node.

    The copy's own addresses stay. `running` has the open stores of the lines that this process serves. Raises OurFault
    `site-unfit`, `backup-failed`, `home-locked`, and those of homes.
    """
    old, number = _old_copy(home, out), home.site().number
    with whole(out.with_name(f"{out.name}.new"), "backup-failed") as part:
        for name in ("parley.toml", home.card_file.name, files.TRANSPORT):
            shutil.copy2(home.folder / name, part)
        for name in (files.AUTHORITY, CERTIFICATE):  # the seats trust both sites by it
            with suppress(FileNotFoundError):  # a home older than authorities
                shutil.copy2(home.folder / name, part)
        (part / "lines").mkdir()
        for name in home.lines():
            line = read_line(home, name, secrets=False)
            await _copy_line(line, part / "lines" / name, running.get(name))
            if old is not None:
                with suppress(FileNotFoundError):
                    shutil.copy2(old.folder / "lines" / name / "line.toml", part / "lines" / name)
        number = max(number, 0 if old is None else old.site().number)
        set_site(open_home(part), Site("standby", number))
    _swap(out)


def _swap(out: Path) -> None:
    """Put the new copy in the place of the old one."""
    gone = out.with_name(f".{out.name}.old")
    try:
        shutil.rmtree(gone, ignore_errors=True)
        if out.exists():
            out.rename(gone)
        out.with_name(f"{out.name}.new").rename(out)
        shutil.rmtree(gone, ignore_errors=True)
    except OSError as error:
        raise OurFault("backup-failed", f"{out} cannot be made: {error.strerror}.") from error


def _old_copy(home: Home, out: Path) -> Home | None:
    """Give the copy that is to be renewed; None where there is none yet."""
    if home.site().state != "live":
        raise OurFault("site-unfit", "A warm copy is made at the site that keeps the watch.")
    shutil.rmtree(out.with_name(f"{out.name}.new"), ignore_errors=True)
    if not out.exists():
        return None
    old = open_home(out)
    if old.site().state != "standby" or read_card(old.card_file.read_bytes()).root != _root(home):
        raise OurFault("site-unfit", f"{out} is no warm copy of this home.")
    return old


def _root(home: Home) -> object:
    return read_card(home.card_file.read_bytes()).root


async def _copy_line(line: LineFiles, target: Path, store: Store | None) -> None:
    shutil.copytree(line.folder / "cards", target / "cards")
    if (line.folder / ORDERS).exists():
        shutil.copytree(line.folder / ORDERS, target / ORDERS)
    for path in (*(line.folder / name for name in SETTINGS), *line.folder.glob("pair-*.key")):
        if path.exists():
            shutil.copy2(path, target)
    if store is not None:
        await copy_store(store, target / RECORD)
    elif (line.folder / RECORD).exists():
        with closing(open_store_of(line.folder, line.line)) as kept:
            await copy_store(kept, target / RECORD)


async def copy_request(home: Home, out: str, running: Mapping[str, Store]) -> dict[str, Any]:
    """Carry out a command's request for a warm copy. Raises OurFault `request-malformed` and as `copy_site`."""
    if not Path(out).is_absolute():
        raise OurFault("request-malformed", "A warm copy goes to an absolute path.")
    await copy_site(home, Path(out), running)
    return {"lines": len(home.lines())}


# ---- the hand-over


class Handover(NamedTuple):
    """The watch on its way: number and card say what officers sign, `key` is the node's key file as it stood."""

    number: int
    card: bytes
    key: bytes
    officers: tuple[Signature, ...] = ()

    @property
    def body(self) -> bytes:
        """What officers sign."""
        return encode([1, self.number, sha256(self.card), sha256(self.key)])

    def to_bytes(self) -> bytes:
        """Give its file."""
        officers: list[Item] = [list(each) for each in self.officers]
        return encode([FILE, self.number, self.card, self.key, officers])


def read_handover(data: bytes) -> Handover:
    """Read the file of a hand-over. Raises PeerFault `handover-malformed`."""
    try:
        match decode(data):
            case [str(label), int(number), bytes(card), bytes(key), list(officers)] if (
                label == FILE and type(number) is int and number > 0
            ):
                return Handover(number, card, key, read_signatures(officers))
            case _:
                pass
    except PeerFault:
        pass
    raise PeerFault("handover-malformed")


def give_up(home: Home, out: Path) -> None:
    """Give the watch up: write the hand-over, after which this home cannot sign. After a crash do it again.

    Raises OurFault `site-standby`, `site-given-up`, `out-exists`, `home-locked`, `home-unwritable`, those of key files.
    """
    key, site = home.folder / files.NODE, home.site()
    if site.state == "standby" or not key.exists():
        raise OurFault(f"site-{site.state}" if site.state != "live" else "key-missing")
    if site.state == "live":
        home.node_key()  # it can sign now: what is handed over is the key that holds
        site = Site("given-up", site.number + 1)
    handover = Handover(site.number, home.card_file.read_bytes(), key.read_bytes())
    if out.exists() and out.read_bytes() != handover.to_bytes():
        raise OurFault("out-exists", f"{out} is there already.")
    with locked(home):
        set_site(home, site)
        files.put_in_place(out, handover.to_bytes())
        files.erase(key)


def sign_handover(handover: Handover, officer: OfficerKey) -> Handover:
    """Add an officer's signature. Raises OurFault `keys-unwanted`."""
    signed = add_officer(handover.card, Signed(handover.body, b"", b"", handover.officers), officer, LABEL)
    return handover._replace(officers=signed.officers)


def take_over(home: Home, handover: Handover) -> None:
    """Take the watch over: from then on this home signs. After a crash do it again.

    Raises OurFault `site-live`, `handover-foreign`, `keys-unsigned`, `home-locked`, those of key files.
    """
    site = home.site()
    if site.state == "live":
        raise OurFault("site-live")
    newest = site.number + (1 if site.state == "standby" else 0)
    if handover.card != home.card_file.read_bytes() or handover.number < newest:
        raise OurFault("handover-foreign")
    card = read_card(handover.card)
    if not enough_officers(card.officers, handover.officers, handover.body, LABEL, home.suite):
        raise OurFault("keys-unsigned", "Two officers of the card have to sign the hand-over.")
    if home.suite.signing_key(open_file(handover.key, home.passphrase)).public != card.node:
        raise OurFault("handover-foreign", "The key in it is not the node's key on the card.")
    with locked(home):
        files.put_in_place(home.folder / files.NODE, handover.key)
        set_site(home, Site("live", handover.number))
