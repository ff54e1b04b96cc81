"""Unfinished forms: kept by seat and name, durable, and no harm where their file is spoilt."""

from pathlib import Path

import pytest

from parley.app.drafts import FOLDER, Drafts
from parley.app.forms import NAME, keep_form, kept_forms
from parley.words.faults import OurFault


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path, tmp_path, "main")


def test_each_seat_has_its_own(drafts: Drafts) -> None:
    keep_form(drafts, "watch-1", "query", {"text": "Was it y", "subject": ""})
    keep_form(drafts, "watch-2", "query", {"text": "Ваш"})
    keep_form(drafts, "watch-1", "text", {"title": "Convoy"})
    assert kept_forms(drafts, "watch-1") == {"query": {"text": "Was it y"}, "text": {"title": "Convoy"}}
    keep_form(drafts, "watch-1", "query", {"text": ""})
    assert kept_forms(drafts, "watch-1") == {"text": {"title": "Convoy"}}
    assert kept_forms(drafts, "watch-2") == {"query": {"text": "Ваш"}}
    assert drafts.every() == [], "a form is no draft"


def test_only_the_owner_reads_them(drafts: Drafts) -> None:
    keep_form(drafts, "watch-1", "query", {"text": "Was it y"})
    assert (drafts.folder / FOLDER / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoilt", [b"", b"[]", b'{"watch-1": 3}', b'{"watch-1": {"query": []}}', b"\xff"])
def test_a_spoilt_file_is_no_form(drafts: Drafts, spoilt: bytes) -> None:
    keep_form(drafts, "watch-1", "query", {"text": "Was it y"})
    (drafts.folder / FOLDER / NAME).write_bytes(spoilt)
    assert kept_forms(drafts, "watch-1") == {}
    keep_form(drafts, "watch-1", "query", {"text": "again"})
    assert kept_forms(drafts, "watch-1") == {"query": {"text": "again"}}


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OurFault) as refused:
        keep_form(Drafts(tmp_path, tmp_path / "gone", "main"), "watch-1", "query", {"text": "x"})
    assert refused.value.code == "home-unwritable"
