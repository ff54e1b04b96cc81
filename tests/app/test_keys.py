"""Node keys changed and revoked over two real nodes: the line goes on under the new key, the old one counts no more."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from parley.app import keychange
from parley.app.backups import backup, restore
from parley.app.ceremony import propose, sign
from parley.app.home import READY, Home, init, open_home, orders_in, read_line
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
from parley.app.officers import OfficerKey, in_order, make_officer, read_officer, read_officer_key
from parley.keys import files
from parley.line.exchange import Epoch
from parley.record.card import Officer
from parley.words.faults import OurFault, PeerFault
from parley.words.terms import Precedence
from tests.app.homes import LINE, Desk, address, alike, proved, running, until
from tests.refusals import refused
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
        async with running(rus) as theirs:
            async with running(usa) as ours:
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
