"""No installed package takes the name of a folder of ours: `python -m tests.…` would run its `tests` instead."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.tidy.rules import ROOT


def shadowed() -> set[str]:
    """Folders of ours with Python in them whose names an installed package has too."""
    ours = {path.parent.name for path in ROOT.glob("*/*.py")}
    return ours & set(packages_distributions())


def test_no_installed_package_has_the_name_of_a_folder_of_ours() -> None:
    assert shadowed() == set()


def test_a_package_that_ships_its_tests_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "planted-1.dist-info"
    about.mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1\n")
    (about / "RECORD").write_text("tests/__init__.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert shadowed() == {"tests"}
