"""The two homes of a drill line on one machine: `watch`, where people sit, and `counterpart`, which is played."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from parley.app.ceremony import propose, sign
from parley.app.drills.slots import LANGUAGES
from parley.app.home import Home, init, open_home, whole
from parley.record.card import read_card
from parley.words.faults import OurFault
from parley.words.instants import from_ms

LINE: Final = "drill"
PARTIES: Final = ("USA", "RUS")
"""The codes in the agreement that is shipped: the watch's, then the counterpart's."""


class Homes(NamedTuple):
    """A drill line's two homes."""

    watch: Home
    counterpart: Home


def agreement_text(parties: tuple[str, str], language: str, now_ms: int) -> str:
    """Give the agreement that is shipped, founded now (ms), between these parties; the first speaks the language."""
    put = {
        "WATCH": parties[0],
        "COUNTERPART": parties[1],
        "LANGUAGE": language,
        "OTHER": next(each for each in LANGUAGES if each != language),
        "FOUNDED": f"{from_ms(now_ms):%Y-%m-%dT%H:%M:%SZ}",
    }
    text = files("parley.app.drills").joinpath("agreement.toml").read_text(encoding="utf-8")
    return re.sub("|".join(put), lambda found: put[found[0]], text)


def new(
    folder: Path, parties: tuple[str, str] = PARTIES, language: str = "en", agreement: bytes | None = None
) -> Homes:
    """Make both homes of a drill line, whole or not at all; the pair secret goes nowhere else.

    The watch speaks the language, the counterpart the other one; an agreement of one's own says so itself. Raises
    OurFault `home-exists`, `home-unwritable`, `party-code`; PeerFault of agreements.
    """
    if folder.exists():
        raise OurFault("home-exists", f"{folder} is there already.")
    terms = agreement or agreement_text(parties, language, time.time_ns() // 1_000_000).encode()
    with whole(folder, "home-unwritable") as part:
        watch, other = (
            init(part / name, party, passphrase=None, demo=True)
            for name, party in zip(Homes._fields, parties, strict=True)
        )
        pack = part / "pack"
        propose(watch, LINE, terms, other.card_file.read_bytes(), pack)
        sign(other, LINE, pack)
        shutil.rmtree(pack)
    return opened(folder)


def opened(folder: Path) -> Homes:
    """Open what `new` made. Raises OurFault `drill-missing`, and those of homes."""
    homes = Homes(*(open_home(folder / name) for name in Homes._fields)) if (folder / "watch").is_dir() else None
    if homes is None or not all(home.demo and home.lines() == [LINE] for home in homes):
        raise OurFault("drill-missing", f"{folder} does not hold the two homes of a drill line.")
    return homes


def joined(drill: Path, live: Path) -> list[str]:
    """Name everything by which a drill's folder and a live home are joined: files, folders, links, keys, pair secrets.

    A secret sealed anew under another passphrase looks like another: the public keys on the cards tell it for all but
    pair secrets.
    """
    found = []
    ours, theirs = drill.resolve(), live.resolve()
    if ours == theirs or ours in theirs.parents or theirs in ours.parents:
        found.append(f"{drill} and {live} lie in each other")
    found += [f"{path} leads out of the drill" for path in _links(drill) if ours not in path.resolve().parents]
    found += [f"{path} leads into the drill" for path in _links(live) if ours in path.resolve().parents]
    their_files = list(_files(live))
    nodes = {(stat.st_dev, stat.st_ino) for path in their_files for stat in [path.stat()]}
    secrets = {path.read_bytes() for path in their_files if path.suffix == ".key"}
    keys = {key for path in their_files if path.suffix == ".card" for key in _keys(path)}
    for path in _files(drill):
        stat = path.stat()
        if (stat.st_dev, stat.st_ino) in nodes:
            found.append(f"{path} is a file of {live}")
        elif path.suffix == ".key" and path.read_bytes() in secrets:
            found.append(f"{path} is a key of {live}")
        elif path.suffix == ".card" and not keys.isdisjoint(_keys(path)):
            found.append(f"{path} bears a key of {live}")
    return found


def refuse_joined(drill: Path, live: Path) -> None:
    """Refuse a drill that is joined to a live home by anything. Raises OurFault `drill-joined`, and those of cards."""
    if found := joined(drill, live):
        raise OurFault("drill-joined", f"{found[0]}.")


def _walked(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        yield from (Path(base, name) for name in [*folders, *names])


def _links(folder: Path) -> list[Path]:
    return [path for path in _walked(folder) if path.is_symlink()]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in _walked(folder) if path.is_file() and not path.is_symlink())


def _keys(path: Path) -> set[bytes]:
    card = read_card(path.read_bytes())
    return {card.root.ed, card.node.ed, card.transport}
