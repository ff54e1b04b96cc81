"""The demonstration from end to end: processes, kill, record, answers; and that changes to the story turn them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.app.demo import Demonstration
from parley.app.demo_told import Cut, Founded, Joined, Killed, Moment, Revived, Said
from parley.app.home import open_home
from parley.app.reading import book_of_home
from parley.app.story import PARTIES, Event, agreement_text, story
from parley.cli.main import main
from parley.desk.agreement import parse
from parley.record.proof import verify_proof
from tests.node.expected import EXPECTED
from tests.node.test_scenario import PLANTED, at

PARLEY = [sys.executable, "-m", "parley"]
AGREEMENT = agreement_text(PARTIES).encode()
STORY = story(parse(AGREEMENT), PARTIES)
COLUMNS_MAX, LINES_MAX = 100, 40
Change = Callable[[Sequence[Event]], Sequence[Event]]


def children(folder: Path) -> list[int]:
    """Processes that have this folder on their command line."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words = (each / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.startswith(os.fsencode(folder)) for word in words):
            found.append(int(each.name))
    return found


def played(folder: Path, change: Change = lambda events: events) -> tuple[Any, list[Moment]]:
    """The answers of a story that was changed, and all that was told."""
    events = tuple(sorted(change(STORY.events), key=lambda event: event.at_ms))
    moments: list[Moment] = []
    demonstration = Demonstration(folder, PARTIES, AGREEMENT, replace(STORY, events=events))
    try:
        moments.append(demonstration.found())
        demonstration.start()
        demonstration.replay(moments.append)
        result = demonstration.result()
    finally:
        demonstration.close()
    assert result.holds
    return result.machine()["answers"], moments


@pytest.mark.slow
def test_one_object_and_it_all_holds(tmp_path: Path) -> None:
    command = [*PARLEY, "demo", "--json", "--home", str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"answers", "record", "verified", "tampered"}
    lamps = found["answers"].pop("machine")
    nodes = found["answers"].pop("nodes")
    assert set(nodes) == set(PARTIES)
    assert any(not span["up"] for party in PARTIES for span in nodes[party]["spans"]), "one node saw the other end"
    assert found["answers"] == EXPECTED
    for ours, theirs in (PARTIES, PARTIES[::-1]):
        assert {lamp["bearer"]: lamp["up"] for lamp in lamps[ours][theirs]} == {"drop": True, "tcp": True}
        assert any(span["bearer"] == "drop" for span in nodes[ours]["spans"])
    assert found["verified"]["verdict"] == "proved under these keys"
    assert found["tampered"]["verdict"] == "refused"
    assert found["tampered"]["fault"]["code"] == "entry-altered"
    assert found["tampered"]["named"]
    assert found["record"]["entries"] == found["verified"]["entries"] > 300
    assert_the_strike_can_be_proved(tmp_path / "home", found["tampered"]["altered"])
    for party in PARTIES:
        assert open_home(tmp_path / "home" / party).demo
    assert not children(tmp_path)


def assert_the_strike_can_be_proved(folder: Path, place: dict[str, Any]) -> None:
    """A home proves the thread of the most urgent query: both entries with the receipt of each, and no others."""
    book = book_of_home(open_home(folder / "USA"), "demo")
    feed = book.record.feed(place["party"], bytes.fromhex(place["feed"]))
    ref, out = feed.tree.leaf(place["index"]).hex(), folder / "strike.proof"
    assert main(["record", "prove", str(folder / "USA"), ref, str(out), "--thread"]) == 0
    cards = [(folder / party / f"{party}.card").read_bytes() for party in PARTIES]
    verdict = verify_proof(out.read_bytes(), cards)
    assert verdict.verdict == "proved under these keys"
    said = [shown for shown in verdict.entries or () if shown.body is not None]
    assert [(shown.party, shown.entry.kind) for shown in said] == [("RUS", 36), ("USA", 33)]
    assert [list(shown.receipted) for shown in said] == [["USA"], ["RUS"]]


@pytest.mark.slow
def test_it_is_told_in_scenes_that_fit_a_screen(tmp_path: Path) -> None:
    command = [*PARLEY, "demo", "--step", "--parties", "Alfa,Bravo", "--home", str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, input="\n" * 100)
    scenes = done.stdout.split("\n\n")
    assert max(len(line) for line in done.stdout.splitlines() if str(tmp_path) not in line) <= COLUMNS_MAX
    assert max(len(scene.splitlines()) for scene in scenes) <= LINES_MAX
    first = " ".join(scenes[0].split())
    for part in ("From two public reports", "the texts of messages are ours;", "no government uses this.", "DRILL"):
        assert part in first.replace(" │ │ ", " ")
    assert "Alfa → Bravo" in done.stdout
    assert "Milley" not in done.stdout
    assert "USA" not in done.stdout
    assert "kill -9" in done.stdout
    assert "Провода нет" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("  parley status ")


@pytest.mark.slow
def test_the_story_as_it_goes(tmp_path: Path) -> None:
    answers, (founded, *moments) = played(tmp_path)
    answers.pop("machine")
    answers.pop("nodes")
    assert answers == EXPECTED
    assert isinstance(founded, Founded)
    assert len(founded.numbers) == 2
    killed = [moment for moment in moments if isinstance(moment, Killed)]
    revived = [moment for moment in moments if isinstance(moment, Revived)]
    assert [each.party for each in killed] == [each.party for each in revived]
    assert all(each.shown for each in revived)
    said = [moment for moment in moments if isinstance(moment, Said)]
    assert len(said) + len(killed) == len(STORY.events)
    begins, ends = (moments.index(each) for each in moments if isinstance(each, Cut | Joined))
    carried = [moment.event.ref for moment in moments[begins:ends] if isinstance(moment, Said)]
    assert "battalion" in carried
    assert len(carried) > 5  # the watch goes on
    joined = moments[ends]
    assert isinstance(joined, Joined)
    assert joined.files >= len(carried)  # each with its receipt
    assert all(moment.shown for moment in said)  # the other side's screen has each, in its own language


TURNS = {path.split(".")[0]: (change, path, expected) for _, change, path, expected in PLANTED}


@pytest.mark.slow
@pytest.mark.parametrize("answer", sorted(TURNS))
def test_a_change_to_the_story_turns_its_answer(tmp_path: Path, answer: str) -> None:
    change, path, expected = TURNS[answer]
    answers, _ = played(tmp_path, change)
    assert at(answers, path) == expected != at(EXPECTED, path)


def test_each_answer_is_turned() -> None:
    assert set(TURNS) == set(EXPECTED)


@pytest.mark.slow
def test_ctrl_c_leaves_no_process_and_a_second_run_works_meanwhile(tmp_path: Path) -> None:
    command = [*PARLEY, "demo", "--json", "--hold", "--home", str(tmp_path / "first")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert json.loads(first.stdout.readline())["tampered"]["named"]
        assert len(children(tmp_path / "first")) == 3  # the demonstration and both nodes
        second = subprocess.run([*PARLEY, "demo", "--json"], capture_output=True, check=False)
        assert second.returncode == 0
        first.send_signal(signal.SIGINT)
        assert first.wait(10) == 130
    assert not children(tmp_path / "first")


@pytest.mark.slow
def test_nodes_end_with_a_demonstration_that_was_killed(tmp_path: Path) -> None:
    command = [*PARLEY, "demo", "--json", "--home", str(tmp_path / "home")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as demo:
        deadline_s = time.monotonic() + 20
        while len(children(tmp_path)) < 3:
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        demo.kill()
    deadline_s = time.monotonic() + 10
    while children(tmp_path):
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


@pytest.mark.parametrize("parties", ["Alfa", "Alfa,Alfa", "Al fa,Bravo"])
def test_parties_must_be_two_codes(parties: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json", "--parties", parties]) == 1
    assert "[party-code]" in capsys.readouterr().err


def test_it_writes_over_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").touch()
    assert main(["demo", "--json", "--home", str(tmp_path)]) == 1
    assert "[out-exists]" in capsys.readouterr().err
