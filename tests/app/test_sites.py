"""A second site: it follows as a warm copy, takes the watch over, and never signs while the first one can."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from parley.app import sites
from parley.app.home import Home, open_home, read_line, set_places
from parley.app.officers import OfficerKey
from parley.app.places import NOWHERE, Places
from parley.app.sites import Handover, give_up, read_handover, sign_handover, take_over
from parley.keys import files
from parley.words.faults import Fault, OurFault
from tests.app.homes import LINE, Desk, alike, proved, running, until
from tests.app.stops import Crash, crash_after
from tests.app.test_keys import SEATS, officers_of, talk, two_homes
from tests.refusals import refused

TOKEN = "handover"


def copy_site(home: Home, out: Path) -> None:
    asyncio.run(sites.copy_site(home, out))


class Party:
    """USA at two sites with three officers, and RUS."""

    def __init__(self, folder: Path, *, officers: bool = True) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.officers: list[OfficerKey] = officers_of(folder / "officers", *SEATS) if officers else []
        self.first, self.rus = two_homes(folder, self.officers)
        self.token = folder / TOKEN

    def second(self) -> Home:
        copy_site(self.first, self.folder / "second")
        return open_home(self.folder / "second")

    def signed(self) -> Handover:
        handover = read_handover(self.token.read_bytes())
        for officer in self.officers[:2]:
            handover = sign_handover(handover, officer)
        return handover


def can_sign(home: Home) -> bool:
    try:
        home.node_key()
    except Fault:
        return False
    return True


@pytest.mark.slow
def test_the_watch_is_handed_over_and_back(tmp_path: Path) -> None:
    party = Party(tmp_path)
    asyncio.run(talk(party.first, party.rus, "one"))
    second = party.second()
    asyncio.run(talk(party.first, party.rus, "two"))
    give_up(party.first, party.token)
    assert not can_sign(party.first)
    take_over(second, party.signed())
    asyncio.run(talk(second, party.rus, "three"))
    party.token.unlink()
    give_up(second, party.token)
    take_over(party.first, party.signed())
    asyncio.run(talk(party.first, party.rus, "four"))
    ours, theirs = proved(tmp_path, (party.first, party.rus))
    assert ours == theirs
    assert sorted(ours) == ["four", "one", "three", "two"]


@pytest.mark.slow
def test_two_sites_at_once_are_found_by_both_parties(tmp_path: Path) -> None:
    """Somebody kept the node key and put it into the copy."""
    party = Party(tmp_path)
    asyncio.run(talk(party.first, party.rus, "one"))
    second = party.second()
    (second.folder / "site.toml").unlink()
    shutil.copy(party.first.folder / files.NODE, second.folder)
    place = read_line(party.first, LINE, secrets=False).places.listen
    assert place is not None
    set_places(party.first, LINE, NOWHERE)

    def address(home: Home) -> None:
        set_places(home, LINE, Places(None, {"RUS": place}))

    for home in (party.first, second):
        address(home)
    set_places(party.rus, LINE, Places(place))

    async def both() -> list[set[str]]:
        async with running(party.rus) as theirs, running(party.first) as ours:
            await alike(theirs, ours)
            async with running(second) as again:
                desks = (theirs, ours, again)
                await until(lambda: all("node-doubled" in desk.alarms for desk in desks), 60)
                return [{*desk.alarms} for desk in desks]

    for alarms in asyncio.run(both()):
        assert "feed-forked" not in alarms


@pytest.mark.slow
def test_nothing_but_a_renewed_copy_is_written_over(tmp_path: Path) -> None:
    party = Party(tmp_path)
    second = party.second()
    set_places(second, LINE, Places("127.0.0.1:7999"))
    asyncio.run(talk(party.first, party.rus, "one"))
    party.second()
    assert read_line(second, LINE, secrets=False).places.listen == "127.0.0.1:7999"  # its own address stays
    assert (second.line_folder(LINE) / "record.db").exists()
    names = {path.name for path in second.folder.rglob("*")}
    assert not {files.NODE, files.ROOT, "epochs.db"} & names
    for taken in (party.rus.folder, party.first.folder):
        with refused("site-unfit", OurFault):
            copy_site(party.first, taken)
    with refused("site-unfit", OurFault):
        copy_site(second, tmp_path / "third")
    (tmp_path / "folder").mkdir()
    with refused("home-missing", OurFault):
        copy_site(party.first, tmp_path / "folder")


def test_a_copy_is_made_while_the_node_runs(tmp_path: Path) -> None:
    party = Party(tmp_path)

    async def copy() -> None:
        async with running(party.first) as ours:
            with refused("home-locked", OurFault):
                await sites.copy_site(party.first, tmp_path / "second")
            await sites.copy_site(party.first, tmp_path / "second", {LINE: ours.runtime.store})

    asyncio.run(copy())
    assert not can_sign(open_home(tmp_path / "second"))


def test_the_watch_is_taken_over_by_whom_it_was_given_to(tmp_path: Path) -> None:
    party = Party(tmp_path)
    second, third = party.second(), tmp_path / "third"
    copy_site(party.first, third)
    with refused("site-standby", OurFault):
        give_up(second, party.token)
    give_up(party.first, party.token)
    with refused("site-given-up", OurFault):
        give_up(party.first, tmp_path / "again")
    unsigned = read_handover(party.token.read_bytes())
    once = sign_handover(unsigned, party.officers[0])
    for short in (unsigned, once):
        with refused("keys-unsigned", OurFault):
            take_over(second, short)
    with refused("keys-unwanted", OurFault):
        sign_handover(once, party.officers[0])
    with refused("keys-unwanted", OurFault):
        sign_handover(once, *officers_of(tmp_path / "strangers", "deputy"))
    for changed in (once._replace(number=9), once._replace(key=once.key + b"!")):
        signed = sign_handover(unsigned, party.officers[1])
        with refused("keys-unsigned", OurFault):
            take_over(second, changed._replace(officers=(*changed.officers, *signed.officers)))
    copy_site(party.rus, tmp_path / "stranger")
    with refused("handover-foreign", OurFault):
        take_over(open_home(tmp_path / "stranger"), party.signed())
    with refused("site-live", OurFault):
        take_over(party.rus, party.signed())
    take_over(second, party.signed())
    assert can_sign(second)
    with refused("site-live", OurFault):
        take_over(second, party.signed())


def test_an_old_hand_over_is_refused(tmp_path: Path) -> None:
    party = Party(tmp_path)
    second = party.second()
    give_up(party.first, party.token)
    old = party.signed()
    take_over(second, old)
    give_up(second, tmp_path / "back")
    with refused("handover-foreign", OurFault):
        take_over(second, old)
    party.token = tmp_path / "back"
    take_over(party.first, party.signed())
    give_up(party.first, tmp_path / "forth")
    with refused("handover-foreign", OurFault):
        take_over(party.first, old)


def test_what_is_no_hand_over_is_refused() -> None:
    for data in (b"", b"\x80", Handover(0, b"", b"").to_bytes()):
        with refused("handover-malformed"):
            read_handover(data)


def test_without_officers_on_the_card_the_file_is_enough(tmp_path: Path) -> None:
    party = Party(tmp_path, officers=False)
    second = party.second()
    give_up(party.first, party.token)
    take_over(second, party.signed())
    assert can_sign(second)


def test_a_node_that_runs_is_not_given_up(tmp_path: Path) -> None:
    party = Party(tmp_path)

    async def try_it() -> None:
        async with running(party.first):
            with refused("home-locked", OurFault):
                give_up(party.first, party.token)

    asyncio.run(try_it())
    assert can_sign(party.first)
    assert not party.token.exists()


@pytest.mark.slow
def test_never_two_that_can_sign_whenever_the_machine_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashes = 0
    for steps in range(20):
        party = Party(tmp_path / str(steps))
        second = party.second()
        with monkeypatch.context() as patched:
            crash_after(patched, steps)
            try:
                give_up(party.first, party.token)
                take_over(second, party.signed())
            except Crash:
                crashes += 1
            else:
                break
        assert not (can_sign(party.first) and can_sign(second))
        if party.token.exists():
            assert not can_sign(party.first)
        if (party.first.folder / files.NODE).exists():
            give_up(party.first, party.token)
        if not can_sign(second):
            take_over(second, party.signed())
        assert (can_sign(party.first), can_sign(second)) == (False, True)
    assert crashes == 5


def test_a_home_that_gave_up_serves_nothing(tmp_path: Path) -> None:
    party = Party(tmp_path)
    give_up(party.first, party.token)
    with refused("site-given-up", OurFault):
        Desk(party.first)
