"""The shows of running a line: a power cut of everything, a backup under load restored, a proof of one thread alone."""

import asyncio
import configparser
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from parley.app.backups import backup
from parley.app.carriers import add_drop
from parley.app.ceremony import propose, sign
from parley.app.devices import Drop
from parley.app.home import Home, init
from parley.app.reading import book_of_home
from parley.desk.messages import PlainStatement
from parley.node.events import Submitted
from parley.words.terms import Precedence
from tests.app.homes import LINE, Desk, address, alike, proved, running, two_homes, until
from tests.app.test_backup import restored
from tests.tidy.rules import ROOT
from tools.kill9 import AGREEMENT

UNIT = ROOT / "deploy" / "parley@.service"
PATIENCE_S = 40.0
PASSPHRASE = "to be, or not"
pytestmark = pytest.mark.slow


def settings() -> configparser.ConfigParser:
    """The unit's file."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    parsed.read_string(UNIT.read_text())
    return parsed


class Unit:
    """What systemd would run: the unit's command, under the credentials that it loads."""

    def __init__(self, folder: Path, name: str) -> None:
        self._credentials = folder / f"credentials-{name}"
        self._credentials.mkdir()
        (self._credentials / "passphrase").write_text(f"{PASSPHRASE}\n")
        of = {"%S": str(folder), "%i": name, "%d": str(self._credentials)}
        words = settings()["Service"]["execstart"].split()
        words = [self._filled(word, of) for word in words if not word.startswith("$")]
        self.command = [sys.executable, "-m", "parley", *words[1:]]

    @staticmethod
    def _filled(word: str, of: dict[str, str]) -> str:
        for key, value in of.items():
            word = word.replace(key, value)
        return word

    def start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.Popen(self.command, stderr=subprocess.DEVNULL, env=environment)


def two_services(folder: Path) -> tuple[Home, Home]:
    """Homes where the unit expects them, under passphrases."""
    (folder / "parley").mkdir()
    usa, rus = (init(folder / "parley" / party, party, passphrase=PASSPHRASE) for party in ("USA", "RUS"))
    propose(usa, LINE, AGREEMENT.encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    there, back = folder / "to-rus", folder / "to-usa"
    add_drop(usa, LINE, Drop(back, {"RUS": there}, poll_s=0.5))
    add_drop(rus, LINE, Drop(there, {"USA": back}, poll_s=0.5))
    return usa, rus


def parley(*words: object) -> Any:  # noqa: ANN401  JSON
    command = [sys.executable, "-m", "parley", *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=PATIENCE_S)
    return json.loads(done.stdout)


def open_ways(home: Home) -> set[str]:
    return {each["bearer"] for each in parley("bearer", "list", home.folder) for way in each["ways"] if way["open"]}


def eventually(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, "it does not come to hold"
        time.sleep(0.1)


@contextmanager
def powered(*units: Unit) -> Iterator[list[subprocess.Popen[bytes]]]:
    children = [unit.start() for unit in units]
    try:
        yield children
    finally:
        for child in children:
            child.kill()
            child.wait()


def says(home: Home, text: str) -> str:
    found: dict[str, Any] = {}

    def said() -> bool:
        found.update(parley("statement", home.folder, "--seat", "watch-officer", "--text", text))
        return "id" in found

    eventually(said)
    return str(found["id"])


def test_a_power_cut_of_everything(tmp_path: Path) -> None:
    usa, rus = two_services(tmp_path)
    units = [Unit(tmp_path, party) for party in ("USA", "RUS")]
    with powered(*units) as children:
        first = says(usa, "before")
        unconfirmed = says(rus, "in the last moment")
        for child in children:
            assert child.poll() is None
            child.send_signal(signal.SIGKILL)
        for child in children:
            assert child.wait() == -signal.SIGKILL
    assert (usa.folder / "control").exists()  # nobody tidied up
    with powered(*units):
        after = says(usa, "after")
        for home in (usa, rus):
            eventually(lambda home=home: open_ways(home) == {"drop", "tcp"})  # type: ignore[misc]
            for entry in (first, unconfirmed, after):
                eventually(lambda home=home, entry=entry: not parley("show", home.folder, entry).get("fault"))  # type: ignore[misc]
                eventually(lambda home=home, entry=entry: confirmed(parley("show", home.folder, entry)))  # type: ignore[misc]
        assert parley("status", rus.folder)[LINE]["exposure"]["statements"] == 0


def confirmed(entry: dict[str, Any]) -> bool:
    return all(entry["stored"].values())


def test_the_unit_is_one(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze (tools/debian.txt)")
    for name in (None, "passphrase-sealed.conf", "passphrase-person.conf"):
        unit = tmp_path / "parley@usa.service"
        unit.write_text(UNIT.read_text().replace("/opt/parley/parley", "/bin/true"))
        drop_ins = tmp_path / "parley@usa.service.d"
        drop_ins.mkdir(exist_ok=True)
        if name is not None:
            text = (UNIT.parent / name).read_text().replace("/opt/parley/parley", "/bin/true")
            (drop_ins / "passphrase.conf").write_text(text)
        done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_unit_that_is_wrong_is_found(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze (tools/debian.txt)")
    unit = tmp_path / "parley@usa.service"
    unit.write_text(UNIT.read_text().replace("Type=exec", "Type=exact").replace("/opt/parley/parley", "/bin/true"))
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert done.returncode or "exact" in done.stderr


def test_the_unit_starts_again_and_by_itself() -> None:
    service = settings()
    assert service["Service"]["restart"] == "always"
    assert service["Service"]["user"] == "parley"
    assert service["Install"]["wantedby"] == "multi-user.target"


def placed(desk: Desk) -> dict[tuple[str, bytes, int], bytes]:
    """What a node holds for each place of each feed."""
    return {(row.party, row.feed, row.index): row.entry for row in desk.runtime.store.replay()}


def test_a_backup_under_load_restored_on_an_empty_machine(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path / "there")
    receipted: set[str] = set()
    accepted: list[str] = []
    signed: dict[tuple[str, bytes, int], bytes] = {}

    async def load() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)

            async def talk() -> None:
                for number in range(400):
                    answer = await ours.say(f"{number}", Precedence.FLASH if number % 50 == 0 else Precedence.ROUTINE)
                    assert answer.id
                    accepted.append(f"{number}")
                    await asyncio.sleep(0)

            talking = asyncio.create_task(talk())
            await until(lambda: len(accepted) >= 150)
            store = ours.runtime.store
            await backup(usa, tmp_path / "kept", {LINE: store})  # in the midst of it
            await talking
            await asyncio.sleep(0)
            own = ours.runtime.node.state.own
            rows = ours.runtime.store.entries("USA", own.id, 0, own.receipted.get("RUS", 0))
            receipted.update(row.entry.hex() for row in rows)
            signed.update(placed(ours))

    asyncio.run(load())
    assert len(receipted) > 50
    again = restored(tmp_path / "kept", usa, tmp_path / "here")
    shutil.rmtree(usa.folder)  # the machine is gone
    lacking = len(accepted) - len(book_of_home(again, LINE).statements())
    assert lacking > 0  # the backup is older than the loss

    async def go_on() -> None:
        async with running(again) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            assert (await ours.say("back")).id
            await alike(ours, theirs)
            assert not {"feed-forked", "feed-cloned"} & {*ours.alarms, *theirs.alarms}
            held = {row.entry.hex() for row in ours.runtime.store.replay()}
            assert receipted <= held
            for desk in (ours, theirs):
                again_there = placed(desk)
                assert all(signed[place] == entry for place, entry in again_there.items() if place in signed)
                assert len(again_there.keys() - signed.keys()) > 0  # and it went on, in other places

    asyncio.run(go_on())
    ours, theirs = proved(tmp_path, (again, rus))
    assert ours == theirs
    assert len(ours) == len(set(ours))  # nothing twice
    assert set(ours) <= {*accepted, "back"}


def test_a_proof_of_one_thread_where_nothing_else_is(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asked: list[bytes] = []

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            opener = (await ours.say("how many boats are out")).id
            assert opener is not None
            await alike(ours, theirs)
            await theirs.runtime.submit(
                Submitted(token=0, message=PlainStatement(language="en", text="four boats"), thread=opener)
            )
            await ours.say("the secret of another thread")
            await alike(ours, theirs)
            asked.append(opener)

    asyncio.run(talk())
    alone = tmp_path / "alone"
    alone.mkdir()
    words = ["record", "prove", usa.folder, "--thread", asked[0].hex(), alone / "thread.proof"]
    subprocess.run([sys.executable, "-m", "parley", *map(str, words)], check=True, capture_output=True, cwd=ROOT)
    for home in (usa, rus):
        shutil.copy(home.card_file, alone)
        shutil.rmtree(home.folder)
    shutil.copy(ROOT / "tools" / "verify_record.py", alone)
    proof = (alone / "thread.proof").read_bytes()
    assert b"four boats" in proof
    assert b"another thread" not in proof

    def both() -> list[dict[str, Any]]:
        """What each verifier says in that folder, without a home directory, a path or the other's code."""
        cards = ["--card=USA.card", "--card=RUS.card", "--json"]
        second = [sys.executable, "-I", "verify_record.py", "proof", "thread.proof", *cards]
        first = [sys.executable, "-m", "parley", "record", "verify", "thread.proof", *cards]
        done = [
            subprocess.run(command, cwd=alone, env=environment, capture_output=True, text=True, check=False)
            for command, environment in ((first, {"PYTHONPATH": str(ROOT / "src")}), (second, {}))
        ]
        return [json.loads(each.stdout) for each in done]

    one, other = both()
    assert one == other
    assert one["verdict"] == "proved under these keys"
    assert len([each for each in one["entries"] if each["body"] is not None]) == 2
    (alone / "thread.proof").write_bytes(proof.replace(b"four boats", b"nine boats"))
    assert [each["fault"]["code"] for each in both()] == ["body-altered"] * 2
