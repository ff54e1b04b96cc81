"""`parley keys` and `parley site` as people type them: each step, its object, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.app.home import init, open_home
from parley.app.officers import in_order, make_officer, read_officer, read_officer_key
from parley.keys import files
from parley.words.faults import OurFault
from tests.app.homes import LINE
from tests.app.test_keys import SEATS, two_homes
from tests.cli.served import Shell, serving
from tests.refusals import refused


@pytest.fixture
def parley(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


class Party:
    """USA's home with three officers, whose keys lie beside it, and RUS's."""

    def __init__(self, folder: Path) -> None:
        self.keys = [folder / f"{seat}.key" for seat in SEATS]
        for key, seat in zip(self.keys, SEATS, strict=True):
            make_officer(key, seat, None)
        self.usa, self.rus = two_homes(folder, [read_officer_key(key, None) for key in self.keys])
        self.root = folder / "root.key"
        (self.usa.folder / files.ROOT).rename(self.root)

    def sign(self, parley: Shell, file: Path) -> None:
        parley("keys", "sign", file, "--root", self.root)
        for key in self.keys[:2]:
            parley("keys", "sign", file, "--officer", key)


@pytest.fixture
def party(tmp_path: Path) -> Party:
    return Party(tmp_path)


def test_officers_go_onto_the_card(parley: Shell, tmp_path: Path) -> None:
    for seat in SEATS:
        told = parley.json("keys", "officer", tmp_path / seat, "--seat", seat, "--no-passphrase")
        assert told == {"key": str(tmp_path / seat), "public": str(tmp_path / f"{seat}.pub"), "seat": seat}
    words = [word for seat in reversed(SEATS) for word in ("--officer", tmp_path / f"{seat}.pub")]
    parley("init", tmp_path / "home", "--party", "USA", "--no-passphrase", *words)
    assert not (tmp_path / "home" / "lines" / "x").exists()
    parley.refused("card-malformed", "init", tmp_path / "one", "--party", "USA", "--no-passphrase", *words[:2])
    parley.refused("key-exists", "keys", "officer", tmp_path / "chief", "--seat", "chief", "--no-passphrase")
    parley.refused("officer-unusable", "keys", "officer", tmp_path / "x", "--seat", "The Chief", "--no-passphrase")
    for wrong in (tmp_path / "chief", tmp_path / "nowhere"):
        with refused("officer-unusable", OurFault):
            read_officer(wrong)
    with refused("officer-unusable", OurFault):
        read_officer_key(tmp_path / "home" / files.NODE, None)


@pytest.mark.slow
def test_a_sealed_officers_key_opens_under_its_passphrase(parley: Shell, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("of the chief alone\n")
    parley("keys", "officer", tmp_path / "chief", "--seat", "chief", "--passphrase-file", phrase, "--suite", "S2")
    with refused("passphrase-needed", OurFault):
        read_officer_key(tmp_path / "chief", None)
    opened = read_officer_key(tmp_path / "chief", "of the chief alone")
    assert opened.key.public == read_officer(tmp_path / "chief.pub").key


def test_keys_are_rotated_step_by_step(parley: Shell, party: Party, tmp_path: Path) -> None:
    home, file = party.usa.folder, tmp_path / "change"
    told = parley.json("keys", "rotate", home, file)
    assert told == {"file": str(file), "why": "rotated", "lines": [LINE]}
    parley.refused("out-exists", "keys", "rotate", home, file)
    parley.refused("keys-unsigned", "keys", "install", home, file)
    parley.refused("keys-unsigned", "keys", "sign", file, "--officer", party.keys[0])
    assert parley.json("keys", "sign", file, "--root", party.root)["signed_by"] == "root"
    assert parley.json("keys", "sign", file, "--officer", party.keys[0])["signed_by"] == "chief"
    parley.refused("keys-officers", "keys", "install", home, file)
    assert "new node key of USA" in parley("keys", "sign", file, "--officer", party.keys[1])
    (order,) = parley.json("keys", "install", home, file)["orders"]
    parley.refused("keys-none", "keys", "install", home)
    assert parley.json("keys", "take", party.rus.folder, order) == {"line": LINE}
    parley.refused("keys-foreign", "keys", "take", party.rus.folder, order)
    parley.refused("keys-malformed", "keys", "take", party.rus.folder, party.root)
    parley.misused("keys", "sign", file)
    parley.misused("keys", "revoke", home, tmp_path / "why-not-said")


@pytest.mark.slow
def test_a_running_node_tells_its_keys_and_lets_a_change_begin(parley: Shell, party: Party, tmp_path: Path) -> None:
    with serving(party.usa, party.rus):
        here = parley.json("keys", "list", party.usa.folder)
        parley("keys", "rotate", party.usa.folder, tmp_path / "change")
        parley("site", "copy", party.usa.folder, tmp_path / "copy")
        party.sign(parley, tmp_path / "change")
        parley.refused("home-locked", "keys", "install", party.usa.folder, tmp_path / "change")
        parley.refused("home-locked", "site", "give-up", party.usa.folder, tmp_path / "handover")
    parley("keys", "install", party.usa.folder, tmp_path / "change")
    parties = here["lines"][LINE]["parties"]
    assert parties["USA"]["officers"] == list(SEATS)
    assert {each["changes"] for each in parties.values()} == {0}
    assert here["site"] == "live"
    there = parley.json("keys", "list", tmp_path / "copy")
    assert there == {**here, "site": "standby"}
    with serving(party.usa, party.rus):
        pass
    after = parley.json("keys", "list", party.usa.folder)["lines"][LINE]["parties"]["USA"]
    assert (after["changes"], after["stolen"]) == (1, [])
    assert f"node key {after['key']}, changed 1 times" in parley("keys", "list", party.usa.folder)


def test_the_watch_is_handed_over_by_commands(parley: Shell, party: Party, tmp_path: Path) -> None:
    first, second, file = party.usa.folder, tmp_path / "second", tmp_path / "handover"
    assert parley.json("site", "copy", first, second) == {"copy": str(second), "lines": 1, "live": False}
    parley.refused("site-standby", "serve", second)
    parley.refused("site-standby", "keys", "rotate", second, tmp_path / "change")
    assert parley.json("site", "give-up", first, file) == {"handover": str(file), "number": 1}
    parley.refused("site-given-up", "serve", first)
    parley.refused("keys-unsigned", "site", "take-over", second, file)
    for key in party.keys[1:]:
        parley("keys", "sign", file, "--officer", key)
    parley.refused("keys-malformed", "keys", "sign", file, "--root", party.root)
    assert parley.json("site", "take-over", second, file) == {"home": str(second), "number": 1}
    open_home(second).node_key()
    parley.refused("handover-malformed", "site", "take-over", first, party.root)


def test_a_broken_site_file_stops_the_node(party: Party) -> None:
    (party.usa.folder / "site.toml").write_text('state = "asleep"\n')
    with refused("home-malformed", OurFault):
        party.usa.node_key()


def test_officers_of_a_home_stand_in_their_order(tmp_path: Path) -> None:
    public = [make_officer(tmp_path / seat, seat, None) for seat in reversed(SEATS)]
    home = init(tmp_path / "home", "USA", passphrase=None, officers=in_order([read_officer(path) for path in public]))
    assert home.card_file.stat().st_size > 8_000
