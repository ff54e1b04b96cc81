"""docs/ceremonies.md, typed as it stands there: five machines that are folders, two parties, seven ceremonies."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.homes import free_port
from tests.cli.served import eventually
from tests.docs.test_getting_started import Machine, arrived, blocks, carry
from tests.tidy.rules import ROOT

PAGE = ROOT / "docs" / "ceremonies.md"
TEXT = re.compile(r'--text "([^"]*)"')


@contextmanager
def machines(folder: Path) -> Iterator[dict[str, Machine]]:
    place = f"127.0.0.1:{free_port()}"
    found = {name: Machine(folder / name, place) for name in ("usa", "second", "rus", "vault", "desk")}
    try:
        yield found
    finally:
        for machine in found.values():
            machine.stop()


def up(machine: Machine, home: str) -> None:
    eventually((machine.folder / home / "control").exists)
    eventually(lambda: '"up": true' in machine.ask(f"./parley status {home} --json"))


@pytest.mark.slow
def test_the_page_as_it_stands(tmp_path: Path) -> None:
    said: list[str] = []
    with machines(tmp_path) as found:
        rus = found["rus"]
        for sort, words, text in blocks(PAGE.read_text()):
            if sort == "carry":
                carry(tmp_path, text)
                continue
            machine, *how = [found[words[0]], *words[1:]]
            if "stop" in how:
                machine.stop()
            if "says" in how:
                up(machine, how[-1] if how[-1] != "says" else "home")
            machine.type(text, background="background" in how)
            if "says" in how:
                said += TEXT.findall(text)
                arrived(rus, said[-1])
        keys = json.loads(rus.ask("./parley keys list home --json"))["lines"]["usa"]
        here = json.loads(found["usa"].ask("./parley keys list renewed --json"))["lines"]["rus"]
        listed = rus.ask("./parley list home")
    assert keys["parties"]["USA"] == here["parties"]["USA"]
    assert keys["parties"]["USA"]["changes"] == 3
    assert keys["parties"]["USA"]["officers"] == ["deputy", "new-chief", "watch-officer"]
    assert keys["doubled"] == []
    assert len(said) == 5
    assert all(text in listed for text in said)
    assert "disowned" not in listed
    verified(tmp_path, found)


def verified(folder: Path, found: dict[str, Machine]) -> None:
    """Both records hold under the cards that were first handed over, keys changed or not."""
    shutil.copy(found["rus"].folder / "home" / "lines" / "usa" / "cards" / "USA.card", folder)
    shutil.copy(found["rus"].folder / "home" / "lines" / "usa" / "cards" / "RUS.card", folder)
    cards = f"--card {folder}/USA.card --card {folder}/RUS.card"
    for name, home in (("rus", "home"), ("usa", "renewed")):
        machine = found[name]
        machine.stop()
        machine.type(f"./parley record export {home} export --passphrase-file pass", background=False)
        told = json.loads(machine.type(f"./parley record verify export {cards} --json", background=False))
        assert told["verdict"] == "proved under these keys"
        assert told["key_changes"] == {"RUS": 0, "USA": 3}
