"""The private log of releases: what is changed, moved or taken out of its midst is found; a power cut is not that."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parley.app.released import NAME, check_released, note_release
from parley.words.faults import OurFault
from tests.refusals import refused

LEGACY = b'{"at": "2026-01-01T00:00:00Z", "event": "released", "seat": "w", "id": "00", "kind": "text"}\n'


def noted(folder: Path, count: int) -> list[bytes]:
    for number in range(count):
        note_release(folder, seat=f"watch-officer {number}", entry=bytes([number]) * 32, kind="plain-statement")
    return (folder / NAME).read_bytes().splitlines(keepends=True)


def changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"officer 1", b"officer 7"), *lines[2:]]


def unnamed(lines: list[bytes]) -> list[bytes]:
    """Line 2 as an earlier version would have written it."""
    fields = json.loads(lines[1])
    del fields["before"]
    return [lines[0], json.dumps(fields).encode() + b"\n", *lines[2:]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (changed, 3),
        (unnamed, 3),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2),
        (lambda lines: [*lines, lines[3]], 5),
        (lambda lines: [LEGACY, *lines], 2),
    ],
)
def test_a_change_is_found_at_its_place(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    lines = noted(tmp_path, 4)
    assert check_released(tmp_path) == 4
    (tmp_path / NAME).write_bytes(b"".join(change(lines)))
    with pytest.raises(OurFault, match=f"Line {line} of") as told:
        check_released(tmp_path)
    assert told.value.code == "private-log-altered"


def test_lines_of_an_earlier_version_are_held_by_what_follows(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(LEGACY * 2)
    noted(tmp_path, 1)
    assert check_released(tmp_path) == 3
    data = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(data[:-1].replace(b'"w"', b'"x"') + b"\n")
    with refused("private-log-altered", OurFault):
        check_released(tmp_path)


def test_a_line_that_a_power_cut_tore_is_followed_by_whole_ones(tmp_path: Path) -> None:
    lines = noted(tmp_path, 2)
    (tmp_path / NAME).write_bytes(lines[0] + lines[1][:20])
    assert check_released(tmp_path) == 2
    lines = noted(tmp_path, 1)
    assert len(lines) == 3
    assert check_released(tmp_path) == 3
    assert json.loads(lines[2])["seat"] == "watch-officer 0"


def test_who_release_at_once_do_not_mix(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as several:
        for done in [several.submit(noted, tmp_path, 5) for _ in range(4)]:
            done.result()
    assert check_released(tmp_path) == 20


def test_none_is_none(tmp_path: Path) -> None:
    assert check_released(tmp_path) == 0
    (tmp_path / NAME).touch()
    assert check_released(tmp_path) == 0
    with pytest.raises(OurFault, match="It is done, but does not stand in") as told:
        note_release(tmp_path / "away", seat="w", entry=b"", kind="text")
    assert told.value.code == "home-unwritable"
