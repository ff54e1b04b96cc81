"""A drill line is joined to the live line by nothing: no file, key or pair secret of the live home is in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley.app.drills.homes import joined, new, opened, refuse_joined
from parley.app.home import Home
from parley.cli.main import main
from parley.keys import files
from parley.words.faults import OurFault
from tests.app.homes import LINE, two_homes
from tests.refusals import refused

CARD = Path("lines/main/cards/RUS.card")
Plant = Callable[[Path, Path], object]


def secrets_of(home: Home) -> Iterator[bytes]:
    """Every secret of a home that lies open: seeds, the transport's key, pair secrets."""
    yield from (files.read_key(home.folder / name, None) for name in (files.ROOT, files.NODE))
    yield from files.read_key(home.folder / files.TRANSPORT, None).split(b"\n", 1)
    yield from (files.read_key(path, None) for path in home.folder.glob("lines/*/pair-*.key"))


def secrets_found(drill: Path, live: Home) -> list[Path]:
    """The files of a drill in which a secret of the live home stands, in whatever form."""
    wanted = [form for secret in secrets_of(live) for form in (secret, secret.hex().encode())]
    every = [path for path in drill.rglob("*") if path.is_file()]
    return [path for path in every if any(form in path.read_bytes() for form in wanted)]


def test_nothing_of_the_live_home_is_reachable_from_a_drill(tmp_path: Path) -> None:
    live, _ = two_homes(tmp_path / "live")
    new(tmp_path / "drill")
    assert joined(tmp_path / "drill", live.folder) == []
    assert secrets_found(tmp_path / "drill", live) == []
    refuse_joined(tmp_path / "drill", live.folder)


def link_key(drill: Path, live: Path) -> None:
    (drill / "watch" / "old.key").symlink_to(live / "node.key")


def hard_link(drill: Path, live: Path) -> None:
    os.link(live / "parley.toml", drill / "watch" / "live.toml")


def copy_secret(drill: Path, live: Path) -> None:
    shutil.copy(live / f"lines/{LINE}/pair-RUS.key", drill / "watch/lines/drill/spare.key")


def copy_card(drill: Path, live: Path) -> None:
    shutil.copy(live / CARD, drill / "counterpart" / "other.card")


def link_back(drill: Path, live: Path) -> None:
    (live / "lines" / "drill").symlink_to(drill / "watch" / "lines" / "drill")


@pytest.mark.parametrize("plant", [link_key, hard_link, copy_secret, copy_card, link_back])
def test_a_planted_sharing_is_found(tmp_path: Path, plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    live, _ = two_homes(tmp_path / "live")
    new(tmp_path / "drill")
    plant(tmp_path / "drill", live.folder)
    assert len(joined(tmp_path / "drill", live.folder)) == 1
    assert main(["drill", "play", "test", "--home", str(tmp_path / "drill"), "--live", str(live.folder)]) == 1
    assert "[drill-joined]" in capsys.readouterr().err


def test_a_secret_that_lies_in_the_drill_under_any_name_is_found(tmp_path: Path) -> None:
    live, _ = two_homes(tmp_path / "live")
    new(tmp_path / "drill")
    pair = files.read_key(live.folder / f"lines/{LINE}/pair-RUS.key", None)
    (tmp_path / "drill" / "notes.txt").write_text(f"pair: {pair.hex()}")
    assert secrets_found(tmp_path / "drill", live) == [tmp_path / "drill" / "notes.txt"]


def test_folders_that_lie_in_each_other_are_joined(tmp_path: Path) -> None:
    live, _ = two_homes(tmp_path / "live")
    new(live.folder / "drill")
    assert any("lie in each other" in told for told in joined(live.folder / "drill", live.folder))


def test_both_homes_are_for_drills_and_a_live_home_is_none(tmp_path: Path) -> None:
    homes = new(tmp_path / "drill")
    assert all(home.demo for home in homes)
    assert not (tmp_path / "drill" / "pack").exists(), "the pair secret lies nowhere else"
    live, _ = two_homes(tmp_path / "live")
    (tmp_path / "mixed").mkdir()
    shutil.copytree(live.folder, tmp_path / "mixed" / "watch")
    shutil.copytree(live.folder, tmp_path / "mixed" / "counterpart")
    with refused("drill-missing", OurFault):
        opened(tmp_path / "mixed")
    with refused("drill-missing", OurFault):
        opened(tmp_path / "nowhere")
    with refused("home-exists", OurFault):
        new(tmp_path / "drill")
