"""docs/drills.md: the first drill, typed as it stands there, and the scenario that it shows."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from parley.app.drills.scenarios import parse
from parley.runtime.control import call
from tests.docs.test_getting_started import PATIENCE_S, Machine
from tests.tidy.rules import ROOT

PAGE = (ROOT / "docs" / "drills.md").read_text()
BLOCKS = re.compile(r"^```sh(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPEED = " --speed 5"


def test_the_scenario_of_the_page_can_be_played() -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    found = parse("mine", text.encode())
    assert [step.name for step in found.steps] == ["query", "telephone"]
    assert found.expected[0].when.after == "query"


def came(machine: Machine, kind: str) -> str:
    """Look until the counterpart has said something of this kind; give its id."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        caller = call(machine.folder / "drill" / "watch")
        if caller is not None:
            said = caller.ask({"do": "list", "whose": "theirs", "open": False, "last": 50})["statements"]
            caller.close()
            found = [str(each["id"]) for each in said if each["kind"] == kind]
            if found:
                return found[-1]
        time.sleep(0.2)
    raise AssertionError(f"no {kind} came")


@pytest.mark.slow
def test_the_first_drill_as_it_is_typed(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "here", "")
    said = []
    try:
        for words, text in BLOCKS.findall(PAGE):
            typed = text.replace("play test --home drill", f"play test --home drill --json{SPEED} > debriefing")
            if "check answer" in text:
                typed = typed.replace("REF", came(machine, "watch-check"))
            elif "ack read" in text:
                typed = typed.replace("REF", came(machine, "flight-notice"))
            elif "drill course" in text:
                (child,) = machine.running
                assert child.wait(PATIENCE_S) == 0
            said.append(machine.type(typed, background="background" in words))
    finally:
        for child in machine.running:
            child.terminate()  # Ctrl-C would pause it
        machine.stop()
    found = json.loads((machine.folder / "debriefing").read_text())
    assert (found["ended"], found["missed"]) == ("played", 0)
    assert found["mark"] in said[-1].splitlines()[0]
