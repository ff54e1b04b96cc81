"""Real nodes killed at random moments, and that the tool would find what it looks for."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from parley.app.home import Home
from parley.app.reading import book_of_home
from tests.app.homes import LINE, alike, running, two_homes
from tools import kill9
from tools.kill9 import Told, findings, good


@pytest.mark.slow
def test_twelve_kills() -> None:
    found = kill9.run(12, seed=3)
    assert good(found), found


@dataclass(frozen=True, slots=True)
class Stopped:
    """A home as the tool has it when its node has ended."""

    home: Home


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Stopped], Told]:
    """Two stopped homes and what their nodes told."""
    folder = tmp_path_factory.mktemp("kill9")
    usa, rus = two_homes(folder)
    told = Told()

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            for text in ("one", "two"):
                answer = await ours.say(text)
                assert answer.id
                told.accepted[answer.id.hex()] = text
                await alike(ours, theirs)
                tree = ours.runtime.node.state.record.joint_tree
                told.joint.add((tree.size, tree.root().hex()))

    asyncio.run(talk())
    return folder, [Stopped(usa), Stopped(rus)], told


def tried(folder: Path, victims: list[Stopped], told: Told) -> dict[str, object]:
    for victim in victims:
        out = folder / f"record-{victim.home.party}"
        shutil.rmtree(out, ignore_errors=True)
    return findings(folder, victims, told)


def test_a_clean_run_is_good(after: tuple[Path, list[Stopped], Told]) -> None:
    assert good(tried(*after))


@pytest.mark.parametrize("lie", ["missing", "renumbered", "beyond", "nothing"])
def test_each_fault_is_found(after: tuple[Path, list[Stopped], Told], lie: str) -> None:
    folder, victims, told = after
    accepted, joint = dict(told.accepted), set(told.joint)
    if lie == "missing":
        accepted["00" * 32] = "never said"
    elif lie == "nothing":
        accepted.clear()
    else:
        joint.add((max(joint)[0] + (1000 if lie == "beyond" else 0), "00" * 32))
    assert not good(tried(folder, victims, Told(accepted, joint)))


@pytest.mark.slow
def test_what_was_said_twice_is_found(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            await ours.say("once")
            await ours.say("once")
            await alike(ours, theirs)

    asyncio.run(talk())
    told = Told({book_of_home(usa, LINE).statements()[0].id.hex(): "once"}, {(0, "")})
    found = findings(tmp_path, [Stopped(usa), Stopped(rus)], told)
    assert found["double"] == 2
    assert not good(found)


def test_a_line_that_the_kill_cut_in_two_says_nothing() -> None:
    told = Told()
    assert told.take(b'{"accepted": [["00", "ta') is None
    assert told.take(b'{"accepted": [["00", "tag"]]}') is None
    assert told.take(b'{"digest": "ab"}') == "ab"
    assert told.accepted == {"00": "tag"}
