"""Node keys changed and revoked over two real nodes: the line goes on under the new key, the old one counts no more."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from parley.app.backups import backup, restore
from parley.app.ceremony import propose, sign
from parley.app.home import READY, Home, init, open_home, read_line
from parley.app.keychange import (
    Change,
    Why,
    begin,
    counted_in,
    install,
    read_change,
    resume,
    sign_as_officer,
    sign_as_root,
    take,
)
from parley.app.ledger import kept_ledger
from parley.app.officers import OfficerKey, in_order, make_officer, read_officer_key
from parley.app.orders import orders_in
from parley.app.sites import copy_site
from parley.app.telling import Teller
from parley.cli._entries import entry_text
from parley.desk.messages import PlainStatement
from parley.keys import files
from parley.line.exchange import Epoch
from parley.record.card import Officer
from parley.record.verify import verify
from parley.words.faults import OurFault
from tests.app.homes import LINE, PATIENCE_S, Desk, address, alike, proved, running
from tests.app.stops import Crash, crash_after
from tests.refusals import refused
from tools import verify_record
from tools.kill9 import AGREEMENT

SEATS = ("chief", "deputy", "watch-officer")


def officers_of(folder: Path, *seats: str) -> list[OfficerKey]:
    folder.mkdir(exist_ok=True)
    for seat in seats:
        make_officer(folder / seat, seat, None)
    return [read_officer_key(folder / seat, None) for seat in seats]


def listed(officers: Sequence[OfficerKey]) -> tuple[Officer, ...]:
    return in_order([Officer(each.seat, each.key.public) for each in officers])


def two_homes(folder: Path, officers: Sequence[OfficerKey] = ()) -> tuple[Home, Home]:
    """USA, with officers on its card, and RUS after the ceremony."""
    usa = init(folder / "USA", "USA", passphrase=None, officers=listed(officers))
    rus = init(folder / "RUS", "RUS", passphrase=None)
    propose(usa, LINE, AGREEMENT.encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    return usa, rus


def changed(home: Home, root: Path, officers: Sequence[OfficerKey] = (), why: Why = Why.ROTATED) -> Change:
    """A change of keys that the root and officers have signed."""
    change = begin(home, why, (), lambda line: counted_in(home, line))
    change = sign_as_root(change, home.suite.signing_key(files.read_key(root, None)))
    for officer in officers:
        change = sign_as_officer(read_change(change.to_bytes()), officer)
    return change


async def say(ours: Desk, theirs: Desk, *texts: str) -> None:
    await alike(ours, theirs)
    for text in texts:
        assert (await ours.say(text)).id
    await alike(ours, theirs)


async def talk(usa: Home, rus: Home, *texts: str) -> None:
    async with running(usa) as ours, running(rus) as theirs:
        await say(ours, theirs, *texts)
        assert not {"key-revoked", "head-bad", "feed-forked", "node-doubled"} & {*ours.alarms, *theirs.alarms}


def key_of(desk: Desk, party: str) -> object:
    return desk.runtime.node.state.rings[party].key.public


def epoch_of(desk: Desk, peer: str) -> Epoch | None:
    return desk.runtime.node.state.peers[peer].session.exchange.current()


@pytest.mark.slow
@pytest.mark.parametrize("with_officers", [True, False])
def test_rotated_keys_reach_the_other_side_by_the_line(tmp_path: Path, *, with_officers: bool) -> None:
    officers = officers_of(tmp_path / "officers", *SEATS) if with_officers else []
    usa, rus = two_homes(tmp_path, officers)
    asyncio.run(talk(usa, rus, "one"))
    before = usa.node_key().public
    install(usa, changed(usa, usa.folder / files.ROOT, officers[:2]))
    after = usa.node_key().public
    assert after != before

    async def go_on() -> None:
        async with running(rus) as theirs, running(usa) as ours:
            await say(ours, theirs, "two")
            assert key_of(theirs, "USA") == after
            numbers = [epoch_of(theirs, "USA"), epoch_of(ours, "RUS")]
            assert [epoch and epoch.number for epoch in numbers] == [2, 2]  # renewed under the new key
            assert (await theirs.say("three")).id
            await alike(ours, theirs)
            assert not {"key-revoked", "head-bad"} & {*ours.alarms, *theirs.alarms}

    asyncio.run(go_on())
    asyncio.run(talk(usa, rus, "four"))
    assert proved(tmp_path, (usa, rus)) == [["one", "two", "three", "four"]] * 2


def lost_site(tmp_path: Path, why: Why) -> tuple[Home, Home, Home]:
    """USA's first site, its warm copy that has changed keys, RUS; what was said after the copy is `two`."""
    officers = officers_of(tmp_path / "officers", *SEATS)
    usa, rus = two_homes(tmp_path, officers)
    asyncio.run(talk(usa, rus, "one"))
    asyncio.run(copy_site(usa, tmp_path / "second"))
    second = open_home(tmp_path / "second")
    with refused("site-standby", OurFault):
        second.node_key()
    asyncio.run(talk(usa, rus, "two"))
    install(second, changed(second, usa.folder / files.ROOT, officers[1:], why))
    return usa, second, rus


@pytest.mark.slow
def test_a_lost_site_is_replaced_under_a_new_key(tmp_path: Path) -> None:
    usa, second, rus = lost_site(tmp_path, Why.LOST)
    asyncio.run(talk(second, rus, "three"))
    ours, theirs = proved(tmp_path, (second, rus))
    assert ours == theirs
    assert sorted(ours) == ["one", "three", "two"]  # what the copy lacked came back, and counts

    async def come_back() -> None:
        """The first site was not lost after all: it learns that its key holds no more, and stops for good."""
        async with running(rus) as theirs:
            with refused("node-key-revoked", OurFault):
                async with asyncio.timeout(PATIENCE_S):
                    await Desk(usa).runtime.run()
            with refused("node-key-revoked", OurFault):
                Desk(usa)
            assert not {"feed-forked", "node-doubled"} & {*theirs.alarms}

    asyncio.run(come_back())
    asyncio.run(talk(second, rus, "four"))


@pytest.mark.slow
def test_what_a_stolen_key_said_is_disowned_and_what_it_says_now_is_refused(tmp_path: Path) -> None:
    usa, second, rus = lost_site(tmp_path, Why.STOLEN)
    (order,) = orders_in(second.line_folder(LINE))

    async def thief() -> None:
        """The other side has the order by hand; whoever has the old keys still speaks."""
        async with running(rus) as theirs, running(usa) as ours:
            assert (await ours.say("four", word=True)).id
            await asyncio.sleep(1)
            assert "key-revoked" in theirs.alarms or not theirs.runtime.ways

    take(rus, order[1])
    asyncio.run(thief())
    asyncio.run(talk(second, rus, "three"))
    ours, theirs = proved(tmp_path, (second, rus))
    assert sorted(ours) == sorted(theirs) == ["one", "three", "two"]
    for home in (second, rus):
        assert told_by_both(tmp_path / f"record-{home.party}")["disowned"] > 0
    book = kept_ledger(read_line(second, LINE, secrets=False))
    said = book.statements()
    texts = {each.id: each.message.text for each in said if isinstance(each.message, PlainStatement)}
    told = {text: book.disowned(book.place(entry)) for entry, text in texts.items()}
    assert told == {"one": False, "two": True, "three": False}
    teller = Teller(second, book, 0)
    shown = {text: entry_text(teller.told(teller.find(entry.hex()))) for entry, text in texts.items()}
    assert {text for text, lines in shown.items() if "DISOWNED" in lines} == {"two"}


def told_by_both(folder: Path) -> dict[str, Any]:
    """What the second verifier tells of an export; the first one tells the same."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    told = verify_record.verify(files)
    assert verify(files).machine() == told
    return told


# ---- refusals


def test_officers_and_root_sign_what_is_theirs(tmp_path: Path) -> None:
    officers = officers_of(tmp_path / "officers", *SEATS)
    (stranger,) = officers_of(tmp_path / "strangers", "chief")
    usa, rus = two_homes(tmp_path, officers)
    root = usa.suite.signing_key(files.read_key(usa.folder / files.ROOT, None))
    change = begin(usa, Why.ROTATED, (), lambda line: counted_in(usa, line))
    with refused("keys-unsigned", OurFault):
        sign_as_officer(change, officers[0])
    with refused("keys-unsigned", OurFault):
        install(usa, change)
    with refused("keys-unwanted", OurFault):
        sign_as_root(change, rus.suite.signing_key(files.read_key(rus.folder / files.ROOT, None)))
    rooted = sign_as_root(change, root)
    with refused("keys-unwanted", OurFault):
        sign_as_root(rooted, root)
    with refused("keys-unwanted", OurFault):
        sign_as_officer(rooted, stranger)
    once = sign_as_officer(rooted, officers[0])
    with refused("keys-unwanted", OurFault):
        sign_as_officer(once, officers[0])
    for unfinished in (rooted, once):
        with refused("keys-officers"):
            install(usa, unfinished)
    with refused("keys-none", OurFault):
        install(rus, sign_as_officer(once, officers[1]))
    usa.node_key()  # nothing holds yet
    install(usa, sign_as_officer(once, officers[1]))
    with refused("keys-none", OurFault):
        install(usa, sign_as_officer(once, officers[1]))


def test_a_change_that_was_begun_anew_leaves_the_first_one_behind(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    first = changed(usa, usa.folder / files.ROOT)
    second = changed(usa, usa.folder / files.ROOT)
    with refused("keys-none", OurFault):
        install(usa, first)
    install(usa, second)


def test_what_is_no_change_of_keys_is_refused() -> None:
    for data in (b"", b"\x80", bytes(40), Change(b"", ()).to_bytes()):
        with refused("keys-malformed"):
            read_change(data)


def test_a_home_without_a_line_has_nothing_to_change(tmp_path: Path) -> None:
    home = init(tmp_path / "USA", "USA", passphrase=None)
    with refused("line-unknown", OurFault):
        begin(home, Why.ROTATED, (), lambda _line: [])


def test_an_order_brought_by_hand_is_taken_once_and_where_it_belongs(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    install(usa, changed(usa, usa.folder / files.ROOT))
    ((party, order),) = orders_in(usa.line_folder(LINE))
    assert party == "USA"
    with refused("keys-foreign"):
        take(usa, order)
    assert take(rus, order) == LINE
    with refused("keys-foreign"):
        take(rus, order)
    with refused("keys-malformed"):
        take(rus, order[:-1])
    stranger, _ = two_homes(tmp_path / "elsewhere")
    with refused("line-unknown", OurFault):
        take(stranger, order)
    assert read_line(rus, LINE, secrets=False).orders == (("USA", order),)


def test_a_node_that_runs_keeps_its_home(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    change = changed(usa, usa.folder / files.ROOT)

    async def try_it() -> None:
        async with running(usa):
            with refused("home-locked", OurFault):
                install(usa, change)

    asyncio.run(try_it())
    usa.node_key()


# ---- crashes


@pytest.mark.slow
def test_a_crash_at_any_step_leaves_one_key_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []
    for steps in range(20):
        usa, _ = two_homes(tmp_path / str(steps))
        change, before = changed(usa, usa.folder / files.ROOT), usa.node_key().public
        with monkeypatch.context() as patched:
            crash_after(patched, steps)
            try:
                install(usa, change)
            except Crash:
                ended.append("crashed")
            else:
                ended.append("done")
                break
        usa = open_home(usa.folder)
        if (usa.next_folder / READY).exists():
            with refused("keys-pending", OurFault):
                usa.node_key()
            with refused("keys-pending", OurFault):
                begin(usa, Why.ROTATED, (), lambda _line: [])
            resume(usa)
        elif usa.next_folder.exists():
            assert usa.node_key().public == before
            install(usa, change)
        assert usa.node_key().public != before
        assert len(orders_in(usa.line_folder(LINE))) == 1
        assert not usa.next_folder.exists()
        with refused("keys-none", OurFault):
            resume(usa)
    assert ended.count("crashed") > 6
    assert ended[-1] == "done"


@pytest.mark.slow
def test_a_restored_backup_knows_the_keys(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(talk(usa, rus, "one"))
    install(usa, changed(usa, usa.folder / files.ROOT))
    asyncio.run(backup(usa, tmp_path / "backup"))
    again = tmp_path / "again"
    for key in restore(tmp_path / "backup", again):
        shutil.copy(usa.folder / key.relative_to(again), key)
    asyncio.run(talk(open_home(again), rus, "two"))
